"""The one door for people: `python3 dev.py run | test | bench | lint | plant | shell | flask …`.

It needs only Python 3.11 or later. Each command first sets up what is missing (packages in `.venv`,
libraries for PDFs, a browser for the tests), then does its work. A second start needs no network.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
VENV, TOOLS = ROOT / ".venv", ROOT / ".tools"
BIN, EXE = ("Scripts", ".exe") if WINDOWS else ("bin", "")
PYTHON = str(VENV / BIN / f"python{EXE}")

PDF_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
PDF_FONTS = "fonts-noto-core fonts-sil-charis fonts-droid-fallback fonts-noto-color-emoji"
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

FLASK = ["flask", "--app", "wsgi"]
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")  # the longest files come early
FAST_TESTS = ["-q", "-n", "2", *BY_FILE, "-m", "not browser and not postgres"]
COVERAGE = ["--cov=portal", "--cov-report=term:skip-covered", "--cov-fail-under=95"]
LINT = ("ruff format --check", "ruff check", "mypy", "bandit -q -c pyproject.toml -r .")
SLOW_TESTS = {"Browser": ["-q", "-m", "browser"], "PostgreSQL": ["-q", "-m", "postgres"]}


def main(arguments: list[str]) -> int:
    """Do what the first word says with the rest, and return an exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    passed_on = {
        "bench": ["bench"],
        "plant": ["tests.security.plant"],
        "shell": [*FLASK, "shell"],
        "flask": FLASK,
    }
    if name not in ("run", "test", "lint", *passed_on):
        print("usage: python3 dev.py run | test | bench | lint | plant | shell | flask …")
        return 0 if name in ("help", "-h", "--help") else 2
    if sys.version_info < (3, 11):  # noqa: UP036 (the python3 of some systems is older)
        say(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
        say(f"Install one from https://www.python.org/downloads/, then: python3.11 dev.py {name}")
        return 1
    os.chdir(ROOT)
    set_up("dev" if name in ("test", "bench", "lint", "plant") else "run")
    if name in passed_on:
        return in_venv(*passed_on[name], *rest)
    return {"run": run, "test": test, "lint": lint}[name](rest)


def run(arguments: list[str]) -> int:
    """Set everything up, then keep the web server and the job consumer going until told to stop."""
    host, port = os.environ.get("HOST", "localhost"), int(os.environ.get("PORT", "8000"))
    if is_answering(host, port):
        say(f"Port {port} is taken. Choose another: PORT={port + 1} python3 dev.py run")
        return 1
    instance = ROOT / "instance"
    instance.mkdir(exist_ok=True)
    instance.chmod(0o700)
    os.environ.setdefault("PORTAL_ENV", "demo")
    if code := in_venv(*FLASK, "setup"):
        return code
    server = f"gunicorn wsgi:app --bind={host}:{port} --worker-class=gthread --workers=1"
    server += " --threads=8 --graceful-timeout=5 --no-control-socket --log-level=warning"
    if WINDOWS:
        server = f"flask --app wsgi run --host={host} --port={port}"
    return keep_going([server.split(), [*FLASK, "worker"]], host, port)


def test(arguments: list[str]) -> int:
    """Run every test, or pass the arguments to one pytest."""
    set_up_browser()
    if os.environ.get("CI", "").lower() in ("1", "true"):
        os.environ["REQUIRE_ALL"] = "1"
    if arguments:
        return in_venv("pytest", *arguments)
    say("Fast tests")
    code = in_venv("pytest", *FAST_TESTS, *COVERAGE)
    if code == 2:  # stopped by Ctrl-C, or nothing could be collected
        return code
    say(f"{' and '.join(SLOW_TESTS)} tests, side by side")
    return 1 if any([code, *side_by_side(SLOW_TESTS)]) else 0


def lint(arguments: list[str]) -> int:
    """Check format, style, types and known holes, all of them even when the first one fails."""
    codes = [in_venv(*check.split()) for check in LINT]
    return 1 if any([*codes, audit_packages()]) else 0


def audit_packages() -> int:
    """Look every package of the lock up among known holes; where nobody answers, say so."""
    command = ["pip_audit", "--disable-pip", "--progress-spinner=off", "--format=json"]
    command += ["--timeout=10", "--requirement=requirements-dev.txt"]
    try:
        done = subprocess.run([PYTHON, "-m", *command], capture_output=True, timeout=40)
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        packages = []
    known = [package for package in packages if package.get("vulns")]
    for package in known:
        ids = ", ".join(hole["id"] for hole in package["vulns"])
        say(f"{package['name']} {package['version']} has known holes: {ids}")
    looked_up = sum("vulns" in package for package in packages)
    if looked_up == 0:
        say("NOT CHECKED for known holes: no source of advisories could be reached from here.")
    else:
        say(f"{looked_up} of {len(packages)} packages looked up; with known holes: {len(known)}")
    return 1 if known else 0


def set_up(group: str) -> None:
    """Install the lock's packages, to use the portal (`run`) or to work on it (`dev`)."""
    lock = hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
    stamp = VENV / "set-up"
    there = stamp.read_text().split() if stamp.is_file() and Path(PYTHON).exists() else []
    if lock not in there or {group, "dev"}.isdisjoint(there):
        group = "dev" if "dev" in there else group
        say("Installing packages")
        uv = find_uv()
        if not (sync_with_uv(uv, group) if uv else sync_with_pip(group)):
            sys.exit("The packages could not be installed; the reason is above.")
        stamp.write_text(f"{lock} {group}\n")
    for name in ("PYTHONHOME", "PYTHONPATH"):
        os.environ.pop(name, None)
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.environ["PATH"] = os.pathsep.join([str(VENV / BIN), os.environ.get("PATH", os.defpath)])
    set_up_pdf()


def find_uv() -> str | None:
    """Find uv, or bring it into `.tools`; None where there is none for this machine."""
    own = TOOLS / BIN / f"uv{EXE}"
    if not own.is_file() and not shutil.which("uv"):
        pip("install", "--target", str(TOOLS), "--upgrade", "uv")
    return str(own) if own.is_file() else shutil.which("uv")


def sync_with_uv(uv: str, group: str) -> bool:
    """Install exactly what the lock says."""
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "VIRTUAL_ENV": str(VENV)}
    if not os.environ.get("HOME"):
        environment["UV_CACHE_DIR"] = str(TOOLS / "cache")
    groups = ["--no-dev", "--inexact"] if group == "run" else []
    command = [uv, "sync", "--frozen", "--quiet", "--python", sys.executable, *groups]
    for system_certs in ("1", "0"):  # networks that inspect traffic are known to the system only
        environment["UV_SYSTEM_CERTS"] = system_certs
        if subprocess.call(command, env=environment) == 0:
            return True
    return False


def sync_with_pip(group: str) -> bool:
    """Install the same versions without uv."""
    made = subprocess.call([sys.executable, "-m", "venv", "--without-pip", str(VENV)]) == 0
    return made and pip("--python", PYTHON, "install", "-r", f"requirements-{group}.txt")


def pip(*arguments: str) -> bool:
    """Run this Python's pip; Debian ships it apart."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*command, "--version"], capture_output=True).returncode:
        apt_install("python3-pip", "pip is missing")
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    return subprocess.call([*command, *arguments], env=environment) == 0


def set_up_pdf() -> None:
    """Install the libraries and fonts behind PDFs once; go on without them where that fails."""
    done = VENV / "pdf-works"
    probe = [PYTHON, "-W", "error:HarfBuzz-Subset", "-c", "import weasyprint"]
    if done.exists():
        return
    if shutil.which("apt-get"):
        apt_install(PDF_LIBRARIES, "PDF reports need libraries")
        apt_install(PDF_FONTS, "PDF reports in every script need fonts")
    elif shutil.which("brew"):
        subprocess.call(["brew", "install", "--quiet", "pango"], stdout=sys.stderr)
    if subprocess.run(probe, capture_output=True).returncode == 0:
        done.touch()
    else:
        say("PDF reports are off until Pango is installed (on a Mac: brew install pango).")


def set_up_browser() -> None:
    """Put a Chromium's path in TEST_BROWSER, or leave it to the one Playwright brings."""
    names = ("chromium", "google-chrome", "google-chrome-stable", MAC_BROWSER)
    packages = "libatomic1" if any(map(shutil.which, names)) else "libatomic1 chromium"
    if shutil.which("apt-get"):
        apt_install(packages, "Browser tests need Chromium and what Playwright's driver links to")
    if browser := next(filter(None, map(shutil.which, names)), None):
        os.environ.setdefault("TEST_BROWSER", browser)
    elif in_venv("playwright", "install", "chromium"):
        say("There is no Chromium, so browser tests will be skipped.")


def apt_install(packages: str, reason: str) -> None:
    """Install those of some Debian packages that are missing, or print the line that would."""
    query = ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *packages.split()]
    there = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    missing = [package for package in packages.split() if f"{package} installed" not in there]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    say(f"{reason}: {' '.join(install)}")
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not shutil.which("sudo"):
        return
    for command in (install, ["apt-get", "update"], install):
        quiet = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", *command]
        done = subprocess.run(quiet, capture_output=True, text=True)
        if command is install and done.returncode == 0:
            return
    say(f"That did not work. To try it by hand: sudo {' '.join(install)}\n{done.stderr.strip()}")


def in_venv(*command: str) -> int:
    """Run a module of the environment to its end; Ctrl-C is for the module to answer."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        return subprocess.call([PYTHON, "-m", *command])
    finally:
        signal.signal(signal.SIGINT, before)


def side_by_side(groups: dict[str, list[str]]) -> list[int]:
    """Run several pytests at once, print what each said one after the other, return exit codes."""
    commands = [[PYTHON, "-m", "pytest", *arguments] for arguments in groups.values()]
    codes = []
    with ThreadPoolExecutor() as pool:
        results = pool.map(lambda c: subprocess.run(c, capture_output=True, text=True), commands)
        for name, result in zip(groups, results, strict=True):
            say(f"{name} tests")
            print(result.stdout, result.stderr, flush=True)
            codes.append(result.returncode)
    return codes


def keep_going(commands: list[list[str]], host: str, port: int) -> int:
    """Run until Ctrl-C or SIGTERM (returns 0), or until one of the processes dies (returns 1)."""
    asked: list[int] = []
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda number, frame: asked.append(number))
    # In sessions of their own they do not feel the terminal's Ctrl-C, so that the end is orderly.
    children = [subprocess.Popen([PYTHON, "-m", *c], start_new_session=True) for c in commands]
    is_ready = False
    while not asked and all(child.poll() is None for child in children):
        if not is_ready and (is_ready := is_answering(host, port)):
            say(f"The portal is at http://{host}:{port} (Ctrl-C stops it)")
        time.sleep(0.2)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
    say("Stopped." if asked else "One of the two processes ended by itself, so both are stopped.")
    return 0 if asked else 1


def is_answering(host: str, port: int) -> bool:
    """Tell whether something listens there."""
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def say(line: str) -> None:
    """Tell the person at the terminal how far we are."""
    print(f"» {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
