"""What the commands that load files have in common: finding the file, and saying what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from competencies import rules
from competencies.errors import FrameworkError, InvalidFrameworkFile

SHIPPED = Path(__file__).resolve().parents[1] / "data"


@contextmanager
def reading(name: str, stderr: OutputWrapper) -> Iterator[None]:
    """Every problem of a file is printed with its line, and whatever is refused ends the command."""
    try:
        yield
    except InvalidFrameworkFile as error:
        for problem in error.problems:
            stderr.write(str(problem))
        raise CommandError(f"Nothing was written. Problems in {name}: {len(error.problems)}.") from error
    except FrameworkError as error:
        raise CommandError(f"{error} Nothing was written.") from error


def read_text(name: str, *kinds: str) -> str:
    """A file that is shipped in one of these folders, by its name, or any other by its path."""
    places = [SHIPPED / kind / f"{name}.yaml" for kind in kinds or ("",)]
    there = [place for place in places if re.fullmatch(rules.FRAMEWORK_CODE, name) and place.exists()]
    path = next(iter(there), Path(name))
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not a UTF-8 text file.") from error


def shipped(kind: str) -> list[str]:
    """The names of the files that are shipped of a kind."""
    return sorted(path.stem for path in (SHIPPED / kind).glob("*.yaml"))
