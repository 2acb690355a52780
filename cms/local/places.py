"""Where the launcher keeps things."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .files import read_text, write_private
from .problems import LocalProblem
from .server_user import ServerUser

ROOT = Path(__file__).resolve().parents[2]
# A socket's whole path must fit into 108 bytes on Linux and 104 on macOS.
LONGEST_SOCKET_PATH = 100


def data_dir() -> Path:
    """Everything that an installation keeps: ``DATA_DIR``, or ``var/`` beside the code."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def socket_folder(wanted: Path, user: ServerUser, *, longest_name: str, record: Path) -> Path:
    """A folder for a unix socket that only ``user`` can enter; elsewhere where that is too long."""
    if len(os.fsencode(wanted / longest_name)) <= LONGEST_SOCKET_PATH:
        user.make_folder(wanted)
        return wanted
    earlier = Path(read_text(record) or "/nonexistent")
    if _is_private(earlier, user):
        return earlier
    short = Path(tempfile.mkdtemp(prefix="leadership-", dir=_short_temporary_folder()))
    user.make_folder(short)
    write_private(record, str(short))
    return short


def _short_temporary_folder() -> str:
    for folder in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 -- the private folder inside it is made by mkdtemp
        if len(folder) < 60 and os.access(folder, os.W_OK):
            return folder
    raise LocalProblem(
        "No temporary folder with a short path can be written to: set TMPDIR to one, such as /tmp."
    )


def _is_private(folder: Path, user: ServerUser) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and found.st_uid == user.owner
        and not found.st_mode & 0o077
    )


def cluster_home(base: Path, user: ServerUser, *, name: str = "cluster") -> Path:
    """The folder of a database cluster: inside ``base``, or elsewhere where the account cannot get there."""
    base.mkdir(parents=True, exist_ok=True)
    record = base / "home"
    recorded = read_text(record)
    if recorded:
        return Path(recorded)
    if user.can_enter(base):
        user.make_folder(base / name)
        return base / name
    elsewhere = Path(tempfile.mkdtemp(prefix="leadership-", dir=_lasting_folder(user)))
    user.make_folder(elsewhere)
    write_private(record, str(elsewhere))
    return elsewhere


def _lasting_folder(user: ServerUser) -> Path:
    """Outlives a restart of the machine, unlike a temporary folder."""
    candidates = ["/var/lib", "/var/tmp", tempfile.gettempdir()]  # noqa: S108 -- a private folder inside
    for name in candidates:
        folder = Path(name)
        if os.access(folder, os.W_OK) and user.can_enter(folder):
            return folder
    raise LocalProblem(
        "PostgreSQL does not run as root, and the account nobody cannot enter any folder that could hold "
        "its data. Run the command as an ordinary user, or set DATABASE_URL to a server of your own."
    )
