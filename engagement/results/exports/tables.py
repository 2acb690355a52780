"""Published figures as tables for a spreadsheet, in long form: one row a figure, headings in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from engagement.results.presenters.figures import HIGHEST, LOWEST, rounded
from engagement.results.presenters.naming import naming_of
from engagement.results.selectors import Results

Heading = Sequence[str]
Row = Sequence[object]
PLACES = 4


def scores(results: Results) -> tuple[Heading, Iterator[Row]]:
    heading = (
        "respondents",
        "dimension",
        "group",
        "invited",
        "answered",
        "kind",
        "code",
        "score",
        "n",
        "mean",
        "standard deviation",
        "interval from",
        "interval to",
        "held back",
    )
    return heading, _score_rows(results)


def _score_rows(results: Results) -> Iterator[Row]:
    measures = list(naming_of(results.wave.version).measures())
    for group in results.groups:
        row = group.row
        who = (row.get_respondents_display(), row.dimension, row.category, row.invited, row.answered)
        for measure, name in measures:
            if (score := group.scores.get(measure)) is not None:
                ends = (_within(score.low), _within(score.high))
                figures = (_exact(each) for each in (score.mean, score.sd, *ends))
                held = "yes" if score.held_back else ""
                yield (*who, score.get_kind_display(), score.measure, name, score.n, *figures, held)


def statements(results: Results) -> tuple[Heading, Iterator[Row]]:
    points = naming_of(results.wave.version).points()
    heading = (
        "respondents",
        "code",
        "statement",
        "reverse-keyed",
        "n",
        "mean",
        "standard deviation",
        *points,
        "held back",
    )
    return heading, _statement_rows(results)


def _statement_rows(results: Results) -> Iterator[Row]:
    naming = naming_of(results.wave.version)
    for respondents, told in results.items.items():
        group = results.all_of(respondents)
        who = group.row.get_respondents_display() if group else respondents
        for row in told:
            words = naming.statement(row.item, respondents)
            turned = "yes" if naming.is_reversed(row.item) else ""
            counts: Sequence[object] = row.counts or [None] * len(naming.points())
            figures = (row.n, _exact(row.mean), _exact(row.sd), *counts)
            yield (who, row.item, words, turned, *figures, "yes" if row.held_back else "")


TABLES: Mapping[str, Callable[[Results], tuple[Heading, Iterator[Row]]]] = {
    "scores": scores,
    "statements": statements,
}


def _exact(value: Decimal | None) -> Decimal | None:
    """More than the page shows, and with a point in every language: a spreadsheet reckons on."""
    return None if value is None else rounded(value, PLACES)


def _within(value: Decimal | None) -> Decimal | None:
    """An interval reaches no further than the scale does, here as on the page."""
    return None if value is None else min(max(value, LOWEST), HIGHEST)
