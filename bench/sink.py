"""A mail server on loopback that counts what it accepts, into a file."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Counting:
    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        self.count += 1
        self.path.write_text(str(self.count))
        return "250 Accepted"


def main(port: int, path: Path) -> None:
    path.write_text("0")
    Controller(Counting(path), hostname="127.0.0.1", port=port).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
