"""Plant each hole in a copy of the tree, and see that its test turns red."""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config import ROOT
from tests.security.planting import README, Hole, holes, readme

COPIES = 2
FAILED = 1  # pytest's exit code when a test failed; anything else means that it did not run


def main(arguments: list[str]) -> int:
    """Plant the holes of the requirements named, or all; return 1 if one stays unseen."""
    if arguments == ["--write-readme"]:
        README.write_text(readme(), encoding="utf-8")
        return 0
    wanted = [hole for hole in holes() if not arguments or hole.requirement in arguments]
    if not wanted:
        print("There is no such hole.")
        return 2
    with tempfile.TemporaryDirectory(prefix="portal-holes-") as folder:
        shares = _parted(wanted)
        copies = [_copy(Path(folder) / str(number)) for number in range(COPIES)]
        with ThreadPoolExecutor(COPIES) as pool:
            unseen = [one for found in pool.map(_plant_all, copies, shares) for one in found]
    print(f"{len(wanted)} holes planted, {len(unseen)} unseen")
    return 1 if unseen else 0


def _parted(wanted: list[Hole]) -> list[list[Hole]]:
    """Part the holes so that those of one test stay together."""
    tests = sorted({hole.test for hole in wanted})
    mine = [set(tests[start::COPIES]) for start in range(COPIES)]
    return [[hole for hole in wanted if hole.test in share] for share in mine]


def _copy(where: Path) -> Path:
    """Copy what git knows of the tree, as it stands now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in listed.stdout.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, where / name)
    return where


def _plant_all(root: Path, share: list[Hole]) -> list[Hole]:
    """Plant one hole after the other, and return those that no test saw."""
    tests = {hole.test for hole in share}
    without = {test: _run(root, test) for test in sorted(tests)}
    return [hole for hole in share if not _is_seen(root, hole, without[hole.test])]


def _is_seen(root: Path, hole: Hole, without: int) -> bool:
    if hole.times_found(root) != 1:
        return _say(hole, "cannot be planted: the code has changed")
    if without != 0:
        return _say(hole, f"its test does not pass without the hole (exit {without})")
    whole = hole.plant(root)
    try:
        code = _run(root, hole.test)
    finally:
        (root / hole.file).write_text(whole, encoding="utf-8")
    return code == FAILED or _say(hole, f"nobody saw it (exit {code})")


def _run(root: Path, test: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    return subprocess.run(command, cwd=root, capture_output=True).returncode


def _say(hole: Hole, problem: str) -> bool:
    print(f"{hole.requirement}: {hole.what}: {problem}", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
