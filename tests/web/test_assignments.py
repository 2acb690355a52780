"""Assignments as their doctor, their markers and the sponsor meet them."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from lms.assignments.models import Marker, Marking, Submission, WorkFile
from lms.records.models import Attempt
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.work import REASON, TITLE, a_file, give, hand_in, levels, make_marker, with_assignment
from tests.web.conftest import text_of


@pytest.fixture
def other(world: World) -> World:
    return with_assignment(world)


def address(world: World, row: Any, name: str = "activity", *more: Any) -> str:
    return reverse(f"leadership_learn:{name}", args=[row.uid, world.key(TITLE), *more])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def submissions() -> Any:
    return Submission.objects.unscoped(reason=REASON)


def files() -> Any:
    return WorkFile.objects.unscoped(reason=REASON)


def states(page: BeautifulSoup) -> list[str]:
    return [each.text for each in page.select(".lp-card .lp-state")]


def test_text_and_a_file_are_handed_in_together(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    client = as_user(user)
    page = soup(client.get(address(other, row)))
    assert page.select_one("form[data-draft]")["enctype"] == "multipart/form-data"  # type: ignore[index]
    assert page.select_one("input[type=file]")["accept"] == ".pdf,.docx,.odt,.txt"  # type: ignore[index]

    client.post(address(other, row), {"text": "We began on time.", "files": a_file()})

    submission = submissions().get()
    assert (submission.number, submission.state, submission.words) == (1, "submitted", 4)
    assert submission.attempt_id == Attempt.objects.unscoped(reason=REASON).get().pk
    assert [(each.name, each.submission_id) for each in files()] == [("plan.pdf", submission.pk)]
    page = soup(client.get(address(other, row)))
    assert states(page) == ["Handed in"]
    assert page.select_one("fieldset[disabled] textarea").text == "We began on time."  # type: ignore[union-attr]
    assert page.select("form[data-draft] button[type=submit]") == []


def test_without_scripts_adding_a_file_keeps_what_was_typed(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    client = as_user(user)

    client.post(address(other, row, "add_files"), {"text": "Half a thought.", "files": a_file("a.txt", b"A")})

    page = soup(client.get(address(other, row)))
    assert page.select_one("textarea").text == "Half a thought."  # type: ignore[union-attr]
    (kept,) = files()
    (link,) = page.select("ul.lp-rows a")
    assert (link.text, link["href"]) == ("a.txt", address(other, row, "work_file", kept.uid))
    download = client.get(str(link["href"]))
    assert download["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert b"".join(download.streaming_content) == b"A"

    client.post(address(other, row, "remove_file", kept.uid), {"text": "A whole thought."})
    assert files().count() == 0
    assert soup(client.get(address(other, row))).select_one("textarea").text == "A whole thought."  # type: ignore[union-attr]


def test_a_file_that_is_not_taken_hands_nothing_in_and_loses_nothing(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    wrong = a_file("plan.pdf", b"\x7fELF\x00")

    response = as_user(user).post(address(other, row), {"text": "We began on time.", "files": wrong})

    page = soup(response)
    assert response.status_code == 422
    assert page.select_one("textarea").text == "We began on time."  # type: ignore[union-attr]
    said = "“plan.pdf” is none of the files taken here: pdf, docx, odt, txt. Its name does not count."
    assert [(each["href"], each.text) for each in page.select(".nhsuk-error-summary a")] == [
        ("#answer-files", said)
    ]
    assert (submissions().count(), files().count()) == (0, 0)


def test_what_is_missing_is_said_and_the_text_stays(other: World, as_user: Any) -> None:
    user, row = other.enrolled()

    response = as_user(user).post(address(other, row), {"text": " "})

    assert response.status_code == 422
    assert [each["href"] for each in soup(response).select(".nhsuk-error-summary a")] == ["#answer-text"]
    assert submissions().count() == 0


def test_the_doctor_reads_what_the_markers_say_once_it_is_marked(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    submission = hand_in(other, user, row)
    client = as_user(user)
    marker = make_marker(other)
    give(other, marker, submission, 0, 1, feedback="Say what follows.")

    response = client.get(address(other, row))

    assert states(soup(response)) == ["Returned for changes"]
    text = text_of(response)
    assert "5 of 20 points" in text
    assert "Say what follows." in text
    assert soup(response).select_one("textarea:not([disabled])").text == "We began on time."  # type: ignore[union-attr]
    client.post(address(other, row), {"text": "We began and ended on time."})
    assert [(each.number, each.state) for each in submissions()] == [(1, "returned"), (2, "submitted")]


def test_marks_that_are_not_given_yet_are_not_there(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    submission = hand_in(other, user, row)
    marker = make_marker(other)
    as_user(marker).post(reverse("leadership_learn:start_marking", args=[submission.uid]))
    draft = {f"level-{key}": level for key, level in levels(submission, 2, 2).items()}
    as_user(marker).post(
        reverse("leadership_learn:save_marking", args=[submission.uid]), {**draft, "feedback": "Secret."}
    )

    response = as_user(user).get(address(other, row))

    assert states(soup(response)) == ["Being marked"]
    assert "Secret." not in text_of(response)


# Markers


def test_a_marker_goes_from_the_list_to_the_marks(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    submission = hand_in(other, user, row)
    client = as_user(make_marker(other))
    here = reverse("leadership_learn:mark", args=[submission.uid])

    queue = client.get(reverse("leadership_learn:marking"))
    assert [each["href"] for each in soup(queue).select("table a")] == [here]
    assert "1 piece of work waits for a marker." in text_of(queue)
    page = soup(client.get(here))
    (button,) = page.select("main form[method=post] button")
    assert button.text == "Start marking"
    client.post(reverse("leadership_learn:start_marking", args=[submission.uid]))

    chosen = {f"level-{key}": level for key, level in levels(submission, 1, 2).items()}
    one = dict(list(chosen.items())[:1])
    response = client.post(here, {**one, "feedback": "So far."})
    assert response.status_code == 422
    page = soup(response)
    assert [each.text for each in page.select(".nhsuk-error-summary a")] == ["Effect: Choose a level."]
    assert page.select_one("textarea").text == "So far."  # type: ignore[union-attr]
    assert len(page.select("input[checked]")) == 1

    saved = client.post(
        reverse("leadership_learn:save_marking", args=[submission.uid]),
        {**chosen, "feedback": "Nearly."},
        headers={"Accept": "application/json"},
    )
    assert saved.json()["message"] == "Saved 10:00"
    client.post(here, {**chosen, "feedback": "Clear aim."})
    submission.refresh_from_db()
    assert (submission.state, submission.points) == ("passed", 15)
    done = client.get(reverse("leadership_learn:marking") + "?show=done")
    assert [each["href"] for each in soup(done).select("table a")] == [here]
    assert "Clear aim." in text_of(client.get(here))


def test_an_unknown_marker_finds_nothing(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    submission = hand_in(other, user, row)
    client = as_user(user)

    assert client.get(reverse("leadership_learn:marking")).status_code == 404
    assert client.get(reverse("leadership_learn:mark", args=[submission.uid])).status_code == 404


def test_only_markers_of_it_have_its_files(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    as_user(user).post(address(other, row), {"text": "With a plan.", "files": a_file()})
    file = reverse("leadership_learn:marked_file", args=[submissions().get().uid, files().get().uid])

    assert as_user(make_marker(other)).get(file)["Content-Type"] == "application/pdf"
    assert as_user(other.lead).get(file).status_code == 404
    assert as_user(user).get(file).status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    other: World, as_user: Any, django_assert_num_queries: Any
) -> None:
    client = as_user(make_marker(other))
    for number in range(3):
        user, row = other.enrolled(f"doctor{number}@mail.example")
        hand_in(other, user, row)
        if number in (0, 2):
            with django_assert_num_queries(9):
                page = soup(client.get(reverse("leadership_learn:marking")))
            assert len(page.select("tbody tr")) == number + 1


# The sponsor


def test_a_lead_appoints_and_ends_markers(other: World, as_user: Any) -> None:
    other.enrolled("own@mail.example")
    client = as_user(other.lead)
    here = reverse("leadership_trust:markers")
    form = {"place": str(other.contract.uid), "email": "nobody@mail.example"}

    response = client.post(here, form)
    assert response.status_code == 422
    assert "Nobody at Riverside (invented) has an account here with this address." in text_of(response)
    client.post(here, {**form, "email": "own@mail.example"})

    marker = Marker.objects.unscoped(reason=REASON).get()
    assert (marker.organisation_id, marker.ends_on) == (other.trust.pk, None)
    assert "Ada Imagined" in text_of(client.get(here)) or "Given0" in text_of(client.get(here))
    client.post(reverse("leadership_trust:end_marker", args=[marker.uid]))
    marker.refresh_from_db()
    assert marker.ends_on == trusts.TODAY


def test_the_desk_shows_the_outcome_and_no_word_of_it(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    submission = hand_in(other, user, row, "Private words of mine.")
    give(other, make_marker(other), submission, 2, 2, feedback="Private praise.")

    response = as_user(other.lead).get(reverse("leadership_trust:enrolment", args=[row.uid]))

    text = text_of(response)
    assert f"{TITLE}" in text
    assert "passed" in text.lower()
    assert "20 of 20 points" in text
    assert "Private" not in text
    assert Marking.objects.unscoped(reason=REASON).count() == 1
