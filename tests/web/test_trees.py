"""Programmes as trees on the pages of doctors and trusts: groups, points, what is closed and why, credits."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions import enrolment as enrolling
from lms.actions import learning as acting
from lms.actions import recognition
from lms.actions.base import Context
from lms.actions.errors import Refused
from lms.calendar.models import DueDate
from lms.enrolment.models import Enrolment
from lms.people.models import StagePeriod
from lms.records.models import Attempt, LearningFact
from lms.reminders.models import PlannedSend
from lms.reminders.services import openness
from lms.web.selectors.outline import outline_of
from programmes.models import Programme
from programmes.services.authoring import GroupData, module_item
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.trees import activity_of, make_gated, make_large
from tests.factories.trusts import NOW, TODAY, learner_context
from tests.ready import ready
from tests.web.conftest import text_of

pytestmark = pytest.mark.django_db

REASON = "asserting in a test"


def joined(programme: Programme, *, stage: str = "") -> tuple[Any, Enrolment]:
    user = trusts.make_user()
    person = trusts.make_person(user)
    if stage:
        StagePeriod.objects.create(person=person, stage=stage, starts_on=TODAY)
    return user, enrolling.join_programme(learner_context(user), programme_uid=programme.translation_key)


def make_gated_world() -> tuple[Programme, Any, Enrolment]:
    programme = make_gated()
    return (programme, *joined(programme))


ready_gated = ready("ready_gated", make_gated_world)


@pytest.fixture
def gated(ready_gated: tuple[Programme, Any, Enrolment]) -> tuple[Programme, Any, Enrolment]:
    return ready_gated


def finish(user: Any, row: Enrolment, *titles: str, days: int = 0, **answers: Any) -> None:
    for title in titles:
        acting.complete_activity(
            learner_context(user, now=NOW + timedelta(days=days)),
            enrolment_uid=row.uid,
            activity_key=activity(row, title),
            answers=answers,
        )


def activity(row: Enrolment, title: str) -> uuid.UUID:
    return activity_of(row.version, title).key


def rows_of(model: Any) -> Any:
    return model.objects.unscoped(reason=REASON)


class TestProgrammePage:
    def test_groups_points_and_what_is_closed_are_said(self, gated: Any, as_user: Any) -> None:
        _programme, user, row = gated

        page = text_of(as_user(user).get(f"/learn/{row.uid}/"))

        for words in (
            "Two of these three are needed.",
            "At least 6 points are needed.",
            "0 of 6 points",
            "0 of 2.5 credits recorded · 3 points",
            "Opens after “Practice”.",
            "Opens on 1 March 2027.",
            "Opens after “First”.",
            "· optional",
            "· elective",
        ):
            assert words in page, words
        assert "Consultants" not in page
        assert page.count("Locked</span>") == 4
        assert page.count("Not open yet</span>") == 1
        for title, linked in (("First", True), ("Change", False), ("Spring", False), ("After", False)):
            assert (f">{title}</a>" in page) is linked, title

    def test_a_group_opens_days_after_what_it_needs(self, gated: Any, as_user: Any) -> None:
        _programme, user, row = gated
        finish(user, row, "Read ward one", "Read ward three")

        page = text_of(as_user(user).get(f"/learn/{row.uid}/"))

        assert "2 of 2 done" in page
        assert page.count("Opens on 8 September 2026.") == 1

    def test_a_part_for_a_stage_is_there_for_that_stage(self, gated: Any, as_user: Any) -> None:
        programme, _user, _row = gated
        consultant, theirs = joined(programme, stage="continuing")

        assert theirs.stage == "continuing"
        assert ">Consultants</a>" in text_of(as_user(consultant).get(f"/learn/{theirs.uid}/"))
        dates = rows_of(DueDate).filter(requirement__title="Consultants")
        assert [due.enrolment_id for due in dates] == [theirs.pk]

    def test_the_stage_stays_as_it_was_when_they_joined(self, gated: Any, as_user: Any) -> None:
        programme, _user, _row = gated
        user, row = joined(programme, stage="postgraduate")
        rows_of(StagePeriod).filter(person=row.person_id).update(stage="continuing")

        assert "Consultants" not in text_of(as_user(user).get(f"/learn/{row.uid}/"))

    def test_the_next_step_skips_what_is_closed(self, gated: Any, as_user: Any) -> None:
        _programme, user, row = gated
        finish(user, row, "Read first", "Read ward one", "Read ward two")

        home = as_user(user).get("/learn/")

        assert home.context["next"].step.activity.title == "What went well"
        spring = home.context["groups"].later[-1]
        assert (spring.title, spring.closed) == ("Spring", "Opens on 1 March 2027.")
        assert "Opens on 1 March 2027." in text_of(home)


class TestLockedActivity:
    def test_the_page_says_when_and_why_and_leads_to_what_comes_first(self, gated: Any, as_user: Any) -> None:
        _programme, user, row = gated
        client = as_user(user)

        after = text_of(client.get(f"/learn/{row.uid}/{activity(row, 'What went well')}/"))
        spring = text_of(client.get(f"/learn/{row.uid}/{activity(row, 'Read spring')}/"))

        assert "Opens after “First”." in after
        assert f'href="/learn/{row.uid}/{activity(row, "Read first")}/">First</a>' in after.replace(
            ' lang="en-gb"', ""
        )
        assert "Opens on 1 March 2027." in spring
        assert "Mark as done" not in spring
        assert "<textarea" not in after

    @pytest.mark.parametrize("act", [acting.save_draft, acting.complete_activity])
    def test_what_is_closed_is_refused_with_the_reason(self, gated: Any, act: Any) -> None:
        _programme, user, row = gated
        given = {"state" if act is acting.save_draft else "answers": {"text": "Too early."}}

        with pytest.raises(Refused) as refused:
            act(
                learner_context(user),
                enrolment_uid=row.uid,
                activity_key=activity(row, "What went well"),
                **given,
            )

        assert (refused.value.code, refused.value.mend) == ("closed", "Opens after “First”.")
        assert not rows_of(Attempt).exists()
        assert not rows_of(LearningFact).exists()

    def test_it_opens_on_its_day(self, gated: Any) -> None:
        _programme, user, row = gated
        opens = (date(2027, 3, 1) - TODAY).days

        with pytest.raises(Refused):
            finish(user, row, "Read spring", days=opens - 1)
        finish(user, row, "Read spring", days=opens)

        assert rows_of(LearningFact).count() == 1

    def test_what_was_typed_in_a_page_that_was_open_comes_back(self, gated: Any, as_user: Any) -> None:
        _programme, user, row = gated
        address = f"/learn/{row.uid}/{activity(row, 'What went well')}/"

        for tail in ("", "draft/"):
            response = as_user(user).post(f"{address}{tail}", {"text": "My own words."})
            assert response.status_code == 409
            page = text_of(response)
            assert "My own words.</textarea>" in page
            assert "Opens after “First”." in page
        sent = as_user(user).post(f"{address}draft/", {"text": "x"}, headers={"accept": "application/json"})
        assert (sent.status_code, sent.json()["code"]) == (409, "closed")
        assert not rows_of(Attempt).exists()


class TestCredits:
    def test_recording_listing_and_taking_back(self, gated: Any, as_user: Any) -> None:
        _programme, user, row = gated
        client, address = as_user(user), f"/learn/{row.uid}/credits/"
        first = client.get(address)
        assert "0 credits recorded; the programme asks for 2.5 credits." in text_of(first)
        given = {"credits": "1.25", "on": "2026-09-01", "what": "A conference", "key": first.context["key"]}

        done = client.post(address, given, follow=True)
        client.post(address, given)

        page = text_of(done)
        assert "Recorded: 1.25 credits." in page
        assert "1.25 credits recorded; the programme asks for 2.5 credits." in page
        fact = rows_of(LearningFact).get()
        back = f"{address}{fact.uid}/back/"
        assert "A conference" in text_of(client.get(back))
        assert rows_of(LearningFact).count() == 1
        taken = text_of(client.post(back, follow=True))
        assert "No credits are recorded yet." in taken
        record = text_of(client.get("/learn/record/"))
        assert "credits recorded: 1.25 credits" in record
        assert "A conference" in record

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"credits": "1.1"}, "Give credits in quarters, such as 0.25, 1.5 or 2."),
            ({"credits": "much"}, "Give credits in quarters, such as 0.25, 1.5 or 2."),
            ({"on": "2026-09-02"}, "from 1 September 2026 to 1 September 2026"),
            ({"what": ""}, "Fill in “What it was”."),
        ],
    )
    def test_a_mistake_is_said_beside_its_field(
        self, gated: Any, as_user: Any, given: dict[str, str], message: str
    ) -> None:
        _programme, user, row = gated
        sent = {"credits": "1", "on": "2026-09-01", "what": "A conference", **given}

        response = as_user(user).post(f"/learn/{row.uid}/credits/", sent)

        assert response.status_code == 422
        assert list(response.context["form"].errors) == list(given)
        assert message in text_of(response)
        assert not rows_of(LearningFact).exists()

    def test_a_programme_without_credits_has_no_such_page(self, as_user: Any) -> None:
        user, row = joined(programmes.make_programme(open_to_all=True))

        assert as_user(user).get(f"/learn/{row.uid}/credits/").status_code == 404


def test_why_tells_points_credits_and_recognition(gated: Any, as_user: Any) -> None:
    _programme, user, row = gated
    client = as_user(user)
    finish(user, row, "Read ward one")
    sent = {"credits": "1.5", "on": "2026-09-01", "what": "A conference"}
    client.post(f"/learn/{row.uid}/credits/", sent)
    recognised(row, "A course elsewhere")

    page = text_of(client.get(f"/learn/{row.uid}/why/"))

    for words in (
        "1 of 2 done",
        "2 of 6 points",
        "1.5 of 2.5 credits recorded",
        "1.5 credits, 1 September 2026",
        "A conference",
        "Earlier learning of 1 March 2025 was recognised for it.",
        "The same content.",
        "Certificate 12",
        "<dd>1 September 2026, Lea Leader</dd>",
    ):
        assert words in page, words


def recognised(row: Enrolment, title: str) -> LearningFact:
    lead = trusts.make_user()
    trusts.make_person(lead, given_name="Lea", family_name="Leader")
    context = Context(Actor.user(lead.pk), Viewer.system("a test"), NOW)
    return recognition.recognise(
        context,
        enrolment_uid=row.uid,
        requirement_key=row.version.requirements.get(title=title).key,
        on=date(2025, 3, 1),
        reason="The same content.",
        evidence="Certificate 12",
    )


class TestDesk:
    def test_recognising_is_shown_before_it_is_done_and_can_be_taken_back(
        self, world: World, as_user: Any
    ) -> None:
        _user, row = world.enrolled()
        client, address = as_user(world.lead), f"/trust/enrolments/{row.uid}/"
        given = {
            "requirement": str(world.node("Foundations")),
            "on": "2025-03-01",
            "reason": "The same content.",
            "evidence": "Certificate 12",
        }
        assert "Recognise earlier learning" in text_of(client.get(address))
        choices = client.get(f"{address}recognise/").context["form"].fields["requirement"].choices
        assert [label.replace("\u2003", "> ") for _key, label in choices] == [
            "Foundations",
            "> Meetings that end on time",
            "Choose one",
            "> Choice one",
            "> Choice two",
        ]

        check = text_of(client.post(f"{address}recognise/", given))
        assert "“Foundations” counts as done, and progress goes from 0% to 50%." in check
        assert not rows_of(LearningFact).exists()
        done = text_of(client.post(f"{address}recognise/", {**given, "confirm": "1"}, follow=True))

        assert "Earlier learning recognised" in done
        assert "Certificate 12" in done
        back = f"{address}recognised/{rows_of(LearningFact).get().uid}/back/"
        empty = client.post(back, {"reason": ""})
        assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["reason"])
        undone = text_of(client.post(back, {"reason": "The wrong doctor"}, follow=True))
        assert "Taken back. What it stood for is to be done again." in undone
        assert "Earlier learning recognised" not in undone
        assert client.get(back).status_code == 404

    def test_a_mistake_keeps_what_was_typed(self, world: World, as_user: Any) -> None:
        _user, row = world.enrolled()
        given = {
            "requirement": str(world.node("Choice one")),
            "on": "2026-09-02",
            "reason": "Same",
            "evidence": "C",
        }

        response = as_user(world.lead).post(
            f"/trust/enrolments/{row.uid}/recognise/", {**given, "confirm": "1"}
        )

        assert (response.status_code, list(response.context["form"].errors)) == (422, ["on"])
        assert 'value="Same"' in text_of(response)

    def test_another_trust_finds_nothing_there(self, world: World, as_user: Any) -> None:
        _user, row = world.enrolled()
        stranger = as_user(make_world("Elsewhere (invented)").lead)
        for tail in ("recognise/", f"recognised/{uuid.uuid4()}/back/"):
            assert stranger.get(f"/trust/enrolments/{row.uid}/{tail}").status_code == 404


class TestReminders:
    def test_none_goes_about_what_is_closed(self, gated: Any) -> None:
        _programme, user, row = gated
        sends = rows_of(PlannedSend).select_related("due_date__requirement", "due_date__enrolment__version")
        send = sends.get(due_date__requirement__title="After")

        assert openness.why_not(send, now=NOW) == "not_open"
        finish(user, row, "Read first")
        assert openness.why_not(send, now=NOW) is None

    def test_a_nudge_goes_while_something_is_open(self) -> None:
        later = programmes.make_programme(
            parts=[
                GroupData(
                    title="Spring",
                    opens={"on": "2027-03-01"},
                    children=(module_item(programmes.make_module()),),
                )
            ],
            open_to_all=True,
        )
        _user, row = joined(later)
        nudge = PlannedSend(rule="inactive", enrolment=row, recipient=row.person)

        assert openness.why_not(nudge, now=NOW) == "not_open"
        assert openness.why_not(nudge, now=NOW + timedelta(days=181)) is None


@pytest.mark.parametrize("size", [1, 3, 400])
def test_pages_cost_the_same_whatever_the_size(
    size: int, as_user: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = make_large(size)
    user, row = joined(version.programme)
    assert row.version_id == version.pk
    client = as_user(user)
    outline_of(version)
    client.get("/learn/competences/")

    with django_assert_num_queries(8):
        home = client.get("/learn/")
    with django_assert_num_queries(8):
        page = client.get(f"/learn/{row.uid}/")

    assert home.context["next"].step.activity.title == "Read Module 0"
    assert page.content.count(b"lp-rows__main") == size
