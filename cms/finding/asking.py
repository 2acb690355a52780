"""One question to the index: what has these words, is public and was chosen, and how much of it there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language
from wagtail.models import Site

from cms.finding import welsh
from cms.finding.enums import ENGLISH, Kind
from cms.finding.facets import Chosen
from cms.finding.models import Entry

PER_PAGE = 10
RANKED_WHOLE = 1000
"""So many are ranked by all of their words; more than that by titles and summaries, which lie at hand."""
EXCERPT_FROM = 12_000
"""So much of a text is looked through for an excerpt."""
START, STOP = "\x02", "\x03"

COLUMNS = {"kind": "kind", "topic": "topics", "stage": "stages", "domain": "domains", "year": "year"}
LISTS = ("topic", "stage", "domain")

ENGLISH_ASKED = "websearch_to_tsquery('leadership_english', %(english)s)"
PLAIN_ASKED = "to_tsquery('leadership_plain', %(plain)s)"
ASKED = f"CASE WHEN e.language LIKE 'en%%' THEN {ENGLISH_ASKED} ELSE {PLAIN_ASKED} END"
# One after the other: with OR between them PostgreSQL would read the words of every row that its index finds.
HAVING_WORDS = f"""(
    SELECT * FROM leadership_finding_entry WHERE language LIKE 'en%%' AND words @@ {ENGLISH_ASKED}
    UNION ALL
    SELECT * FROM leadership_finding_entry WHERE language NOT LIKE 'en%%' AND words @@ {PLAIN_ASKED}
)"""  # noqa: S608 -- ours, all of it
ANY = "leadership_finding_entry"
IS_PUBLIC = """(f.state = 'published' OR (
    p.live AND starts_with(p.path, (SELECT path FROM site))
    AND NOT p.path ^@ ANY ((SELECT paths FROM closed)::text[])
))"""
# Only programmes have several languages on one page: readers find them in theirs, if that has their words.
IS_NO_DOUBLE = f"""(e.kind <> '{Kind.PROGRAMME}' OR e.language = %(language)s OR NOT EXISTS (
    SELECT FROM leadership_finding_entry own
    WHERE own.page_id = e.page_id AND own.language = %(language)s {{has}}
))"""
OWN_HAS = f"AND own.words @@ CASE WHEN own.language LIKE 'en%%' THEN {ENGLISH_ASKED} ELSE {PLAIN_ASKED} END"
HITS = """
WITH site AS (
    SELECT coalesce((
        SELECT root.path FROM wagtailcore_page root JOIN wagtailcore_locale l ON l.id = root.locale_id
        WHERE root.translation_key = %(root_key)s AND l.language_code = %(language)s AND root.live
    ), %(root_path)s) AS path
), closed AS (
    SELECT coalesce(array_agg(above.path::text), '{{}}') AS paths
    FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page above ON above.id = r.page_id
), hits AS MATERIALIZED (
    SELECT e.id, e.shelf, e.day, e.language = %(language)s AS is_own, {rank} AS rank
    FROM {having} e
    LEFT JOIN wagtailcore_page p ON p.id = e.page_id
    LEFT JOIN leadership_competencies_node n ON n.id = e.node_id
    LEFT JOIN leadership_competencies_framework f ON f.id = n.framework_id
    WHERE {is_public} AND {is_no_double}
), groups AS MATERIALIZED (
    SELECT e.shelf, e.kind, e.topics, e.stages, e.domains, extract(year FROM e.day)::int AS year, one.count
    FROM (SELECT min(id) AS id, count(*) AS count FROM hits GROUP BY shelf) one
    JOIN leadership_finding_entry e ON e.id = one.id
), chosen AS (
    SELECT * FROM hits WHERE {chosen}
), ranked AS (
    SELECT id, is_own, day, rank + {whole_rank} AS rank FROM chosen
)
"""
ON_SHELVES = "shelf IN (SELECT shelf FROM groups WHERE {})"
RANK = f"""ts_rank(e.head, {ASKED}) + CASE
    WHEN n.code = %(words)s THEN 4
    WHEN length(e.title) = length(%(words)s) AND lower(e.title) = lower(%(words)s) THEN 2 ELSE 0 END"""
WHOLE_RANK = f"""CASE WHEN (SELECT count(*) FROM chosen) <= {RANKED_WHOLE} THEN (
    SELECT ts_rank(e.words, {ASKED}) FROM leadership_finding_entry e WHERE e.id = chosen.id
) ELSE 0 END"""  # noqa: S608 -- ours, all of it
FIRST = """
(SELECT '#', id::text, row_number() OVER () FROM (
    SELECT id FROM ranked ORDER BY rank DESC, is_own DESC, day DESC NULLS LAST, id
    LIMIT %(limit)s OFFSET %(offset)s
) first)
"""
# Words are kept out of line, which the planner does not count: it would read them all where half of the pages
# have the word. What takes longer than this is not worth waiting for.
PLANNED = """SELECT set_config('enable_seqscan', %s, TRUE), set_config('jit', 'off', TRUE),
    set_config('statement_timeout', %s, TRUE)"""
LONGEST_MS = 5000
CONFIGURATION = """CASE WHEN leadership_finding_entry.language LIKE 'en%%'
    THEN 'leadership_english'::regconfig ELSE 'leadership_plain'::regconfig END"""
QUESTION = """CASE WHEN leadership_finding_entry.language LIKE 'en%%'
    THEN websearch_to_tsquery('leadership_english', %s) ELSE to_tsquery('leadership_plain', %s) END"""
MARKS = f'StartSel="{START}", StopSel="{STOP}"'


@dataclass(frozen=True)
class Question:
    """Words as somebody typed them, in the two ways in which they are looked for."""

    words: str
    english: str
    plain: str

    @classmethod
    def all_of(cls, words: str) -> Question:
        return cls(words, words, welsh.query_of(words))

    @classmethod
    def any_of(cls, words: str) -> Question:
        return cls(words, " or ".join(welsh.words_of(words)), welsh.query_of(words, joined="|"))


@dataclass(frozen=True)
class Answer:
    ids: list[int] = field(default_factory=list)
    total: int = 0
    """With what was chosen."""
    hits: int = 0
    """With these words, whatever was chosen."""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def ask(question: Question, chosen: Chosen, *, site: Site, page: int) -> Answer:
    """In a transaction. A facet's counts leave out what was chosen in it: so much would another give."""
    statement, given = _statement(question, chosen, site, page)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = {}
    for name, value, count in rows:
        counts.setdefault(name, {})[value] = int(count)
    ids = sorted(counts.pop("#", {}).items(), key=lambda pair: pair[1])
    sums = counts.pop("*", {})
    return Answer([int(pk) for pk, _place in ids], sums.get("chosen", 0), sums.get("hits", 0), counts)


def prepare(words: str) -> None:
    """How the questions of this transaction are carried out."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, ["off" if words else "on", str(LONGEST_MS)])


def entries(answer: Answer, question: Question) -> list[Any]:
    """What was found, in order, each with its title and an excerpt in which the words are marked."""
    rows: QuerySet[Any] = Entry.objects.filter(pk__in=answer.ids).defer("body")
    rows = rows.select_related("page", "node__framework")
    if question.words:
        rows = rows.annotate(
            shown_title=_headline("title", f"{MARKS}, HighlightAll=true", question),
            excerpt=_headline(
                f"left(summary || ' ' || body, {EXCERPT_FROM})",
                f"{MARKS}, MinWords=18, MaxWords=36",
                question,
            ),
        )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in answer.ids if pk in found]


def _headline(text: str, options: str, question: Question) -> RawSQL:
    text = text.replace("summary", "leadership_finding_entry.summary")
    text = text.replace("body", "leadership_finding_entry.body").replace(
        "title", "leadership_finding_entry.title"
    )
    return RawSQL(  # noqa: S611 -- ours but for the parameters
        f"ts_headline({CONFIGURATION}, {text}, {QUESTION}, %s)", (question.english, question.plain, options)
    )


def _statement(question: Question, chosen: Chosen, site: Site, page: int) -> tuple[str, dict[str, Any]]:
    words = bool(question.words)
    hits = HITS.format(
        rank=RANK if words else "0",
        whole_rank=WHOLE_RANK if words else "0",
        having=HAVING_WORDS if words else ANY,
        is_public=IS_PUBLIC,
        is_no_double=IS_NO_DOUBLE.format(has=OWN_HAS if words else ""),
        chosen=ON_SHELVES.format(_chosen(chosen)) if chosen else "TRUE",
    )
    counted = [_counted(name, chosen) for name in COLUMNS]
    sums = "SELECT '*', 'chosen', count(*) FROM chosen UNION ALL SELECT '*', 'hits', count(*) FROM hits"
    given = {
        "words": question.words,
        "english": question.english,
        "plain": question.plain,
        "language": get_language() or ENGLISH,
        "root_key": str(site.root_page.translation_key),
        "root_path": site.root_page.path,
        "limit": PER_PAGE,
        "offset": (page - 1) * PER_PAGE,
        **{f"chosen_{name}": _values(name, chosen) for name in COLUMNS},
    }
    return hits + " UNION ALL ".join([*counted, sums, FIRST]), given


def _values(name: str, chosen: Chosen) -> list[Any]:
    values = chosen.of(name)
    return [int(value) for value in values] if name == "year" else list(values)


def _chosen(chosen: Chosen, *, but: str = "") -> str:
    wanted = []
    for name, column in COLUMNS.items():
        if name == but or not chosen.of(name):
            continue
        one = (
            f"{column} && %(chosen_{name})s::varchar[]"
            if name in LISTS
            else f"{column} = ANY(%(chosen_{name})s)"
        )
        wanted.append(one)
    return " AND ".join(wanted) or "TRUE"


def _counted(name: str, chosen: Chosen) -> str:
    value = f"unnest({COLUMNS[name]})" if name in LISTS else f"{COLUMNS[name]}::text"
    return (
        f"SELECT '{name}', value, sum(count) FROM (SELECT {value} AS value, count FROM groups "  # noqa: S608 -- ours
        f"WHERE {_chosen(chosen, but=name)}) {name}_groups WHERE value IS NOT NULL GROUP BY 2"
    )
