"""The file that a trust may start from."""

from __future__ import annotations

import csv
import io
from typing import Any


def csv_text() -> str:
    """Our columns with one invented example."""
    out = io.StringIO()
    writer: Any = csv.writer(out)
    writer.writerow(["given name", "family name", "email", "GMC number", "grade", "specialty"])
    writer.writerow(["Ada", "Example", "ada.example@trust.example", "1234567", "consultant", "Cardiology"])
    return out.getvalue()
