"""``python -m bench.finding``: the public search over 20,000 pages, ``--pages 2000`` over fewer.

The pages are written set by set, their index by ``rebuild_search``; facets are scattered over its entries.
Requests go through the whole site in one process, one after another, on a warm database.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from bench.ground import Ground
from cms.local.places import ROOT
from cms.local.problems import LocalProblem

PAGES = 20_000
TIMES = 40
SEED = 5
COMMON = (
    "leadership",
    "doctor",
    "team",
    "service",
    "patient",
    "care",
    "quality",
    "improvement",
    "trust",
    "learning",
)
RARE = ("pangolin", "aardvark", "quokka")
QUESTIONS = {
    "a word that every page has": {"q": "leadership"},
    "a word that half of them have": {"q": "anaesthesia"},
    "two words": {"q": "quality improvement"},
    "a rare word": {"q": "pangolin"},
    "a wrong letter": {"q": "pangolni"},
    "a wrong letter in a common word": {"q": "leadreship"},
    "some of the words": {"q": "pangolin aardvark quokka xylophone"},
    "a word and three choices": {
        "q": "leadership",
        "kind": "good_practice",
        "stage": "postgraduate",
        "year": "2021",
    },
    "no word, one kind": {"kind": "news"},
    "nothing asked": {},
    "nothing found": {"q": "xylophone"},
    "a late page": {"q": "leadership", "page": "900"},
    "in Welsh": {"q": "arweinyddiaeth feddygol"},
    "a code": {"q": "1.3"},
}
SCATTER = """
UPDATE leadership_finding_entry e SET
    kind = ('{news,deliverable,good_practice,behaviour,event,faq,study,page}'::text[])[1 + id %% 8],
    topics = ARRAY['topic-' || id %% 12],
    stages = CASE id %% 4 WHEN 0 THEN '{}' WHEN 1 THEN '{undergraduate}' WHEN 2 THEN '{postgraduate}'
        ELSE '{continuing,postgraduate}' END::text[],
    domains = ARRAY['mlcf:' || 1 + id %% 5],
    shelf = (id %% 120) * 10000 + extract(year FROM day)
WHERE page_id = ANY(%s)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        import django  # noqa: PLC0415 -- only where the database is

        django.setup()
        print(json.dumps(measured(given.pages)))
        return 0
    ground = Ground(say=print)
    try:
        with ground.running():
            show(on(ground, given.pages), given.pages)
    except LocalProblem as problem:
        print(problem)
        return 1
    return 0


def on(ground: Ground, pages: int) -> dict[str, Any]:
    ground.clone(ground._base(), "run_finding")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.finding", "--inside", "--pages", str(pages)],
            cwd=ROOT,
            env=ground.environment("run_finding", as_owner=True)
            | {"BENCH_POSTGRES_PID": str(ground.postgres_pid())},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        ground.drop("run_finding")
    if done.returncode:
        raise LocalProblem("the search was not measured: what failed is said above")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: dict[str, Any], pages: int) -> None:
    print(f"{pages:,} pages, load {os.getloadavg()[0]:.1f}; {found['about']}")
    print("| what is asked | found | queries | CPU ms | PG ms | p50 ms | p95 ms |\n|" + "---|" * 7)
    for name, (hits, queries, *times) in found["rows"].items():
        print(f"| {name} | {hits:,} | {queries} | {' | '.join(f'{each:.0f}' for each in times)} |")


def measured(pages: int) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 -- needs Django
    from django.test import Client  # noqa: PLC0415

    from bench.measuring import postgres_cpu, queries_of  # noqa: PLC0415
    from bench.results import percentile  # noqa: PLC0415
    from cms.finding import keeping  # noqa: PLC0415

    began = time.monotonic()
    keys = fill(pages)
    filled = time.monotonic()
    entries = keeping.rebuild()
    rebuilt = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(SCATTER, [keys])
        cursor.execute("VACUUM ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    rows: dict[str, tuple[float, ...]] = {}
    for name, asked in QUESTIONS.items():
        address: Any = {"path": "/search/", "data": asked}
        client.get(**address)
        queries = queries_of(partial(client.get, **address)).queries
        pg, cpu = postgres_cpu(), time.process_time()
        times = sorted(_milliseconds(client, address) for _ in range(TIMES))
        spent = [(each * 1000) / TIMES for each in (time.process_time() - cpu, postgres_cpu() - pg)]
        rows[name] = (_total(asked), queries, *spent, percentile(times, 0.5), percentile(times, 0.95))
    about = f"written in {filled - began:.0f} s, {entries:,} entries made in {rebuilt - filled:.0f} s"
    return {"about": about, "rows": rows}


def _total(asked: dict[str, str]) -> int:
    from django.http import QueryDict  # noqa: PLC0415 -- needs Django
    from wagtail.models import Site  # noqa: PLC0415

    from cms.finding import selectors  # noqa: PLC0415

    words = QueryDict(mutable=True)
    words.update(asked)
    return selectors.search(words, site=Site.objects.get(is_default_site=True)).answer.total


def _milliseconds(client: Any, address: Any) -> float:
    began = time.perf_counter()
    client.get(**address)
    return (time.perf_counter() - began) * 1000


def fill(pages: int) -> list[int]:
    """News under the index that is there, each a copy of one of its pages but for what makes it another."""
    from wagtail.models import Page  # noqa: PLC0415

    from bench.seed.copying import a_uuid, copy_rows, first_free_id, move_sequences  # noqa: PLC0415 -- needs Django
    from cms.site.models import NewsIndexPage, NewsPage  # noqa: PLC0415

    index = NewsIndexPage.objects.get()
    model = NewsPage.objects.child_of(index).order_by("path")[0]
    chance = random.Random(SEED)
    keys = [number for number, _ in zip(count(first_free_id(Page)), range(pages), strict=False)]
    names = [field.column for field in Page._meta.concrete_fields]
    alike = {field.column: getattr(model, field.attname) for field in Page._meta.concrete_fields}
    steps = count(100_000)

    def rows() -> Iterator[list[Any]]:
        for key in keys:
            slug = f"page-{key}"
            own = {
                "id": key,
                "path": Page._get_path(index.path, index.depth + 1, next(steps)),
                "title": f"{_text(chance, 5).capitalize()} {key}",
                "draft_title": slug,
                "slug": slug,
                "url_path": f"{index.url_path}{slug}/",
                "translation_key": a_uuid(chance),
                "latest_revision_id": None,
                "live_revision_id": None,
            }
            yield [_cell(own.get(name, alike[name])) for name in names]

    copy_rows(Page._meta.db_table, " ".join(names), rows())
    copy_rows(
        NewsPage._meta.db_table,
        "page_ptr_id date summary body picture_alt",
        (
            (
                key,
                date(2018, 1, 1) + timedelta(days=chance.randrange(3000)),
                _text(chance, 25),
                _body(chance),
                "",
            )
            for key in keys
        ),
    )
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + pages)
    move_sequences(Page)
    return keys


def _cell(value: Any) -> Any:
    return {True: "t", False: "f"}.get(value, value) if isinstance(value, bool) else value


def _text(chance: random.Random, size: int) -> str:
    return " ".join(_word(chance) for _ in range(size))


def _body(chance: random.Random) -> str:
    words = [_word(chance) for _ in range(chance.randrange(150, 450))] + ["leadership"]
    if chance.random() < 0.5:
        words.append("anaesthesia")
    if chance.random() < 0.002:
        words.append(chance.choice(RARE))
    chance.shuffle(words)
    return f"<p>{' '.join(words)}</p>"


def _word(chance: random.Random) -> str:
    """A few words stand everywhere, and thousands now and then, as in any language."""
    if chance.random() < 0.15:
        return chance.choice(COMMON)
    number = int(20_000 * chance.random() ** 4)
    letters = "bdfgklmnprstvz"
    made = ""
    while number or not made:
        number, place = divmod(number, len(letters))
        made += letters[place] + "aeiou"[(number + place) % 5]
    return made + "nt"


if __name__ == "__main__":
    sys.exit(main())
