"""The Studio's page about people in flight."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from kernel import clock, outbox
from kernel.models import OutboxMessage
from lms.amendments.actions import TELL_TOPIC
from lms.amendments.presenters import few
from programmes.models import Programme
from tests.amendments.test_moving import carry_on, drop_first, grow, held, move
from tests.factories.courses import World
from tests.factories.programmes import make_programme
from tests.programmes.conftest import make_designer
from tests.programmes.forms import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def world(roomy_world: World) -> World:
    return roomy_world


@pytest.fixture
def studio(client: Client) -> Client:
    client.force_login(make_designer())  # type: ignore[arg-type]
    return client


def address(world: World) -> str:
    return f"/admin/studio/people/{world.programme.pk}/"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_few_people_are_not_counted_out(count: int, said: str) -> None:
    assert few(count) == said


def test_before_publishing_it_says_what_would_happen(world: World, studio: Client) -> None:
    rows = [world.enrolled(f"doctor{number}@mail.example") for number in range(5)]
    world.finish(*rows[0], "Why meetings fail")
    programme = Programme.objects.get(pk=world.programme.pk)
    del programme.tree["root"]["children"][0]
    programme.save_revision()

    page = words(studio.get(address(world)))
    assert "What would publishing your draft mean for them?" in page
    page = words(studio.get(f"{address(world)}?draft"))
    assert "This is what publishing your draft would mean for people in flight: 5 in all." in page
    assert "Structure 2" in page
    assert "<td>fewer than 5</td>" in page
    assert 'type="checkbox"' not in page
    assert held(rows[0][1]).version.number == 1


def test_whom_one_chooses_is_moved(world: World, studio: Client) -> None:
    _user, row = world.enrolled()
    version = grow(world)
    assert "Nobody was moved: choose whom" in words(studio.post(address(world), {"act": "move"}, follow=True))
    answer = studio.post(address(world), {"act": "move", "group": f"{world.trust.pk}:"}, follow=True)
    assert "They are being moved." in words(answer)
    carry_on()
    assert held(row).version_id == version.pk
    assert "Nobody: all are on the latest version, or have finished." in words(studio.get(address(world)))


def test_a_case_is_decided_without_a_name(world: World, studio: Client) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")
    version = drop_first(world)
    studio.post(address(world), {"act": "move", "group": f"{world.trust.pk}:"})
    carry_on()
    page = words(studio.get(address(world)))
    assert "Person 1, Riverside (invented)" in page
    assert "has begun something that the new version does not hold: “Meetings that end on time”" in page
    assert row.person.family_name not in page
    case = page.split('name="case" value="')[1].split('"')[0]
    studio.post(address(world), {"act": "decide", "case": case, "choice": "move"})
    assert held(row).version_id == version.pk


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"act": "delete"},
        {"act": "move", "group": "x"},
        {"act": "take_back", "run": "x"},
        {"act": "decide", "case": "5f0b0c52-6f6c-4a54-9f9d-0d6b8a9f1c01", "choice": "move"},
        {"act": "equate", "old": "x", "new": "y"},
    ],
)
def test_what_nobody_offered_is_refused(world: World, studio: Client, given: dict[str, str]) -> None:
    assert studio.post(address(world), given).status_code == 404


def test_who_may_not_publish_sees_nothing(world: World, client: Client) -> None:
    client.force_login(world.lead)
    assert client.get(address(world)).status_code in {302, 403, 404}


@pytest.mark.parametrize("count", [1, 3])
def test_cost_does_not_grow(world: World, studio: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        world.enrolled(f"doctor{number}@mail.example")
    grow(world)
    studio.get(address(world))
    with django_assert_num_queries(34):
        studio.get(address(world))


def test_of_many_people_it_says_what_is_known_and_the_rest_by_group(
    world: World, studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [world.enrolled(f"doctor{number}@mail.example") for number in range(5)]
    world.finish(*rows[0], "Text one")
    version = grow(world)
    monkeypatch.setattr("lms.amendments.page.AT_ONCE", 4)
    page = words(studio.get(address(world)))
    assert "There are too many people to work out for all at once what a move would do" in page
    assert "<td>5</td> <td>10%</td> <td>0</td>" in page
    assert "Would be asked for more" not in page
    studio.post(address(world), {"act": "move", "group": f"{world.trust.pk}:"})
    carry_on()
    assert held(rows[4][1]).version_id == version.pk


def test_who_publishes_is_told_of_those_on_earlier_versions(world: World, studio: Client) -> None:
    told = "They stay there, with all they have done, until you move them."
    programme = Programme.objects.get(pk=world.programme.pk)
    for number in range(6):
        world.enrolled(f"doctor{number}@mail.example")
    grow(world)
    page = words(studio.get(post(studio, programme, "publish").url))
    assert f"People on earlier versions: 6. {told}" in page
    assert "See what version 2 means for them" in page
    assert f'href="{address(world)}"' in page

    assert told not in words(studio.get(post(studio, make_programme("Nobody is on it"), "publish").url))


# What doctors and leads read


def test_a_doctor_reads_what_changed(world: World, client: Client) -> None:
    user, row = world.enrolled()
    client.force_login(user)
    programme, changes = f"/learn/{row.uid}/", f"/learn/{row.uid}/changes/"
    assert "and you were moved to the newer version" not in words(client.get(programme))
    assert "Nothing has changed for you" in words(client.get(changes))
    assert "moved" not in words(client.get("/learn/"))
    move(drop_first(world), world, now=clock.now())
    assert "and you were moved to the newer version." in words(client.get(programme))
    assert f'href="{changes}"' in client.get("/learn/").content.decode()
    page = words(client.get(changes))
    assert "All that you have done stays done." in page
    assert (
        '<h2 class="nhsuk-heading-m">New</h2> <ul class="nhsuk-list nhsuk-list--bullet"><li>Instead</li>'
        in page
    )
    assert "No longer asked for" in page
    assert "Meetings that end on time" in page


def test_another_doctor_reads_nothing(world: World, client: Client) -> None:
    _user, row = world.enrolled()
    move(grow(world), world, now=clock.now())
    other, _row = world.enrolled("other@mail.example")
    client.force_login(other)
    assert client.get(f"/learn/{row.uid}/changes/").status_code == 404


def test_a_lead_is_told_once(world: World, client: Client) -> None:
    for number in range(3):
        world.enrolled(f"doctor{number}@mail.example")
    move(grow(world), world, now=clock.now())
    mail.outbox.clear()
    (message,) = OutboxMessage.objects.filter(topic=TELL_TOPIC)
    outbox.handle(message, clock=clock.now)
    (sent,) = mail.outbox
    assert sent.to == [world.lead.email]
    assert "3 of your doctors on “Leading a team” were moved to version 2." in sent.body
    client.force_login(world.lead)
    assert "3 of your doctors on “Leading a team” were moved to version 2, last on" in words(
        client.get("/trust/")
    )
