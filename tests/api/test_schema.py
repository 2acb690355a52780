"""The published description: current, complete, with examples that are true, and answers that keep to it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.core.management import call_command
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from lms.actions import cpd
from lms.actions.learning import begin_activity
from lms.amendments.actions import start_move
from lms.amendments.models import Case, Equivalence
from lms.api.urls import urlpatterns
from lms.api.views.access import openapi
from tests.amendments.test_moving import grow
from tests.api.conftest import Api, Cast, fact_of, problem
from tests.competencies.conftest import load, publish, small_file
from tests.factories import trusts
from tests.factories.banks import a_bank_quiz, make_bank, make_question
from tests.factories.cpd import a_scheme, an_entry
from tests.factories.programmes import an_assignment, an_evaluation, make_module, module_version
from tests.factories.work import hand_in, with_activities
from tests.programmes.conftest import make_designer

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
REMAKE = (
    "docs/openapi.yaml is not what the code says. Remake it: "
    'make manage ARGS="write_openapi docs/openapi.yaml"'
)
UNDESCRIBED = {"schema/", "^.*$"}


@cache
def read(content: bytes) -> Any:
    """With the parser in C where there is one: the one in Python takes a second."""
    return yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = openapi("/api/v1")
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body, in or out, with where it stands."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"request {kind}", content
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            yield f"{status} {kind}", content


def faults(described: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": described["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def test_the_snapshot_is_current(client: Any, db: None) -> None:
    response = client.get("/api/v1/schema/")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.oai.openapi"
    assert read(response.content) == read(SNAPSHOT.read_bytes()), REMAKE


def test_the_snapshot_is_written_by_the_command(tmp_path: Path) -> None:
    call_command("write_openapi", str(tmp_path / "openapi.yaml"), verbosity=0)

    assert (tmp_path / "openapi.yaml").read_text() == SNAPSHOT.read_text(encoding="utf-8"), REMAKE


def test_it_is_openapi_3_1(described: dict[str, Any]) -> None:
    validate_schema(described)

    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "/api/v1"}]


def test_it_is_the_same_in_every_language(client: Any, db: None) -> None:
    english, welsh = (
        client.get("/api/v1/schema/", headers={"Accept-Language": language}) for language in ("en-gb", "cy")
    )

    assert english.content == welsh.content


@pytest.mark.parametrize("kind", ["application/vnd.oai.openapi+json", "application/json"])
def test_in_json_too(client: Any, db: None, kind: str) -> None:
    response = client.get("/api/v1/schema/", headers={"Accept": kind})

    assert response["Content-Type"] == kind
    assert response.json() == read(SNAPSHOT.read_bytes())


def test_every_address_is_described(described: dict[str, Any]) -> None:
    addresses = {str(pattern.pattern) for pattern in urlpatterns} - UNDESCRIBED
    written = {path.lstrip("/") for path in described["paths"]}

    assert written == {re.sub(r"<\w+:(\w+)>", r"{\1}", each) for each in addresses}
    assert get_resolver("lms.api.urls").url_patterns == urlpatterns


def test_every_operation_has_words_and_examples(described: dict[str, Any]) -> None:
    missing = []
    for path, method, operation in operations(described):
        where = f"{method} {path}"
        missing += [
            f"{where}: {name}" for name in ("summary", "tags", "operationId") if not operation.get(name)
        ]
        missing += [
            f"{where} {place}: example"
            for place, content in contents(operation)
            if not content.get("examples")
        ]

    assert missing == []


def test_the_parameters_described_are_those_that_are_known(cast: Cast, described: dict[str, Any]) -> None:
    publish(load(small_file()))
    api, designer = Api(cast.ada), Api(make_designer())
    for path, method, operation in operations(described):
        if method != "get":
            continue
        named = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        caller = designer if "Studio" in operation["tags"] else api
        address = path.format(uid=uuid.uuid4(), code="small", kind="modules")
        refused = caller.get(address, nonsense="1").json()
        known = refused["errors"][0]["mend"].removeprefix("Leave it out. Known here: ").removesuffix(".")
        assert sorted(named) == sorted(known.split(", ") if known != "none" else []), path


def test_problems_are_json_here_too(client: Any, db: None) -> None:
    response = client.get("/api/v1/schema/?lang=cy")

    assert problem(response)["code"] == "wrong_parameters"


def test_every_example_keeps_to_its_shape(described: dict[str, Any]) -> None:
    wrong = [
        f"{method} {path} {place}: {fault}"
        for path, method, operation in operations(described)
        for place, content in contents(operation)
        for example in content["examples"].values()
        for fault in faults(described, content["schema"], example["value"])
    ]

    assert wrong == []


def test_the_check_of_shapes_sees_a_fault(described: dict[str, Any]) -> None:
    schema = described["paths"]["/facts/{uid}/"]["get"]["responses"]["200"]["content"]["application/json"]
    wrong = {**next(iter(schema["examples"].values()))["value"], "verb": "lost"}

    assert faults(described, schema["schema"], wrong) != []


OF_THE_LEARNER = ("/attempts/{uid}/", "/submissions/{uid}/", "/cpd/entries/{uid}/")
"""What a lead of the trust has none of."""


def _of_the_learner(cast: Cast) -> dict[str, Any]:
    """An attempt and a submission of Ada's, in another programme, and credits of hers."""
    a_scheme()
    ada = trusts.learner_context(cast.ada)
    for scheme in ("physicians", "radiologists"):
        cpd.follow_scheme(ada, scheme=scheme, starts_on=trusts.TODAY)
    cpd.set_cycle(ada, previous_on=date(2024, 6, 1), submission_on=date(2029, 6, 1))
    world = with_activities(cast.riverside, a_bank_quiz(make_question(make_bank()).bank), an_assignment())
    (row,) = world.invite("ada@mail.example")
    trusts.accept(row, cast.ada, now=world.now)
    quiz = {"enrolment_uid": row.uid, "activity_key": world.key("Prove it")}
    attempt = begin_activity(trusts.learner_context(cast.ada), **quiz)
    return {
        "/cpd/entries/{uid}/": an_entry(ada).uid,
        "/attempts/{uid}/": attempt.uid,
        "/submissions/{uid}/": hand_in(world, cast.ada, row).uid,
    }


def _made_in_the_studio(cast: Cast) -> dict[str, Any]:
    """What stands in the addresses of the Studio."""
    bank = make_question(make_bank()).bank
    asking = make_module(activities=[a_bank_quiz(bank), an_evaluation()])
    quiz, form = module_version(asking).activities.order_by("position")
    grow(cast.riverside)
    order = {"version_uid": cast.riverside.version.uid, "cohort_id": None}
    run = start_move(trusts.system_context(), organisation_id=cast.riverside.trust.pk, **order)
    version = run.version
    keys = {f"{side}_{kind}_key": uuid4() for side in ("old", "new") for kind in ("module", "activity")}
    same = Equivalence.objects.create(version=version, made_at=trusts.NOW, **keys)
    case = Case.objects.create(run=run, enrolment=cast.adas, doubt="begun", suggestion="stay")
    draft = cast.riverside.programme.translation_key
    of_draft = {f"/studio/{{kind}}/{{uid}}/{name}/": draft for name in ("preflight", "uses", "differences")}
    return of_draft | {
        "/studio/modules/{uid}/suggested-claims/": asking.translation_key,
        "/studio/programmes/{uid}/people/": draft,
        "/studio/programmes/{uid}/insight/": draft,
        "/studio/question-banks/{uid}/": bank.uid,
        "/studio/question-banks/{uid}/questions/": bank.uid,
        "/studio/moves/{uid}/": run.uid,
        "/studio/cases/{uid}/": case.uid,
        "/studio/equivalences/{uid}/": same.uid,
        "/studio/quizzes/{uid}/": quiz.key,
        "/studio/evaluations/{uid}/": form.key,
    }


@pytest.mark.parametrize("side", ["learner", "trust"])
def test_real_answers_keep_to_it(cast: Cast, described: dict[str, Any], side: str) -> None:
    publish(load(small_file()))
    api = Api(cast.ada if side == "learner" else cast.riverside.lead)
    uids = {
        "/enrolments/{uid}/": cast.adas.uid,
        "/progress/{uid}/": cast.adas.uid,
        "/facts/{uid}/": fact_of(cast.adas).uid,
        "/programmes/{uid}/": cast.riverside.version.uid,
        "/organisations/{uid}/": cast.riverside.trust.uid,
        "/planned-sends/{uid}/": api.get("/planned-sends/", **{"as": side}).json()["results"][0]["uid"],
    }
    by_tag = {"Studio": Api(make_designer()), "Surveys": Api(cast.riverside.lead)}
    keys = _made_in_the_studio(cast)
    if side == "learner":
        uids |= _of_the_learner(cast)
    wrong = []
    for path, method, operation in operations(described):
        if method != "get":
            continue
        if path not in uids and path in OF_THE_LEARNER:
            continue
        address = path.format(uid=uids.get(path, keys.get(path)), code="small", kind="programmes")
        sided = any(parameter["name"] == "as" for parameter in operation.get("parameters", []))
        (tag,) = operation["tags"]
        caller = by_tag.get(tag, api)
        response = caller.get(address, **({"as": side} if sided else {}))
        assert response.status_code == 200, address
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        wrong += [f"{address}: {fault}" for fault in faults(described, schema, response.json())]

    assert wrong == []


def test_problems_keep_to_it(student: Any, described: dict[str, Any]) -> None:
    answers = [
        (Api().get("/facts/"), "get", "401"),
        (Api(student).get("/facts/", **{"as": "trust"}), "get", "403"),
        (Api(student).get("/facts/", sate="x"), "get", "400"),
        (Api(student).post("/facts/", {}, key="1"), "post", "422"),
        (Api(student).post("/facts/", {}), "post", "400"),
        (Api(student).send("PUT", "/facts/"), "get", "405"),
    ]
    wrong = []
    for response, method, status in answers:
        assert str(response.status_code) == status
        shown = described["paths"]["/facts/"][method]["responses"][status]["content"]
        wrong += faults(described, shown["application/problem+json"]["schema"], response.json())

    assert wrong == []
