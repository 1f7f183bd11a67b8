"""The one field that a reflection’s form needs beyond those of WTForms."""

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.reflections.words import is_readable

MOST = 100  # ticked words that are looked at; far more than a form lets through


class TagsField(SelectMultipleField):
    """Words to tick. What is sent need not be among those offered: other tabs know other words."""

    widget = ListWidget()  # type: ignore[assignment]  # as WTForms' own manual does it
    option_widget = CheckboxInput()  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what is sent; no browser ticks a word that cannot be read, so such a one falls."""
        self.data = [word for word in valuelist[:MOST] if is_readable(word)]
