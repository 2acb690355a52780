"""Roles of the site, and what it is to read or act: the words of the tables in `cms.permissions`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Role(StrEnum):
    """*Learner* and *lead* are those whose record or trust the address names; *other* ones are strangers."""

    ANONYMOUS = "anonymous"
    LEARNER = "learner"
    OTHER_LEARNER = "other learner"
    LEAD = "lead"
    OTHER_LEAD = "other lead"
    DESIGNER = "designer"
    EDITOR = "editor"
    OPERATOR = "operator"
    RESEARCHER = "researcher"
    SUPERUSER = "superuser"


Roles = frozenset[Role]

NOBODY: Roles = frozenset()
EVERYBODY: Roles = frozenset(Role)
SIGNED_IN = EVERYBODY - {Role.ANONYMOUS}
LEADS: Roles = frozenset({Role.LEAD, Role.OTHER_LEAD})
DOCTORS = LEADS | {Role.LEARNER, Role.OTHER_LEARNER}
"""Whoever has said who they are as a doctor; leads have too."""
NOT_YET_DOCTORS = SIGNED_IN - DOCTORS
THE_LEARNER: Roles = frozenset({Role.LEARNER})
THE_LEAD: Roles = frozenset({Role.LEAD})
THE_ANALYST: Roles = frozenset({Role.EDITOR})
"""Somebody who was let read the results of all trusts, for a purpose."""
THE_MARKER: Roles = frozenset({Role.OTHER_LEARNER})
"""Another doctor, who was appointed to mark the work that an address names."""
THE_RESEARCHER: Roles = frozenset({Role.RESEARCHER})
"""Who leads the study that an address names; operators and superusers are strangers to it."""
SUPERUSERS: Roles = frozenset({Role.SUPERUSER})
STUDIO = SUPERUSERS | {Role.DESIGNER}
EDITORS = SUPERUSERS | {Role.EDITOR}
OPERATORS = SUPERUSERS | {Role.OPERATOR}
STAFF = STUDIO | EDITORS | OPERATORS


@dataclass(frozen=True)
class Access:
    """Roles by what they do there: GET and HEAD read, POST acts; PUT, PATCH and DELETE only where said."""

    read: Roles = NOBODY
    act: Roles = NOBODY
    put: Roles = NOBODY
    delete: Roles = NOBODY

    def roles(self, method: str) -> Roles:
        if method in ("GET", "HEAD"):
            return self.read
        return {"POST": self.act, "PUT": self.put, "DELETE": self.delete}.get(method, NOBODY)


@dataclass(frozen=True)
class Group:
    """Addresses that somebody else wrote. Their views may answer to more methods than they name."""

    title: str
    names: tuple[str, ...]
    access: Access

    def covers(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self.names)


def reading(roles: Roles) -> Access:
    return Access(read=roles)


def acting(roles: Roles) -> Access:
    return Access(act=roles)


def both(roles: Roles) -> Access:
    return Access(read=roles, act=roles)


def screens(name: str, roles: Roles) -> dict[str, Access]:
    """The addresses of one of our admin screens over plain rows. Nobody deletes.

    Django's form views take a PUT for a POST.
    """
    looked_at = ("index", "index_results", "history", "history_results", "usage", "inspect")
    return {
        **{f"{name}:{view}": reading(roles) for view in looked_at},
        **{f"{name}:{view}": Access(read=roles, act=roles, put=roles) for view in ("add", "edit")},
        f"{name}:delete": Access(),
    }


def looking(name: str, roles: Roles) -> dict[str, Access]:
    return {f"{name}:{view}": reading(roles) for view in ("index", "index_results", "inspect")}
