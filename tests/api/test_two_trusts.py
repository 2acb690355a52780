"""Two trusts with a canary in every text: nobody hears the other's, by any address, header or page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from lms.enrolment.models import Cohort, Contract, Enrolment
from lms.people.models import Membership, Person
from lms.records.models import LearningFact
from lms.reminders.models import PlannedSend
from programmes.services.authoring import PartModule
from tests.api.conftest import Api, finish
from tests.factories import courses, programmes, trusts
from tests.factories.courses import World

pytestmark = pytest.mark.django_db
SIDES = ("learner", "trust")
GUARDED = ("/enrolments/", "/facts/", "/progress/", "/planned-sends/", "/submissions/")
REASON = "a test"


def make_trust(bird: str) -> tuple[World, Any, Enrolment]:
    """A trust, its programme and its doctor, with the bird's name in every text of theirs."""
    module = programmes.make_module(
        f"{bird} module",
        summary=f"{bird} summary",
        activities=[programmes.a_reading(f"{bird} text"), programmes.a_reflection(f"{bird} reflection")],
    )
    part = PartModule(module, due_days=30)
    programme = programmes.make_programme(
        f"{bird} programme", summary=f"{bird} words", slug=bird.lower(), modules=[part], reminder_days=[7]
    )
    trust = trusts.make_trust(f"{bird} trust (invented)")
    lead = trusts.make_lead(trust, email=f"lead@{bird.lower()}.example")
    contract = trusts.make_contract(trust, programme)
    cohort = trusts.make_cohort(contract)
    Cohort.objects.unscoped(reason=REASON).filter(pk=cohort.pk).update(name=f"{bird} cohort")
    world = courses.World(trust, lead, programme, contract)
    address = f"doctor@{bird.lower()}.example"
    (row,) = trusts.enrol(lead, contract, address, cohort=cohort)
    doctor = trusts.make_user(address)
    trusts.accept(row, doctor)
    Person.objects.unscoped(reason=REASON).filter(user_id=doctor.pk).update(
        given_name=bird, family_name=f"{bird}son"
    )
    finish(doctor, row, world.activity(f"{bird} text"))
    finish(doctor, row, world.activity(f"{bird} reflection"), text=f"{bird} private words")
    return world, doctor, row


def heard(api: Api, addresses: list[str]) -> str:
    """Everything that came back: bodies and headers, next pages too."""
    said = []
    while addresses:
        response = api.client.get(addresses.pop(), headers=api.headers)
        said.append(response.content.decode() + str(dict(response.headers)))
        if response.status_code == 200 and response["Content-Type"] == "application/json":
            following = response.json().get("next")
            addresses += [following] if following else []
    return " ".join(said).lower()


def every_address(*rows: Enrolment) -> list[str]:
    paths = ["/frameworks/", "/organisations/?kind=school", "/programmes/?page_size=1"]
    paths += [f"{path}?as={side}&page_size=1" for path in GUARDED for side in SIDES]
    for row in rows:
        paths.append(f"/programmes/{row.version.uid}/")
        for side in SIDES:
            paths += [
                f"/enrolments/{row.uid}/?as={side}",
                f"/progress/{row.uid}/?as={side}",
                f"/facts/?enrolment={row.uid}&as={side}",
                f"/planned-sends/?enrolment={row.uid}&as={side}",
                *(
                    f"/facts/{fact.uid}/?as={side}"
                    for fact in LearningFact.objects.unscoped(reason=REASON).filter(enrolment=row)
                ),
                *(
                    f"/planned-sends/{send.uid}/?as={side}"
                    for send in PlannedSend.objects.unscoped(reason=REASON).filter(
                        Q(enrolment=row) | Q(due_date__enrolment=row)
                    )
                ),
            ]
    return [f"/api/v1{path}" for path in paths]


def first_fact(row: Enrolment) -> LearningFact:
    return LearningFact.objects.unscoped(reason=REASON).filter(enrolment=row)[0]


@pytest.mark.bar(2)
def test_nobody_hears_the_other_trust(db: None) -> None:
    robins, robin, robins_row = make_trust("Robin")
    magpies, magpie, magpies_row = make_trust("Magpie")
    versions = Enrolment.objects.unscoped(reason=REASON).select_related("version")
    addresses = every_address(*versions.filter(pk__in=[robins_row.pk, magpies_row.pk]))

    said = {
        name: heard(Api(user), list(addresses))
        for name, user in {
            "nobody": None,
            "robin": robin,
            "robins": robins.lead,
            "magpie": magpie,
            "magpies": magpies.lead,
        }.items()
    }

    # The addresses asked for name none of the birds, so whatever is heard came from the data.
    assert {name: ("robin" in words, "magpie" in words) for name, words in said.items()} == {
        "nobody": (False, False),
        "robin": (True, False),
        "robins": (True, False),
        "magpie": (False, True),
        "magpies": (False, True),
    }
    private = [name for name, words in said.items() if "private words" in words]
    assert private == []


@pytest.mark.bar(2)
def test_who_has_left_is_heard_of_no_more(db: None) -> None:
    world, doctor, row = make_trust("Robin")
    Membership.objects.unscoped(reason=REASON).filter(person__user_id=doctor.pk).update(
        ends_on=trusts.TODAY, starts_on=trusts.TODAY
    )
    lead = Api(world.lead)
    assert lead.get(f"/enrolments/{row.uid}/", **{"as": "trust"}).status_code == 200
    yesterday = trusts.TODAY.replace(month=8, day=31)
    Membership.objects.unscoped(reason=REASON).filter(person__user_id=doctor.pk).update(
        ends_on=yesterday, starts_on=yesterday
    )

    lists = [lead.get(path, **{"as": "trust"}).json()["results"] for path in GUARDED]
    singles = [
        lead.get(f"{path}{uid}/", **{"as": "trust"}).status_code
        for path, uid in (
            ("/enrolments/", row.uid),
            ("/progress/", row.uid),
            ("/facts/", first_fact(row).uid),
        )
    ]

    assert (lists, singles) == ([[], [], [], [], []], [404, 404, 404])
    assert len(Api(doctor).get("/facts/").json()["results"]) == 2


@pytest.mark.bar(6)
def test_reading_writes_nothing(db: None) -> None:
    world, doctor, row = make_trust("Robin")
    row = Enrolment.objects.unscoped(reason=REASON).select_related("version").get(pk=row.pk)
    callers = [Api(), Api(doctor), Api(world.lead)]
    addresses = every_address(row)
    assert [bool(api.headers) for api in callers] == [False, True, True]
    assert Contract.objects.unscoped(reason=REASON).count() == 1

    with CaptureQueriesContext(connection) as queries:
        for api in callers:
            heard(api, list(addresses))

    written = [
        query["sql"]
        for query in queries.captured_queries
        if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert written == []
