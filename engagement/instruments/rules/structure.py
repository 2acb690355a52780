"""What a questionnaire must be beyond its format so that it can be scored: pure, each fault with its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from engagement.instruments.content import Content
from engagement.instruments.enums import Kind
from programmes.rules.problems import Path, Problem

BANDS = 5
LEAST_POINTS, MOST_POINTS = 2, 11


def problems(content: Content) -> list[Problem]:
    return [*_themes(content), *_items(content)]


def _themes(content: Content) -> Iterator[Problem]:
    yield from _twice(
        (("themes", place, "code"), meta.code) for place, meta in enumerate(content.meta_scales)
    )
    yield from _twice(
        (("themes", place, each.kind, "code"), each.code)
        for place, meta in enumerate(content.meta_scales)
        for each in meta.sub_scales
    )
    asked = Counter(item.sub_scale for item in content.items)
    for place, meta in enumerate(content.meta_scales):
        yield from _sides(meta.lacks, [each.kind for each in meta.sub_scales], ("themes", place))
        for each in meta.sub_scales:
            if each.minimum > asked[each.code]:
                message = _(
                    "The minimum is %(minimum)s; the number of items that measure “%(code)s” is %(items)s. "
                    "Lower the minimum, or add items."
                )
                values = {"minimum": each.minimum, "items": asked[each.code], "code": each.code}
                yield Problem(message % values, ("themes", place, each.kind, "minimum"))


def _sides(lacks: str, kinds: list[str], path: Path) -> Iterator[Problem]:
    for kind in Kind.values:
        if kind in kinds and kind == lacks:
            message = _("“%(kind)s” is there and is said to be lacking. Take one of the two out.")
            yield Problem(message % {"kind": kind}, (*path, "lacks"))
        elif kind not in kinds and kind != lacks:
            message = _(
                "“%(kind)s” is missing. Write that side of the theme, or “lacks: %(kind)s” if it has none."
            )
            yield Problem(message % {"kind": kind}, path)


def _items(content: Content) -> Iterator[Problem]:
    yield from _twice((("items", place, "code"), item.code) for place, item in enumerate(content.items))
    known = [each.code for each in content.sub_scales]
    for place, item in enumerate(content.items):
        if item.sub_scale not in known:
            message = _("“%(code)s” is the code of no side of a theme. There is: %(known)s.")
            values = {"code": item.sub_scale, "known": ", ".join(known)}
            yield Problem(message % values, ("items", place, "measures"))
        if item.is_reversed and not content.scale.is_symmetric:
            message = _(
                "A reverse-keyed item needs answers that mirror each other. Say “symmetric: true” below "
                "“scale” if they do, or word the item the other way round."
            )
            yield Problem(message, ("items", place, "reverse"))


def _twice(codes: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, code in codes:
        if code in seen:
            message = _("The code “%(code)s” is used already. Give this one another.")
            yield Problem(message % {"code": code}, path)
        seen.add(code)
