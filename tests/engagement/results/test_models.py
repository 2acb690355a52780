"""What the database itself refuses about what is told of waves, below every service (bar 19)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from engagement.results.models import Publication, PublishedGroup
from engagement.waves.models import Stratum, SurveyWave
from tests.factories.results import make_closed_wave, make_published_wave, some_answers
from tests.factories.trusts import make_lead, make_trust, trust_of
from tests.factories.waves import REASON, make_wave

pytestmark = [pytest.mark.django_db, pytest.mark.bar(19)]


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust())


@pytest.fixture
def wave(lead: Any) -> SurveyWave:
    doctors = {("Surgery",): some_answers(12), ("Medicine",): some_answers(13)}
    return make_published_wave(lead, doctors, managers=some_answers(11), dimensions=("specialty",))


def ids(wave: SurveyWave) -> dict[str, int]:
    publication = Publication.objects.unscoped(reason=REASON).get(wave=wave)
    groups = PublishedGroup.objects.unscoped(reason=REASON).filter(publication=publication)
    return {
        "wave": wave.pk,
        "publication": publication.pk,
        "all": groups.get(respondents="doctors", dimension="").pk,
        "surgery": groups.get(category="Surgery").pk,
    }


def refuse(sql: str, error: type[DatabaseError] = IntegrityError, *, saying: str = "") -> None:
    with pytest.raises(error, match=saying), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


PUBLICATION = (
    "INSERT INTO leadership_results_publication (uid, wave_id, number, fewest, made_at, note)"
    " VALUES (gen_random_uuid(), {wave}, {number}, {fewest}, now(), '')"
)
GROUP = (
    "INSERT INTO leadership_results_publishedgroup (publication_id, respondents, dimension, category,"
    " is_whole, invited, answered, atoms) VALUES ({publication}, '{of}', '{by}', '{category}', true,"
    " {invited}, {answered}, '{atoms}')"
)
SCORE = (
    "INSERT INTO leadership_results_publishedscore (group_id, kind, measure, n, mean, sd, low, high,"
    " held_back) VALUES ({group}, '{kind}', '{measure}', {figures}, '{held}')"
)
ITEM = (
    "INSERT INTO leadership_results_publisheditem (group_id, item, n, mean, sd, counts, held_back)"
    " VALUES ({group}, '{item}', {figures}, '{held}')"
)
ALPHA = (
    "INSERT INTO leadership_results_publishedalpha (group_id, kind, measure, items, n, alpha, low, high,"
    " held_back) VALUES ({group}, '{kind}', '{measure}', 10, {figures}, '{held}')"
)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"number": 1, "fewest": 10}, "publication_number"),
        ({"number": 0, "fewest": 10}, "publication_counts"),
    ],
)
def test_publications(wave: SurveyWave, values: dict[str, int], name: str) -> None:
    refuse(PUBLICATION.format(wave=wave.pk, **values), saying=name)


def test_no_smaller_group_than_the_floor(wave: SurveyWave) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE leadership_results_publication DISABLE TRIGGER of_closed_wave")
    refuse(PUBLICATION.format(wave=wave.pk, number=2, fewest=4), saying="publication_floor")


def test_nothing_is_published_of_a_wave_that_is_not_closed(lead: Any) -> None:
    draft = make_wave(lead)

    refuse(PUBLICATION.format(wave=draft.pk, number=1, fewest=10), saying="of closed waves")


def test_nothing_is_published_in_groups_smaller_than_those_of_the_wave(lead: Any) -> None:
    closed = make_closed_wave(trust_of(lead), {(): some_answers(20)})

    refuse(PUBLICATION.format(wave=closed.pk, number=1, fewest=9), saying="no smaller than")


def test_the_smallest_group_stays(wave: SurveyWave) -> None:
    refuse(PUBLICATION.format(wave=wave.pk, number=2, fewest=12), saying="stays what it was")


def test_a_group_has_one_number(wave: SurveyWave) -> None:
    sql = (
        "INSERT INTO leadership_results_atom (publication_id, respondents, number)"
        f" VALUES ({ids(wave)['publication']}, 'doctors', 1)"
    )
    refuse(sql, saying="atom_number")


def test_later_publications_make_no_new_groups(wave: SurveyWave) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PUBLICATION.format(wave=wave.pk, number=2, fewest=10))
    second = Publication.objects.unscoped(reason=REASON).get(number=2).pk
    sql = (
        "INSERT INTO leadership_results_atom (publication_id, respondents, number) VALUES ({}, 'doctors', 7)"
    )

    refuse(sql.format(second), saying="first publication")


def test_a_stratum_lies_in_one_group(wave: SurveyWave) -> None:
    sql = (
        "INSERT INTO leadership_results_atomstratum (atom_id, stratum_id)"
        " SELECT atom_id, stratum_id FROM leadership_results_atomstratum LIMIT 1"
    )
    refuse(sql, saying="stratum_id")


def test_a_stratum_lies_in_a_group_of_its_own_wave(wave: SurveyWave, lead: Any) -> None:
    other = make_closed_wave(trust_of(lead), {(): some_answers(20)}, version=wave.version)
    stratum = Stratum.objects.unscoped(reason=REASON).get(wave=other).pk
    sql = (
        "INSERT INTO leadership_results_atomstratum (atom_id, stratum_id)"
        f" SELECT atom_id, {stratum} FROM leadership_results_atomstratum LIMIT 1"
    )
    refuse(sql, saying="its own wave")


GOOD = {"of": "doctors", "by": "site", "category": "North", "invited": 20, "answered": 12, "atoms": "{1}"}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"by": "specialty", "category": "Surgery"}, "published_group_once"),
        ({"answered": 4}, "published_group_counts"),
        ({"invited": 11}, "published_group_counts"),
        ({"category": ""}, "published_group_named"),
        ({"by": ""}, "published_group_named"),
        ({"atoms": "{}"}, "published_group_of_some"),
        ({"atoms": "{1,3}"}, "indivisible groups"),
        ({"of": "managers", "atoms": "{2}"}, "indivisible groups"),
    ],
)
def test_groups(wave: SurveyWave, values: dict[str, Any], name: str) -> None:
    refuse(GROUP.format(publication=ids(wave)["publication"], **(GOOD | values)), saying=name)


NONE = "NULL, NULL, NULL, NULL, NULL"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "index", "measure": "index", "figures": NONE, "held": "protects"}, "published_score_once"),
        *(
            ({"kind": "sub", "measure": "new", "figures": figures, "held": held}, "published_score_whole")
            for figures, held in (
                (NONE, ""),
                ("12, 50, 10, 40, NULL", ""),
                ("4, 50, 10, 40, 60", ""),
                ("12, 101, 10, 40, 160", ""),
                ("12, 50, 0, 40, 60", ""),
                ("12, 50, 10, 51, 60", ""),
                ("12, 50, 10, 40, 49", ""),
                ("12, 50, 10, 40, 60", "protects"),
                ("12, NULL, NULL, NULL, NULL", "protects"),
            )
        ),
    ],
)
def test_scores(wave: SurveyWave, values: dict[str, str], name: str) -> None:
    refuse(SCORE.format(group=ids(wave)["surgery"], **values), saying=name)


@pytest.mark.parametrize(
    ("item", "figures", "held", "name"),
    [
        ("i0", "NULL, NULL, NULL, NULL", "protects", "published_item_once"),
        ("new", "NULL, NULL, NULL, NULL", "", "published_item_whole"),
        ("new", "4, 3, 1, '{1,1,1,1,0}'", "", "published_item_whole"),
        ("new", "12, 0.5, 1, '{3,3,3,3,0}'", "", "published_item_whole"),
        ("new", "12, 3, 0, '{0,0,12,0,0}'", "", "published_item_whole"),
        ("new", "12, 3, 1, '{12}'", "", "published_item_whole"),
        ("new", "12, 3, 1, '{3,3,3,3,0}'", "protects", "published_item_whole"),
    ],
)
def test_statements(wave: SurveyWave, item: str, figures: str, held: str, name: str) -> None:
    refuse(ITEM.format(group=ids(wave)["all"], item=item, figures=figures, held=held), saying=name)


@pytest.mark.parametrize(
    ("measure", "figures", "held", "name"),
    [
        ("index", "NULL, NULL, NULL, NULL", "protects", "published_alpha_once"),
        ("new", "NULL, NULL, NULL, NULL", "", "published_alpha_whole"),
        ("new", "4, 0.8, 0.7, 0.9", "", "published_alpha_whole"),
        ("new", "12, 1.1, 0.7, 1.2", "", "published_alpha_whole"),
        ("new", "12, 0.8, 0.85, 0.9", "", "published_alpha_whole"),
        ("new", "12, 0.8, 0.7, 0.9", "protects", "published_alpha_whole"),
    ],
)
def test_reliabilities(wave: SurveyWave, measure: str, figures: str, held: str, name: str) -> None:
    given = {"kind": "index", "measure": measure, "figures": figures, "held": held}
    refuse(ALPHA.format(group=ids(wave)["all"], **given), saying=name)


def test_statements_and_reliabilities_are_of_all_alone(wave: SurveyWave) -> None:
    group = ids(wave)["surgery"]
    refuse(
        ITEM.format(group=group, item="new", figures="12, 3, 1, '{3,3,3,3,0}'", held=""),
        saying="of all together",
    )
    given = {"kind": "index", "measure": "new", "figures": "12, 0.8, 0.7, 0.9", "held": ""}
    refuse(ALPHA.format(group=group, **given), saying="of all together")
