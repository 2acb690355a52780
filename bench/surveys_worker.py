"""Fills a database with survey waves and measures them, in this process. Started by ``bench.surveys``."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402 -- Django first
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.comparing import agree_and_load, pages_of  # noqa: E402
from bench.measuring import Spent, spending  # noqa: E402
from bench.results import percentile  # noqa: E402
from engagement.instruments.models import InstrumentVersion  # noqa: E402
from engagement.instruments.services.loading import load_instrument  # noqa: E402
from engagement.instruments.services.publishing import publish_version  # noqa: E402
from engagement.instruments.validators.instrument_file import read_bytes  # noqa: E402
from engagement.results.models import Publication  # noqa: E402
from engagement.results.selectors import published_headlines, results_of, trend_of  # noqa: E402
from engagement.results.services import publishing  # noqa: E402
from engagement.waves.enums import EnvelopeKind  # noqa: E402
from engagement.waves.models import Envelope, Invitation, SurveyWave, Ticket  # noqa: E402
from engagement.waves.sealing import seal  # noqa: E402
from engagement.waves.services import closing, drafting, opening  # noqa: E402
from engagement.waves.services.answering import ANSWERS_LENGTH  # noqa: E402
from engagement.waves.services.drafting import Asked, Plan  # noqa: E402
from kernel import clock  # noqa: E402
from kernel.access import Viewer  # noqa: E402
from kernel.audit import Actor  # noqa: E402
from lms.organisations.models import Organisation  # noqa: E402
from lms.people.enums import MemberRole  # noqa: E402
from lms.people.models import Membership, Person  # noqa: E402

REASON = "the benchmark's own rows"
BY = ("specialty", "grade")
SPECIALTIES = ("Medicine", "Surgery", "Anaesthetics", "Paediatrics")
GRADES = ("Consultant", "Resident")
CELLS = [(specialty, grade) for specialty in SPECIALTIES for grade in GRADES]
ANSWERS = 500
READ = 60
COMPARED = 5

# Every other wave is a copy of one that went the whole way: what is read is as large, and nobody waits.
COPY = """
WITH made AS (
    INSERT INTO leadership_results_publication (uid, wave_id, number, fewest, made_at, note)
    SELECT gen_random_uuid(), w.id, 1, w.fewest, w.closed_at, 'copied' FROM leadership_waves_surveywave w
    WHERE w.title = 'copied' RETURNING id)
SELECT count(*) FROM made;
INSERT INTO leadership_results_atom (publication_id, respondents, number)
SELECT p.id, a.respondents, a.number FROM leadership_results_publication p, leadership_results_atom a
WHERE a.publication_id = %(first)s AND p.note = 'copied';
INSERT INTO leadership_results_publishedgroup
    (publication_id, respondents, dimension, category, is_whole, invited, answered, atoms)
SELECT p.id, g.respondents, g.dimension, g.category, g.is_whole, g.invited, g.answered, g.atoms
FROM leadership_results_publication p, leadership_results_publishedgroup g
WHERE g.publication_id = %(first)s AND p.note = 'copied' ORDER BY p.id, g.id;
"""
PARTS = {
    "score": "kind, measure, n, mean, sd, low, high, held_back",
    "item": "item, n, mean, sd, counts, held_back",
    "alpha": "kind, measure, items, n, alpha, low, high, held_back",
}
COPY_PART = """
INSERT INTO leadership_results_published{part} (group_id, {columns})
SELECT g.id, {columns_of} FROM leadership_results_publishedgroup g
JOIN leadership_results_publication p ON p.id = g.publication_id AND p.note = 'copied'
JOIN leadership_results_publishedgroup of ON of.publication_id = %(first)s
    AND (of.respondents, of.dimension, of.category) = (g.respondents, g.dimension, g.category)
JOIN leadership_results_published{part} s ON s.group_id = of.id
ORDER BY g.id, s.id;
"""
ROWS = """
INSERT INTO leadership_waves_surveywave (uid, organisation_id, version_id, title, purpose, opens_on,
    closes_on, fewest, dimensions, remind_after, state, made_at, opened_at, closed_at)
SELECT gen_random_uuid(), o.id, %(version)s, 'copied', '', '2020-01-01', '2020-02-01', 10, %(by)s, '{7,14}',
    'closed', now(), now(), now() - n * interval '200 days'
FROM leadership_organisations_organisation o, generate_series(1, %(waves)s) n
WHERE o.name LIKE 'Bench trust %%';
INSERT INTO leadership_waves_stratum (wave_id, respondents, invited, answered)
SELECT w.id, 'doctors', 120, %(each)s FROM leadership_waves_surveywave w, generate_series(1, 8)
WHERE w.title = 'copied';
INSERT INTO leadership_waves_response (id, wave_id, stratum_id, answers)
SELECT gen_random_uuid(), s.wave_id, s.id,
    (SELECT array_agg((1 + floor(random() * 5 + (s.id + n + i) * 0))::smallint)
     FROM generate_series(1, %(items)s) i)
FROM leadership_waves_stratum s JOIN leadership_waves_surveywave w ON w.id = s.wave_id,
    generate_series(1, %(each)s) n WHERE w.title = 'copied';
"""


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    with spending() as spent:
        yield
    took = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {took:.2f} s, {spent.queries} queries, process {memory} MB at most", flush=True)


def a_version() -> InstrumentVersion:
    path = Path(apps.get_app_config("leadership_instruments").path) / "data" / "omeq.yaml"
    now = clock.now()
    version, _ = load_instrument(read_bytes(path.read_bytes()), actor=Actor.system(), now=now)
    return publish_version(version, actor=Actor.system(), now=now)


def answered(trust: Organisation, version: InstrumentVersion, people: int, *, now: datetime) -> SurveyWave:
    """Open, and everybody has answered; the envelopes are real."""
    today = now.date()
    plan = Plan(f"Wave of {people}", today, today + timedelta(days=14), dimensions=BY)
    wave = drafting.make(trust, version, plan, user_id=None, now=now)
    chance = random.Random(people)
    asked = [
        Asked(f"Doctor {n}", f"doctor{n}@bench.example", categories=chance.choice(CELLS))
        for n in range(people)
    ]
    drafting.ask(wave, asked)
    opening.open_wave(wave, now=now)
    strata = Invitation.objects.unscoped(reason=REASON).filter(wave=wave).values_list("stratum", flat=True)
    items = version.items.count()
    Envelope.objects.bulk_create(
        (
            Envelope(wave=wave, kind=EnvelopeKind.ANSWERS, sealed=_sealed(wave, stratum or 0, items, chance))
            for stratum in strata
        ),
        batch_size=2000,
    )
    Ticket.objects.unscoped(reason=REASON).filter(pool__wave=wave).update(spent=True)
    return wave


def _sealed(wave: SurveyWave, stratum: int, items: int, chance: random.Random) -> bytes:
    answers = [None if chance.random() < 0.02 else chance.randint(1, 5) for _ in range(items)]
    return seal({"s": stratum, "a": answers}, public=wave.seal, wave=wave.uid, length=ANSWERS_LENGTH)


def close_and_publish(trust: Organisation, version: InstrumentVersion, people: int) -> Publication:
    now = clock.now()
    with transaction.atomic():
        wave = answered(trust, version, people, now=now)
    with timed(f"closing a wave of {people:,}"), transaction.atomic():
        closing.close_wave(wave, now=now)
    with timed(f"the plan of publishing {people:,}"):
        publishing.plan(wave)
    with timed(f"publishing {people:,}"), transaction.atomic():
        return publishing.publish(wave, by=None, now=now)


def fill(version: InstrumentVersion, first: Publication, *, waves: int) -> None:
    values = {"version": version.pk, "waves": waves, "each": ANSWERS // 8 + 1, "items": version.items.count()}
    with timed("filling"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROWS, {**values, "by": list(BY)})
        cursor.execute(COPY, {"first": first.pk})
        for part, columns in PARTS.items():
            of = ", ".join(f"s.{column}" for column in columns.split(", "))
            cursor.execute(COPY_PART.format(part=part, columns=columns, columns_of=of), {"first": first.pk})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM leadership_waves_response")
        (responses,) = cursor.fetchone()
    print(f"{Publication.objects.unscoped(reason=REASON).count():,} published waves, {responses:,} responses")


def read(version: InstrumentVersion) -> None:
    today = clock.now().date()
    rows = SurveyWave.objects.unscoped(reason=REASON).filter(title="copied").select_related("organisation")
    chosen = random.Random(5).sample(list(rows), min(READ, len(rows)))
    viewers = {wave.pk: Viewer.of_organisations([wave.organisation_id], on=today) for wave in chosen}
    clients = {wave.pk: _lead_of(wave.organisation) for wave in chosen}
    acts: dict[str, Callable[[SurveyWave], Any]] = {
        "results_of": lambda wave: results_of(viewers[wave.pk], wave.uid),
        "trend_of": lambda wave: trend_of(viewers[wave.pk], wave.organisation, version.instrument),
        "the page of the results": lambda wave: _page(clients[wave.pk], wave),
    }
    for name, act in acts.items():
        act(chosen[0])
        spent = [_spent(partial(act, wave)) for wave in chosen]
        times = sorted(each.wall for each in spent)
        cpu = sum(each.cpu for each in spent) / len(spent)
        shown = f"{percentile(times, 0.5):.0f} ms at the middle, {percentile(times, 0.95):.0f} ms at 95 %"
        print(f"{name}: {shown}, {cpu:.0f} ms CPU, {spent[-1].queries} queries", flush=True)
    with timed("headlines of all trusts"):
        published_headlines(reason=REASON)
    compare(version, next(iter(clients.values())))


def compare(version: InstrumentVersion, lead: Client) -> None:
    with timed("agreeing, outcomes and norms of all trusts"):
        analyst = agree_and_load(version)
    for name, act in pages_of(analyst, lead).items():
        act()
        spent = [_spent(act) for _time in range(COMPARED)]
        times = sorted(each.wall for each in spent)
        shown = f"{percentile(times, 0.5):.0f} ms at the middle, {percentile(times, 0.95):.0f} ms at 95 %"
        cpu = sum(each.cpu for each in spent) / len(spent)
        print(f"{name}: {shown}, {cpu:.0f} ms CPU, {spent[-1].queries} queries", flush=True)


def _spent(act: Callable[[], Any]) -> Spent:
    with spending() as spent:
        act()
    return spent


def _page(client: Client, wave: SurveyWave) -> None:
    answer = client.get(f"/trust/surveys/{wave.uid}/results/")
    if answer.status_code != 200:
        raise AssertionError(f"{answer.status_code}: {answer.content[:300]!r}")


def _lead_of(trust: Organisation) -> Client:
    users: Any = get_user_model()._default_manager
    email = f"lead{trust.pk}@bench.example"
    user = users.filter(email=email).first()
    if user is None:
        user = users.create(email=email)
        person = Person.objects.create(given_name="A", family_name="Lead", created_at=clock.now(), user=user)
        day = clock.now().date() - timedelta(days=365)
        Membership.objects.create(
            person=person, organisation=trust, role=MemberRole.LEAD, email=email, starts_on=day
        )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def main(trusts: int, waves: int, sizes: list[int]) -> None:
    version = a_version()
    Organisation.objects.bulk_create(
        Organisation(name=f"Bench trust {n}", ods_code=f"B{n:04}") for n in range(trusts)
    )
    one = Organisation.objects.create(name="Closing", ods_code="ZZ9")
    published = [close_and_publish(one, version, people) for people in sizes]
    fill(version, published[0], waves=waves)
    read(version)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), [int(each) for each in sys.argv[3:]])
