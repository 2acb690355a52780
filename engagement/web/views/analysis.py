"""The results database: for whoever was granted it, for a purpose, until a day. Nobody else finds it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.actions import comparing
from engagement.comparing.enums import AgreementKind, UseKind
from engagement.comparing.exports import as_csv
from engagement.comparing.learning import learning_by_trust
from engagement.comparing.models import AnalystGrant
from engagement.comparing.selectors import (
    INDEX,
    Headline,
    agreeing,
    grant_of,
    headlines,
    is_open,
    measure_names,
    measure_of,
    published_groups,
    published_scores,
    published_wave,
)
from engagement.web.comparing_forms import WaveFilter
from engagement.web.comparing_pages import performance_page
from engagement.web.performance import Looker, one_place
from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions.base import Context

P = ParamSpec("P")
PAGES = "leadership/surveys/analysis/"
HOME = "leadership_analysis:home"
PER_PAGE = 100


@dataclass(frozen=True)
class Analyst:
    grant: AnalystGrant
    context: Context

    @property
    def is_in(self) -> bool:
        return is_open(self.grant, now=self.context.now)


def as_analyst(
    view: Callable[Concatenate[HttpRequest, Analyst, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        now = clock.now()
        user: Any = request.user
        grant = grant_of(user.pk, on=clock.local_date(now))
        if grant is None:
            raise Http404
        context = Context(Actor.user(user.pk), Viewer.nobody(), now)
        return view(request, Analyst(grant, context), *args, **kwargs)

    guarded: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = never_cache(login_required(wrapped))
    return guarded


def _filtered(sent: Any) -> tuple[WaveFilter, list[Headline]]:
    """The form, and the waves that were asked for."""
    found = headlines()
    versions = {each.wave.version_id: each.wave.version for each in found}
    form = WaveFilter(sent, versions=sorted(versions.values(), key=str))
    chosen = form.chosen
    tests: dict[str, Callable[[Headline, Any], bool]] = {
        "version": lambda each, value: str(each.wave.version_id) == value,
        "region": lambda each, value: each.organisation.national_grouping == value,
        "kind": lambda each, value: each.organisation.kind == value,
        "since": lambda each, value: each.closed_on >= value,
    }
    wanted = [each for each in found if all(tests[name](each, value) for name, value in chosen.items())]
    return form, wanted


@require_http_methods(["GET", "HEAD", "POST"])
@as_analyst
def home(request: HttpRequest, analyst: Analyst) -> HttpResponseBase:
    """The waves of all trusts, after a press that is written down."""
    if request.method == "POST":
        comparing.use_as_analyst(analyst.context, kind=UseKind.OPENED)
        return redirect(HOME)
    if not analyst.is_in:
        return render(request, f"{PAGES}door.html", {"grant": analyst.grant})
    form, wanted = _filtered(request.GET)
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "grant": analyst.grant,
        "form": form,
        "page": page,
        "rows": [(each, one_place(each.means[INDEX]) if INDEX in each.means else None) for each in page],
        "query": urlencode({name: request.GET[name] for name in form.chosen}),
    }
    return render(request, f"{PAGES}home.html", context)


@require_safe
@as_analyst
def wave(request: HttpRequest, analyst: Analyst, wave_uid: uuid.UUID) -> HttpResponseBase:
    results = published_wave(wave_uid)
    if results is None:
        raise Http404
    if not analyst.is_in:
        return redirect(HOME)
    names = measure_names(results.wave.version, language=get_language() or "en")
    tables = [
        (
            group.row,
            [(names.get(measure_of(*key), key[1]), score) for key, score in group.scores.items()],
        )
        for group in results.groups
    ]
    return render(request, f"{PAGES}wave.html", {"wave": results.wave, "tables": tables})


@require_POST
@as_analyst
def figures(request: HttpRequest, analyst: Analyst) -> HttpResponseBase:
    """A press, as every download is written down: which waves, and how many figures."""
    if not analyst.is_in:
        return redirect(HOME)
    form, wanted = _filtered(request.POST)
    text, rows = as_csv(published_scores(wanted), published_groups(wanted))
    asked = ", ".join(f"{name}={value}" for name, value in sorted(form.chosen.items())) or "all"
    comparing.use_as_analyst(analyst.context, kind=UseKind.DOWNLOADED, asked=asked, rows=rows)
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="published-results.csv"'},
    )


@require_safe
@as_analyst
def performance(request: HttpRequest, analyst: Analyst) -> HttpResponseBase:
    """Of all trusts. Names stand beside figures only where the trust agreed, as this page is shown around."""
    if not analyst.is_in:
        return redirect(HOME)
    looker = Looker(named=agreeing(AgreementKind.NAMED), sees_exactly=True)
    context = performance_page(request, headlines(), looker)
    learning = learning_by_trust()
    context["learning"] = [
        (row.name, learning.get(row.pair.headline.wave.organisation_id)) for row in context.get("rows", ())
    ]
    return render(request, f"{PAGES}performance.html", context)
