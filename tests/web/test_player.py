"""The player: handing in, drafts, doing it twice, and where it sends people."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from lms.records.models import Attempt, LearningFact
from lms.reminders.services.planning import promises_nudges
from tests.factories.courses import World, right_answers
from tests.web.conftest import text_of


def address(world: World, row: Any, title: str) -> str:
    return reverse("leadership_learn:activity", args=[row.uid, world.key(title)])


def facts() -> Any:
    return LearningFact.objects.unscoped(reason="a test")


def test_opening_a_page_writes_nothing(world: World, as_user: Any) -> None:
    user, row = world.enrolled()

    as_user(user).get(address(world, row, "Why meetings fail"))

    assert facts().count() == 0
    assert Attempt.objects.unscoped(reason="a test").count() == 0


def test_reading_is_marked_and_says_what_changed(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    here = address(world, row, "Why meetings fail")
    client = as_user(user)

    response = client.post(here)

    assert (response.status_code, response.url) == (302, here)
    page = text_of(client.get(here))
    assert "“Why meetings fail” is done. You are at 16% of the programme now." in page
    assert "It is in your record." in page
    assert "Mark as read" not in page


@pytest.mark.parametrize(("title", "queries"), [("Why meetings fail", 11), ("Check yourself", 12)])
def test_handing_in_reads_no_page(
    world: World, as_user: Any, django_assert_num_queries: Any, title: str, queries: int
) -> None:
    """Two of them are the savepoint that an action's transaction is inside that of a test."""
    user, row = world.enrolled()
    here = address(world, row, title)
    client = as_user(user)
    client.get(here)
    promises_nudges(row.version_id)
    activity = world.activity(title)
    answers = right_answers(activity) if activity.kind == "quiz" else {}

    with django_assert_num_queries(queries):
        assert client.post(here, answers).status_code == 302

    assert facts().count() == 1


def test_doing_it_twice_makes_one_fact(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    here = address(world, row, "Why meetings fail")
    client = as_user(user)

    client.post(here)
    client.get(here)
    client.post(here)

    assert facts().count() == 1
    assert "This was recorded before; nothing was changed." in text_of(client.get(here))


def test_missing_answers_come_back_with_what_was_chosen(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    answers = right_answers(world.activity("Check yourself"))
    (first, chosen), *_ = answers.items()

    response = as_user(user).post(address(world, row, "Check yourself"), {first: chosen})

    page = text_of(response)
    assert response.status_code == 422
    assert "There is a problem" in page
    assert "Choose one or more answers." in page
    assert page.count(" checked") == 1
    assert facts().count() == 0


def test_failed_quiz_can_be_tried_again(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    here = address(world, row, "Check yourself")
    questions = world.activity("Check yourself").scoring["questions"]
    wrong = {f"question-{q['id']}": [o for o in q["options"] if o not in q["correct"]][:1] for q in questions}
    client = as_user(user)

    client.post(here, wrong)
    page = text_of(client.get(here))
    assert "0 of 2 right." in page
    assert "Check my answers" in page
    client.post(here, right_answers(world.activity("Check yourself")))

    assert "2 of 2 right." in text_of(client.get(here))
    assert [fact.verb for fact in facts().order_by("pk")] == ["scored", "completed"]


def test_draft_is_kept_and_said(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    here = address(world, row, "Your last meeting")
    client = as_user(user)

    by_button = client.post(f"{here}draft/", {"text": "Half a thought"})
    page = text_of(client.get(here))
    by_script = client.post(f"{here}draft/", {"text": "A thought"}, headers={"Accept": "application/json"})

    assert (by_button.status_code, by_button.url) == (302, here)
    assert "Saved 10:00" in page
    assert "Half a thought</textarea>" in page
    attempt = Attempt.objects.unscoped(reason="a test").get()
    assert by_script.json() == {"message": "Saved 10:00", "seen": attempt.stamp}
    assert attempt.state == {"text": "A thought"}
    assert facts().count() == 0


def test_drafts_are_not_read_by_get(world: World, as_user: Any) -> None:
    user, row = world.enrolled()

    response = as_user(user).get(f"{address(world, row, 'Your last meeting')}draft/")

    assert response.status_code == 405


@pytest.mark.parametrize("done", [False, True])
def test_leads_to_the_next_activity(world: World, as_user: Any, done: bool) -> None:
    user, row = world.enrolled()
    if done:
        world.finish(user, row, "Why meetings fail")

    page = text_of(as_user(user).get(address(world, row, "Why meetings fail")))

    assert "Next: Check yourself" in page
    assert ('<a class="nhsuk-button"' in page) is done
    assert ("Go on with “Check yourself”" in page) is done


def test_activity_of_another_programme_is_not_there(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    other = World(world.trust, world.lead, _another_programme(), world.contract)
    here = reverse("leadership_learn:activity", args=[row.uid, other.key("Elsewhere")])
    client = as_user(user)

    assert client.get(here).status_code == 404
    assert client.post(here).status_code == 404
    assert facts().count() == 0


def _another_programme() -> Any:
    from tests.factories import programmes  # noqa: PLC0415 -- only here

    module = programmes.make_module(activities=[programmes.a_reading("Elsewhere")])
    return programmes.make_programme(modules=[module])


def test_invitation_has_to_be_answered_first(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    (invited,) = world.invite("another@mail.example")

    assert as_user(user).get(address(world, invited, "Why meetings fail")).status_code == 404


def test_posting_needs_the_token(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client = as_user(user, enforce_csrf_checks=True)

    response = client.post(address(world, row, "Why meetings fail"))

    assert response.status_code == 403
    assert "Please try again" in text_of(response)
    assert facts().count() == 0
