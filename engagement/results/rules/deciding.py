"""What is told of one kind of respondents, and of whom: so that nothing follows about few. Pure (ADR 44).

Everything that is told is made of *atoms*: groups each of which could be told of by itself. And all scores
are those of the same people, the *base*: who left out so much that one of them is missing counts in none. So
whatever is added up and taken away, between groups, measures and publications, speaks of whole atoms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from engagement.instruments.rules.scoring import Rules, SubScaleRule
from engagement.results.rules.measures import Measure, Person, made_of, sub
from engagement.waves.rules import merging
from lms.reports import suppression

Strata = frozenset[int]
MARGIN = 1
"""Points of the scale: what is held back of a statement may not be known more closely."""


@dataclass(frozen=True)
class Decision:
    rules: Rules
    codes: tuple[str, ...]
    """Of the items, in the order of the answers."""
    people: Sequence[Person]
    atoms: tuple[tuple[Strata, merging.Stratum], ...]
    """Each with the combinations of categories in it."""
    told: tuple[str, ...]
    """The sides of themes that are told; and so whatever is the mean of some of them."""
    answering: Mapping[str, Collection[int]]
    """Whose answers to the statements of a side are told: places of people. Of other sides they are not."""

    @cached_property
    def measures(self) -> dict[Measure, bool]:
        """All there are, and whether they are told."""
        return {each: set(sides) <= set(self.told) for each, sides in made_of(self.rules).items()}

    @cached_property
    def base(self) -> tuple[int, ...]:
        return _base(self.people, self.told)

    @cached_property
    def atom_of(self) -> dict[int, int]:
        """By stratum, from 1."""
        return {
            stratum: number for number, (strata, _) in enumerate(self.atoms, start=1) for stratum in strata
        }

    def values(self, measure: Measure, atoms: Collection[int]) -> list[float]:
        """The scores of the people in these atoms."""
        inside = (self.people[place] for place in self.base)
        return [float(each.scores[measure]) for each in inside if self.atom_of[each.stratum] in atoms]


@dataclass(frozen=True)
class Decider:
    """``people`` come in an order that says nothing: that of their random ids."""

    rules: Rules
    codes: tuple[str, ...]
    people: Sequence[Person]
    cells: Mapping[int, merging.Stratum]
    """The combinations of categories of each stratum."""
    fewest: int

    def decide(self) -> Decision | None:
        """Nothing where too few answered."""
        if len(self.people) < self.fewest:
            return None
        refused: set[str] = set()
        while True:
            told = self._told(refused)
            decision = self.with_atoms(self._atoms(told), told)
            known = {
                each for each in told if each not in decision.answering and self._is_close(each, decision)
            }
            if not known:
                return decision
            refused |= known

    def with_atoms(self, atoms: Sequence[tuple[Strata, merging.Stratum]], told: tuple[str, ...]) -> Decision:
        """The same again where both were fixed before."""
        bare = Decision(self.rules, self.codes, self.people, tuple(atoms), told, {})
        rules = {each.code: each for each in self.rules.sub_scales}
        found = {code: self._answering(bare, rules[code]) for code in told}
        answering = {code: places for code, places in found.items() if places is not None}
        return Decision(self.rules, self.codes, self.people, tuple(atoms), told, answering)

    def _told(self, refused: Collection[str]) -> tuple[str, ...]:
        """Sides that enough people have all scores of, without those that most are lacking."""
        told = [each.code for each in self.rules.sub_scales if each.code not in refused]
        enough = max(self.fewest, (len(self.people) + 1) // 2)
        while told:
            base = _base(self.people, told)
            if len(base) < enough:
                counts = {code: sum(sub(code) in each.scores for each in self.people) for code in told}
                told.remove(min(reversed(told), key=counts.__getitem__))
            elif unfit := self._unfit(base, told):
                told.remove(unfit)
            else:
                break
        return tuple(told)

    def _unfit(self, base: Sequence[int], told: Collection[str]) -> str | None:
        """A side without which a measure in which all are alike does not follow."""
        for measure, sides in made_of(self.rules).items():
            if set(sides) <= set(told) and self._hides(measure, base):
                return sides[-1]
        return None

    def _hides(self, measure: Measure, places: Collection[int]) -> bool:
        values = [self.people[place].scores[measure] for place in places]
        return suppression.tells_of_few(values, fewest=self.fewest)

    def _atoms(self, told: Collection[str]) -> list[tuple[Strata, merging.Stratum]]:
        """Strata put together until each could be told of by itself, in every measure that is told."""
        measures = [each for each, sides in made_of(self.rules).items() if set(sides) <= set(told)]
        members: dict[merging.Stratum, list[int]] = {cells: [] for cells in self.cells.values()}
        for place in _base(self.people, told):
            members[self.cells[self.people[place].stratum]].append(place)
        while True:
            counts = {
                cells: min(len(places), self.fewest - 1)
                if any(self._hides(each, places) for each in measures)
                else len(places)
                for cells, places in members.items()
            }
            together = merging.merged(counts, fewest=self.fewest)
            if len(together) == len(members):
                break
            members = {
                cells: [place for part, places in members.items() if part <= cells for place in places]
                for cells in together
            }
        return [
            (frozenset(stratum for stratum, own in self.cells.items() if own <= cells), cells)
            for cells in together
        ]

    def _answering(self, bare: Decision, rule: SubScaleRule) -> Collection[int] | None:
        """Who answered all statements of a side, so that the difference to its score speaks of many."""
        columns = [self.codes.index(item.code) for item in rule.items]
        base = [self.people[place] for place in bare.base]
        found = suppression.second_table(
            [bare.atom_of[each.stratum] for each in base],
            [each.scores[sub(rule.code)] for each in base],
            [n for n, each in enumerate(base) if all(each.answers[c] is not None for c in columns)],
            fewest=self.fewest,
        )
        if found is None:
            return None
        answers = ([base[place].answers[column] for place in found] for column in columns)
        if any(suppression.tells_of_few(column, fewest=self.fewest) for column in answers):
            return None
        return frozenset(bare.base[place] for place in found)

    def _is_close(self, code: str, decision: Decision) -> bool:
        """Whether the scores of a side nearly say what one of its statements got, which is held back."""
        rule = next(each for each in self.rules.sub_scales if each.code == code)
        columns = [self.codes.index(item.code) for item in rule.items]
        atoms: dict[int, list[int]] = defaultdict(list)
        for place in decision.base:
            atoms[decision.atom_of[self.people[place].stratum]].append(place)
        return any(
            sum(self._width(sub(code), columns, column, places) for places in atoms.values())
            < MARGIN * sum(self.people[place].answers[column] is not None for place in decision.base)
            for column in columns
        )

    def _width(
        self, measure: Measure, columns: Sequence[int], column: int, places: Sequence[int]
    ) -> Fraction:
        """Between how many points the answers to a statement can lie, where the score of the side is known.

        What lies above the least that all could score is given to the answers to this statement first, or
        last: those weigh least that stand beside most others.
        """
        above = self.rules.points - 1
        people = [self.people[place] for place in places]
        scored = sum((each.scores[measure] for each in people), Fraction()) * above / 100
        weights = sorted(
            (
                Fraction(1, sum(each.answers[other] is not None for other in columns))
                for each in people
                if each.answers[column] is not None
            ),
        )
        most = _filled(weights, scored, above) + _filled(weights, len(people) * above - scored, above)
        return most - len(weights) * above


def _filled(weights: Sequence[Fraction], amount: Fraction, most: int) -> Fraction:
    """How much fits in, at most so much in each, until what it weighs is the amount."""
    total = Fraction()
    for weight in weights:
        own = min(Fraction(most), amount / weight)
        total, amount = total + own, amount - own * weight
    return total


def _base(people: Sequence[Person], told: Collection[str]) -> tuple[int, ...]:
    wanted = [sub(code) for code in told]
    return tuple(
        place for place, each in enumerate(people) if all(measure in each.scores for measure in wanted)
    )
