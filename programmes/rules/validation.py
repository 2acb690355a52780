"""What keeps a draft from being published, from data alone. Used by the editor's forms and by publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from programmes.enums import MOST_REMINDERS, ReminderKind
from programmes.rules.problems import Path, Problem, under
from programmes.rules.structure import Raw, reminder_rule


def activity_place(index: int, title: str) -> str:
    return _("Activity %(number)s, “%(title)s”") % {"number": index + 1, "title": title}


def body_problems(
    activities: Iterable[tuple[int, Mapping[str, Any]]], *, known_nodes: frozenset[str]
) -> list[Problem]:
    """Of a module's activities, given as (place in the body, stored value): paths start at the body."""
    found: list[Problem] = []
    listed = list(activities)
    if not listed:
        return [Problem(_("There is nothing to do yet: add at least one activity."), code="empty")]
    if not any(value.get("required") for _index, value in listed):
        message = _("No activity is required, so the module would be complete before it starts: require one.")
        found.append(Problem(message, code="nothing_required"))
    for number, (index, value) in enumerate(listed):
        place = activity_place(number, str(value.get("title") or ""))
        found += under(claim_problems(value, known_nodes=known_nodes), index, place=place)
    return found


def identity_problems(ids: Iterable[tuple[Path, str]]) -> list[Problem]:
    """What is known by its id in every version and language: each is a UUID, no two are the same."""
    found: list[Problem] = []
    seen: set[UUID] = set()
    for path, given in ids:
        try:
            key = UUID(given)
        except ValueError:
            found.append(Problem(_("Its id “%(id)s” is not a UUID.") % {"id": given}, path, code="bad_id"))
            continue
        if key in seen:
            message = _("Its id “%(id)s” is used twice. Remove one of the two and add it anew.")
            found.append(Problem(message % {"id": given}, path, code="id_twice"))
        seen.add(key)
    return found


def claim_problems(value: Mapping[str, Any], *, known_nodes: frozenset[str]) -> list[Problem]:
    """Of one activity: claims of what is in no published framework, and claims made twice."""
    found: list[Problem] = []
    seen: set[str] = set()
    for index, item in enumerate(value.get("claims") or []):
        key = str(item["value"].get("competence") or "")
        path = ("claims", index, "competence")
        if key not in known_nodes:
            message = _(
                "“%(key)s” is in no published framework. Choose another competence, or remove this claim."
            )
            found.append(Problem(message % {"key": key}, path, code="unknown_competence"))
        elif key in seen:
            message = _("This activity claims %(key)s twice. Keep the stronger claim.")
            found.append(Problem(message % {"key": key}, path, code="claimed_twice"))
        seen.add(key)
    return [problem.under(place=_("Competences")) for problem in found]


def reminder_problems(raw: Raw) -> list[Problem]:
    """The same reminder twice would send twice, and too many of a kind would nag."""
    found: list[Problem] = []
    seen: Counter[tuple[str, int]] = Counter()
    kinds: Counter[str] = Counter()
    for index, item in enumerate(raw):
        kind, days = rule = reminder_rule(item)
        place = _("Reminder %(number)s") % {"number": index + 1}
        seen[rule] += 1
        kinds[kind] += 1
        if seen[rule] > 1:
            found.append(Problem(_twice(kind, days), (index, "days"), place, code="reminder_twice"))
        elif kind in MOST_REMINDERS and kinds[kind] == MOST_REMINDERS[ReminderKind(kind)] + 1:
            message = _("There are more than %(most)s reminders of this kind. Remove some.")
            values = {"most": MOST_REMINDERS[ReminderKind(kind)]}
            found.append(Problem(message % values, (index,), place, code="reminders_too_many"))
    return found


def _twice(kind: str, days: int) -> str:
    if kind == ReminderKind.BEFORE_DUE:
        message = _("There is a reminder %(days)s days before already. Remove one of the two.")
    elif days:
        message = _("There is such a reminder after %(days)s days already. Remove one of the two.")
    else:
        message = _("There is a reminder on the due date already. Remove one of the two.")
    return message % {"days": days}


def translation_problems(
    activities: Iterable[tuple[int, UUID, str, dict[str, Any]]],
    *,
    source: Mapping[UUID, tuple[str, dict[str, Any]]],
) -> list[Problem]:
    """Of a translated body, given as (place, key, title, scoring), against the published original."""
    found: list[Problem] = []
    seen: set[UUID] = set()
    for index, key, title, scoring in activities:
        seen.add(key)
        place = _("Activity “%(title)s”") % {"title": title}
        if key not in source:
            message = _("The original has no such activity. Remove it here, or add it to the original first.")
            found.append(Problem(message, (index,), place, code="not_in_original"))
        elif scoring != source[key][1]:
            message = _(
                "Its questions, answers or rules differ from the original's. Change those in the original, "
                "publish it and translate the words only."
            )
            found.append(Problem(message, (index,), place, code="scoring_differs"))
    for key, (title, _scoring) in source.items():
        if key not in seen:
            message = _(
                "The original's activity “%(title)s” is missing here. Bring it back from the "
                "history, or start "
                "the translation again."
            )
            found.append(Problem(message % {"title": title}, code="missing_from_translation"))
    return found


def title_problems(titles: Mapping[str, tuple[Path, str]], *, source: Mapping[str, str]) -> list[Problem]:
    """Of a translated tree, given as (path, title) by node, against the published original's titles."""
    found = [
        Problem(
            _("The original has no such part. Remove it here, or add it to the original first."),
            path,
            _("“%(title)s”") % {"title": title},
            code="not_in_original",
        )
        for key, (path, title) in titles.items()
        if key not in source
    ]
    return found + [
        Problem(
            _(
                "The original's “%(title)s” is missing here. Open this translation in the Studio again: "
                "it takes "
                "the tree from the original and keeps its own titles."
            )
            % {"title": title},
            ("root",),
            code="missing_from_translation",
        )
        for key, title in source.items()
        if key not in titles
    ]
