"""The walk: every address, as every role, by every method, against what cms.permissions declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar
from zlib import crc32

from cms.permissions import group_of, own
from cms.roles import (
    DOCTORS,
    EVERYBODY,
    NOBODY,
    NOT_YET_DOCTORS,
    THE_LEAD,
    Access,
    Group,
    Role,
    Roles,
)
from tests.access.filling import path_of
from tests.access.foreign import CAPABILITIES, FOREIGN, leaks_in, may_be_read
from tests.access.posts import POSTS, Post, post_for
from tests.access.scene import Scene
from tests.access.urls import Url
from tests.access.visits import SAFE, Answer, Visitor

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
QUICK = ("GET", "POST")
OTHERS = tuple(method for method in METHODS if method not in QUICK)
ACROSS = (Role.OTHER_LEARNER, Role.OTHER_LEAD)
STAFF_AND_OWNERS = (Role.LEARNER, Role.LEAD, Role.OPERATOR, Role.DESIGNER, Role.EDITOR, Role.SUPERUSER)
NEAREST = (*STAFF_AND_OWNERS, *(role for role in Role if role not in STAFF_AND_OWNERS))
"""Whose row it is or whose screen comes before strangers."""

Choice = TypeVar("Choice")

SIGN_IN = frozenset({"/accounts/login/", "/admin/login/"})
ADMIN_HOME = "/admin/"
REGISTER = "/learn/register/"

COUNTED = frozenset({"leadership_site_downloadcount"})

# What Wagtail's own pages write when they are only looked at: who is editing, and pictures in smaller sizes.
LOOKING_WRITES = {
    "wagtail*": frozenset(
        {
            "wagtailadmin_editingsession",
            "wagtailcore_pagesubscription",
            "wagtailimages_rendition",
            "wagtailusers_userprofile",
        }
    ),
    # The size and hash of a file are stored when they are first asked for.
    "wagtaildocs:edit": frozenset({"wagtaildocs_document", "wagtailsearch_indexentry"}),
    "wagtailimages:edit": frozenset({"wagtailimages_image", "wagtailsearch_indexentry"}),
    "wagtaildocs_serve": COUNTED,
}

# Ours: how often a file was taken, and nothing about who took it (ADR 48).
OURS_LOOKING_WRITES = {"deliverable_pdf": COUNTED, "deliverable_zip": COUNTED}

# Wagtail's own views that answer with a 500 to staff who may use them, and why. None is reached by a page's
# own buttons; ours are not among them.
FAILS_KNOWN = {
    "wagtailadmin_error_test": "It is there to fail, to see whether errors are reported.",
    "wagtailredirects:process_import": "It expects the file that the step before it has stored.",
    "wagtailadmin_pages:copy": "It expects the field of its form that names the page to copy to.",
}


class Undeclared(LookupError):
    """An address of the site that cms.permissions does not know."""


@dataclass(frozen=True)
class Declared:
    access: Access
    exact: bool
    """Of ours: a method that is not declared does not exist."""


def declared(url: Url) -> Declared:
    access = own(url.name)
    if access is not None:
        return Declared(access, exact=True)
    group: Group | None = group_of(url.name)
    if group is None:
        raise Undeclared(f"{url} is not in cms/permissions.py: say who may do what there")
    return Declared(group.access, exact=False)


def allowed(declaration: Declared, method: str, role: Role) -> bool:
    access = declaration.access
    if not declaration.exact and method not in (*SAFE, "POST"):
        return role in access.read | access.act
    return role in access.roles(method)


def gates(url: Url, role: Role) -> frozenset[str]:
    """Where somebody is sent who may not do this: to sign in, to register, or back to the admin's home."""
    if url.route.startswith("admin/"):
        return SIGN_IN | {ADMIN_HOME}
    if role is Role.ANONYMOUS or url.route.startswith("_util/"):
        return SIGN_IN
    return frozenset({REGISTER})


@dataclass
class Walker:
    """One role on its way through the site."""

    scene: Scene
    role: Role

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.scene.users.get(self.role))
        self.acted: set[str] = set()
        """Addresses where an allowed POST did write."""
        foreign = FOREIGN.get(self.role)
        self.words = foreign(self.scene) if foreign else ()
        """Which this role must not read anywhere."""

    def faults(self, urls: Iterable[Url], *, full: bool) -> Iterator[str]:
        for url in urls:
            declaration = declared(url)
            for method in METHODS:
                if not full and can_wait(url, declaration, method, self.role):
                    continue
                answer = self.ask(url, method)
                for fault in (*self._judge(url, method, declaration, answer), *self._leaks(url, answer)):
                    yield f"{self.role} at {url.name}: {fault} ({answer})"

    def ask(self, url: Url, method: str) -> Answer:
        post = post_for(url.name, self.scene) if method == "POST" else Post(as_json=method not in SAFE)
        given = post.given if method not in SAFE else {}
        answer = self.visitor.ask(method, path_of(url, self.scene), **given)
        if method == "POST" and answer.written:
            self.acted.add(url.name)
        return answer

    def _judge(self, url: Url, method: str, declaration: Declared, answer: Answer) -> Iterator[str]:
        if answer.failed:
            if not (url.name in FAILS_KNOWN and allowed(declaration, method, self.role)):
                yield "fails"
            return
        may = allowed(declaration, method, self.role)
        denied = answer.denied(gates(url, self.role))
        if may and denied and not (answer.no_such_method and not declaration.exact):
            yield "is refused what it may do"
        if not may:
            yield from self._not_refused(denied, answer)
        elif method in SAFE and set(answer.written) - _looking_writes(url):
            yield "looking changes something"

    def _leaks(self, url: Url, answer: Answer) -> Iterator[str]:
        if answer.method == "GET" and not url.needs & CAPABILITIES:
            for leak in leaks_in(answer, self.words):
                if not may_be_read(self.scene, leak):
                    yield f"reads {leak.partition(' at ')[0]}"

    def _not_refused(self, denied: bool, answer: Answer) -> Iterator[str]:
        if not denied:
            yield "may do what it must not"
        if answer.written:
            yield "is refused and changes something all the same"
        if answer.mails:
            yield "is refused and sends mail all the same"


def can_wait(url: Url, declaration: Declared, method: str, role: Role) -> bool:
    """What the quick walk leaves to ``make bars``.

    Of ours one or two of those who may read and post, and half of the time a role tries one method more,
    which differs; who may not is nobody, where there is a row the other trust's, and two roles that differ.
    Of what others wrote only refusals are asked for, once as nobody and once as a role that differs.
    """
    may = allowed(declaration, method, role)
    if not declaration.exact:
        return may or method not in QUICK or role is not _one_refused(url, declaration, method)
    if method in QUICK:
        asked = _some_allowed if may else _some_refused
        return role not in asked(url, declaration, method)
    if method != chosen((*OTHERS, *QUICK, *QUICK), url.name, role):
        return True
    return not may and role not in _some_refused(url, declaration, method)


def _some_allowed(url: Url, declaration: Declared, method: str) -> set[Role]:
    """The one whose row it is, and half of the time another. What can be written is written by the first."""
    may = [role for role in NEAREST if allowed(declaration, method, role)]
    writing = [role for role in may if role in WRITE_ONLY.get(url.name, EVERYBODY)]
    first = (writing or may)[0]
    others = [role for role in may if role is not first]
    return {first, chosen((*others, *[first] * len(others)), url.name, method)} if others else {first}


def _refused(declaration: Declared, method: str) -> list[Role]:
    return [role for role in Role if role is not Role.ANONYMOUS and not allowed(declaration, method, role)]


def _one_refused(url: Url, declaration: Declared, method: str) -> Role | None:
    if method == chosen(QUICK, url.name):
        return None if allowed(declaration, method, Role.ANONYMOUS) else Role.ANONYMOUS
    refused = _refused(declaration, method)
    return chosen(refused, url.name, method) if refused else None


def _some_refused(url: Url, declaration: Declared, method: str) -> set[Role]:
    """No role of the other trust's is nearer than any other to the admin, or to what names no row."""
    is_far = url.route.startswith("admin/") or not url.needs
    near = {Role.ANONYMOUS} if is_far else {Role.ANONYMOUS, *ACROSS}
    others = [role for role in _refused(declaration, method) if role not in near]
    return near | set(sorted(others, key=lambda role: crc32(f"{url.name} {method} {role}".encode()))[:2])


def chosen(choices: Sequence[Choice], *about: str) -> Choice:
    """The same in every run."""
    return choices[crc32(" ".join(about).encode()) % len(choices)]


def _looking_writes(url: Url) -> frozenset[str]:
    if own(url.name) is not None:
        return OURS_LOOKING_WRITES.get(url.name, frozenset())
    found = [tables for pattern, tables in LOOKING_WRITES.items() if fnmatchcase(url.name, pattern)]
    return frozenset().union(*found)


# Where an answer that is no refusal changes nothing: nothing was paused, the doctor is registered already,
# nobody is one yet, the list has its columns and is no full one, or the place chosen is another trust's.
WRITE_ONLY: dict[str, Roles] = {
    # The address in the link confirmed it before.
    "newsletter_confirm": NOBODY,
    # Of all others only a cookie is changed.
    "choose_language": DOCTORS,
    "leadership_learn:register": NOT_YET_DOCTORS,
    "leadership_learn:accept_invitation": EVERYBODY - {Role.LEARNER},
    "leadership_learn:export_evidence": NOBODY,
    # A lead's own record offers nothing to take in.
    "leadership_learn:cpd_take_in": {Role.LEARNER},
    "leadership_api:enrolments": DOCTORS,
    "leadership_learn:resume": NOBODY,
    "leadership_survey:start": NOBODY,
    "leadership_norm_make": NOBODY,
    "leadership_trust:upload": THE_LEAD,
    "leadership_trust:markers": THE_LEAD,
    "leadership_trust:enrol": THE_LEAD,
    "leadership_trust:new_cohort": THE_LEAD,
    "leadership_trust:columns": NOBODY,
    "leadership_trust:missing": NOBODY,
    # These look at what is in a form, and move nobody whom nobody has chosen.
    "leadership_tree_problems": NOBODY,
    "leadership_preflight_check": NOBODY,
    "leadership_amendments": NOBODY,
    "leadership_retirement": NOBODY,
    "leadership_retirement_correction": NOBODY,
}


def writing_urls(urls: Iterable[Url], role: Role, *, full: bool) -> set[str]:
    """The addresses of ours where what this role posts must change something."""
    return {
        url.name
        for url in urls
        if url.name in POSTS
        and allowed(declared(url), "POST", role)
        and role in WRITE_ONLY.get(url.name, EVERYBODY)
        and (full or not can_wait(url, declared(url), "POST", role))
    }
