"""The answers of a closed wave, read and scored once, and what may be told of them. For publishing alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from engagement.instruments.rules.scoring import Rules
from engagement.instruments.selectors import content_of, scoring_rules
from engagement.results.models import AtomStratum, Publication, PublishedScore
from engagement.results.rules.deciding import Decider, Decision
from engagement.results.rules.measures import Person, person, sub
from engagement.results.rules.slices import By, Slice, slices
from engagement.waves.enums import Respondents
from engagement.waves.models import Response, Stratum, StratumCell, SurveyWave
from engagement.waves.rules import merging

REASON = "publishing a wave"
AT_ONCE = 2000


@dataclass(frozen=True)
class Part:
    """A group that is told of, with two counts; or that is not told of but with others."""

    respondents: str
    slice: Slice
    invited: int
    answered: int

    @property
    def is_told(self) -> bool:
        return bool(self.slice.atoms)


@dataclass(frozen=True)
class Kind:
    """What is told of one kind of respondents, and what is counted of their strata."""

    respondents: str
    decision: Decision
    strata: Mapping[int, Stratum]
    answered: Mapping[int, int]

    def parts(self, dimensions: Sequence[str], ways: Iterable[By]) -> list[Part]:
        atoms = [cells for _, cells in self.decision.atoms]
        return [self._part(each) for by in ways for each in slices(atoms, dimensions, by)]

    def _part(self, chosen: Slice) -> Part:
        inside = [stratum for stratum, atom in self.decision.atom_of.items() if atom in chosen.atoms]
        return Part(
            self.respondents,
            chosen,
            sum(self.strata[stratum].invited or 0 for stratum in inside),
            sum(self.answered.get(stratum, 0) for stratum in inside),
        )


@dataclass(frozen=True)
class Reading:
    wave: SurveyWave
    fewest: int

    def kinds(self) -> list[Kind]:
        """Those of whom enough answered, as a first publication has them."""
        found = ((each.value, self._decider(each.value).decide()) for each in Respondents)
        return [self._kind(respondents, decision) for respondents, decision in found if decision]

    def kinds_again(self, first: Publication) -> list[Kind]:
        """As the first publication fixed them."""
        atoms, told = self._atoms(first), _told(first)
        return [
            self._kind(
                respondents,
                self._decider(respondents).with_atoms(
                    [(strata, self._cells_of(strata)) for strata in atoms[respondents]],
                    tuple(each.code for each in self.rules.sub_scales if each.code in told[respondents]),
                ),
            )
            for respondents in Respondents.values
            if respondents in atoms
        ]

    @cached_property
    def rules(self) -> Rules:
        return scoring_rules(self.wave.version)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in content_of(self.wave.version).items)

    @cached_property
    def strata(self) -> dict[int, Stratum]:
        return {row.pk: row for row in Stratum.objects.unscoped(reason=REASON).filter(wave=self.wave)}

    @cached_property
    def cells(self) -> dict[int, merging.Stratum]:
        found: dict[int, set[merging.Cell]] = defaultdict(set)
        rows = StratumCell.objects.unscoped(reason=REASON).filter(stratum__in=self.strata)
        for stratum, categories in rows.values_list("stratum", "categories"):
            found[stratum].add(tuple(categories))
        return {stratum: frozenset(cells) for stratum, cells in found.items()}

    @cached_property
    def people(self) -> dict[str, list[Person]]:
        """By respondents, in the order of ids that were drawn at random."""
        rows = Response.objects.unscoped(reason=REASON).filter(wave=self.wave).order_by("pk")
        found: dict[str, list[Person]] = defaultdict(list)
        for stratum, answers in rows.values_list("stratum", "answers").iterator(chunk_size=AT_ONCE):
            scored = person(self.rules, self.codes, stratum=stratum, answers=answers)
            found[self.strata[stratum].respondents].append(scored)
        return found

    def _decider(self, respondents: str) -> Decider:
        cells = {pk: self.cells[pk] for pk, row in self.strata.items() if row.respondents == respondents}
        return Decider(self.rules, self.codes, self.people.get(respondents, []), cells, self.fewest)

    def _kind(self, respondents: str, decision: Decision) -> Kind:
        answered = Counter(each.stratum for each in decision.people)
        return Kind(respondents, decision, self.strata, answered)

    def _cells_of(self, strata: Iterable[int]) -> merging.Stratum:
        return frozenset(cell for stratum in strata for cell in self.cells[stratum])

    def _atoms(self, first: Publication) -> dict[str, list[frozenset[int]]]:
        rows = AtomStratum.objects.unscoped(reason=REASON).filter(atom__publication=first)
        by_atom: dict[tuple[str, int], set[int]] = defaultdict(set)
        for respondents, number, stratum in rows.values_list("atom__respondents", "atom__number", "stratum"):
            by_atom[respondents, number].add(stratum)
        found: dict[str, list[frozenset[int]]] = defaultdict(list)
        for respondents, number in sorted(by_atom):
            found[respondents].append(frozenset(by_atom[respondents, number]))
        return found


def _told(first: Publication) -> dict[str, set[str]]:
    """By respondents, the codes of the sides of which scores were told."""
    rows = PublishedScore.objects.unscoped(reason=REASON).filter(
        group__publication=first, group__dimension="", held_back="", kind=sub("")[0]
    )
    found: dict[str, set[str]] = defaultdict(set)
    for respondents, code in rows.values_list("group__respondents", "measure"):
        found[respondents].add(code)
    return found
