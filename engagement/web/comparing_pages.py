"""The page of engagement beside outcomes, for whoever may see it: what was chosen, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from engagement.comparing.performance import relation
from engagement.comparing.selectors import INDEX, Headline, Outcome, measure_names, outcomes
from engagement.web import performance
from engagement.web.comparing_forms import PairFilter
from engagement.web.performance import Looker


def performance_page(request: HttpRequest, found: Sequence[Headline], looker: Looker) -> dict[str, Any]:
    """``found``: the waves that may be used. Those of the questionnaire that most of them asked are."""
    offered = {f"{each.measure.uid}:{each.period}": each for each in outcomes()}
    if not found or not offered:
        return {"is_empty": True}
    version = _most_asked(found)
    measures = measure_names(version, language=get_language() or "en")
    form = PairFilter(
        request.GET,
        measures=list(measures.items()),
        outcomes=[(key, title_of(each)) for key, each in offered.items()],
    )
    measure, outcome = form.one("measure"), offered.get(form.one("outcome"))
    if measure not in measures or outcome is None:
        measure, outcome = INDEX, next(iter(offered.values()))
    used = [each for each in found if each.wave.version_id == version.pk]
    shown = relation(used, measure=measure, outcome=outcome)
    names = {"measure": measures[measure], "outcome": title_of(outcome)}
    context: dict[str, Any] = {"form": form, "relation": shown, "questionnaire": version.instrument, **names}
    if not shown.is_enough:
        return context
    rows = performance.rows_of(shown, looker)
    top, bottom = performance.at_either_end(shown, rows)
    count = len(measures) * len(offered)
    return context | {
        "rows": rows,
        "top": top,
        "bottom": bottom,
        "picture": performance.picture(rows, looker),
        "reading": performance.in_words(shown.spearman, **names),
        "count": count,
        "by_chance": performance.by_chance(count),
        "is_own_among": any(row.is_own for row in rows),
    }


def title_of(outcome: Outcome) -> str:
    return f"{outcome.measure.name}, {outcome.period}"


def _most_asked(found: Sequence[Headline]) -> Any:
    by_version: dict[int, list[Headline]] = {}
    for each in found:
        by_version.setdefault(each.wave.version_id, []).append(each)
    return max(by_version.values(), key=lambda each: (len(each), each[0].wave.version_id))[0].wave.version
