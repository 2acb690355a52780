"""An invitation opened from its mail, by whoever may hold the link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.tokens import make_token
from lms.people.models import Person
from lms.people.selectors import person_of
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

EMAIL = "new.doctor@trust.example"
WORDS = "three unusual words"


def invited(world: World) -> tuple[Enrolment, str]:
    (row,) = world.invite(EMAIL)
    return row, f"/learn/invitations/{make_token(row.uid)}/"


def state_of(row: Enrolment) -> str:
    row.refresh_from_db()
    return row.state


def test_opening_shows_everything_and_changes_nothing(world: World, client: Client) -> None:
    row, link = invited(world)

    page = text_of(client.get(link))

    assert "You are invited to “Leading a team”" in page
    assert "Riverside (invented)" in page
    assert "until 22 September 2026" in page
    assert f"<dd>{EMAIL}</dd>" in page
    assert "Never your reflections, drafts or answers" in page
    assert state_of(row) == State.INVITED
    assert not get_user_model().objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(
    ("days", "said"), [(-3, "which started on"), (0, "which started on"), (3, "which starts on")]
)
def test_the_cohort_has_begun_or_will(world: World, client: Client, days: int, said: str) -> None:
    row, link = invited(world)
    start = NOW.date() + timedelta(days=days)
    row.cohort = trusts.make_cohort(world.contract, starts_on=start)
    row.save(update_fields=["cohort"])

    assert said in text_of(client.get(link))


def test_accepting_makes_the_account_and_signs_in(world: World, client: Client) -> None:
    row, link = invited(world)

    response = client.post(f"{link}accept/", {"password": WORDS})

    assert (response.status_code, response.url) == (302, "/learn/")
    user = get_user_model().objects.get(email=EMAIL)
    assert user.check_password(WORDS)
    assert EmailAddress.objects.get(user=user).verified is True
    assert state_of(row) == State.ACTIVE
    page = text_of(client.get("/learn/"))
    assert "You are on “Leading a team”. Welcome." in page


def test_the_career_stage_of_the_grade_is_said_where_it_is_changed(world: World, client: Client) -> None:
    (row,) = trusts.enrol(world.lead, world.contract, EMAIL, grade="consultant")
    client.post(f"/learn/invitations/{make_token(row.uid)}/accept/", {"password": WORDS})

    page = text_of(client.get("/learn/post/"))
    stages = page.split('id="stages"')[1].split("</section>")[0]
    assert "Continuing practice" in stages
    assert "from 1 September 2026" in stages
    taken = "Taken from the grade that was given when you were enrolled."
    assert taken in stages
    assert "You have not said" not in text_of(client.get("/learn/competences/"))

    client.post("/learn/post/", {"stage": "postgraduate", "grade": "core", "on": "2026-09-01"})

    page = text_of(client.get("/learn/post/"))
    assert "Postgraduate" in page.split('id="stages"')[1].split("</section>")[0]
    assert taken not in page


def test_what_a_stranger_said_of_the_invited_does_not_stay(world: World, client: Client) -> None:
    """Somebody signed up with an address that they could not prove; its owner holds the link."""
    row, link = invited(world)
    squatter = get_user_model().objects.create_user(EMAIL, "a stranger's password")
    trusts.make_person(squatter, given_name="Rude", family_name="Words", gmc_number="7654321")

    client.post(f"{link}accept/", {"password": WORDS})

    owner = get_user_model().objects.get(email=EMAIL)
    person = person_of(owner)
    assert person is not None
    assert (person.pk, person.given_name, person.family_name) == (
        row.person_id,
        row.person.given_name,
        row.person.family_name,
    )
    assert owner.check_password(WORDS)
    assert state_of(row) == State.ACTIVE
    squatter.refresh_from_db()
    assert (squatter.email, squatter.is_active, squatter.has_usable_password()) == (
        f"freed-{squatter.pk}@address.invalid",
        False,
        False,
    )


def test_weak_password_makes_no_account(world: World, client: Client) -> None:
    row, link = invited(world)

    response = client.post(f"{link}accept/", {"password": "password"})

    assert response.status_code == 422
    assert "too common" in text_of(response)
    assert not get_user_model().objects.filter(email=EMAIL).exists()
    assert state_of(row) == State.INVITED


@pytest.mark.parametrize("like", ["email", "given_name", "family_name"])
def test_a_password_like_the_name_or_address_makes_no_account(
    world: World, client: Client, like: str
) -> None:
    row, link = invited(world)
    Person.objects.unscoped(reason="a test").filter(pk=row.person_id).update(
        given_name="Bartholomew", family_name="Featherstone"
    )
    words = {"email": row.invited_as, "given_name": "bartholomew1", "family_name": "featherstone1"}

    response = client.post(f"{link}accept/", {"password": words[like]})

    assert response.status_code == 422
    assert "is too similar to the" in text_of(response)
    assert not get_user_model().objects.filter(email=row.invited_as).exists()
    assert state_of(row) == State.INVITED


def test_who_has_an_account_signs_in_and_comes_back(world: World, client: Client) -> None:
    trusts.make_user(EMAIL)
    row, link = invited(world)

    page = text_of(client.get(link))
    response = client.post(f"{link}accept/", {"password": WORDS})

    assert f"/accounts/login/?next={link.replace(':', '%3A')}" in page
    assert "Choose a password" not in page
    assert response.url == link
    assert state_of(row) == State.INVITED
    assert get_user_model().objects.filter(email=EMAIL).count() == 1


def test_signed_in_with_another_address_adds_the_invited_one(world: World, as_user: Any) -> None:
    user = trusts.make_user("home@mail.example")
    mine = trusts.make_person(user)
    row, link = invited(world)
    client = as_user(user)

    page = text_of(client.get(link))
    client.post(f"{link}accept/")

    assert f"The address {EMAIL} becomes one of your addresses" in page
    assert EmailAddress.objects.get(user=user, email=EMAIL).verified is True
    assert state_of(row) == State.ACTIVE
    assert row.person_id == mine.pk
    assert person_of(user) == mine


def test_declining_needs_no_account(world: World, client: Client) -> None:
    row, link = invited(world)

    response = client.post(f"{link}decline/")
    again = client.post(f"{link}decline/")

    assert "Thank you" in text_of(response)
    assert again.status_code == 200
    assert state_of(row) == State.DECLINED


def test_answers_are_given_by_post_only(world: World, client: Client) -> None:
    row, link = invited(world)

    opened = client.get(f"{link}accept/")
    assert opened.status_code == 405
    assert opened["Allow"] == "POST"
    assert "This address belongs to a button" in text_of(opened)
    assert client.get(f"{link}decline/").status_code == 405
    assert state_of(row) == State.INVITED


def test_damaged_link_says_what_to_do(world: World, client: Client) -> None:
    row, link = invited(world)
    damaged = f"{link[:-4]}xyz/"

    for response in (
        client.get(damaged),
        client.post(f"{damaged}accept/"),
        client.post(f"{damaged}decline/"),
    ):
        assert response.status_code == 404
        assert "This link does not work" in text_of(response)
        assert EMAIL not in text_of(response)
    assert state_of(row) == State.INVITED


def test_old_link_shows_nothing_of_the_person(world: World, client: Client) -> None:
    row, link = invited(world)

    with time_machine.travel(NOW + timedelta(days=22), tick=False):
        shown = client.get(link)
        refused = client.post(f"{link}accept/", {"password": WORDS})
        page = text_of(client.get(link))

    assert shown.status_code == 410
    assert refused.url == link
    assert "This invitation has run out" in page
    assert EMAIL not in page
    assert state_of(row) == State.INVITED
    assert not get_user_model().objects.filter(email=EMAIL).exists()


def test_used_link_cannot_be_used_again(world: World, client: Client, as_user: Any) -> None:
    row, link = invited(world)
    client.post(f"{link}accept/", {"password": WORDS})
    holder = row.person_id
    thief = trusts.make_user()

    page = text_of(Client().get(link))
    response = as_user(thief).post(f"{link}accept/")

    assert "This invitation is no longer open" in page
    assert EMAIL not in page
    assert response.status_code == 409
    row.refresh_from_db()
    assert (row.state, row.person_id) == (State.ACTIVE, holder)
