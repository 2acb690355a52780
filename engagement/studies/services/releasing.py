"""Releasing the tables of a study: what everybody may read, once and for good."""

from __future__ import annotations

from dataclasses import asdict

from engagement.studies.errors import StudyRefused
from engagement.studies.models import ReleasedFigure, Study, StudyRelease
from engagement.studies.selectors import summed_up, taking_part
from engagement.studies.services.studies import By
from lms.reports import suppression


def release(study: Study, *, by: By) -> StudyRelease:
    people = list(taking_part(study))
    if not suppression.is_shown(len(people), fewest=study.fewest):
        raise StudyRefused("too_few", fewest=study.fewest)
    ids = {each.pk for each in people}
    earlier = list(StudyRelease.objects.unscoped(reason="what was told before").filter(study=study))
    for before in earlier:
        # Two tables that differ by few people tell about those, by taking one from the other.
        different = len(ids.symmetric_difference(before.people))
        if 0 < different < max(study.fewest, before.fewest):
            raise StudyRefused("differs_by_few", number=before.number, fewest=study.fewest)
    made = StudyRelease.objects.create(
        study=study,
        number=max((each.number for each in earlier), default=0) + 1,
        fewest=study.fewest,
        people=sorted(ids),
        made_by_id=by.user_id,
        made_at=by.now,
    )
    figures = enumerate(summed_up(study, people))
    ReleasedFigure.objects.bulk_create(
        ReleasedFigure(release=made, place=place, **asdict(figure)) for place, figure in figures
    )
    return made
