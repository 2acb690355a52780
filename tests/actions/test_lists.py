"""A list of people: check first, then write whole; twice changes nothing; seats are not oversold."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kernel.models import AuditEntry, Operation
from lms.actions import importing
from lms.actions.errors import NotAllowed, Refused
from lms.enrolment.models import Contract, Enrolment, EnrolmentImport, Transition
from lms.people.models import GradePeriod, Membership, Person
from lms.progress.models import Progress
from lms.reminders.models import PlannedSend
from tests.factories.programmes import make_programme, programme_version
from tests.factories.trusts import (
    NOW,
    TODAY,
    csv_of,
    enrol,
    lead_context,
    learner_context,
    make_cohort,
    make_contract,
    make_lead,
    make_trust,
    make_user,
    trust_of,
)
from tests.ready import ready

pytestmark = pytest.mark.django_db

REASON = "asserting in a test"


def make_contracted_lead() -> tuple[Any, Contract]:
    lead = make_lead(make_trust("Northvale (invented)"))
    return lead, make_contract(trust_of(lead), make_programme(), seats=3)


ready_contracted_lead = ready("ready_contracted_lead", make_contracted_lead)


@pytest.fixture
def lead(ready_contracted_lead: tuple[Any, Contract]) -> Any:
    return ready_contracted_lead[0]


@pytest.fixture
def contract(ready_contracted_lead: tuple[Any, Contract]) -> Contract:
    return ready_contracted_lead[1]


def upload(lead: Any, contract: Contract, content: bytes, **given: Any) -> EnrolmentImport:
    return importing.check_list(
        lead_context(lead),
        contract_uid=contract.uid,
        cohort_uid=given.get("cohort_uid"),
        file=ContentFile(content, name="list.csv"),
        file_name="list.csv",
    )


def counts(**given: int) -> dict[str, int]:
    return {"new": 0, "already": 0, "decide": 0, "bad": 0, "left_out": 0} | given


def people() -> int:
    return Person.objects.unscoped(reason=REASON).count()


def test_checking_writes_nothing_about_anybody(lead: Any, contract: Contract) -> None:
    before = people()

    checked = upload(lead, contract, csv_of("ada@n.example", "bad address"))

    assert checked.status == "checked"
    assert checked.counts == counts(new=1, already=0, bad=1)
    assert people() == before
    assert not Enrolment.objects.unscoped(reason=REASON).exists()
    assert not PlannedSend.objects.unscoped(reason=REASON).exists()


def test_confirming_writes_every_good_row_and_no_bad_one(lead: Any, contract: Contract) -> None:
    content = (
        b"given name,family name,email,GMC number,grade,specialty\n"
        b"Ada,Imagined,ADA@n.example,C0000001,consultant,Cardiology\n"
        b"Bad,Row,nonsense,,,\n"
        b"Bashir,Madeup,bashir@n.example,,,\n"
    )
    checked = upload(lead, contract, content)

    operation = importing.confirm_list(lead_context(lead), import_uid=checked.uid)

    rows = Enrolment.objects.unscoped(reason=REASON).select_related("person").order_by("pk")
    assert [
        (row.person.full_name, row.person.gmc_number, row.invited_as, row.state, row.source) for row in rows
    ] == [
        ("Ada Imagined", "0000001", "ada@n.example", "invited", "import"),
        ("Bashir Madeup", "", "bashir@n.example", "invited", "import"),
    ]
    first = rows[0]
    assert first.version == programme_version(contract.programme)
    assert (first.organisation_id, first.contract_id) == (contract.organisation_id, contract.pk)
    assert (first.expires_at - NOW).days == 21
    assert first.person.user_id is None
    assert first.person.introduced_by_id == contract.organisation_id
    grade = GradePeriod.objects.unscoped(reason=REASON).get()
    assert (grade.person_id, grade.grade, grade.specialty, grade.starts_on) == (
        first.person_id,
        "consultant",
        "Cardiology",
        TODAY,
    )
    assert operation.counts == counts(new=2, already=0, bad=1) | {"leavers": 0}
    assert AuditEntry.objects.filter(operation=operation, action="import.confirm").count() == 2
    assert [(t.from_state, t.to_state, t.by_id) for t in Transition.objects.unscoped(reason=REASON)] == [
        ("", "invited", lead.pk)
    ] * 2
    assert Progress.objects.unscoped(reason=REASON).filter(percent=0, total=1, done=0).count() == 2
    sends = PlannedSend.objects.unscoped(reason=REASON)
    assert [(send.rule, send.state) for send in sends] == [("invitation", "planned")] * 2


def test_confirming_twice_is_once(lead: Any, contract: Contract) -> None:
    checked = upload(lead, contract, csv_of("ada@n.example"))

    first = importing.confirm_list(lead_context(lead), import_uid=checked.uid)
    second = importing.confirm_list(lead_context(lead), import_uid=checked.uid)

    assert first.pk == second.pk
    assert Operation.objects.filter(kind="import.confirm").count() == 1
    assert Enrolment.objects.unscoped(reason=REASON).count() == 1


def test_the_same_list_again_finds_everybody_enrolled_already(lead: Any, contract: Contract) -> None:
    enrol(lead, contract, "ada@n.example")
    before = people()

    again = upload(lead, contract, csv_of("ada@n.example"))

    assert again.counts == counts(new=0, already=1, bad=0)
    with pytest.raises(Refused) as refused:
        importing.confirm_list(lead_context(lead), import_uid=again.uid)
    assert refused.value.code == "nobody_new"
    assert people() == before
    assert Enrolment.objects.unscoped(reason=REASON).count() == 1


def test_a_known_member_gets_no_second_person(lead: Any, contract: Contract) -> None:
    (first,) = enrol(lead, contract, "ada@n.example")
    other = make_contract(contract.organisation, make_programme())

    (second,) = enrol(lead, other, "ada@n.example")

    assert second.person_id == first.person_id
    assert Membership.objects.unscoped(reason=REASON).filter(email="ada@n.example").count() == 1


def test_too_few_seats_refuse_the_whole_list(lead: Any, contract: Contract) -> None:
    before = people()
    checked = upload(lead, contract, csv_of(*[f"p{n}@n.example" for n in range(4)]))

    with pytest.raises(Refused) as refused:
        importing.confirm_list(lead_context(lead), import_uid=checked.uid)

    assert refused.value.code == "no_seats"
    assert str(refused.value.message) == "The list needs 4 seats; 3 are free."
    assert people() == before
    assert not Enrolment.objects.unscoped(reason=REASON).exists()
    checked.refresh_from_db()
    assert checked.status == "checked"


def test_too_few_places_in_the_cohort_refuse_it_too(lead: Any, contract: Contract) -> None:
    cohort = make_cohort(contract, capacity=1)
    checked = upload(lead, contract, csv_of("a@n.example", "b@n.example"), cohort_uid=cohort.uid)

    with pytest.raises(Refused) as refused:
        importing.confirm_list(lead_context(lead), import_uid=checked.uid)

    assert str(refused.value.message) == "The list needs 2 seats; 1 are free."


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    lead: Any, contract: Contract, count: int, django_assert_num_queries: Any
) -> None:
    checked = upload(lead, contract, csv_of(*[f"p{n}@n.example" for n in range(count)]))
    context = lead_context(lead)
    programme_version(contract.programme)

    with django_assert_num_queries(CONFIRM_QUERIES):
        importing.confirm_list(context, import_uid=checked.uid)


CONFIRM_QUERIES = 37


def test_another_trusts_contract_does_not_exist(lead: Any, contract: Contract) -> None:
    stranger = make_lead(make_trust())

    with pytest.raises(NotAllowed):
        upload(stranger, contract, csv_of("a@n.example"))

    assert not EnrolmentImport.objects.unscoped(reason=REASON).exists()


def test_another_trusts_list_does_not_exist(lead: Any, contract: Contract) -> None:
    checked = upload(lead, contract, csv_of("a@n.example"))
    stranger = make_lead(make_trust())

    with pytest.raises(NotAllowed):
        importing.confirm_list(lead_context(stranger), import_uid=checked.uid)

    assert not Enrolment.objects.unscoped(reason=REASON).exists()


def test_a_cohort_of_another_contract_does_not_exist(lead: Any, contract: Contract) -> None:
    other = make_cohort(make_contract(contract.organisation, make_programme()))

    with pytest.raises(NotAllowed):
        upload(lead, contract, csv_of("a@n.example"), cohort_uid=other.uid)


def test_a_learner_cannot_upload(contract: Contract) -> None:
    with pytest.raises(NotAllowed):
        importing.check_list(
            learner_context(make_user()),
            contract_uid=contract.uid,
            cohort_uid=None,
            file=ContentFile(csv_of("a@n.example")),
            file_name="list.csv",
        )


def test_an_unknown_contract_looks_the_same(lead: Any, contract: Contract) -> None:
    with pytest.raises(NotAllowed):
        importing.check_list(
            lead_context(lead),
            contract_uid=uuid.uuid4(),
            cohort_uid=None,
            file=ContentFile(csv_of("a@n.example")),
            file_name="list.csv",
        )


def test_a_file_too_large_is_refused(lead: Any, contract: Contract, settings: Any) -> None:
    settings.LEADERSHIP_LIST_MAX_BYTES = 2_000_000

    with pytest.raises(Refused) as refused:
        upload(lead, contract, b"x" * 2_000_001)

    assert str(refused.value) == "The file is larger than 2 MB. Save only the list itself, or split it."
    assert not EnrolmentImport.objects.unscoped(reason=REASON).exists()


def test_somebody_known_to_another_trust_reads_as_new(lead: Any, contract: Contract) -> None:
    elsewhere = make_lead(make_trust())
    trust = trust_of(elsewhere)
    enrol(elsewhere, make_contract(trust, contract.programme), "ada@n.example", gmc="0000001")

    checked = upload(lead, contract, csv_of("ada@n.example", gmc="0000001"))

    assert checked.counts == counts(new=1, already=0, bad=0)
    importing.confirm_list(lead_context(lead), import_uid=checked.uid)
    assert Person.objects.unscoped(reason=REASON).filter(gmc_number="0000001").count() == 2
