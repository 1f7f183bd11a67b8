"""Root keys: where they come from, what a new one leaves alone, and how an old one goes."""

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT, Settings
from portal import clock
from portal.accounts.services import open_practice
from portal.backups import archive
from portal.backups.sealed_file import BackupProblem
from portal.vault.keyfile import KeyFileProblem
from portal.vault.keyring import KeyRing
from portal.vault.uses import SETTLES
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.security.rotating import itself, run
from tests.stages import ON_SQLITE
from tests.visitor import Visitor


def test_r31_a_root_is_retired_once_nothing_is_under_it(
    web: Flask, cast: Cast, tmp_path: Path
) -> None:
    key_file, maren = web.extensions["settings"].key_file, Visitor(web).sign_in(cast.maren)
    first = key_file.read_text().split()
    run(web, "keys", "add")
    early = run(web, "keys", "retire", "--yes")
    assert run(web, "keys", "rotate").exit_code == 0
    too_fresh = run(web, "keys", "retire", "--yes")
    with clock.telling(clock.now() + SETTLES + timedelta(seconds=1)):
        retired = web.test_cli_runner().invoke(args=["keys", "retire", "--yes"])

    assert (early.exit_code, too_fresh.exit_code) == (1, 1)
    assert "flask keys rotate" in early.output
    assert "ten minutes" in too_fresh.output
    assert retired.exit_code == 0, retired.output
    assert len(key_file.read_text().split()) == 1
    assert key_file.read_text().split() != first
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o400
    assert "By the tide" in maren.get("/my/reflections").text
    again = build(web.extensions["settings"])
    assert "Maren Aldous" in Visitor(again).sign_in(cast.ruth).get("/practice/caseload").text
    dispose(again)


@ON_SQLITE
def test_r31_a_backup_from_before_opens_until_its_keys_are_retired(
    web: Flask, tmp_path: Path
) -> None:
    path, keyring = tmp_path / "before.backup", web.extensions["keyring"]
    with itself(web) as session:
        archive.create(session, keyring, path)
    run(web, "keys", "add")
    run(web, "keys", "rotate")

    assert archive.verify(keyring, path).rows > 0
    newest_only = KeyRing([next(iter(keyring.roots().values()))])
    with pytest.raises(BackupProblem):
        archive.verify(newest_only, path)


@ON_SQLITE
def test_r31_passwords_and_sign_ins_outlive_a_new_root(web: Flask, cast: Cast) -> None:
    without = replace(web.extensions["settings"], secret_key=None)
    before = build(without)
    maren = Visitor(before).sign_in(cast.maren)
    run(web, "keys", "add")

    after = build(without)
    maren.app, maren.client.application = after, after

    assert after.config["SECRET_KEY"] != before.config["SECRET_KEY"]
    assert "By the tide" in maren.get("/my/reflections").text
    assert Visitor(after).sign_in(cast.ruth).get("/practice/caseload").status_code == 200
    for one in (before, after):
        dispose(one)


@ON_SQLITE
def test_r31_status_tells_what_is_under_which_key(web: Flask) -> None:
    run(web, "keys", "add")

    told = run(web, "keys", "status").output.splitlines()

    assert len(told) == 3
    assert "(newest): 0 practice keys and addresses" in told[0]
    assert "(older): 10 practice keys and addresses" in told[1]
    assert told[2].startswith("Harbour Lane, key of ")
    assert "8 client keys" in told[2]


@ON_SQLITE
def test_r31_keys_of_the_environment_are_changed_by_hand(
    stage: tuple[Settings, Cast], tmp_path: Path
) -> None:
    text = stage[0].key_file.read_text()
    app = build(replace(stage[0], root_keys=text, key_file=tmp_path / "none"))

    told = run(app, "keys", "add")

    assert told.exit_code == 1
    assert "PORTAL_KEYS" in told.output
    assert run(app, "keys", "status").exit_code == 0
    dispose(app)


@ON_SQLITE
@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_r30_a_key_file_that_others_can_read_is_refused(
    stage: tuple[Settings, Cast], tmp_path: Path
) -> None:
    own = tmp_path / "own.keys"
    shutil.copy(stage[0].key_file, own)
    for mode, is_refused in ((0o400, False), (0o600, False), (0o440, True), (0o604, True)):
        own.chmod(mode)
        if is_refused:
            with pytest.raises(KeyFileProblem, match="chmod 0400"):
                build(replace(stage[0], key_file=own))
        else:
            dispose(build(replace(stage[0], key_file=own)))


@ON_SQLITE
def test_r30_a_broken_key_file_takes_nothing_from_a_running_portal(web: Flask, cast: Cast) -> None:
    maren, key_file = Visitor(web).sign_in(cast.maren), web.extensions["settings"].key_file
    key_file.unlink()
    assert "By the tide" in maren.get("/my/reflections").text
    key_file.write_text("not hexadecimal")

    assert "By the tide" in maren.get("/my/reflections").text
    with pytest.raises(KeyFileProblem):
        build(web.extensions["settings"])


@ON_SQLITE
def test_r30_keys_of_the_environment_are_not_handed_on(
    stage: tuple[Settings, Cast], tmp_path: Path
) -> None:
    environ = {
        **os.environ,
        "PORTAL_KEYS": stage[0].key_file.read_text().strip(),
        "SECRET_KEY": "a secret for the cookies of this test",
        "PORTAL_INSTANCE": str(tmp_path / "instance"),
        "MAIL_URL": "memory:",
    }
    look = "import os, subprocess, wsgi; subprocess.run(['env'], env=os.environ, check=True)"

    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=environ, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert f"PORTAL_INSTANCE={tmp_path}" in done.stdout, "the control"
    assert "PORTAL_KEYS" not in done.stdout
    assert environ["PORTAL_KEYS"] not in done.stdout
    assert environ["SECRET_KEY"] not in done.stdout


@ON_SQLITE
def test_r31_doctor_tells_of_a_rotation_that_was_not_ended(web: Flask) -> None:
    before = run(web, "doctor").output
    run(web, "keys", "add")
    begun = run(web, "doctor").output
    run(web, "keys", "rotate")
    ended = run(web, "doctor").output

    assert "keys in use: well" in before
    assert "keys in use: 10 things are under older keys" in begun
    assert "keys in use: well" in ended
    assert "files: well" in ended


@ON_SQLITE
def test_r31_one_practice_can_be_rotated_alone(web: Flask) -> None:
    with itself(web) as session:
        open_practice(session, name="Quay House")
        session.commit()
    run(web, "keys", "add")

    alone = run(web, "keys", "rotate", "--practice", "Quay House")
    unknown = run(web, "keys", "rotate", "--practice", "Nowhere")

    assert (alone.exit_code, unknown.exit_code) == (0, 1)
    told = run(web, "keys", "status").output
    assert told.count("Quay House, key of") == 2
    assert told.count("Harbour Lane, key of") == 1
    assert "(older): 1 practice keys and addresses" in told
