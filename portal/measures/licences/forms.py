"""The form behind each statement: which questionnaire, in the version that was read."""

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired

from portal.psychometrics.catalogue import UnknownInstrument, instrument
from portal.psychometrics.instrument import Instrument

AGAIN = lazy_gettext("This questionnaire has changed. Read the statement again.")


class StatementForm(FlaskForm):
    """Names a questionnaire by its slug, and the version whose statement was read."""

    slug = StringField(validators=[InputRequired(AGAIN)])
    version = StringField(validators=[InputRequired(AGAIN)])

    def validate_version(self, field: StringField) -> None:
        """Refuse a statement that was read for another version."""
        now = [self.instrument.version] if self.instrument else []
        AnyOf(now, message=AGAIN)(self, field)

    @property
    def instrument(self) -> Instrument | None:
        """Return the questionnaire, if there is one of that name."""
        try:
            return instrument(self.slug.data or "")
        except UnknownInstrument:
            return None


def statement_words(one: Instrument) -> str:
    """Return what a practice states of a questionnaire for non-commercial use."""
    return gettext(
        "We use %(name)s in our own care. We do not sell it, charge for it or use it in anything "
        "else that is for profit. Its words and their order stay as they are, and its credit line "
        "stands where it is answered.",
        name=one.name,
    )
