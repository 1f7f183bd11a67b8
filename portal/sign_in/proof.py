"""What counts as a proof of who is there."""

from flask_babel import gettext as _

from portal.accounts import passwords
from portal.accounts.models import User
from portal.sign_in.forms import ConfirmForm


def holds(user: User, form: ConfirmForm) -> bool:
    """Tell whether the password is the account's own; if not, the form says what to do."""
    if passwords.verify_outside_transaction(user, form.password.data or ""):
        return True
    form.password.errors = (_("That is not the password of this account. Look at it once more."),)
    return False
