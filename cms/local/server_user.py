"""The account that the private PostgreSQL runs as: our own or, for root, the unprivileged "nobody"."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .problems import LocalProblem


@dataclass(frozen=True)
class ServerUser:
    """``uid`` is None where the server runs as the person who started us."""

    uid: int | None = None
    gid: int | None = None

    @property
    def owner(self) -> int:
        return os.geteuid() if self.uid is None else self.uid

    def process_options(self) -> dict[str, Any]:
        """What ``subprocess`` needs to start something as this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder of ours."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def make_folder(self, path: Path) -> None:
        """A folder that only this account (and root) can enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        self.give(path)
        path.chmod(0o700)

    def can_enter(self, folder: Path) -> bool:
        return self.can_run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def can_run(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command, cwd="/", capture_output=True, check=False, timeout=20, **self.process_options()
            )
        except OSError:
            return False
        return done.returncode == 0


def server_user() -> ServerUser:
    """PostgreSQL refuses to run as root, so root lends it the account that owns nothing."""
    if os.geteuid() != 0:
        return ServerUser()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise LocalProblem(
            "PostgreSQL does not run as root, and this machine has no account named nobody. "
            "Run the command as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from None
    return ServerUser(nobody.pw_uid, nobody.pw_gid)
