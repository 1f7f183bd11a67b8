"""Settings, read from the environment once. Production refuses to start without its secrets."""

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
SECRETS = ("PORTAL_KEYS", "SECRET_KEY", "SECRET_KEY_FALLBACKS")


class SettingsProblem(Exception):
    """A setting is missing or cannot be; the message says which one and what to do."""


class Environment(StrEnum):
    """Demo has invented people and offers a second factor; production has real ones."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Settings:
    """Every setting of the portal. `.env.example` explains each variable."""

    environment: Environment
    instance: Path
    database_url: str
    database_owner_url: str | None
    secret_key: str | None
    key_file: Path
    mail_url: str
    jobs_url: str
    trusted_proxies: int
    portal_name: str
    locale: str
    timezone: str
    crisis_region: str
    public_url: str
    retention_years: int = 0
    root_keys: str = field(default="", repr=False)
    older_secret_keys: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings. Raises SettingsProblem with the remedy."""
        environment = _environment(environ.get("PORTAL_ENV", "demo"))
        instance = Path(environ.get("PORTAL_INSTANCE", ROOT / "instance"))
        if environment is Environment.PRODUCTION:
            _insist(environ, "SECRET_KEY", "MAIL_URL", "PUBLIC_URL")
            if not environ.get("PORTAL_KEYS"):
                _insist(environ, "PORTAL_KEY_FILE")
            _refuse_weak(environ)
        port, host = environ.get("PORT", "8000"), environ.get("HOST", "localhost")
        return cls(
            environment=environment,
            instance=instance,
            database_url=_database(environ.get("DATABASE_URL"), instance),
            database_owner_url=_owner(environ, instance),
            secret_key=environ.get("SECRET_KEY") or None,
            key_file=Path(environ.get("PORTAL_KEY_FILE", instance / "portal.keys")),
            mail_url=environ.get("MAIL_URL", "console:"),
            jobs_url=environ.get("JOBS_URL", f"sqlite:///{instance / 'jobs.sqlite'}"),
            trusted_proxies=_whole(environ, "TRUSTED_PROXIES", 0),
            portal_name=environ.get("PORTAL_NAME", "Harbour Lane"),
            locale=environ.get("LOCALE", "en_GB"),
            timezone=_zone(environ.get("TIMEZONE", "Europe/London")),
            crisis_region=environ.get("CRISIS_REGION", "GB"),
            public_url=environ.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
            retention_years=_whole(environ, "RETENTION_YEARS", 0),
            root_keys=environ.get("PORTAL_KEYS", ""),
            older_secret_keys=tuple(environ.get("SECRET_KEY_FALLBACKS", "").split()),
        )

    def forget_secrets(self, environ: MutableMapping[str, str] = os.environ) -> None:
        """Take keys out of the environment once they were read: child processes need none."""
        for name in SECRETS:
            environ.pop(name, None)

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION


def _environment(name: str) -> Environment:
    try:
        return Environment(name)
    except ValueError as problem:
        raise SettingsProblem("PORTAL_ENV is either demo or production.") from problem


def _insist(environ: Mapping[str, str], *names: str) -> None:
    for name in names:
        if not environ.get(name):
            raise SettingsProblem(f"Production needs {name}: see .env.example.")


def _refuse_weak(environ: Mapping[str, str]) -> None:
    if len(environ["SECRET_KEY"]) < 32:
        raise SettingsProblem("SECRET_KEY needs 32 characters or more: 64 hexadecimal digits.")
    if not environ["MAIL_URL"].startswith("smtp"):
        raise SettingsProblem("MAIL_URL in production is smtp://… or smtps://…, never a console.")


def _database(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'portal.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _owner(environ: Mapping[str, str], instance: Path) -> str | None:
    """Return the URL of commands, jobs and migrations where requests have one of their own."""
    url = environ.get("DATABASE_OWNER_URL")
    if url and not environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SettingsProblem("DATABASE_OWNER_URL needs a DATABASE_URL on PostgreSQL beside it.")
    return _database(url, instance) if url else None


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environ.get(name, default))
    except ValueError as problem:
        raise SettingsProblem(f"{name} is a whole number.") from problem


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise SettingsProblem(f"TIMEZONE: {name} is not a time zone.") from problem
    return name
