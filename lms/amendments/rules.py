"""What a move does to one person, as a pure function: nothing that was done is done no longer.

A requirement that was satisfied before and would not be afterwards is recognised; so is one of the same key
whose content changed. What was begun and has no place in the new version is for a person to decide.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lms.amendments.enums import Doubt, Suggestion
from lms.progress.nodes import ActivityKey, Done, Facts, Node
from lms.progress.rules import Standing, standing

NEARLY = 50
"""Of a requirement begun, from which percentage on it is suggested to let it count."""


@dataclass(frozen=True)
class Counts:
    """This activity counts for that one."""

    old: ActivityKey
    new: ActivityKey


@dataclass(frozen=True)
class Doubtful:
    doubt: Doubt
    requirement_keys: tuple[uuid.UUID, ...]
    suggestion: Suggestion


@dataclass(frozen=True)
class Plan:
    """What moving would do. ``completed`` and ``recognised`` are the facts that it would record."""

    before: Standing
    after: Standing
    completed: Mapping[ActivityKey, Done]
    recognised: Mapping[uuid.UUID, Done]
    doubtful: Doubtful | None = None

    @property
    def gained(self) -> frozenset[uuid.UUID]:
        """What is satisfied afterwards and was not, or was not asked, before."""
        return _satisfied(self.after) - _satisfied(self.before)

    def newly_met(self, differ: Collection[int] | None) -> Iterator[int]:
        """Requirements that are due no longer and were before, or whose dates ``differ`` (all, if None)."""
        over = {
            part.node.key
            for part in self.before.walk()
            if part.node.requirement_id in self.before.no_longer_due
        }
        for part in self.after.walk():
            requirement = part.node.requirement_id
            if requirement in self.after.no_longer_due and (
                differ is None or requirement in differ or part.node.key not in over
            ):
                yield requirement

    @property
    def asks_more(self) -> bool:
        """Whether the percentage falls: nothing is lost, but there is more to do."""
        return self.after.percent < self.before.percent


def _satisfied(stands: Standing) -> frozenset[uuid.UUID]:
    return frozenset(part.node.key for part in stands.walk() if part.satisfied)


def plan(
    before: Standing,
    root: Node,
    facts: Facts,
    *,
    counts: Collection[Counts] = (),
    drafts: Collection[ActivityKey] = (),
    count_begun: bool = False,
) -> Plan:
    """Of somebody who stands so and for whom these facts count, moved to the tree ``root``.

    ``drafts`` are activities with unfinished work. ``count_begun`` recognises what is in doubt.
    """
    completed = {
        pair.new: facts.activities[pair.old]
        for pair in counts
        if pair.old in facts.activities and pair.new not in facts.activities
    }
    counting = replace(facts, activities={**completed, **facts.activities})
    doubtful = _doubtful(before, root, counts, drafts)
    recognised: dict[uuid.UUID, Done] = {}
    if count_begun and doubtful:
        recognised = {
            key: Done(None, _last_day(before)) for key in doubtful.requirement_keys if key in root.by_key
        }
    after = standing(root, _with(counting, recognised))
    met = _satisfied(after)
    for part in _deepest_first(before):
        if part.satisfied and part.node.key in root.by_key and part.node.key not in met:
            recognised[part.node.key] = Done(None, part.on or _last_day(before))
            after = standing(root, _with(counting, recognised))
            met = _satisfied(after)
    return Plan(before, after, completed, recognised, doubtful)


def _with(facts: Facts, recognised: Mapping[uuid.UUID, Done]) -> Facts:
    return replace(facts, recognised={**recognised, **facts.recognised})


def _deepest_first(stands: Standing) -> Iterator[Standing]:
    for child in stands.children:
        yield from _deepest_first(child)
    yield stands


def _last_day(stands: Standing) -> date:
    """On which something of it was done; of what was never touched, any day will do."""
    days = [done.on for part in stands.walk() for done in part.met_by.values()]
    return max(days, default=date.min)


def _doubtful(
    before: Standing, root: Node, counts: Collection[Counts], drafts: Collection[ActivityKey]
) -> Doubtful | None:
    counted = {pair.old for pair in counts}
    begun = [part for part in before.walk() if _is_lost(part, root, counted)]
    if begun:
        nearly = all(part.percent >= NEARLY and part.node.key in root.by_key for part in begun)
        suggestion = Suggestion.RECOGNISE if nearly else Suggestion.STAY
        return Doubtful(Doubt.BEGUN, tuple(part.node.key for part in begun), suggestion)
    lost = [key for key in drafts if not _has_place(key, root, counted)]
    places = before.node.places
    open_work = sorted({places[key] for key in lost if key in places})
    return Doubtful(Doubt.DRAFT, tuple(open_work), Suggestion.STAY) if open_work else None


def _has_place(key: ActivityKey, root: Node, counted: Collection[ActivityKey]) -> bool:
    return key in root.places or key in counted


def _is_lost(part: Standing, root: Node, counted: Collection[ActivityKey]) -> bool:
    """Begun, not finished, and some of what was done has no place any more."""
    if part.satisfied or not part.node.module_key or not part.met_by:
        return False
    return any(not _has_place((part.node.module_key, key), root, counted) for key in part.met_by)
