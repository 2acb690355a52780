"""``docs/permissions.md``, made from the two tables that the code and the tests read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cms import permissions, roles
from cms.roles import Access, Group, Role, Roles
from kernel.access import ViewerKind
from lms.actions.base import declared
from tests.access.walk import FAILS_KNOWN

PATH = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"

INTRODUCTION = """\
# Who may do what

Made from the tables of the actions and `cms/permissions.py`: do not edit it by hand. A test walks every
address of the running site as every role by every method, fails on an address that is not declared or answers
otherwise, and shows that a refused request changes no row and sends no mail. After a change:
`UPDATE_DOCS=1 .venv/bin/pytest tests/access/test_document.py`.
"""

ACTIONS = """\
## Actions

Everything that changes is an action. Each asks first who is looking: *self* is a doctor with a record,
*trust* a lead on a day on which the membership lasts, *link* the holder of a link from a mail, *system* an
operator in the admin, a task or a command. Rows out of sight do not exist for an action either.
"""

ADDRESSES = """\
## Addresses

*Learner* and *lead* are those whose record or trust the address names; *other learner* and *other lead* are
strangers to it. Designers, editors and operators are the groups "Programme designers", "Editors" and
"Operators". Reading is GET and HEAD, acting is POST; what is not named does not exist or is refused, and a
refusal looks like an address that is not there, or leads to signing in.
"""

FAILURES = """\
### What fails in Wagtail itself

Staff who may use these addresses, and send them something that Wagtail's own pages do not, get an error page
(500) in place of a refusal. Nothing is changed by it.
"""

NAMES: tuple[tuple[str, Roles], ...] = (
    ("everybody", roles.EVERYBODY),
    ("everybody signed in", roles.SIGNED_IN),
    ("doctors", roles.DOCTORS),
    ("leads", roles.LEADS),
    ("staff", roles.STAFF),
)
"""Larger sets first; what is left is named role by role."""


def as_markdown() -> str:
    parts = [INTRODUCTION, ACTIONS, "\n".join(_actions()), "", ADDRESSES]
    for title, table in permissions.OWN.items():
        parts += [f"### {title}\n", "\n".join(_own(table)), ""]
    parts += ["### What Wagtail and allauth bring\n", "\n".join(_groups(permissions.THIRD_PARTY)), ""]
    parts += [FAILURES, "\n".join(f"- `{name}`: {why}" for name, why in FAILS_KNOWN.items())]
    return "\n".join(parts) + "\n"


def _actions() -> Iterator[str]:
    yield from ("| action | " + " | ".join(ViewerKind) + " |", "|---|" + "---|" * len(ViewerKind))
    for code, kinds in declared().items():
        yield f"| `{code}` | " + " | ".join("yes" if kind in kinds else "" for kind in ViewerKind) + " |"


def _own(table: Mapping[str, Access]) -> Iterator[str]:
    yield from ("| address | read | act | other |", "|---|---|---|---|")
    for name, access in table.items():
        yield f"| `{name}` | {_said(access.read)} | {_said(access.act)} | {_others(access)} |"


def _others(access: Access) -> str:
    others = {"PUT": access.put, "DELETE": access.delete}
    return "; ".join(f"{method}: {_said(roles)}" for method, roles in others.items() if roles)


def _groups(groups: Iterable[Group]) -> Iterator[str]:
    yield from ("| what | read | act | addresses |", "|---|---|---|---|")
    for group in groups:
        names = ", ".join(f"`{name}`" for name in group.names)
        yield f"| {group.title} | {_said(group.access.read)} | {_said(group.access.act)} | {names} |"


def _said(roles: Roles) -> str:
    """In words: ``leads, editor``."""
    words, left = [], set(roles)
    for word, named in NAMES:
        if named <= left:
            words.append(word)
            left -= named
    words += [role for role in Role if role in left]
    return ", ".join(words) or "nobody"
