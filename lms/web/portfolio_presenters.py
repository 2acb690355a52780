"""Evidence in words: the list, one item, what it is about, and with whom it is shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.enums import NodeKind
from competencies.models import Node
from kernel.clock import local_date
from lms.calendar.presenters import in_words
from lms.portfolio.enums import Kind, State
from lms.portfolio.models import EvidenceItem, EvidenceShare, EvidenceVersion
from lms.portfolio.rules import patients
from lms.portfolio.rules.patients import Sign
from lms.portfolio.selectors import NodeGroup
from lms.portfolio.taking import Offer, Source

LOOKS = {State.DRAFT: "here", State.KEPT: "done", State.ARCHIVED: ""}


def prompts() -> list[str]:
    """Of a reflection, in the order of its parts."""
    return [
        _("What happened, and what was your part?"),
        _("What did you learn about how you lead?"),
        _("What do you do differently from now on?"),
    ]


def parts_of(version: EvidenceVersion) -> list[tuple[str, str]]:
    """What was written below each prompt; those without an answer are left out."""
    return [(prompt, part) for prompt, part in zip(prompts(), version.parts, strict=False) if part.strip()]


def title_of(version: EvidenceVersion) -> str:
    return version.title or _("Without a title yet")


def day_of(item: EvidenceItem) -> str:
    return in_words(item.happened_on or local_date(item.created_at))


def sentence(count: int, *, drafts: int, is_filtered: bool) -> str:
    """What the page answers first."""
    if is_filtered:
        found = ngettext("%(count)d entry is like this.", "%(count)d entries are like this.", count)
        return found % {"count": count}
    told = _kept_words(count - drafts)
    if drafts:
        waiting = ngettext("%(count)d draft waits for you.", "%(count)d drafts wait for you.", drafts)
        told = f"{told} {waiting % {'count': drafts}}"
    return told


def _kept_words(count: int) -> str:
    if not count:
        return _("You keep nothing yet.")
    return ngettext("You keep %(count)d entry.", "You keep %(count)d entries.", count) % {"count": count}


def signs(version: EvidenceVersion, names: Iterable[str], *, on: date) -> list[tuple[str, str]]:
    """What may tell who a patient is, unless the doctor has looked: what it looks like, and the words."""
    if version.nobody_in_it:
        return []
    told = {
        Sign.NUMBER: _("It looks like an NHS number"),
        Sign.BIRTH: _("It looks like a date of birth"),
        Sign.NAME: _("It looks like a patient's name"),
    }
    texts = (version.title, version.words, *version.parts, *names)
    return [(told[each.sign], each.words) for each in patients.findings(*texts, on=on)]


@dataclass(frozen=True)
class TagGroup:
    """What an item is about, by framework."""

    title: str
    nodes: list[Node]


def tag_groups(nodes: Iterable[Node]) -> list[TagGroup]:
    found: dict[int, TagGroup] = {}
    for node in nodes:
        found.setdefault(node.framework_id, TagGroup(node.framework.title, [])).nodes.append(node)
    return list(found.values())


def about_choices(nodes: Iterable[Node]) -> list[Any]:
    """For a select box, by framework, by the keys of the nodes."""
    return [(group.title, [(node.key, str(node)) for node in group.nodes]) for group in tag_groups(nodes)]


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    is_chosen: bool
    below: tuple[Choice, ...] = ()

    @property
    def has_chosen(self) -> bool:
        return self.is_chosen or any(each.has_chosen for each in self.below)

    @property
    def chosen_below(self) -> bool:
        return any(each.has_chosen for each in self.below)


@dataclass(frozen=True)
class ChoiceGroup:
    """A framework with its nodes as a tree; open where something in it is chosen."""

    title: str
    choices: tuple[Choice, ...]

    @property
    def has_chosen(self) -> bool:
        return any(choice.has_chosen for choice in self.choices)


def choice_groups(groups: Sequence[NodeGroup], chosen: Iterable[str]) -> list[ChoiceGroup]:
    keys = set(chosen)
    return [ChoiceGroup(group.framework.title, _below(None, group.nodes, keys)) for group in groups]


def _below(parent: int | None, nodes: Sequence[Node], chosen: set[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            node.key,
            str(node),
            node.key in chosen,
            () if node.kind == NodeKind.COMPETENCE else _below(node.pk, nodes, chosen),
        )
        for node in nodes
        if node.parent_id == parent
    )


@dataclass(frozen=True)
class ShareLine:
    share: EvidenceShare
    words: str
    opened: str
    is_open: bool
    is_older: bool
    """It shows an earlier version than the latest."""


def share_lines(shares: Iterable[EvidenceShare], item: EvidenceItem, *, now: datetime) -> list[ShareLine]:
    return [
        ShareLine(
            share,
            _share_words(share, is_open=is_open, now=now),
            _opened(share),
            is_open,
            is_older=share.version.number != item.latest,
        )
        for share in shares
        for is_open in [share.ended_at is None and share.ends_at > now]
    ]


def _share_words(share: EvidenceShare, *, is_open: bool, now: datetime) -> str:
    if not is_open:
        ended = share.ended_at or share.ends_at
        return _("Ended on %(day)s.") % {"day": in_words(local_date(ended))}
    until = {"day": in_words(local_date(share.ends_at))}
    if share.refused_at is not None:
        return _("The mail server did not take the mail. Check the address, and share it again.")
    if share.mailed_at is None:
        return _("Until %(day)s. The mail is on its way.") % until
    return _("Until %(day)s. The mail has gone.") % until


def _opened(share: EvidenceShare) -> str:
    if share.opened_on is None:
        return _("Not opened yet.")
    text = ngettext(
        "Opened on %(days)d day, the last time on %(day)s.",
        "Opened on %(days)d days, the last time on %(day)s.",
        share.opened_days,
    )
    return text % {"days": share.opened_days, "day": in_words(share.opened_on)}


def where_from(item: EvidenceItem) -> str:
    """What of ours it came from; nothing where the doctor brought it."""
    if item.module_version_id and item.module_version:
        return _("Drafted when you finished “%(title)s”.") % {"title": item.module_version.title}
    if item.enrolment_id and item.enrolment:
        return _("From the programme “%(title)s”.") % {"title": item.enrolment.version.title}
    if item.submission_id and item.submission:
        return _("From your work on “%(title)s”.") % {"title": item.submission.activity.title}
    if item.fact_id and item.fact and item.fact.module_version:
        return _("From the module “%(title)s”.") % {"title": item.fact.module_version.title}
    return ""


def kind_words(item: EvidenceItem) -> str:
    return capfirst(str(Kind(item.kind).label))


def offer_words(offer: Offer) -> str:
    told = {
        Source.WORK: _("Work that passed"),
        Source.PROJECT: _("Improvement project"),
        Source.PROGRAMME: _("Programme completed"),
    }[offer.source]
    return f"{told}, {in_words(offer.on)}"
