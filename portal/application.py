"""Putting the portal together: settings, libraries, the Door's nets, the slices, in that order."""

from flask import Flask

from config import ROOT, Settings
from portal import cli
from portal.access import guard
from portal.annotations.client_views import door as client_annotations
from portal.annotations.practitioner_views import door as practitioner_annotations
from portal.caseload.invited_views import door as client_invitations
from portal.caseload.practitioner_views import door as practitioner_caseload
from portal.caseload.public_views import door as invitations
from portal.caseload.viewers import user_and_viewer
from portal.colleagues.away_views import door as practitioner_away
from portal.colleagues.emergency_views import door as practitioner_emergency
from portal.colleagues.supervision_views import door as practitioner_supervision
from portal.desk.client_views import door as client_desk
from portal.desk.former_views import door as practitioner_former
from portal.desk.leaving_views import door as client_care
from portal.desk.practitioner_views import door as practitioner_desk
from portal.extensions import babel, csrf, db, engine_options, mail, migrate, other_engines
from portal.jobs import start_jobs
from portal.journey.client_views import door as client_journey
from portal.measures.answering.answering_views import door as client_answering
from portal.measures.answering.client_views import door as client_measures
from portal.measures.doors import STAFF as PRACTICE_MEASURES
from portal.measures.own.client_views import door as client_own_measures
from portal.notices.services import mail_settings
from portal.private_notes.practitioner_views import door as practitioner_private_notes
from portal.reflections.client_views import door as client_reflections
from portal.reflections.practitioner_views import door as practitioner_reflections
from portal.reports.client_views import door as client_reports
from portal.reports.practitioner_views import door as practitioner_reports
from portal.rights.client_views import door as client_rights
from portal.rights.download_views import door as client_downloads
from portal.safety.client_views import door as client_safety
from portal.safety.hours_views import door as practitioner_hours
from portal.safety.review_views import door as practitioner_safety
from portal.sign_in import security
from portal.sign_in.confirm_views import door as confirming
from portal.sign_in.devices.account_views import door as devices
from portal.sign_in.factors.account_views import door as account
from portal.sign_in.factors.adding_views import door as factors
from portal.sign_in.factors.second_step_views import door as second_step
from portal.sign_in.leaving_views import door as leaving
from portal.sign_in.password_views import door as password
from portal.transfers.client_views import door as client_transfers
from portal.transfers.practitioner_views import door as practitioner_transfers
from portal.vault.keyfile import create_key_file
from portal.vault.keyring import KeyRing
from portal.vault.sealed import Findable
from portal.web import errors, files, headers, logs, proxies, templating, walls
from portal.web.crisis import wording as crisis
from portal.web.process import leave_no_core
from portal.web.public_views import door as public

DOORS = (
    public,
    leaving,
    invitations,
    client_invitations,
    confirming,
    second_step,
    account,
    factors,
    password,
    devices,
    client_desk,
    client_care,
    client_transfers,
    client_reflections,
    client_annotations,
    client_journey,
    client_measures,
    client_answering,
    client_own_measures,
    client_reports,
    client_rights,
    client_downloads,
    client_safety,
    practitioner_desk,
    practitioner_caseload,
    practitioner_transfers,
    practitioner_former,
    practitioner_reflections,
    practitioner_annotations,
    *PRACTICE_MEASURES,
    practitioner_private_notes,
    practitioner_reports,
    practitioner_away,
    practitioner_emergency,
    practitioner_supervision,
    practitioner_safety,
    practitioner_hours,
)

MEGABYTE = 1024 * 1024


def build(settings: Settings) -> Flask:
    """Return the application for `settings`."""
    files.keep_private(settings.instance)
    keyring = _keyring(settings)
    app = Flask(
        "portal", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.from_mapping(_flask_settings(settings, keyring))
    app.extensions["settings"], app.extensions["keyring"] = settings, keyring
    Findable.keyring = keyring
    leave_no_core()
    logs.install(app, every_request=settings.is_production)
    walls.install(app, settings)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    babel.init_app(app)
    csrf.init_app(app)
    mail.init_app(app)
    proxies.trust(app, settings.trusted_proxies)
    guard.install(app)
    security.install(app, keyring, user_and_viewer)
    for one in DOORS:
        app.register_blueprint(one.blueprint)
    errors.install(app)
    headers.install(app)
    templating.install(app)
    crisis.install(app)
    start_jobs(app, settings)
    cli.install(app)
    return app


def _keyring(settings: Settings) -> KeyRing:
    if settings.root_keys:
        return KeyRing.from_text(settings.root_keys)
    if not settings.is_production:
        create_key_file(settings.key_file)
    return KeyRing.from_file(settings.key_file)


def _flask_settings(settings: Settings, keyring: KeyRing) -> dict[str, object]:
    cookies = [secret.hex() for secret in keyring.secrets("cookies")]
    older = list(settings.older_secret_keys) if settings.secret_key else cookies[1:]
    return {
        "SECRET_KEY": settings.secret_key or cookies[0],
        "SECRET_KEY_FALLBACKS": older,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "SQLALCHEMY_BINDS": other_engines(settings.database_owner_url or settings.database_url),
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_production else "session",
        "SESSION_COOKIE_SECURE": settings.is_production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 300,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session; an expired one must not cost words
        "WTF_CSRF_SSL_STRICT": False,  # it wants a Referer, and our pages let browsers send none
        "BABEL_DEFAULT_LOCALE": settings.locale,
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "PORTAL_NAME": settings.portal_name,
        **mail_settings(settings.mail_url),
    }
