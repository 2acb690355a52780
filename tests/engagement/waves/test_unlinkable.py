"""Nobody can tell whose answer is whose, with the whole database in hand (bar 30, ADR 42)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import sqrt
from typing import Any

import pytest
from django.db import connection, transaction

from engagement.waves import keys
from engagement.waves.models import SurveyWave, Ticket
from engagement.waves.sealing import unseal
from engagement.waves.services import answering, closing, opening
from tests.engagement.waves.attacker import Row, guesses, pairs, rows_of
from tests.factories.trusts import NOW, make_lead, make_trust
from tests.factories.waves import REASON, doctors, door_of, invitations_of, make_version, make_wave
from tests.sizes import size

pytestmark = [pytest.mark.django_db, pytest.mark.bar(30), pytest.mark.slow]

SIMULATIONS = size(smoke=5, full=1000)
CONTROLS = size(smoke=2, full=20)
PEOPLE = 12
BY_CHANCE = 1
# At full size six times the deviation of the mean; in fewer simulations chance strays further.
AT_MOST = BY_CHANCE + max(0.2, 6 / sqrt(SIMULATIONS))

Simulation = Callable[[list[int]], dict[str, int]]


@pytest.fixture
def wave() -> SurveyWave:
    return make_wave(make_lead(make_trust()), asked=doctors(PEOPLE), version=make_version())


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def mean_of(simulation: Simulation, *, times: int = SIMULATIONS) -> dict[str, float]:
    """What each way of guessing gets right on average, of so many people who come in random order."""
    right: Counter[str] = Counter()
    # Who comes when is the same in every run.
    chance = random.Random(30)
    for _ in range(times):
        arrivals = chance.sample(range(PEOPLE), PEOPLE)
        with taken_back():
            right.update(simulation(arrivals))
    return {name: count / times for name, count in right.items()}


def opened(wave: SurveyWave) -> list[Any]:
    """Opens it, and takes the key with it when the simulation is taken back."""
    wave = SurveyWave.objects.unscoped(reason=REASON).get(pk=wave.pk)
    opening.open_wave(wave, now=NOW)
    return [wave, invitations_of(wave)]


def say(invitation: Any, who: int) -> None:
    with transaction.atomic():
        answering.answer(door_of(invitation), answers=[who])


def test_after_closing(wave: SurveyWave) -> None:
    def simulation(arrivals: list[int]) -> dict[str, int]:
        open_wave, invitations = opened(wave)
        for who in arrivals:
            say(invitations[who], who)
        closing.close_wave(open_wave, now=NOW)
        return guesses(arrivals, rows_of("leadership_waves_response", "id", "answers[1]"))

    found = mean_of(simulation)

    assert {name: mean for name, mean in found.items() if mean > AT_MOST} == {}
    assert len(found) == 6


def test_while_it_is_open_with_the_key(wave: SurveyWave) -> None:
    """One copy of the database, and the key's file: marks say nothing of which envelope is whose."""

    def simulation(arrivals: list[int]) -> dict[str, int]:
        open_wave, invitations = opened(wave)
        for who in arrivals:
            say(invitations[who], who)
        return pairs(marks_of(invitations), envelopes_of(open_wave))

    found = mean_of(simulation)

    assert {name: mean for name, mean in found.items() if mean > AT_MOST} == {}
    assert len(found) == 4


def marks_of(invitations: list[Any]) -> list[Row]:
    found = rows_of("leadership_waves_ticket", "uid", "invitation_id", "spent")
    who = {invitation.pk: number for number, invitation in enumerate(invitations)}
    return [Row(row.xmin, row.ctid, row.key, who[row.secret]) for row in found]


def envelopes_of(wave: SurveyWave) -> list[Row]:
    """As somebody reads them who has the key."""
    private = keys.private_key(wave.uid)
    found = rows_of("leadership_waves_envelope", "id", "sealed")
    opened_up = [(row, unseal(bytes(row.secret), private=private, wave=wave.uid)) for row in found]
    return [Row(row.xmin, row.ctid, row.key, content["a"][0]) for row, content in opened_up]


def test_all_marks_of_a_pool_were_written_by_the_last_answer(wave: SurveyWave) -> None:
    """Also of those who have not answered: what is written anew says nothing of whom it is about."""
    with taken_back():
        _, invitations = opened(wave)
        for who in (3, 7, 1):
            say(invitations[who], who)
        written_by = {row.xmin for row in rows_of("leadership_waves_ticket", "uid", "id")}
        spent = Ticket.objects.unscoped(reason=REASON).filter(spent=True).count()

    assert (len(written_by), spent) == (1, 3)


# Positive controls: designs that the same attacker breaks.


@pytest.fixture
def plain_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mark (id uuid DEFAULT gen_random_uuid(), who int, spent bool)")
        cursor.execute("CREATE TEMP TABLE said (id uuid DEFAULT gen_random_uuid(), what int)")


def write(sql: str, who: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [who])


def fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE mark, said")
        cursor.execute("INSERT INTO mark (who, spent) SELECT n, false FROM generate_series(0, 11) n")


SPEND, SAY = "UPDATE mark SET spent = true WHERE who = %s", "INSERT INTO said (what) VALUES (%s)"


def broken(marks: str = "mark") -> dict[str, int]:
    return pairs(rows_of(marks, "id", "who", "spent"), rows_of("said", "id", "what"))


def test_mark_and_answer_in_one_transaction_are_found_out(plain_tables: None) -> None:
    def simulation(arrivals: list[int]) -> dict[str, int]:
        fill()
        for who in arrivals:
            with transaction.atomic():
                write(SPEND, who)
                write(SAY, who)
        return broken()

    found = mean_of(simulation, times=CONTROLS)

    assert found["nearest transaction"] == found["marks by transaction"] == PEOPLE


def test_one_transaction_after_the_other_is_found_out(plain_tables: None) -> None:
    def simulation(arrivals: list[int]) -> dict[str, int]:
        fill()
        for who in arrivals:
            with transaction.atomic():
                write(SAY, who)
            with transaction.atomic():
                write(SPEND, who)
        return broken()

    assert mean_of(simulation, times=CONTROLS)["marks by transaction"] == PEOPLE


def test_answers_that_are_not_shuffled_are_found_out(plain_tables: None) -> None:
    """Everything written anew at closing, with new ids, but in the order in which it came."""

    def simulation(arrivals: list[int]) -> dict[str, int]:
        fill()
        for who in arrivals:
            write(SAY, who)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE closed AS SELECT gen_random_uuid() AS id, what FROM said")
        return guesses(arrivals, rows_of("closed", "id", "what"))

    assert mean_of(simulation, times=CONTROLS)["place"] == PEOPLE


def test_a_mark_that_is_written_alone_is_found_out(wave: SurveyWave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own design without writing the pool anew: with the key it is no better than the plain one."""

    def alone(rows: Any, **changes: Any) -> int:
        case = changes["spent"]
        ticket = case.cases[0].condition.children[0][1]
        return plain_update(rows.filter(pk=ticket), spent=True)

    queryset = type(Ticket.objects.unscoped(reason=REASON))
    plain_update = queryset.update

    def simulation(arrivals: list[int]) -> dict[str, int]:
        open_wave, invitations = opened(wave)
        with monkeypatch.context() as patched:
            patched.setattr(queryset, "update", alone)
            for who in arrivals:
                say(invitations[who], who)
        return pairs(marks_of(invitations), envelopes_of(open_wave))

    assert mean_of(simulation, times=CONTROLS)["nearest transaction"] == PEOPLE
