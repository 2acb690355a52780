"""What a doctor does with their evidence: begin, save, keep, file away, remove."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from competencies.models import Node
from competencies.selectors import nodes_by_keys
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.actions.learning import CHANGED_ELSEWHERE
from lms.people.locks import lock_self
from lms.portfolio import selectors
from lms.portfolio.enums import Kind, State
from lms.portfolio.errors import ChangedElsewhere, Cited
from lms.portfolio.models import EvidenceFile, EvidenceItem, EvidenceVersion
from lms.portfolio.rules import words as rules
from lms.portfolio.services import evidence, evidence_files, shares
from lms.portfolio.services.evidence import Base, Content

MOST_ITEMS = 2_000


@action("evidence.begin")
def begin_evidence(act: Act, *, kind: Kind, content: Content | None = None) -> EvidenceItem:
    """A draft of the doctor's own."""
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    if EvidenceItem.objects.visible_to(act.viewer).count() >= MOST_ITEMS:
        raise Refused(
            "too_many",
            _("Your portfolio holds %(most)s entries, which is all that it takes.") % {"most": MOST_ITEMS},
            _("Remove some that you no longer need."),
        )
    made = evidence.begin(person.pk, kind, content=tidied(content or Content()), now=act.now, on=act.today)
    act.audit(change_of(made, kind=kind))
    return made


@action("evidence.save")
def save_evidence(
    act: Act,
    *,
    item_uid: uuid.UUID,
    content: Content,
    on: date | None,
    nodes: Collection[str] | None = None,
    base: Base | None = None,
) -> EvidenceVersion:
    """Keep what was typed so far; what is cited already stays as it was, and a new version begins."""
    item = own_item(act, item_uid)
    version, changed = _write(act, item, content, on, nodes, base)
    if changed:
        act.audit(change_of(item, version=version.number))
    else:
        act.changed_nothing()
    return version


@action("evidence.keep")
def keep_evidence(
    act: Act,
    *,
    item_uid: uuid.UUID,
    content: Content,
    on: date | None,
    nodes: Collection[str] | None = None,
    base: Base | None = None,
) -> EvidenceVersion:
    """Save it, and make a draft a part of the portfolio."""
    item = own_item(act, item_uid)
    content = tidied(content)
    _refuse_unfinished(item, content)
    version, changed = _write(act, item, content, on, nodes, base)
    if item.state == State.DRAFT:
        evidence.move(item, State.KEPT, now=act.now)
        changed = True
    if changed:
        act.audit(change_of(item, version=version.number))
    else:
        act.changed_nothing()
    return version


def _write(
    act: Act,
    item: EvidenceItem,
    content: Content,
    on: date | None,
    nodes: Collection[str] | None,
    base: Base | None,
) -> tuple[EvidenceVersion, bool]:
    if item.state == State.ARCHIVED:
        raise Refused("archived", _("This is in the archive."), _("Take it out of the archive first."))
    if on is not None and on > act.today:
        raise Refused("bad_day", _("This day has not come yet."), _("Give the day on which it happened."))
    try:
        version, changed = evidence.write(item, tidied(content), on=on, now=act.now, base=base)
    except ChangedElsewhere as error:
        raise Refused(
            CHANGED_ELSEWHERE,
            _("Something else was saved here meanwhile, in another window or on another device."),
            _("Nothing is replaced until you say which of the two is to stay."),
        ) from error
    if nodes is not None:
        changed = evidence.tag(item, _nodes(nodes)) or changed
    return version, changed


def tidied(content: Content) -> Content:
    return Content(
        title=rules.one_line(content.title, longest=rules.LONGEST_TITLE),
        words=rules.tidy(content.words, longest=rules.LONGEST),
        parts=tuple(rules.tidy(part, longest=rules.LONGEST_PART) for part in content.parts[: rules.PARTS]),
        url=content.url.strip()[: rules.LONGEST_ADDRESS],
    )


def _nodes(keys: Collection[str]) -> list[Node]:
    """Of published editions; what is none of them is passed over."""
    if len(keys) > rules.MOST_TAGS:
        raise Refused(
            "too_many_tags",
            _("That is more than %(most)s headings.") % {"most": rules.MOST_TAGS},
            _("Choose the few that it shows best."),
        )
    return list(nodes_by_keys(keys).values())


def _refuse_unfinished(item: EvidenceItem, content: Content) -> None:
    if not content.title:
        raise Refused("no_title", _("It has no title."), _("Say in a few words what it is."))
    if item.kind == Kind.LINK and not content.url:
        raise Refused("no_address", _("It has no address."), _("Give the address of the page."))
    is_reflection = item.kind == Kind.REFLECTION
    if is_reflection and rules.is_empty(content.words, content.parts):
        raise Refused("no_words", _("Nothing is written yet."), _("Write below at least one of the prompts."))


@action("evidence.archive")
def archive_evidence(act: Act, *, item_uid: uuid.UUID) -> EvidenceItem:
    """Out of sight and kept; nobody is shown it any more."""
    item = own_item(act, item_uid)
    if item.state != State.KEPT:
        act.changed_nothing()
        return item
    ended = shares.end_all(item, now=act.now)
    evidence.move(item, State.ARCHIVED, now=act.now)
    act.audit(change_of(item, ended=ended))
    return item


@action("evidence.restore")
def restore_evidence(act: Act, *, item_uid: uuid.UUID) -> EvidenceItem:
    item = own_item(act, item_uid)
    if item.state != State.ARCHIVED:
        act.changed_nothing()
        return item
    evidence.move(item, State.KEPT, now=act.now)
    act.audit(change_of(item))
    return item


@action("evidence.remove")
def remove_evidence(act: Act, *, item_uid: uuid.UUID) -> None:
    """Away for good, while nothing rests on it."""
    item = own_item(act, item_uid)
    change = change_of(item, kind=item.kind)
    try:
        evidence.remove(item, now=act.now)
    except Cited as error:
        raise Refused(
            "cited",
            _("Something else of yours rests on this, so that it cannot be removed."),
            _("Put it in the archive: then it is out of sight, and what rests on it stays whole."),
        ) from error
    act.audit(change)


@action("evidence.add_files")
def add_files(
    act: Act, *, item_uid: uuid.UUID, files: Iterable[File[bytes]]
) -> tuple[list[EvidenceFile], list[str]]:
    """What is not taken says why, and the rest is kept."""
    item = _open_item(act, item_uid)
    added: list[EvidenceFile] = []
    refused: list[str] = []
    for file in files:
        try:
            found, is_new = evidence_files.add(item, file, now=act.now)
        except ValidationError as error:
            refused += error.messages
            continue
        if is_new:
            added.append(found)
    if added:
        act.audit(change_of(item, added=len(added)))
    else:
        act.changed_nothing()
    return added, refused


@action("evidence.remove_file")
def remove_file(act: Act, *, item_uid: uuid.UUID, file_uid: uuid.UUID) -> bool:
    item = _open_item(act, item_uid)
    removed = evidence_files.remove(item, file_uid, now=act.now)
    if removed:
        act.audit(change_of(item, removed=1))
    else:
        act.changed_nothing()
    return removed


@action("evidence.say_nobody")
def say_nobody(act: Act, *, item_uid: uuid.UUID) -> None:
    """The doctor has looked: what stood out does not tell who a patient is."""
    item = own_item(act, item_uid)
    version = evidence.latest(item)
    if version.nobody_in_it:
        act.changed_nothing()
        return
    evidence.say_nobody_in_it(version)
    act.audit(change_of(item, version=version.number))


def own_item(act: Act, item_uid: uuid.UUID) -> EvidenceItem:
    """Under the doctor's lock."""
    if lock_self(act.viewer) is None:
        raise NotAllowed
    item = selectors.item(act.viewer, item_uid)
    if item is None:
        raise NotAllowed
    return item


def _open_item(act: Act, item_uid: uuid.UUID) -> EvidenceItem:
    item = own_item(act, item_uid)
    if item.state == State.ARCHIVED:
        raise Refused("archived", _("This is in the archive."), _("Take it out of the archive first."))
    return item


def change_of(item: EvidenceItem, **codes: Any) -> Change:
    return Change(item, codes=codes, subject_key=item.person_id)
