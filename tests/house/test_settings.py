"""Every setting is explained in .env.example, and nothing is explained that is no setting."""

import re
import tomllib

import pytest

from config import ROOT, Environment, Settings, SettingsProblem

EXAMPLE = ROOT / ".env.example"
READ = re.compile(r"[\"']([A-Z][A-Z_]{2,})[\"']")
OF_DEV = {"HOST", "PORT"}  # where dev.py and gunicorn listen


def read_in_code() -> set[str]:
    """Return the variables that config.py reads."""
    return set(READ.findall((ROOT / "config.py").read_text(encoding="utf-8")))


def explained() -> dict[str, str]:
    """Return the variables of .env.example, each with the comment before it."""
    found, comment = {}, ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        named = re.match(r"#?\s?([A-Z][A-Z_]{2,})=", line)
        if named:
            found[named.group(1)] = comment  # one comment may explain several
        elif line.startswith("#"):
            comment += line[1:].strip() + " "
        else:
            comment = ""
    return found


def test_every_setting_is_explained() -> None:
    missing = read_in_code() - explained().keys()

    assert len(read_in_code()) >= 12
    assert not missing, f"{sorted(missing)}: explain them in .env.example"


def test_nothing_else_is_explained() -> None:
    strange = explained().keys() - read_in_code() - OF_DEV

    assert not strange, f"{sorted(strange)}: config.py reads no such thing"


def test_an_explanation_is_a_sentence() -> None:
    for name, comment in explained().items():
        assert len(comment.split()) > 2, f"{name}: say in .env.example what it is for"


def test_the_example_holds_no_secret() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")

    assert not re.search(r"[0-9a-f]{32,}", text)


@pytest.mark.parametrize("name", ["SECRET_KEY", "PORTAL_KEY_FILE", "MAIL_URL", "PUBLIC_URL"])
def test_production_refuses_to_start_without_its_secrets(name: str) -> None:
    environ = {
        "PORTAL_ENV": "production",
        "SECRET_KEY": "x" * 32,
        "PORTAL_KEY_FILE": "/etc/portal/keys",
        "MAIL_URL": "smtp://mail.example.org",
        "PUBLIC_URL": "https://portal.example.org",
    }
    assert Settings.from_environment(environ).environment is Environment.PRODUCTION

    with pytest.raises(SettingsProblem, match=name):
        Settings.from_environment({**environ, name: ""})


def test_production_takes_its_keys_from_the_environment_too() -> None:
    environ = {
        "PORTAL_ENV": "production",
        "SECRET_KEY": "x" * 32,
        "PORTAL_KEYS": "0" * 64,
        "MAIL_URL": "smtp://mail.example.org",
        "PUBLIC_URL": "https://portal.example.org",
    }

    settings = Settings.from_environment(environ)
    settings.forget_secrets(environ)

    assert settings.root_keys == "0" * 64
    assert "0000" not in repr(settings)
    assert environ.keys() == {"PORTAL_ENV", "MAIL_URL", "PUBLIC_URL"}


@pytest.mark.parametrize(
    ("name", "weak"),
    [("SECRET_KEY", "short"), ("MAIL_URL", "console:"), ("MAIL_URL", "memory:")],
)
def test_production_refuses_settings_that_protect_nobody(name: str, weak: str) -> None:
    environ = {
        "PORTAL_ENV": "production",
        "SECRET_KEY": "x" * 32,
        "PORTAL_KEY_FILE": "/etc/portal/keys",
        "MAIL_URL": "smtp://mail.example.org",
        "PUBLIC_URL": "https://portal.example.org",
    }

    with pytest.raises(SettingsProblem, match=name):
        Settings.from_environment({**environ, name: weak})


def test_both_requirement_files_are_what_the_lock_says() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    versions: dict[str, set[str]] = {}
    for package in lock["package"]:
        if "version" in package:
            versions.setdefault(package["name"], set()).add(package["version"])
    looked_at = 0
    for file in ("requirements-run.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text(encoding="utf-8")
        pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)
        for name, version in pins:
            looked_at += 1
            assert version in versions.get(name.lower(), set()), (
                f"{file}: {name} {version} is not in uv.lock; run: python3 dev.py lock"
            )
        hashes = text.count("--hash=")
        assert not hashes or hashes >= len(pins), f"{file}: some packages have no hash"
    assert looked_at > 80


def test_what_the_project_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

    for one in asked:
        name = re.split(r"[\[<>=;!~ ]", one)[0].lower()
        assert f'name = "{name}"' in lock, f"{name} is not in uv.lock"
    assert len(asked) > 30
