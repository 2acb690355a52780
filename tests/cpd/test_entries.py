"""Recording, taking in, following, exempting: what is written, what is refused, what the database refuses."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.access import Viewer
from lms.actions import cpd, recognition
from lms.actions.calendar import cancel_absence, record_absence
from lms.actions.errors import NotAllowed, Refused
from lms.cpd import selectors
from lms.cpd.models import CpdEntry, CpdExemption, CpdMembership, RevalidationCycle
from lms.cpd.proposals import proposals
from lms.cpd.rules import Window
from tests.cpd.conftest import Cast
from tests.factories import trusts
from tests.factories.cpd import an_entry, said
from tests.factories.trusts import TODAY

REASON = "asserting in a test"
DAY = timedelta(days=1)


def rows(model: Any) -> Any:
    return model.objects.unscoped(reason=REASON)


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def stands(cast: Cast, on: date = TODAY) -> selectors.Standing:
    return selectors.standing(cast.me.viewer, on=on)


class TestEntries:
    def test_the_same_form_twice_is_one_entry(self, cast: Cast) -> None:
        first = cpd.add_entry(cast.me, said=said(hundredths=150), key="once")
        assert cpd.add_entry(cast.me, said=said("Other words"), key="once") == first
        assert [(row.title, row.hundredths) for row in rows(CpdEntry)] == [("A course", 150)]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"title": " "}, "no_title"),
            ({"title": "x" * 301}, "too_long"),
            ({"note": "x" * 2001}, "too_long"),
            ({"hundredths": 0}, "bad_credits"),
            ({"hundredths": 110}, "bad_credits"),
            ({"hundredths": 10_025}, "bad_credits"),
            ({"on": TODAY + DAY}, "bad_day"),
            ({"on": date(1899, 12, 31)}, "bad_day"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, cast: Cast, given: dict[str, Any], code: str) -> None:
        assert code_of(lambda: cpd.add_entry(cast.me, said=said(**given), key="wrong")) == code
        assert rows(CpdEntry).count() == 0

    def test_change_remove_and_put_back(self, cast: Cast) -> None:
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        row = an_entry(cast.me, hundredths=100)
        cpd.change_entry(cast.me, entry_uid=row.uid, said=said(hundredths=400, setting="internal"))
        assert stands(cast).schemes[0].year.counted == 400
        cpd.remove_entry(cast.me, entry_uid=row.uid)
        assert stands(cast).schemes[0].year.counted == 0
        assert code_of(lambda: cpd.change_entry(cast.me, entry_uid=row.uid, said=said())) == "removed"
        cpd.put_back_entry(cast.me, entry_uid=row.uid)
        assert stands(cast).schemes[0].year.counted == 400

    def test_another_doctor_sees_and_changes_nothing(self, cast: Cast) -> None:
        row = an_entry(cast.me)
        other, _row = cast.world.enrolled("other@mail.example")
        them = trusts.learner_context(other)
        for call in (
            lambda: cpd.change_entry(them, entry_uid=row.uid, said=said("Mine")),
            lambda: cpd.remove_entry(them, entry_uid=row.uid),
            lambda: cpd.put_back_entry(them, entry_uid=row.uid),
        ):
            with pytest.raises(NotAllowed):
                call()
        trust = trusts.lead_context(cast.world.lead).viewer
        for viewer in (them.viewer, trust, Viewer.of_link(row.pk)):
            assert list(selectors.entries(viewer)) == []
        row.refresh_from_db()
        assert (row.title, row.removed_at) == ("A course", None)


class TestTakingIn:
    def credited(self, cast: Cast, credits: str = "1.5") -> Any:
        return recognition.record_credit(
            cast.me, enrolment_uid=cast.row.uid, credits=Decimal(credits), on=TODAY, what="A conference"
        )

    def test_credits_of_the_record_are_taken_in_once(self, cast: Cast) -> None:
        fact = self.credited(cast)
        (found,) = proposals(cast.me.viewer)
        assert (found.title, found.hundredths, found.on, found.is_estimate) == (
            "A conference",
            150,
            TODAY,
            False,
        )
        (row,) = cpd.take_in(cast.me, fact_uids=[fact.uid])
        assert (row.title, row.hundredths, row.setting, row.is_clinical) == (
            "A conference",
            150,
            "external",
            False,
        )
        assert cpd.take_in(cast.me, fact_uids=[fact.uid]) == []
        assert proposals(cast.me.viewer) == []
        cpd.remove_entry(cast.me, entry_uid=row.uid)
        assert proposals(cast.me.viewer) == []
        assert rows(CpdEntry).count() == 1

    def test_what_is_taken_back_counts_no_longer_and_stays_to_be_read(self, cast: Cast) -> None:
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        fact = self.credited(cast)
        cpd.take_in(cast.me, fact_uids=[fact.uid])
        assert stands(cast).schemes[0].year.counted == 150
        recognition.withdraw_credit(cast.me, fact_uid=fact.uid)
        assert stands(cast).schemes[0].year.counted == 0
        assert selectors.entries(cast.me.viewer).count() == 1

    def test_day_and_credits_of_the_record_stay(self, cast: Cast) -> None:
        (row,) = cpd.take_in(cast.me, fact_uids=[self.credited(cast).uid])
        for given in ({"hundredths": 175}, {"hundredths": 150, "on": TODAY - DAY}):
            refused = code_of(
                lambda given=given: cpd.change_entry(cast.me, entry_uid=row.uid, said=said(**given))
            )
            assert refused == "of_the_record"
        cpd.change_entry(cast.me, entry_uid=row.uid, said=said(hundredths=150, is_clinical=True))
        assert rows(CpdEntry).get().is_clinical is True

    def test_a_whole_module_is_proposed_by_its_time_as_internal_and_not_clinical(self, cast: Cast) -> None:
        world = cast.world
        world.finish(cast.user, cast.row, "Long text", text="")
        # Of five minutes: less than a quarter of a credit.
        world.finish(cast.user, cast.row, "Text one", text="")
        (found,) = proposals(cast.me.viewer)
        assert (found.title, found.setting, found.is_estimate) == ("A long evening", "internal", True)
        assert found.hundredths == 50
        (row,) = cpd.take_in(cast.me, fact_uids=[found.fact_uid])
        assert row.is_clinical is False
        # The credits of a module are the doctor's word: the record knows its time only.
        cpd.change_entry(cast.me, entry_uid=row.uid, said=said(hundredths=200))
        assert rows(CpdEntry).get().hundredths == 200
        world.finish(cast.user, cast.row, "Why meetings fail", text="")
        assert proposals(cast.me.viewer) == []

    def test_what_another_has_done_cannot_be_taken_in(self, cast: Cast) -> None:
        fact = self.credited(cast)
        other, _row = cast.world.enrolled("other@mail.example")
        assert cpd.take_in(trusts.learner_context(other), fact_uids=[fact.uid]) == []
        assert rows(CpdEntry).count() == 0


class TestSchemes:
    def test_two_at_once_each_with_its_own_year(self, cast: Cast) -> None:
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        cpd.follow_scheme(cast.me, scheme="radiologists", starts_on=TODAY, year_month=9)
        cpd.set_cycle(cast.me, previous_on=date(2024, 6, 1), submission_on=date(2029, 6, 1))
        an_entry(cast.me, hundredths=600)
        an_entry(cast.me, on=date(2026, 8, 31), hundredths=200)
        found = stands(cast).schemes
        assert [(each.scheme.code, each.year.year.first, each.year.counted) for each in found] == [
            ("physicians", date(2026, 4, 1), 800),
            ("radiologists", date(2026, 9, 1), 600),
        ]
        cycles = [each.cycle for each in found]
        assert [(each.counted, each.wanted) for each in cycles if each] == [(800, None), (800, 25_000)]

    def test_what_is_followed_and_no_more(self, cast: Cast) -> None:
        row = cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        again = lambda: cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY + DAY)  # noqa: E731
        assert code_of(again) == "follows"
        assert code_of(lambda: cpd.follow_scheme(cast.me, scheme="none", starts_on=TODAY)) == "no_scheme"
        cpd.stop_scheme(cast.me, membership_uid=row.uid, ends_on=TODAY)
        assert len(stands(cast).schemes) == 1
        assert stands(cast, TODAY + DAY).schemes == []
        again()
        assert rows(CpdMembership).count() == 2

    def test_queries_do_not_grow(self, cast: Cast, django_assert_num_queries: Any) -> None:
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        for number in (1, 3):
            for _each in range(number):
                an_entry(cast.me)
            with django_assert_num_queries(7):
                stands(cast)


class TestExemptions:
    def test_an_absence_becomes_one_by_a_press(self, cast: Cast) -> None:
        days = {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 31)}
        absence = record_absence(cast.me, **days, reason="parental")
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        assert selectors.absences_to_propose(cast.me.viewer, among=[]) == [absence]
        row = cpd.exempt(cast.me, **days, reason="parental", absence_uid=absence.uid)
        assert selectors.absences_to_propose(cast.me.viewer, among=[row]) == []
        year = stands(cast).schemes[0].year
        assert (year.exempt_days, year.minimum) == (182, 2500)
        cpd.end_exemption(cast.me, exemption_uid=row.uid)
        assert stands(cast).schemes[0].year.minimum == 5000

    def test_what_is_refused(self, cast: Cast) -> None:
        cpd.exempt(cast.me, starts_on=TODAY, ends_on=TODAY + DAY, reason="other")
        for first, last, code in (
            (TODAY + DAY, TODAY + DAY, "overlap"),
            (TODAY, TODAY - DAY, "dates"),
            (TODAY, TODAY + 1200 * DAY, "too_long"),
            (date(1800, 1, 1), TODAY, "bad_day"),
        ):
            call = lambda: cpd.exempt(cast.me, starts_on=first, ends_on=last, reason="other")  # noqa: B023, E731
            assert code_of(call) == code
        with pytest.raises(NotAllowed):
            cpd.exempt(cast.me, starts_on=TODAY, ends_on=TODAY, reason="other", absence_uid=uuid.uuid4())
        assert rows(CpdExemption).count() == 1

    def test_a_cancelled_absence_is_none(self, cast: Cast) -> None:
        absence = record_absence(cast.me, starts_on=TODAY, ends_on=TODAY, reason="other")
        cancel_absence(cast.me, absence_uid=absence.uid)
        with pytest.raises(NotAllowed):
            cpd.exempt(cast.me, starts_on=TODAY, ends_on=TODAY, reason="other", absence_uid=absence.uid)


class TestCycles:
    def test_a_moved_date_takes_the_place_of_the_one_before(self, cast: Cast) -> None:
        dates = {"previous_on": date(2024, 6, 1)}
        first = cpd.set_cycle(cast.me, **dates, submission_on=date(2026, 10, 1))
        moved = cpd.set_cycle(cast.me, **dates, submission_on=date(2027, 10, 1))
        assert cpd.set_cycle(cast.me, **dates, submission_on=date(2027, 10, 1)) == moved
        after = cpd.set_cycle(cast.me, previous_on=date(2027, 10, 1), submission_on=date(2032, 9, 1))
        first.refresh_from_db()
        assert first.replaced_at == cast.me.now
        assert list(selectors.cycles(cast.me.viewer)) == [after, moved]
        assert selectors.window_of(moved) == Window(date(2024, 6, 2), date(2027, 10, 1))
        assert selectors.cycle_on(cast.me.viewer, date(2027, 10, 1)) == moved
        assert selectors.cycle_on(cast.me.viewer, date(2024, 6, 1)) is None

    def test_what_is_refused(self, cast: Cast) -> None:
        cpd.set_cycle(cast.me, previous_on=date(2020, 1, 1), submission_on=date(2024, 1, 1))
        cpd.set_cycle(cast.me, previous_on=date(2024, 1, 1), submission_on=date(2029, 1, 1))
        for first, last, code in (
            (date(2022, 1, 1), date(2026, 1, 1), "overlap"),
            (date(2030, 1, 1), date(2030, 1, 1), "dates"),
        ):
            call = lambda: cpd.set_cycle(cast.me, previous_on=first, submission_on=last)  # noqa: B023, E731
            assert code_of(call) == code
        assert rows(RevalidationCycle).count() == 2


class TestDatabase:
    @pytest.mark.parametrize(
        ("table", "change", "name"),
        [
            (CpdEntry, "hundredths = 110", "cpd_entry_quarters"),
            (CpdEntry, "hundredths = 0", "cpd_entry_quarters"),
            (CpdEntry, "hundredths = 10025", "cpd_entry_quarters"),
            (CpdEntry, "setting = 'abroad'", "cpd_entry_is_known"),
            (CpdEntry, "kind = 'travel'", "cpd_entry_is_known"),
            (CpdEntry, "ended_on = '1800-01-01'", "cpd_entry_days"),
            (CpdEntry, f"module_key = '{uuid.UUID(int=7)}'", "cpd_entry_module_has_fact"),
            (CpdMembership, "year_month = 13", "cpd_membership_month"),
            (CpdMembership, "ends_on = '2020-01-01'", "cpd_membership_dates"),
            (CpdMembership, "ends_on = '2200-01-01'", "cpd_membership_days"),
            (CpdExemption, "ends_on = '2020-01-01'", "cpd_exemption_dates"),
            (CpdExemption, "reason = 'bored'", "cpd_exemption_reason"),
            (CpdExemption, "starts_on = '1800-01-01'", "cpd_exemption_days"),
            (RevalidationCycle, "submission_on = previous_on", "revalidation_cycle_dates"),
            (RevalidationCycle, "submission_on = '2200-01-01'", "revalidation_cycle_days"),
        ],
    )
    def test_wrong_values_are_refused(self, cast: Cast, table: Any, change: str, name: str) -> None:
        an_entry(cast.me)
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        cpd.exempt(cast.me, starts_on=TODAY, ends_on=TODAY, reason="other")
        cpd.set_cycle(cast.me, previous_on=TODAY, submission_on=TODAY + DAY)
        with (
            connection.cursor() as cursor,
            pytest.raises(IntegrityError, match=name),
            transaction.atomic(),
        ):
            cursor.execute(f"UPDATE {table._meta.db_table} SET {change}")

    @pytest.mark.parametrize(
        ("table", "name"),
        [
            (CpdMembership, "cpd_membership_no_overlap"),
            (CpdExemption, "cpd_exemption_no_overlap"),
            (RevalidationCycle, "revalidation_cycle_no_overlap"),
            (CpdEntry, "cpd_entry_key"),
        ],
    )
    def test_the_same_twice_is_refused(self, cast: Cast, table: Any, name: str) -> None:
        an_entry(cast.me)
        cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
        cpd.exempt(cast.me, starts_on=TODAY, ends_on=TODAY, reason="other")
        cpd.set_cycle(cast.me, previous_on=TODAY, submission_on=TODAY + DAY)
        columns = [field.column for field in table._meta.concrete_fields if field.column not in ("id", "uid")]
        copied = ", ".join(columns)
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match=name), transaction.atomic():
            cursor.execute(
                f"INSERT INTO {table._meta.db_table} (uid, {copied}) "
                f"SELECT gen_random_uuid(), {copied} FROM {table._meta.db_table}"
            )

    def test_a_fact_or_a_module_counts_once_and_for_nobody_else(self, cast: Cast) -> None:
        cast.world.finish(cast.user, cast.row, "Long text", text="")
        cpd.take_in(cast.me, fact_uids=[each.fact_uid for each in proposals(cast.me.viewer)])
        other, _row = cast.world.enrolled("other@mail.example")
        an_entry(cast.me, "By hand")
        an_entry(trusts.learner_context(other), "Another's")
        table = CpdEntry._meta.db_table
        taken = f"(SELECT fact_id FROM {table} WHERE fact_id IS NOT NULL)"
        for title, name in (("By hand", "fact_id"), ("Another''s", "of somebody else")):
            with (
                connection.cursor() as cursor,
                pytest.raises(IntegrityError, match=name),
                transaction.atomic(),
            ):
                cursor.execute(f"UPDATE {table} SET fact_id = {taken} WHERE title = '{title}'")
        fact = TestTakingIn().credited(cast)
        again = f"(SELECT module_key FROM {table} WHERE module_key IS NOT NULL)"
        with (
            connection.cursor() as cursor,
            pytest.raises(IntegrityError, match="cpd_entry_module_once"),
            transaction.atomic(),
        ):
            cursor.execute(
                f"UPDATE {table} SET fact_id = {fact.pk}, module_key = {again} WHERE title = 'By hand'"
            )
