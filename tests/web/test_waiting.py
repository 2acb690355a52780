"""What a doctor and a lead read of work that waits for its marker, and that was returned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.assignments.test_waiting import PASSED, RETURNED, Story, ready_dated  # noqa: F401 -- a fixture
from tests.factories.courses import World
from tests.factories.work import TITLE
from tests.web.conftest import text_of


@pytest.fixture
def story(ready_dated: World) -> Story:  # noqa: F811 -- the fixture that is imported
    return Story(ready_dated)


HANDED_IN = "Handed in on 20 September 2026, waiting for marking"


def home_of(story: Story, client: Any, day: date, time_machine: Any) -> Any:
    time_machine.move_to(story.on(day), tick=False)
    client.force_login(story.user)
    return client.get(reverse("leadership_learn:home"))


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_home_says_that_it_waits_and_not_that_it_is_late(
    story: Story, client: Any, time_machine: Any
) -> None:
    story.hand_in(date(2026, 9, 20))

    response = home_of(story, client, date(2026, 10, 8), time_machine)

    page = soup(response)
    (heading,) = page.select("h1")
    assert " ".join(heading.text.split()).endswith(
        " Nothing is due. One thing that you handed in waits for its mark."
    )
    assert [each.text for each in page.select("#due ~ h3")] == ["Waiting for somebody else"]
    (row,) = page.select("section[aria-labelledby=due] li")
    assert HANDED_IN in " ".join(row.text.split())
    assert "was due" not in text_of(response)
    # Nothing is left to be done: no card names a next thing.
    assert page.select("#next") == []


def test_home_leads_back_to_what_was_returned(story: Story, client: Any, time_machine: Any) -> None:
    submission = story.hand_in(date(2026, 9, 20))
    story.mark(date(2026, 9, 26), submission, *RETURNED)

    page = soup(home_of(story, client, date(2026, 9, 27), time_machine))

    (link,) = page.select("section[aria-labelledby=returned] a")
    assert (link.text, link["href"]) == (
        TITLE,
        reverse("leadership_learn:activity", args=[story.row.uid, submission.activity_key]),
    )
    assert "10 October 2026" in page.select("section[aria-labelledby=due] li")[0].text

    story.mark(date(2026, 9, 28), story.hand_in(date(2026, 9, 27)), *PASSED)
    page = soup(home_of(story, client, date(2026, 9, 29), time_machine))
    assert page.select("section[aria-labelledby=returned]") == []


def test_lists_of_steps_say_since_when_it_is_handed_in(story: Story, client: Any, time_machine: Any) -> None:
    submission = story.hand_in(date(2026, 9, 20))
    time_machine.move_to(story.on(date(2026, 10, 8)), tick=False)
    client.force_login(story.user)

    programme = soup(client.get(reverse("leadership_learn:programme", args=[story.row.uid])))
    (row,) = programme.select(".lp-rows li")
    assert HANDED_IN in row.text
    assert row.select_one(".lp-state").text == "Handed in"  # type: ignore[union-attr]
    assert "Due 1 October 2026" not in row.text

    address = reverse("leadership_learn:activity", args=[story.row.uid, submission.activity_key])
    steps = [" ".join(each.text.split()) for each in soup(client.get(address)).select(".lp-parts small")]
    assert steps == ["Done · 10 minutes", f"{HANDED_IN} · 10 minutes"]


def test_the_desk_says_since_when_the_markers_have_it(story: Story, client: Any, time_machine: Any) -> None:
    story.hand_in(date(2026, 9, 20))
    time_machine.move_to(story.on(date(2026, 10, 8)), tick=False)
    client.force_login(story.world.lead)

    listed = text_of(client.get(reverse("leadership_trust:enrolments")))
    place = text_of(client.get(reverse("leadership_trust:enrolment", args=[story.row.uid])))

    for page in (listed, place):
        assert "work with the markers since 20 September 2026" in page
        assert "lp-state--late" not in page


def test_marking_is_offered_to_markers_only(story: Story, client: Any, time_machine: Any) -> None:
    link = f'href="{reverse("leadership_learn:marking")}"'
    assert link not in text_of(home_of(story, client, date(2026, 9, 12), time_machine))

    client.force_login(story.marker)
    assert link in text_of(client.get(reverse("leadership_learn:home")))
