"""Steps of a list between upload and result: matching, mending, deciding, leavers, workers, purging."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from kernel.files import private_storage
from kernel.models import AuditEntry, OutboxMessage, StoredFile
from lms.actions import importing, list_work
from lms.actions.errors import NotAllowed, Refused
from lms.actions.list_writing import WRITE_TOPIC
from lms.enrolment import list_selectors as reading
from lms.enrolment.models import (
    Contract,
    Enrolment,
    EnrolmentImport,
    ImportLeaver,
    ImportRow,
    ListMapping,
    Transition,
)
from lms.people.models import Membership, Person
from tests.factories.programmes import make_programme
from tests.factories.trusts import (
    NOW,
    csv_of,
    enrol,
    lead_context,
    make_cohort,
    make_contract,
    make_lead,
    make_trust,
    system_context,
    trust_of,
)
from tests.ready import ready

pytestmark = pytest.mark.django_db
REASON = "asserting in a test"
HEADING = "given name,family name,email,GMC number\n"


def make_contracted_lead() -> tuple[Any, Contract]:
    lead = make_lead(make_trust("Northvale (invented)"))
    return lead, make_contract(trust_of(lead), make_programme(), seats=9)


ready_list_lead = ready("ready_list_lead", make_contracted_lead)


@pytest.fixture
def lead(ready_list_lead: tuple[Any, Contract]) -> Any:
    return ready_list_lead[0]


@pytest.fixture
def contract(ready_list_lead: tuple[Any, Contract]) -> Contract:
    return ready_list_lead[1]


@pytest.fixture
def long_lists(settings: Any) -> None:
    """Every list is one for a worker."""
    settings.LEADERSHIP_LIST_AT_ONCE_ROWS = 0


def send(lead: Any, contract: Contract, rows: str, **given: Any) -> EnrolmentImport:
    return importing.upload_list(
        lead_context(lead),
        contract_uid=contract.uid,
        cohort_uid=given.pop("cohort_uid", None),
        file=ContentFile((HEADING + rows).encode(), name="list.csv"),
        file_name="list.csv",
        **given,
    )


def check(lead: Any, contract: Contract, rows: str, **given: Any) -> EnrolmentImport:
    upload = send(lead, contract, rows, **given)
    return importing.match_list(lead_context(lead), import_uid=upload.uid, mapping=upload.mapping)


@contextmanager
def refused(code: str) -> Iterator[Any]:
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.code == code


def states(upload: EnrolmentImport) -> dict[int, str]:
    return dict(ImportRow.objects.unscoped(reason=REASON).filter(upload=upload).values_list("line", "state"))


def faults(upload: EnrolmentImport, line: int) -> list[str]:
    row = ImportRow.objects.unscoped(reason=REASON).get(upload=upload, line=line)
    return [fault["code"] for fault in row.faults]


def mend(lead: Any, upload: EnrolmentImport, line: int, **values: str) -> ImportRow:
    return importing.mend_row(lead_context(lead), import_uid=upload.uid, line=line, values=values)


def decide(lead: Any, upload: EnrolmentImport, line: int, choice: str) -> ImportRow:
    return importing.decide_row(lead_context(lead), import_uid=upload.uid, line=line, choice=choice)


class TestMatching:
    def test_uploading_checks_nothing_yet(self, lead: Any, contract: Contract) -> None:
        upload = send(lead, contract, "Ada,I,ada@n.example,\n")

        assert (upload.status, upload.counts, states(upload)) == ("matching", {}, {})
        assert upload.mapping == ["given_name", "family_name", "email", "gmc_number"]

    def test_a_choice_is_remembered_for_the_same_headings_of_the_same_organisation(
        self, lead: Any, contract: Contract
    ) -> None:
        upload = send(lead, contract, "Ada,I,ada@n.example,\n")
        chosen = ["family_name", "given_name", "email", ""]
        importing.match_list(lead_context(lead), import_uid=upload.uid, mapping=chosen)
        stranger = make_lead(make_trust())
        theirs = make_contract(trust_of(stranger), contract.programme)

        assert send(lead, contract, "Bashir,M,b@n.example,\n").mapping == chosen
        assert send(stranger, theirs, "Bashir,M,b@n.example,\n").mapping == upload.mapping
        assert ListMapping.objects.unscoped(reason=REASON).count() == 1

    @pytest.mark.parametrize("mapping", [["given_name"], ["given_name", "family_name", "email", "person_id"]])
    def test_a_mapping_of_something_else_is_not_allowed(
        self, lead: Any, contract: Contract, mapping: list[str]
    ) -> None:
        upload = send(lead, contract, "Ada,I,ada@n.example,\n")

        with pytest.raises(NotAllowed):
            importing.match_list(lead_context(lead), import_uid=upload.uid, mapping=mapping)

    def test_names_and_address_must_be_matched(self, lead: Any, contract: Contract) -> None:
        upload = send(lead, contract, "Ada,I,ada@n.example,\n")

        with refused("unreadable") as said:
            importing.match_list(
                lead_context(lead), import_uid=upload.uid, mapping=["given_name", "family_name", "", ""]
            )

        assert str(said.value) == "Say which columns hold: email."
        upload.refresh_from_db()
        assert upload.status == "matching"

    def test_matching_again_throws_the_rows_away(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,ada@n.example,\n")

        importing.rematch_list(lead_context(lead), import_uid=upload.uid)

        upload.refresh_from_db()
        assert (upload.status, upload.counts, states(upload)) == ("matching", {}, {})

    def test_the_file_is_read_in_another_encoding(self, lead: Any, contract: Contract) -> None:
        content = (HEADING + "Łukasz,Zając,l@n.example,\n").encode("iso8859-2")
        upload = importing.upload_list(
            lead_context(lead),
            contract_uid=contract.uid,
            cohort_uid=None,
            file=ContentFile(content, name="list.csv"),
            file_name="list.csv",
        )

        again = importing.read_otherwise(lead_context(lead), import_uid=upload.uid, encoding="iso8859-2")

        assert upload.layout["sample"][0][0] == "£ukasz"
        assert again.layout["sample"][0][:2] == ["Łukasz", "Zając"]


class TestMending:
    def test_a_mended_cell_makes_the_row_new(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,nonsense,\nBashir,M,b@n.example,\n")

        row = mend(lead, upload, 2, email=" ADA@n.example ")

        assert (row.state, row.email, row.faults) == ("new", "ada@n.example", [])
        upload.refresh_from_db()
        assert (upload.counts["new"], upload.counts["bad"]) == (2, 0)
        assert not Enrolment.objects.unscoped(reason=REASON).exists()

    def test_what_it_clashed_with_is_judged_again(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\nAda,I,a@n.example,\nCai,P,c@n.example,\n")
        assert states(upload) == {2: "new", 3: "decide", 4: "new"}

        mend(lead, upload, 2, email="c@n.example")

        assert states(upload) == {2: "new", 3: "new", 4: "decide"}
        assert faults(upload, 4) == ["double_email"]

    def test_a_column_that_is_not_matched_cannot_be_mended(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,nonsense,\n")

        with pytest.raises(NotAllowed):
            mend(lead, upload, 2, specialty="Cardiology")

    def test_another_trust_s_row_is_not_there(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,nonsense,\n")

        with pytest.raises(NotAllowed):
            mend(make_lead(make_trust()), upload, 2, email="a@n.example")

        assert states(upload) == {2: "bad"}

    def test_after_confirming_nothing_is_mended(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,nonsense,\nBashir,M,b@n.example,\n")
        importing.confirm_list(lead_context(lead), import_uid=upload.uid)

        with refused("wrong_state"):
            mend(lead, upload, 2, email="a@n.example")

    @pytest.mark.parametrize("rows", [1, 3])
    def test_mending_costs_the_same(
        self, lead: Any, contract: Contract, rows: int, django_assert_num_queries: Any
    ) -> None:
        others = "".join(f"Cai,P,c{n}@n.example,\n" for n in range(rows))
        upload = check(lead, contract, f"Ada,I,nonsense,\n{others}")
        context = lead_context(lead)

        with django_assert_num_queries(MEND_QUERIES):
            importing.mend_row(context, import_uid=upload.uid, line=2, values={"email": "a@n.example"})


MEND_QUERIES = 10


class TestDeciding:
    def test_a_number_that_lost_its_zero(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,123456\n")
        assert (states(upload), faults(upload, 2)) == ({2: "decide"}, ["gmc_lost_zero"])

        row = decide(lead, upload, 2, "take_proposal")

        assert (row.state, row.gmc_number, row.cells[3]) == ("new", "0123456", "0123456")

    def test_the_same_person_at_another_address_is_enrolled_once(self, lead: Any, contract: Contract) -> None:
        other = make_contract(contract.organisation, make_programme())
        (known,) = enrol(lead, other, "old@n.example", gmc="0000001")
        upload = check(lead, contract, "Ada,I,new@n.example,0000001\n")
        assert faults(upload, 2) == ["other_address"]

        decide(lead, upload, 2, "same_person")
        importing.confirm_list(lead_context(lead), import_uid=upload.uid)

        rows = Enrolment.objects.unscoped(reason=REASON).filter(contract=contract)
        assert [(row.person_id, row.invited_as) for row in rows] == [(known.person_id, "new@n.example")]
        members = Membership.objects.unscoped(reason=REASON).filter(person_id=known.person_id)
        assert members.count() == 1

    def test_what_needs_a_decision_is_not_enrolled(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\nAda,I,a@n.example,\n")

        operation = importing.confirm_list(lead_context(lead), import_uid=upload.uid)

        assert operation is not None
        assert (operation.counts["new"], operation.counts["decide"]) == (1, 1)

    def test_leaving_out_and_putting_back(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\nAda,I,a@n.example,\n")

        decide(lead, upload, 2, "leave_out")
        assert states(upload) == {2: "left_out", 3: "new"}

        decide(lead, upload, 2, "")
        assert states(upload) == {2: "new", 3: "decide"}

    def test_a_choice_that_is_not_offered_is_refused(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")

        with refused("not_offered"):
            decide(lead, upload, 2, "same_person")

    def test_a_match_at_another_trust_asks_nothing(self, lead: Any, contract: Contract) -> None:
        stranger = make_lead(make_trust())
        enrol(stranger, make_contract(trust_of(stranger), contract.programme), "x@n.example", gmc="0000001")

        upload = check(lead, contract, "Ada,I,y@n.example,0000001\nCai,P,x@n.example,0000009\n")

        assert states(upload) == {2: "new", 3: "new"}
        assert not ImportRow.objects.unscoped(reason=REASON).filter(person__isnull=False).exists()


class TestFullList:
    def test_nobody_leaves_who_is_not_ticked(self, lead: Any, contract: Contract) -> None:
        enrol(lead, contract, "a@n.example", "b@n.example")
        upload = check(lead, contract, "Given,Family,a@n.example,\nCai,P,c@n.example,\n", full_list=True)
        context = lead_context(lead)
        assert [row.invited_as for row in reading.missing_from(context.viewer, upload)] == ["b@n.example"]

        importing.confirm_list(context, import_uid=upload.uid)

        rows = Enrolment.objects.unscoped(reason=REASON).values_list("invited_as", "state")
        assert set(rows) == {(f"{name}@n.example", "invited") for name in "abc"}

    def test_ticked_leavers_are_withdrawn_with_the_reason(self, lead: Any, contract: Contract) -> None:
        _stays, leaves = enrol(lead, contract, "a@n.example", "b@n.example")
        upload = check(lead, contract, "Given,Family,a@n.example,\n", full_list=True)
        context = lead_context(lead)
        importing.tick_leavers(context, import_uid=upload.uid, shown=[leaves.uid], ticked=[leaves.uid])

        operation = importing.confirm_list(context, import_uid=upload.uid)

        leaves.refresh_from_db()
        assert leaves.state == "withdrawn"
        assert operation is not None
        assert (operation.counts["leavers"], operation.counts["already"]) == (1, 1)
        last = Transition.objects.unscoped(reason=REASON).filter(enrolment=leaves).last()
        assert last is not None
        assert (last.to_state, last.reason, last.by_id) == ("withdrawn", "not_on_full_list", lead.pk)

    def test_their_seats_are_free_for_those_who_come(self, lead: Any, contract: Contract) -> None:
        Contract.objects.unscoped(reason=REASON).filter(pk=contract.pk).update(seats=1)
        (leaves,) = enrol(lead, contract, "b@n.example")
        upload = check(lead, contract, "Ada,I,a@n.example,\n", full_list=True)
        context = lead_context(lead)
        with refused("no_seats"):
            importing.confirm_list(context, import_uid=upload.uid)

        importing.tick_leavers(context, import_uid=upload.uid, shown=[leaves.uid], ticked=[leaves.uid])
        importing.confirm_list(context, import_uid=upload.uid)

        rows = dict(Enrolment.objects.unscoped(reason=REASON).values_list("invited_as", "state"))
        assert rows == {"b@n.example": "withdrawn", "a@n.example": "invited"}

    def test_a_row_that_cannot_be_used_still_speaks_for_its_person(
        self, lead: Any, contract: Contract
    ) -> None:
        enrol(lead, contract, "a@n.example")
        upload = check(lead, contract, ",Family,a@n.example,\n", full_list=True)

        assert not reading.missing_from(lead_context(lead).viewer, upload).exists()

    def test_only_people_of_the_cohort_are_proposed(self, lead: Any, contract: Contract) -> None:
        cohort = make_cohort(contract)
        enrol(lead, contract, "a@n.example")
        enrol(lead, contract, "b@n.example", cohort=cohort)

        upload = check(lead, contract, "Cai,P,c@n.example,\n", full_list=True, cohort_uid=cohort.uid)

        rows = reading.missing_from(lead_context(lead).viewer, upload)
        assert [row.invited_as for row in rows] == ["b@n.example"]

    def test_somebody_in_the_file_cannot_be_ticked(self, lead: Any, contract: Contract) -> None:
        (there,) = enrol(lead, contract, "a@n.example")
        upload = check(lead, contract, "Given,Family,a@n.example,\n", full_list=True)

        importing.tick_leavers(
            lead_context(lead), import_uid=upload.uid, shown=[there.uid], ticked=[there.uid]
        )

        assert not ImportLeaver.objects.unscoped(reason=REASON).exists()


def work(topic: str) -> None:
    """What the worker does with the promises of a topic, as often as there are any."""
    handle = list_work.check if topic == importing.CHECK_TOPIC else list_work.write
    for message in OutboxMessage.objects.filter(topic=topic).order_by("pk"):
        handle(message, NOW)


@pytest.mark.usefixtures("long_lists")
class TestLongLists:
    def test_a_worker_checks_and_a_worker_writes(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\nBad,Row,nonsense,\n")
        assert (upload.status, states(upload)) == ("checking", {})

        work(importing.CHECK_TOPIC)
        upload.refresh_from_db()
        assert (upload.status, upload.done, upload.total) == ("checked", 2, 2)
        assert states(upload) == {2: "new", 3: "bad"}

        assert importing.confirm_list(lead_context(lead), import_uid=upload.uid) is None
        assert not Enrolment.objects.unscoped(reason=REASON).exists()
        work(WRITE_TOPIC)
        upload.refresh_from_db()
        assert (upload.status, upload.counts["new"]) == ("confirmed", 1)
        assert Enrolment.objects.unscoped(reason=REASON).get().invited_as == "a@n.example"
        entry = AuditEntry.objects.filter(action="import.write").get()
        assert entry.actor_id == lead.pk

    def test_everything_twice_is_once(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")
        work(importing.CHECK_TOPIC)
        work(importing.CHECK_TOPIC)
        importing.confirm_list(lead_context(lead), import_uid=upload.uid)
        importing.confirm_list(lead_context(lead), import_uid=upload.uid)
        assert OutboxMessage.objects.filter(topic=WRITE_TOPIC).count() == 2

        work(WRITE_TOPIC)

        assert Enrolment.objects.unscoped(reason=REASON).count() == 1
        assert len(states(upload)) == 1

    def test_a_check_that_was_overtaken_stops(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")
        importing.rematch_list(lead_context(lead), import_uid=upload.uid)

        work(importing.CHECK_TOPIC)

        upload.refresh_from_db()
        assert (upload.status, states(upload)) == ("matching", {})

    def test_a_file_that_cannot_be_read_to_its_end_says_so(
        self, lead: Any, contract: Contract, settings: Any
    ) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\nBashir,M,b@n.example,\n")
        settings.LEADERSHIP_LIST_MAX_ROWS = 1

        work(importing.CHECK_TOPIC)

        upload.refresh_from_db()
        assert (upload.status, upload.problem, upload.problem_params) == ("failed", "too_many", {"most": "1"})

    def test_seats_that_have_gone_meanwhile(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")
        work(importing.CHECK_TOPIC)
        importing.confirm_list(lead_context(lead), import_uid=upload.uid)
        Contract.objects.unscoped(reason=REASON).filter(pk=contract.pk).update(seats=0)

        work(WRITE_TOPIC)

        upload.refresh_from_db()
        assert (upload.status, upload.problem) == ("checked", "no_seats")
        assert not Person.objects.unscoped(reason=REASON).filter(family_name="I").exists()

    def test_a_lead_who_is_none_any_more_writes_nothing(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")
        work(importing.CHECK_TOPIC)
        importing.confirm_list(lead_context(lead), import_uid=upload.uid)
        Membership.objects.unscoped(reason=REASON).filter(person__user=lead).update(
            ends_on=NOW.date() - timedelta(days=1)
        )

        work(WRITE_TOPIC)

        upload.refresh_from_db()
        assert (upload.status, upload.problem) == ("checked", "not_theirs")
        assert not Enrolment.objects.unscoped(reason=REASON).exists()


def test_somebody_enrolled_since_the_check_is_not_enrolled_twice(lead: Any, contract: Contract) -> None:
    upload = check(lead, contract, "Ada,I,a@n.example,\nBashir,M,b@n.example,\n")
    enrol(lead, contract, "a@n.example")

    operation = importing.confirm_list(lead_context(lead), import_uid=upload.uid)

    assert operation is not None
    assert (operation.counts["new"], operation.counts["already"]) == (1, 1)
    assert Enrolment.objects.unscoped(reason=REASON).count() == 2


class TestPurging:
    def test_rows_and_file_go_and_the_figures_stay(self, lead: Any, contract: Contract) -> None:
        done = check(lead, contract, "Ada,I,a@n.example,\n")
        importing.confirm_list(lead_context(lead), import_uid=done.uid)
        open_one = check(lead, contract, "Bashir,M,b@n.example,\n")
        names = [StoredFile.objects.get(pk=each.file_id).name for each in (done, open_one)]

        assert importing.purge_lists(system_context(now=NOW + timedelta(days=30))) == 0
        assert importing.purge_lists(system_context(now=NOW + timedelta(days=31))) == 2
        assert importing.purge_lists(system_context(now=NOW + timedelta(days=31))) == 0

        for each in (done, open_one):
            each.refresh_from_db()
            assert (each.file_id, each.layout) == (None, {})
        assert (done.status, done.counts["new"], open_one.status) == ("confirmed", 1, "expired")
        assert not ImportRow.objects.unscoped(reason=REASON).exists()
        assert [private_storage().exists(name) for name in names] == [False, False]
        assert Enrolment.objects.unscoped(reason=REASON).count() == 1

    def test_a_file_that_a_younger_list_has_too_stays(self, lead: Any, contract: Contract) -> None:
        check(lead, contract, "Ada,I,a@n.example,\n")
        later = importing.upload_list(
            lead_context(lead, now=NOW + timedelta(days=20)),
            contract_uid=contract.uid,
            cohort_uid=None,
            file=ContentFile((HEADING + "Ada,I,a@n.example,\n").encode(), name="list.csv"),
            file_name="list.csv",
        )

        assert importing.purge_lists(system_context(now=NOW + timedelta(days=31))) == 1

        later.refresh_from_db()
        assert private_storage().exists(StoredFile.objects.get(pk=later.file_id).name)


class TestDatabase:
    @pytest.mark.parametrize(
        ("what", "name"),
        [
            ("status = 'confirmed'", "list_moves"),
            ("status = 'checking'", "list_moves"),
            ("status = 'failed'", "list_moves"),
            ("status = 'nonsense'", "list_moves"),
            ("operation_id = NULL, file_id = NULL", "import_file_until_purged"),
            ("purged_at = now()", "import_file_until_purged"),
            ("done = total + 1", "import_done_of_total"),
        ],
    )
    def test_a_list_holds_to_its_states(self, lead: Any, contract: Contract, what: str, name: str) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")

        with pytest.raises(IntegrityError, match="list does not go" if name == "list_moves" else name):
            self.sql(f"UPDATE leadership_enrolment_enrolmentimport SET {what} WHERE id = %s", upload.pk)

    @pytest.mark.parametrize(
        ("what", "name"),
        [
            ("state = 'sure'", "import_row_in_state"),
            ("email = ''", "import_row_usable"),
            ("choice = 'leave_out'", "import_row_choice"),
            ("choice = 'same_person'", "import_row_choice"),
            ("line = 3", "import_row_line"),
        ],
    )
    def test_a_row_holds_to_its_state(self, lead: Any, contract: Contract, what: str, name: str) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\nBashir,M,b@n.example,\n")

        with pytest.raises(IntegrityError, match=name):
            self.sql(
                f"UPDATE leadership_enrolment_importrow SET {what} WHERE upload_id = %s AND line = 2",
                upload.pk,
            )

    def test_confirming_by_hand_needs_an_operation(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")
        table = "leadership_enrolment_enrolmentimport"
        self.sql(f"UPDATE {table} SET status = 'confirming' WHERE id = %s", upload.pk)

        with pytest.raises(IntegrityError, match="import_confirmed_has_operation"):
            self.sql(f"UPDATE {table} SET status = 'confirmed' WHERE id = %s", upload.pk)

    def test_a_list_begins_unmatched(self, lead: Any, contract: Contract) -> None:
        upload = check(lead, contract, "Ada,I,a@n.example,\n")
        upload.pk = None

        with pytest.raises(IntegrityError, match="from nothing to checked"), transaction.atomic():
            upload.save(force_insert=True)

    @staticmethod
    def sql(statement: str, *values: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)


def test_the_same_file_again_changes_nothing(lead: Any, contract: Contract) -> None:
    content = csv_of("a@n.example", "b@n.example").decode().split("\n", 1)[1]
    first = check(lead, contract, content)
    importing.confirm_list(lead_context(lead), import_uid=first.uid)

    again = check(lead, contract, content)

    assert (again.counts["new"], again.counts["already"]) == (0, 2)
    with refused("nobody_new"):
        importing.confirm_list(lead_context(lead), import_uid=again.uid)
