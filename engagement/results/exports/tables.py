"""Published figures as tables for a spreadsheet, in long form: one row a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from engagement.results.presenters.figures import rounded
from engagement.results.presenters.naming import naming_of
from engagement.results.selectors import Results

Heading = Sequence[str]
Row = Sequence[object]
PLACES = 4


def scores(results: Results) -> tuple[Heading, Iterator[Row]]:
    heading = (
        _("respondents"),
        _("dimension"),
        _("group"),
        _("invited"),
        _("answered"),
        _("kind"),
        _("code"),
        _("score"),
        _("n"),
        _("mean"),
        _("standard deviation"),
        _("interval from"),
        _("interval to"),
        _("held back"),
    )
    return heading, _score_rows(results)


def _score_rows(results: Results) -> Iterator[Row]:
    measures = list(naming_of(results.wave.version).measures())
    for group in results.groups:
        row = group.row
        who = (row.get_respondents_display(), row.dimension, row.category, row.invited, row.answered)
        for measure, name in measures:
            if (score := group.scores.get(measure)) is not None:
                figures = (_exact(each) for each in (score.mean, score.sd, score.low, score.high))
                held = _("yes") if score.held_back else ""
                yield (*who, score.get_kind_display(), score.measure, name, score.n, *figures, held)


def statements(results: Results) -> tuple[Heading, Iterator[Row]]:
    points = naming_of(results.wave.version).points()
    heading = (
        _("respondents"),
        _("code"),
        _("statement"),
        _("reverse-keyed"),
        _("n"),
        _("mean"),
        _("standard deviation"),
        *points,
        _("held back"),
    )
    return heading, _statement_rows(results)


def _statement_rows(results: Results) -> Iterator[Row]:
    naming = naming_of(results.wave.version)
    for respondents, told in results.items.items():
        group = results.all_of(respondents)
        who = group.row.get_respondents_display() if group else respondents
        for row in told:
            words = naming.statement(row.item, respondents)
            turned = _("yes") if naming.is_reversed(row.item) else ""
            counts: Sequence[object] = row.counts or [None] * len(naming.points())
            figures = (row.n, _exact(row.mean), _exact(row.sd), *counts)
            yield (who, row.item, words, turned, *figures, _("yes") if row.held_back else "")


TABLES: Mapping[str, Callable[[Results], tuple[Heading, Iterator[Row]]]] = {
    "scores": scores,
    "statements": statements,
}


def _exact(value: Decimal | None) -> Decimal | None:
    """More than the page shows, and with a point in every language: a spreadsheet reckons on."""
    return None if value is None else rounded(value, PLACES)
