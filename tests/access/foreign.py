"""What nobody of a role may ever read: the words of the other trust, and what is a doctor's alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator

from cms.roles import Role
from tests.access.scene import ABSENCE, CANARY, Scene
from tests.access.visits import Answer

# Whoever holds such a link may read what it opens: that is what it is for.
CAPABILITIES = frozenset({"token", "key", "uidb36", "uidb64"})

FOREIGN: dict[Role, Callable[[Scene], tuple[str, ...]]] = {
    Role.ANONYMOUS: lambda s: (CANARY, s.ours.gmc, s.theirs.gmc),
    Role.LEARNER: lambda s: (s.theirs.word, s.theirs.gmc, s.theirs.brand.display_name),
    Role.LEAD: lambda s: (s.theirs.word, s.theirs.gmc, s.theirs.brand.display_name, s.ours.private, ABSENCE),
    Role.DESIGNER: lambda s: (CANARY, s.ours.gmc, s.theirs.gmc, s.theirs.brand.display_name),
    Role.EDITOR: lambda s: (CANARY, s.ours.gmc, s.theirs.gmc, s.theirs.brand.display_name),
    # Operators set up trusts, cohorts and leads: what doctors write and whom a trust invites is not theirs.
    Role.OPERATOR: lambda s: (
        s.ours.private,
        s.theirs.private,
        f"{s.ours.word}invited",
        s.ours.gmc,
        s.theirs.gmc,
        ABSENCE,
    ),
}

ASKING_WHY = ("/learn/absences/", "/learn/cpd/exemptions/")


def may_be_read(scene: Scene, leak: str) -> bool:
    """What looks like a leak and is none."""
    return _own_form(leak) or _survey_of(scene.theirs.brand.display_name, leak)


def _own_form(leak: str) -> bool:
    """A lead is a doctor too: their own forms name the reasons there are for being away."""
    return leak.startswith(tuple(f"{ABSENCE} at GET {address}" for address in ASKING_WHY))


def _survey_of(trust: str, leak: str) -> bool:
    """Whoever holds a code reads whose survey it opens."""
    return leak.startswith(f"{trust} at GET /survey/")


def leaks_in(answer: Answer, words: Iterable[str]) -> Iterator[str]:
    """The words met in what came back: text, headers, file names, cookies."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.response.headers.items())
    cookies = answer.response.cookies.output()
    text = f"{readable(answer.body)}\n{headers}\n{cookies}".lower()
    for word in words:
        if word.lower() in text:
            yield f"{word} at {answer}"


def readable(body: bytes) -> str:
    """Spreadsheets are zip files: what is in them is read too."""
    if body[:2] != b"PK":
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
