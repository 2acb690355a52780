"""Which elements of the framework the doctor has covered at a career stage, and what to take for the rest."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competencies.enums import Stage
from lms.portfolio.selectors import tags_by_element
from lms.web import competence_presenters as presenters
from lms.web.selectors import competences as selectors
from lms.web.selectors import learning
from lms.web.visitors import Doctor, as_doctor


@require_safe
@as_doctor
def competences(request: HttpRequest, doctor: Doctor, stage: str = "") -> HttpResponseBase:
    """At the doctor's own stage, or at the one that the address names."""
    if stage and stage not in Stage.values:
        raise Http404
    found = learning.everything(doctor.viewer, on=doctor.context.today, with_plan=False)
    own = presenters.stage_of(doctor.stage, found.courses)
    shown = Stage(stage) if stage else own or Stage.UNDERGRADUATE
    profile = selectors.profile_with_offers(found, stage=shown, on=doctor.context.today)
    evidence = tags_by_element(doctor.viewer) if profile else {}
    return render(
        request,
        "leadership/web/learn/competences.html",
        {
            "stage": shown,
            "own_stage": own,
            "is_said": doctor.stage is not None,
            "stages": list(Stage),
            "framework": profile.framework if profile else None,
            "sentence": presenters.gap_sentence(profile) if profile else "",
            "domains": presenters.domain_lines(profile, evidence) if profile else [],
        },
    )
