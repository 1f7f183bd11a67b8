"""An authenticator app for everybody who works in the demonstration's practice."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import portal_itself
from portal.caseload.queries import colleagues
from portal.sign_in.factors import queries, services, totp

A_WHILE_AGO = timedelta(minutes=5)
"""The code that the app shows now must still be good for a sign-in."""


def give_apps(session: Session) -> dict[str, str]:
    """Return the key of everybody's app by their address; who has none gets one."""
    with portal_itself(session, "demonstration"), clock.telling(clock.now() - A_WHILE_AGO):
        for user in colleagues(session):
            if queries.authenticator_of(session, user.id) is None:
                begun = services.begin_authenticator(session, user)
                session.flush()
                code = totp.code_at(begun.seed, totp.step_at(clock.now()))
                services.keep_authenticator(session, user, code, device_id=None)
        session.flush()
        apps = ((user, queries.authenticator_of(session, user.id)) for user in colleagues(session))
        return {user.email: totp.key_of(app.seed) for user, app in apps if app is not None}
