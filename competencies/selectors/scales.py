"""Questions about scales. Everything here answers for published editions only, but ``scale_edition_of``."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from competencies import rules
from competencies.content import LevelContent, ScaleContent, Words
from competencies.enums import EditionState
from competencies.models import Scale, ScaleLevel, ScaleText

SHIPPED_SCALE = "leadership-4"


def published_scales() -> QuerySet[Scale]:
    """Published editions with their words, newest first within a scale."""
    published = Scale.objects.filter(state=EditionState.PUBLISHED)
    return published.prefetch_related("texts").order_by("code", "-valid_from", "-id")


def scale_edition_of(code: str, *, edition: str) -> Scale | None:
    """One edition whether published or not: for commands and services."""
    return Scale.objects.filter(code=code, edition=edition).first()


def scale_by_reference(reference: str) -> Scale | None:
    """The scale that is meant: ``leadership-4-1`` exactly that edition, ``leadership-4`` the newest one."""
    found = published_scales()
    if parts := rules.parse_reference(reference):
        exact = found.filter(code=parts[0], edition=parts[1]).first()
        if exact is not None:
            return exact
    return found.filter(code=reference).first()


def default_scale() -> Scale | None:
    """The scale on which people are asked where nothing else is said: ``LEADERSHIP_SCALE``, or ours."""
    return scale_by_reference(getattr(settings, "LEADERSHIP_SCALE", SHIPPED_SCALE))


def levels_of(scale: Scale) -> list[ScaleLevel]:
    """The levels, lowest first, with their words in every language: two queries."""
    levels = ScaleLevel.objects.filter(scale=scale).select_related("scale")
    return list(levels.prefetch_related("texts").order_by("order"))


def scales_with_levels() -> QuerySet[Scale]:
    """Published editions with levels and words: four queries."""
    levels = ScaleLevel.objects.prefetch_related("texts").order_by("order")
    return published_scales().prefetch_related(Prefetch("levels", queryset=levels))


def scale_content_of(scale: Scale) -> ScaleContent:
    """What the database holds of an edition, its translations included."""
    texts = ScaleText.objects.filter(scale=scale)
    said = {(text.level_id, text.language): Words(text.title, text.descriptor) for text in texts}
    return ScaleContent(
        code=scale.code,
        edition=scale.edition,
        owner=scale.owner,
        valid_from=scale.valid_from,
        words=Words(scale.title, scale.note),
        said=_of(said, None),
        levels=tuple(
            LevelContent(level.code, Words(level.title, level.descriptor), _of(said, level.pk))
            for level in ScaleLevel.objects.filter(scale=scale).order_by("order")
        ),
    )


def _of(said: dict[tuple[int | None, str], Words], level_id: int | None) -> dict[str, Words]:
    return {language: words for (level, language), words in said.items() if level == level_id}
