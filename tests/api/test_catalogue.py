"""Frameworks and organisations for everybody; programmes by who asks."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from competencies.models import Framework, Node
from lms.organisations.models import OrganisationKind
from programmes.selectors import requirement_tree
from tests.api.conftest import Api, Cast, page, problem
from tests.competencies.conftest import CANARY, load, publish, small_file
from tests.factories import programmes, trusts
from tests.factories.organisations import a_school, a_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> Framework:
    return publish(load(small_file()))


# Frameworks


def framework_shown(framework: Framework) -> dict[str, Any]:
    return {
        "uid": str(framework.uid),
        "code": "small",
        "edition": "1",
        "reference": "small-1",
        "purpose": "competence",
        "title": "Small framework",
        "owner": "Nobody in particular",
        "notice": "Not endorsed by anyone.",
        "numbering_note": "The third digit is ours.",
        "licence_note": "Free of any licence.",
        "licence_decided": True,
        "source_url": "https://framework.example/small",
        "valid_from": "2020-01-01",
        "valid_to": None,
    }


def test_published_frameworks_are_for_everybody(small: Framework) -> None:
    response = Api().get("/frameworks/")

    assert response.json() == page(framework_shown(small))
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Authorization" not in response.get("Vary", "")


def test_a_framework_by_code_and_by_reference(small: Framework) -> None:
    assert Api().get("/frameworks/small/").json() == framework_shown(small)
    assert Api().get("/frameworks/small-1/").json() == framework_shown(small)


def test_a_draft_is_not_there() -> None:
    load(small_file())

    draft = Api().get("/frameworks/small/")
    nowhere = Api().get("/frameworks/large/")

    assert Api().get("/frameworks/").json() == page()
    assert problem(draft)["code"] == "not_found"
    assert (draft.content, dict(draft.headers)) == (nowhere.content, dict(nowhere.headers))
    assert Api().get("/frameworks/small/nodes/").status_code == 404


def test_nodes_in_reading_order(small: Framework) -> None:
    found = Api().get("/frameworks/small/nodes/").json()

    assert found == page(
        {
            "key": "small-1:1",
            "code": "1",
            "kind": "domain",
            "parent": None,
            "title": "First domain",
            "descriptor": "What the first domain is about.",
            "stages": [],
        },
        {
            "key": "small-1:1.1",
            "code": "1.1",
            "kind": "element",
            "parent": "1",
            "title": "First element",
            "descriptor": "What the first element is about.",
            "stages": [
                {"stage": "undergraduate", "kind": "descriptor", "text": "A student does this."},
                {"stage": "continuing", "kind": "descriptor", "text": "A consultant does that."},
                {"stage": "continuing", "kind": "example", "text": "One example."},
                {"stage": "continuing", "kind": "example", "text": "Another example."},
            ],
        },
        {
            "key": "small-1:1.1.1",
            "code": "1.1.1",
            "kind": "competence",
            "parent": "1.1",
            "title": "First competence",
            "descriptor": "What the first competence is about.",
            "stages": [],
        },
        {
            "key": "small-1:1.2",
            "code": "1.2",
            "kind": "element",
            "parent": "1",
            "title": "Second element",
            "descriptor": "What the second element is about.",
            "stages": [
                {"stage": "undergraduate", "kind": "descriptor", "text": "A student does something else."},
                {"stage": "continuing", "kind": "descriptor", "text": "A consultant does something else."},
            ],
        },
    )


def test_nodes_by_kind_and_stage(small: Framework) -> None:
    def codes(**wanted: str) -> list[str]:
        return [node["code"] for node in Api().get("/frameworks/small/nodes/", **wanted).json()["results"]]

    assert codes(kind="competence") == ["1.1.1"]
    assert codes(stage="undergraduate") == ["1.1", "1.2"]
    assert codes(stage="postgraduate") == []
    texts = Api().get("/frameworks/small/nodes/", stage="undergraduate").json()["results"][0]["stages"]
    assert texts == [{"stage": "undergraduate", "kind": "descriptor", "text": "A student does this."}]


def test_licensed_wording_is_served_nowhere(small: Framework) -> None:
    assert Node.objects.filter(source_text__contains=CANARY).count() == 3
    pages = ["/frameworks/", "/frameworks/small/", "/frameworks/small/nodes/", "/frameworks/small-1/nodes/"]

    for path in pages:
        response = Api().get(path)
        assert response.status_code == 200
        assert CANARY not in response.content.decode()


def test_query_counts_of_frameworks(
    small: Framework, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        Api().get("/frameworks/")
    with django_assert_num_queries(3):
        assert len(Api().get("/frameworks/small/nodes/", kind="domain").json()["results"]) == 1
    with django_assert_num_queries(3):
        assert len(Api().get("/frameworks/small/nodes/", page_size=3).json()["results"]) == 3
    publish(load(small_file({'edition: "1"': 'edition: "2"'})))
    with django_assert_num_queries(1):
        assert len(Api().get("/frameworks/").json()["results"]) == 2


# Organisations


def test_an_organisation_as_the_register_has_it(db: None) -> None:
    successor = a_trust("Northmoor United NHS Trust", ods_code="RZ2")
    gone = a_trust(
        "Southmoor NHS Trust",
        ods_code="RZ1",
        national_grouping="Y54",
        town="Southmoor",
        postcode="SM1 1AA",
        opened_on=date(2001, 4, 1),
        closed_on=date(2024, 3, 31),
        successor=successor,
    )

    response = Api().get(f"/organisations/{gone.uid}/")

    assert response.json() == {
        "uid": str(gone.uid),
        "kind": "trust",
        "name": "Southmoor NHS Trust",
        "ods_code": "RZ1",
        "national_grouping": "Y54",
        "town": "Southmoor",
        "postcode": "SM1 1AA",
        "opened_on": "2001-04-01",
        "closed_on": "2024-03-31",
        "successor": {"uid": str(successor.uid), "name": "Northmoor United NHS Trust", "ods_code": "RZ2"},
        "invented": True,
    }
    assert problem(Api().get(f"/organisations/{uuid.uuid4()}/"))["code"] == "not_found"


def test_filters_of_organisations(db: None) -> None:
    a_trust("Northmoor NHS Trust", ods_code="RZ1", closed_on=date(2024, 3, 31))
    a_trust("Southmoor 100% Trust", ods_code="RZ2")
    a_school("Westmoor Medical School")

    def names(**wanted: str) -> list[str]:
        return [row["name"] for row in Api().get("/organisations/", **wanted).json()["results"]]

    assert names() == ["Westmoor Medical School", "Southmoor 100% Trust", "Northmoor NHS Trust"]
    assert names(ods_code="rz1") == ["Northmoor NHS Trust"]
    assert names(ods_code="RZ9") == []
    assert names(kind=OrganisationKind.SCHOOL) == ["Westmoor Medical School"]
    assert names(open_on="2024-03-31") == [
        "Westmoor Medical School",
        "Southmoor 100% Trust",
        "Northmoor NHS Trust",
    ]
    assert names(open_on="2024-04-01") == ["Westmoor Medical School", "Southmoor 100% Trust"]
    assert names(name="MOOR", kind="trust") == ["Southmoor 100% Trust", "Northmoor NHS Trust"]
    assert names(name="0%") == ["Southmoor 100% Trust"]
    assert names(name="0_") == []


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_organisations(
    db: None, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    successor = a_trust()
    for _number in range(count):
        a_school(successor=successor)

    with django_assert_num_queries(1):
        response = Api().get("/organisations/", kind="school")

    assert len(response.json()["results"]) == count


# Programmes


def programme_shown(version: Any, **changed: Any) -> dict[str, Any]:
    return {
        "uid": str(version.uid),
        "programme": str(version.programme_key),
        "number": version.number,
        "title": version.title,
        "slug": version.slug,
        "stage": "postgraduate",
        "open_to_all": version.open_to_all,
        "duration_days": version.duration_days,
        "published_at": "2026-09-01T09:00:00Z",
        "retirement": None,
        **changed,
    }


def test_each_caller_sees_what_is_open_and_what_is_theirs(cast: Cast, open_programme: Any) -> None:
    found = {name: api.get("/programmes/").json() for name, api in cast.callers.items()}

    everyone = programme_shown(open_programme)
    riverside = programme_shown(cast.riverside.version)
    hillside = programme_shown(cast.hillside.version)
    assert found == {
        "anonymous": page(everyone),
        "learner": page(everyone, riverside),
        "other learner": page(everyone, hillside),
        "lead": page(everyone, riverside),
        "other lead": page(everyone, hillside),
    }


def test_by_stage(open_programme: Any) -> None:
    assert Api().get("/programmes/", stage="postgraduate").json() == page(programme_shown(open_programme))
    assert Api().get("/programmes/", stage="continuing").json() == page()


def test_the_structure_of_a_programme(small: Framework) -> None:
    reading = programmes.a_reading("Ears", claims={"small-1:1.1.1": "practises"})
    module = programmes.make_module("Listening", activities=[reading])
    programme = programmes.make_programme("Leading openly", modules=[module], open_to_all=True)
    version = programmes.programme_version(programme)
    root = requirement_tree(version)
    (part,) = root.children
    (leaf,) = part.children
    pinned = programmes.module_version(module)

    found = Api().get(f"/programmes/{version.uid}/").json()

    def node(each: Any, kind: str, title: str, parts: list[Any], shown: Any = None) -> dict[str, Any]:
        return {
            "key": str(each.key),
            "kind": kind,
            "title": title,
            "required": True,
            "at_least": None,
            "points_needed": None,
            "points": None,
            "stages": [],
            "needs": [],
            "delay_days": None,
            "opens_after_days": None,
            "opens_on": None,
            "due_days": None,
            "item": "module" if shown else "",
            "module": shown,
            "programme": None,
            "credits": None,
            "parts": parts,
        }

    listening = {
        "uid": str(pinned.uid),
        "module": str(pinned.module_key),
        "number": 1,
        "title": "Listening",
        "minutes": 10,
        "activities": [
            {
                "key": str(pinned.activities.get().key),
                "kind": "reading",
                "title": "Ears",
                "minutes": 10,
                "required": True,
                "claims": [{"node": "small-1:1.1.1", "strength": "practises"}],
            }
        ],
    }
    module_node = node(leaf, "item", "Listening", [], listening)
    assert found == programme_shown(version) | {
        "texts": [{"language": "en-gb", "title": "Leading openly", "summary": "Leading a small team."}],
        "requirement": node(root, "all", "Leading openly", [node(part, "all", "First part", [module_node])]),
    }


def test_a_programme_of_others_is_not_there(cast: Cast) -> None:
    path = f"/programmes/{cast.riverside.version.uid}/"
    nowhere = f"/programmes/{uuid.uuid4()}/"

    seen = {name: api.get(path).status_code for name, api in cast.callers.items()}

    assert seen == {"anonymous": 404, "learner": 200, "other learner": 404, "lead": 200, "other lead": 404}
    for name in ("anonymous", "other learner", "other lead"):
        foreign, missing = cast.callers[name].get(path), cast.callers[name].get(nowhere)
        assert (foreign.content, dict(foreign.headers)) == (missing.content, dict(missing.headers))


def test_a_wrong_token_is_refused_even_where_none_is_needed(db: None) -> None:
    response = Api().send("GET", "/programmes/", Authorization="Token nonsense")

    assert response.status_code == 401
    assert problem(response)["code"] == "authentication_failed"


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_programmes(
    count: int, student: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        programmes.make_programme(open_to_all=True)
    api = Api(student)
    headers = api.headers

    with django_assert_num_queries(1):
        assert len(Api().get("/programmes/").json()["results"]) == count
    with django_assert_num_queries(5):
        assert len(api.client.get("/api/v1/programmes/", headers=headers).json()["results"]) == count


def test_a_lead_sees_the_version_on_offer_and_the_one_their_doctors_are_on(cast: Cast) -> None:
    version = cast.riverside.version
    held = trusts.make_contract(trusts.make_trust(), cast.riverside.programme)

    shown = Api(cast.riverside.lead).get("/programmes/").json()["results"]

    assert held.programme == cast.riverside.programme
    assert [(row["uid"], row["number"]) for row in shown] == [(str(version.uid), 1)]
