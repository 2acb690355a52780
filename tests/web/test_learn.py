"""The learner's pages: what they say, what they cost, and who cannot see them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from kernel import outbox
from kernel.access import Viewer
from kernel.models import AuditEntry
from lms.actions.calendar import record_absence
from lms.actions.enrolment import defer, withdraw
from lms.actions.errors import Refused
from lms.calendar.models import Absence
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.people.selectors import person_of, stage_on
from lms.reminders.selectors import coming
from lms.reminders.services import sending
from tests.factories import programmes, trusts
from tests.factories.courses import World, days_after, make_programme
from tests.factories.trusts import NOW, TODAY, learner_context
from tests.web.conftest import text_of


def join_another(user: Any, number: int) -> None:
    from lms.actions.enrolment import join_programme  # noqa: PLC0415 -- only this helper enrols by itself

    programme = programmes.make_programme(f"Open {number}", open_to_all=True)
    join_programme(learner_context(user), programme_uid=programme.translation_key)


def test_visitor_is_asked_to_sign_in(client: Any, db: None) -> None:
    response = client.get("/learn/")

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/learn/")


@pytest.mark.parametrize("programme_count", [1, 3])
def test_home_takes_eight_queries(
    world: World, as_user: Any, django_assert_num_queries: Any, programme_count: int
) -> None:
    user, _row = world.enrolled()
    for number in range(programme_count - 1):
        join_another(user, number)
    client = as_user(user)
    client.get("/learn/")

    with django_assert_num_queries(8):
        response = client.get("/learn/")

    assert len(response.context["courses"]) == programme_count


@pytest.mark.parametrize("title", ["Why meetings fail", "Check yourself", "Your last meeting"])
def test_player_takes_eight_queries(
    world: World, as_user: Any, django_assert_num_queries: Any, title: str
) -> None:
    user, row = world.enrolled()
    client = as_user(user)
    address = reverse("leadership_learn:activity", args=[row.uid, world.key(title)])
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)


@pytest.mark.parametrize(("name", "queries"), [("programme", 8), ("why", 8)])
def test_programme_pages_cost_the_same_with_more_facts(
    world: World, as_user: Any, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    user, row = world.enrolled()
    client = as_user(user)
    address = reverse(f"leadership_learn:{name}", args=[row.uid])
    client.get(address)
    world.finish(user, row, "Why meetings fail")

    with django_assert_num_queries(queries):
        client.get(address)

    world.finish(user, row, "Text one")
    world.finish(user, row, "Text two")
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("fact_count", [1, 3])
def test_record_takes_seven_queries(
    world: World, as_user: Any, django_assert_num_queries: Any, fact_count: int
) -> None:
    user, row = world.enrolled()
    for title in ["Why meetings fail", "Text one", "Text two"][:fact_count]:
        world.finish(user, row, title)
    client = as_user(user)
    client.get("/learn/record/")

    with django_assert_num_queries(7):
        response = client.get("/learn/record/")

    assert len(response.context["lines"]) == fact_count


def test_home_answers_first(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()

    page = text_of(as_user(user).get("/learn/"))

    assert "Nothing is due this week. The next date is 1 October 2026." in page
    assert "30 days after you started on 1 September 2026" in page
    assert "0 of 2 needed items done" in page
    assert "Why 0%?" in page
    assert "Reminder that Meetings that end on time is due on 1 October 2026" in page


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (23, "Nothing is due this week. The next date is 1 October 2026."),
        (24, "One thing is due this week."),
        (30, "One thing is due this week."),
        (31, "One thing is overdue."),
    ],
)
def test_home_groups_by_date(world: World, as_user: Any, days: int, sentence: str) -> None:
    user, _row = world.enrolled()
    client = as_user(user)

    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        client.force_login(user)
        page = text_of(client.get("/learn/"))

    assert sentence in page


def test_home_resumes_where_they_stopped(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client = as_user(user)
    address = reverse("leadership_learn:activity", args=[row.uid, world.key("Your last meeting")])
    client.post(f"{address}draft/", {"text": "Half a thought"})

    page = text_of(client.get("/learn/"))

    assert "Continue “Your last meeting”" in page
    assert address in page


def test_nobody_yet_says_who_they_are_and_goes_on(db: None, as_user: Any) -> None:
    user = trusts.make_user(first_name="Nia", last_name="Imagined")
    programme = make_programme("Open to all")
    wanted = reverse("leadership_learn:join", args=[programme.translation_key])
    client = as_user(user)

    sent = client.get(wanted)
    assert sent.url.startswith("/learn/register/?next=")
    given = {"given_name": "Nia", "family_name": "Imagined", "stage": "undergraduate", "next": wanted}
    response = client.post("/learn/register/", given)

    assert (response.status_code, response.url) == (302, wanted)
    person = person_of(user)
    assert person is not None
    assert (person.given_name, stage_on(person, on=TODAY)) == ("Nia", "undergraduate")


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_registration_sends_nobody_away(db: None, as_user: Any, next_page: str) -> None:
    client = as_user(trusts.make_user())

    response = client.post(
        "/learn/register/",
        {"given_name": "A", "family_name": "B", "stage": "undergraduate", "next": next_page},
    )

    assert response.url == "/learn/"


def test_registration_with_a_wrong_number_writes_nobody(db: None, as_user: Any) -> None:
    user = trusts.make_user()

    response = as_user(user).post(
        "/learn/register/",
        {"given_name": "A", "family_name": "B", "stage": "postgraduate", "gmc_number": "9999998"},
    )

    assert response.status_code == 422
    assert "stands for an unknown consultant" in text_of(response)
    assert person_of(user) is None


def test_joining_is_shown_first_and_done_by_post(db: None, as_user: Any) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    programme = programmes.make_programme("Open", open_to_all=True)
    address = reverse("leadership_learn:join", args=[programme.translation_key])
    client = as_user(user)

    assert "What joining means" in text_of(client.get(address))
    assert Enrolment.objects.unscoped(reason="a test").count() == 0
    response = client.post(address)

    row = Enrolment.objects.unscoped(reason="a test").get()
    assert response.url == reverse("leadership_learn:programme", args=[row.uid])


def test_joining_what_is_not_open_is_not_there(world: World, as_user: Any) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    client = as_user(user)
    address = reverse("leadership_learn:join", args=[world.programme.translation_key])

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert Enrolment.objects.unscoped(reason="a test").count() == 0


def test_others_see_what_nobody_has(world: World, as_user: Any) -> None:
    """A page of somebody else's answers as one that is not there."""
    _user, row = world.enrolled()
    stranger = trusts.make_user()
    trusts.make_person(stranger)
    client = as_user(stranger)
    key = world.key("Why meetings fail")
    addresses = [f"/learn/{{}}/{tail}" for tail in ("", "why/", f"{key}/")]

    for address in addresses:
        theirs = client.get(address.format(row.uid))
        nobodys = client.get(address.format(uuid4()))
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert text_of(theirs).replace(str(row.uid), "") == text_of(nobodys).replace(str(row.uid), "")
    assert client.post(f"/learn/{row.uid}/{key}/").status_code == 404
    assert client.post(f"/learn/{row.uid}/{key}/draft/").status_code == 404


def test_who_is_on_an_open_programme_is_led_to_it(as_user: Any, db: None) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    client = as_user(user)
    join_another(user, 1)
    programmes.make_programme("Open 2", open_to_all=True)
    (row,) = Enrolment.objects.unscoped(reason="a test").select_related("programme")

    page = text_of(client.get("/learn/join/"))
    again = client.get(f"/learn/join/{row.programme.translation_key}/", follow=True)

    assert (
        f'<a href="/learn/{row.uid}/">Open 1</a> <span class="lp-state lp-state--here">Active</span>' in page
    )
    assert page.count('class="lp-state') == 1
    assert again.redirect_chain == [(f"/learn/{row.uid}/", 302)]
    assert "You are on this programme already." in text_of(again)


def test_why_says_when_and_where_a_thing_was_met_and_what_is_missing(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")

    page = text_of(as_user(user).get(f"/learn/{row.uid}/why/"))

    assert "Why 16%" in page
    assert "Met on 1 September 2026 at 10:00, on this programme" in page
    assert page.count("Missing") == 4
    assert "One of these two is needed." in page


def test_mail_is_shown_as_it_will_read(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    client = as_user(user)
    lines = client.get("/learn/messages/").context["lines"]
    (line,) = [each for each in lines if each.send.state == "planned"]

    page = text_of(client.get(reverse("leadership_learn:mail", args=[line.send.uid])))

    assert "Meetings that end on time is due on 1 October 2026" in page
    stranger = trusts.make_user()
    trusts.make_person(stranger)
    address = reverse("leadership_learn:mail", args=[line.send.uid])
    assert as_user(stranger).get(address).status_code == 404


def test_a_mail_that_went_is_shown_as_it_went(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client = as_user(user)
    send = coming(Viewer.of_person(row.person_id)).get()
    when = send.planned_for
    sending.queue_due(now=when)
    outbox.drain(clock=lambda: when)
    Person.objects.unscoped(reason="a test").filter(pk=row.person_id).update(given_name="Else")

    page = text_of(client.get(reverse("leadership_learn:mail", args=[send.uid])))

    assert "This is what was sent." in page
    assert "Meetings that end on time is due on 1 October 2026" in page
    assert "Dear Else" not in page


def test_a_mail_that_never_went_shows_no_words(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client = as_user(user)
    send = coming(Viewer.of_person(row.person_id)).get()
    pause(row, user)

    page = text_of(client.get(reverse("leadership_learn:mail", args=[send.uid])))

    assert "No mail was written." in page
    assert "the programme is paused" in page
    assert "Dear" not in page


def test_profile_is_saved(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    client = as_user(user)

    wrong = client.post("/learn/profile/", {"given_name": "", "family_name": "B", "language": "cy"})
    assert wrong.status_code == 422
    given = {"given_name": "Ada", "family_name": "Newname", "gmc_number": "C1234567", "language": "cy"}
    response = client.post("/learn/profile/", given)

    person = person_of(user)
    assert response.status_code == 302
    assert person is not None
    assert (person.family_name, person.gmc_number, person.language) == ("Newname", "1234567", "cy")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.DEFERRED, "Nothing is due while you pause."),
        (State.COMPLETED, "You have finished everything that you were on."),
    ],
)
def test_home_says_where_somebody_stands_who_is_on_nothing(
    world: World, as_user: Any, state: State, sentence: str
) -> None:
    user, row = world.enrolled()
    Enrolment.objects.unscoped(reason="test").filter(pk=row.pk).update(state=state)

    assert as_user(user).get("/learn/").context["sentence"] == sentence


def pause(row: Enrolment, user: Any, *, now: datetime = NOW) -> None:
    defer(trusts.learner_context(user, now=now), enrolment_uid=row.uid)


class TestResuming:
    def test_a_paused_programme_counts_no_date_and_offers_to_go_on(self, world: World, as_user: Any) -> None:
        user, row = world.enrolled()
        client = as_user(user)
        assert "Due 1 October 2026" in text_of(client.get(f"/learn/{row.uid}/"))
        pause(row, user)

        with time_machine.travel(NOW + timedelta(days=60), tick=False):
            client.force_login(user)
            page = text_of(client.get(f"/learn/{row.uid}/"))
            home = text_of(client.get("/learn/"))

        assert "Nothing is due and nothing is sent until it is resumed." in page
        assert "Due 1 October" not in page
        assert "Overdue" not in page
        assert f'href="/learn/{row.uid}/resume/"' in page
        assert f'href="/learn/{row.uid}/resume/"' in home

    def test_looking_changes_nothing_and_the_button_goes_on(self, world: World, as_user: Any) -> None:
        user, row = world.enrolled()
        client = as_user(user)
        pause(row, user)
        later = NOW + timedelta(days=20)
        with time_machine.travel(later, tick=False):
            client.force_login(user)
            shown = client.get(f"/learn/{row.uid}/resume/")
            row.refresh_from_db()
            assert (shown.status_code, row.state) == (200, State.DEFERRED)

            response = client.post(f"/learn/{row.uid}/resume/")

            row.refresh_from_db()
            assert (response.status_code, response.url) == (302, f"/learn/{row.uid}/")
            assert row.state == State.ACTIVE
            page = text_of(client.get(f"/learn/{row.uid}/"))
        assert "You are on the programme again. Its dates are worked out anew." in page
        assert "Due 20 October 2026" in page
        assert "plus 19 days while the programme was paused" in page

    def test_an_active_one_needs_no_resuming(self, world: World, as_user: Any) -> None:
        user, row = world.enrolled()
        client = as_user(user)
        entries = AuditEntry.objects.count()
        for response in (client.get(f"/learn/{row.uid}/resume/"), client.post(f"/learn/{row.uid}/resume/")):
            assert (response.status_code, response.url) == (302, f"/learn/{row.uid}/")
        assert AuditEntry.objects.count() == entries

    def test_one_that_ended_stays_ended(self, world: World, as_user: Any) -> None:
        user, row = world.enrolled()
        withdraw(trusts.learner_context(user), enrolment_uid=row.uid)
        response = as_user(user).post(f"/learn/{row.uid}/resume/")
        row.refresh_from_db()
        assert (response.status_code, row.state) == (409, State.WITHDRAWN)

    def test_nobody_resumes_for_another(self, world: World, as_user: Any) -> None:
        user, row = world.enrolled()
        pause(row, user)
        stranger = trusts.make_user()
        trusts.make_person(stranger)
        client = as_user(stranger)
        assert client.get(f"/learn/{row.uid}/resume/").status_code == 404
        assert client.post(f"/learn/{row.uid}/resume/").status_code == 404
        row.refresh_from_db()
        assert row.state == State.DEFERRED


class TestAbsence:
    away = {"starts_on": "2026-09-10", "ends_on": "2026-09-19", "reason": "sickness"}

    def test_first_press_shows_what_moves_and_writes_nothing(self, world: World, as_user: Any) -> None:
        user, _row = world.enrolled()
        client = as_user(user)

        response = client.post("/learn/absences/", self.away)

        (move,) = response.context["moves"]
        assert (move.before, move.after) == (days_after(30), days_after(40))
        assert len(client.get("/learn/absences/").context["absences"]) == 0

    def test_second_press_records_and_cancelling_moves_back(self, world: World, as_user: Any) -> None:
        user, _row = world.enrolled()
        client = as_user(user)

        client.post("/learn/absences/", {**self.away, "record": "1"})
        page = text_of(client.get("/learn/"))
        assert "30 days after you started on 1 September 2026, plus 10 days of recorded absence" in page
        (absence,) = client.get("/learn/absences/").context["absences"]
        address = reverse("leadership_learn:cancel_absence", args=[absence.uid])
        (move,) = client.get(address).context["moves"]
        assert (move.before, move.after) == (days_after(40), days_after(30))
        client.post(address)

        assert "1 October 2026" in text_of(client.get("/learn/"))
        assert client.get(address).status_code == 404

    def test_wrong_order_is_said_and_written_nowhere(self, world: World, as_user: Any) -> None:
        user, _row = world.enrolled()
        client = as_user(user)

        response = client.post("/learn/absences/", {**self.away, "ends_on": "2026-09-01", "record": "1"})

        assert response.status_code == 422
        assert "The last day cannot be before the first." in text_of(response)
        assert len(client.get("/learn/absences/").context["absences"]) == 0

    @pytest.mark.parametrize(("first", "last"), [("1900-01-01", "2100-12-31"), ("2026-09-10", "2029-09-20")])
    def test_one_without_measure_is_refused_before_it_is_shown(
        self, world: World, as_user: Any, first: str, last: str
    ) -> None:
        user, _row = world.enrolled()
        client = as_user(user)

        response = client.post("/learn/absences/", {**self.away, "starts_on": first, "ends_on": last})

        assert response.status_code == 422
        assert "An absence is at most three years. Record it in parts." in text_of(response)
        assert len(client.get("/learn/absences/").context["absences"]) == 0

    @pytest.mark.parametrize("day", ["1899-12-31", "2101-01-01", "9999-12-31", "0001-01-01"])
    def test_a_day_off_the_calendar_is_refused(self, world: World, as_user: Any, day: str) -> None:
        user, _row = world.enrolled()
        client = as_user(user)

        response = client.post(
            "/learn/absences/", {"starts_on": day, "ends_on": day, "reason": "other", "record": "1"}
        )

        assert response.status_code == 422
        assert "Give a day between 1900 and 2100." in text_of(response)
        assert len(client.get("/learn/absences/").context["absences"]) == 0

    @pytest.mark.parametrize("press", [{}, {"record": "1"}])
    def test_days_of_another_absence_are_refused_and_named(
        self, world: World, as_user: Any, press: dict[str, str]
    ) -> None:
        user, _row = world.enrolled()
        client = as_user(user)
        client.post("/learn/absences/", {**self.away, "record": "1"})

        response = client.post(
            "/learn/absences/",
            {"starts_on": "2026-09-19", "ends_on": "2026-09-25", "reason": "other", **press},
        )

        assert response.status_code == 422
        assert (
            "You have recorded an absence from 10 September 2026 to 19 September 2026 already. "
            "Give days outside it, or cancel that absence first."
        ) in text_of(response)
        assert len(client.get("/learn/absences/").context["absences"]) == 1

    def test_the_action_refuses_them_too(self, world: World, as_user: Any) -> None:
        user, _row = world.enrolled()
        as_user(user).post("/learn/absences/", {**self.away, "record": "1"})
        entries = AuditEntry.objects.count()
        with pytest.raises(Refused) as refused:
            record_absence(
                trusts.learner_context(user),
                starts_on=date(2026, 9, 1),
                ends_on=date(2026, 9, 10),
                reason="other",
            )
        assert refused.value.code == "overlap"
        assert AuditEntry.objects.count() == entries
        assert Absence.objects.unscoped(reason="a test").count() == 1

    def test_what_is_missing_is_named(self, world: World, as_user: Any) -> None:
        user, _row = world.enrolled()

        page = text_of(as_user(user).post("/learn/absences/", {}))

        assert "Fill in “First day away”." in page
        assert "Fill in “Last day away”." in page
        assert "Choose “Reason”." in page

    def test_somebody_elses_is_not_there(self, world: World, as_user: Any) -> None:
        user, _row = world.enrolled()
        client = as_user(user)
        client.post("/learn/absences/", {**self.away, "record": "1"})
        (absence,) = client.get("/learn/absences/").context["absences"]
        stranger = trusts.make_user()
        trusts.make_person(stranger)
        other = as_user(stranger)
        address = reverse("leadership_learn:cancel_absence", args=[absence.uid])

        assert other.get(address).status_code == 404
        assert other.post(address).status_code == 404
        assert len(client.get("/learn/absences/").context["absences"]) == 1
