"""What the index holds of a page or of a node, worked out from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from wagtail.models import Page
from wagtail.search import index

from cms.finding.enums import ENGLISH, Kind
from cms.finding.models import CODE_LENGTH, WORD_LENGTH, Entry
from cms.finding.sources import source_of
from cms.site.models import ProgrammePage
from cms.site.models.elements import FRAMEWORK
from cms.site.selectors import elements_of
from competencies.enums import NodeKind
from competencies.models import Framework, Node
from kernel.clock import local_date
from programmes.models import ProgrammeText
from programmes.selectors import version_on_offer

LONGEST_BODY = 100_000
SHORTEST_WORD = 3
UNSEEN = re.compile(r"[\x00-\x1f\x7f\s]+")
LETTERS = re.compile(r"[^\W\d_]+")


def entries_of(page: Page) -> list[Entry]:
    """One for each language in which the page says something; none while it is not live. The root: none."""
    if not page.live or page.is_root():
        return []
    entry = _entry(page)
    if not isinstance(page, ProgrammePage):
        return [entry]
    return _of_programme(page, entry)


def entries_of_framework(framework: Framework) -> list[Entry]:
    """Its domains and elements: each of them has a page. What stands below an element is found with it.

    A reference is left out: its titles say no more than those of the framework that they are mapped to.
    """
    if not framework.is_published or framework.is_reference:
        return []
    nodes = list(Node.objects.filter(framework=framework).order_by("order"))
    below: dict[int, list[str]] = {}
    for node in nodes:
        if node.kind == NodeKind.COMPETENCE and node.parent_id:
            below.setdefault(node.parent_id, []).append(f"{node.code} {node.title} {node.descriptor}")
    shown = [node for node in nodes if node.kind != NodeKind.COMPETENCE]
    return [
        Entry(
            node=node,
            language=ENGLISH,
            kind=Kind.COMPETENCE,
            title=f"{node.code} {node.title}",
            summary=plain(node.descriptor),
            body=plain(" ".join(below.get(node.pk, []))),
            domains=[domain_code(framework.code, node.code)],
        )
        for node in shown
    ]


def domain_code(framework: str, code: str) -> str:
    return f"{framework}:{code.split('.', maxsplit=1)[0]}"


def words_in(entries: Iterable[Entry]) -> list[str]:
    """Every word that somebody may have meant; in one order, so that two who write never wait in a ring."""
    found = {
        word
        for entry in entries
        for word in LETTERS.findall(without_accents(f"{entry.title} {entry.summary} {entry.body}"))
        if SHORTEST_WORD <= len(word) <= WORD_LENGTH
    }
    return sorted(found)


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))


def plain(text: str) -> str:
    """On one line, without what cannot be seen."""
    return UNSEEN.sub(" ", text).strip()[:LONGEST_BODY]


def _entry(page: Page) -> Entry:
    source = source_of(type(page))
    return Entry(
        page_id=page.pk,
        language=page.locale.language_code,
        kind=source.kind,
        title=plain(page.title),
        summary=plain(str(getattr(page, source.summary) or page.search_description or "")),
        body=plain(" ".join(_texts(page, besides=source.summary))),
        topics=_codes(source.topics(page)),
        stages=_codes(source.stages(page)),
        domains=_codes(domain_code(FRAMEWORK, code) for code in source.elements(page)),
        day=_day(getattr(page, source.day)) if source.day else None,
    )


def _codes(found: Iterable[str]) -> list[str]:
    return sorted({str(code)[:CODE_LENGTH] for code in found if code})


def _day(at: Any) -> Any:
    return local_date(at) if isinstance(at, datetime) else at


def _texts(page: Page, *, besides: str) -> Iterator[str]:
    yield from _searched(page, type(page).get_search_fields(), besides=("title", besides))


def _searched(row: Any, fields: Iterable[Any], *, besides: tuple[str, ...] = ()) -> Iterator[str]:
    """Also of rows beside it, such as the questions of a page."""
    for field in fields:
        if isinstance(field, index.RelatedFields):
            for other in getattr(row, field.field_name).all():
                yield from _searched(other, field.fields)
        elif isinstance(field, index.SearchField) and field.field_name not in besides:
            yield from _strings(field.get_value(row))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
    elif value is not None:
        yield str(value)


def _of_programme(page: ProgrammePage, entry: Entry) -> list[Entry]:
    """As its version on offer tells of it, in each language that this has."""
    version = version_on_offer(page.programme.translation_key)
    told = plain(f"{entry.summary} {' '.join(_strings(_rich(page)))}")
    if version is None:
        entry.summary, entry.body = plain(page.programme.summary), told
        return [entry]
    texts = ProgrammeText.objects.filter(version=version).order_by("language", "-minor").distinct("language")
    domains = _codes(domain_code(node.framework.code, node.code) for node in elements_of(version))
    return [
        Entry(
            page_id=page.pk,
            language=text.language,
            kind=entry.kind,
            title=entry.title if text.language == entry.language else plain(text.title),
            summary=plain(text.summary),
            body=plain(f"{text.title} {told}") if text.language == entry.language else "",
            stages=entry.stages,
            domains=domains,
        )
        for text in texts
    ]


def _rich(page: ProgrammePage) -> Any:
    return page._meta.get_field("body").get_searchable_content(page.body)
