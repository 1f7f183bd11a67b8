"""Pages that several views show: the second step, recovery codes, and in which frame."""

from flask import Response, make_response, render_template
from flask_babel import lazy_gettext as _

from portal.access.beforehand import lacks_second_factor
from portal.access.door import account, session
from portal.access.viewer import Viewer
from portal.sign_in.factors import challenges, passkeys, queries, services
from portal.sign_in.factors.forms import CodeForm, RecoveryCodeForm
from portal.sign_in.factors.second_step import Waiting

TOO_LATE = _("The second step took more than ten minutes. Please sign in once more.")


def second_step_page(
    waiting: Waiting, sent: CodeForm | RecoveryCodeForm, status: int = 400
) -> Response:
    """Show what somebody may use as a second step; `sent` is the form that came in, if one did."""
    carried = sent.carried.data or ""
    if isinstance(sent, CodeForm):
        form, recovery_form = sent, RecoveryCodeForm(formdata=None)
    else:
        form, recovery_form = CodeForm(formdata=None, carried=carried), sent
    page = render_template(
        "sign_in/second_step.html",
        form=form,
        recovery_form=recovery_form,
        leads_to=waiting.leads_to,
        factors=queries.factors_of(session(), waiting.user.id),
    )
    return make_response(page, status)


def recovery_codes_page(viewer: Viewer) -> Response:
    """Make new recovery codes and show them, which happens once."""
    codes = services.make_recovery_codes(session(), account())
    page = render_template("sign_in/recovery_codes.html", layout=layout_for(viewer), codes=codes)
    return make_response(page)


def layout_for(viewer: Viewer) -> str:
    """Return the frame of a page for both doors; somebody who must stay here gets no contents."""
    if lacks_second_factor(viewer):
        return "layouts/letter.html"
    return "layouts/client.html" if viewer.is_client else "layouts/practice.html"


def passkey_question() -> str:
    """Return what a page asks of the browser's passkeys, as JSON for passkey.js."""
    return passkeys.to_prove(challenges.party(), challenges.posed())
