"""The files that the portal makes are for nobody else: its folder 0700, everything in it 0600."""

import os
from contextlib import suppress
from pathlib import Path


def keep_private(folder: Path) -> None:
    """Make `folder` if it is missing, and keep others out of it and of whatever is made from now.

    A file that was made before and that others could read is closed to them as well. Where the
    folder cannot be made nothing is kept in it: whoever needs it says so.
    """
    os.umask(0o077)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name != "posix" or not folder.is_dir() or folder.stat().st_uid != os.geteuid():
        return
    folder.chmod(0o700)
    for path in folder.iterdir():
        mode = path.lstat().st_mode
        if path.is_file() and not path.is_symlink() and mode & 0o077:
            path.chmod(mode & 0o700)
