"""The states of the learner's home, and the question for an address that outlasts a post."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from competencies.enums import Stage
from kernel.models import AuditEntry
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.people.addresses import has_lasting, is_lasting
from lms.people.models import Membership, StagePeriod
from tests.factories import programmes, trusts
from tests.factories.courses import World
from tests.factories.trusts import NOW, TODAY
from tests.web.conftest import text_of

REASON = "test"


def post_of(row: Enrolment) -> Membership:
    return Membership.objects.unscoped(reason=REASON).get(person_id=row.person_id)


def ends_in(row: Enrolment, days: int, *, email: str = "doctor@trust.example") -> Membership:
    post = post_of(row)
    post.ends_on, post.email = TODAY + timedelta(days=days), email
    post.save()
    return post


def verified(user: Any, email: str) -> None:
    EmailAddress.objects.create(user=user, email=email, verified=True)


ASKED = "Add an address that stays yours"


@pytest.mark.parametrize(
    ("email", "post_email", "lasts"),
    [
        ("ada@home.example", "ada@trust.example", True),
        ("ada@trust.example", "other@trust.example", False),
        ("ada@TRUST.example", "other@trust.example", False),
        ("ada@nhs.net", "ada@trust.example", False),
        ("ada@mail.trust.nhs.uk", "ada@trust.example", False),
        ("ada@student.school.ac.uk", "ada@school.example", False),
        ("ada@notnhs.net", "ada@trust.example", True),
        ("ada@gmail.com", "ada.work@gmail.com", True),
        ("ada@gmail.com", "", True),
        ("", "ada@trust.example", False),
        ("no address", "ada@trust.example", False),
    ],
)
def test_an_address_lasts_that_is_no_employers(email: str, post_email: str, lasts: bool) -> None:
    assert is_lasting(email, post_email=post_email) is lasts


def test_one_lasting_address_is_enough() -> None:
    assert has_lasting(["a@nhs.net", "a@home.example"], post_email="a@trust.example")
    assert not has_lasting(["a@nhs.net"], post_email="a@trust.example")
    assert not has_lasting([], post_email="a@trust.example")


@pytest.mark.parametrize(("days", "asked"), [(0, True), (42, True), (43, False)])
def test_home_asks_for_an_address_before_a_post_ends(
    world: World, as_user: Any, days: int, asked: bool
) -> None:
    user, row = world.enrolled("doctor@trust.example")
    ends_in(row, days)

    page = text_of(as_user(user).get("/learn/"))

    assert (ASKED in page) is asked
    if days == 42:
        assert "Your post at Riverside (invented) ends on 13 October 2026" in page


def test_home_asks_nobody_who_has_one(world: World, as_user: Any) -> None:
    user, row = world.enrolled("doctor@trust.example")
    ends_in(row, 10)
    client = as_user(user)
    verified(user, "ada@nhs.net")
    assert ASKED in text_of(client.get("/learn/"))

    verified(user, "ada@home.example")

    assert ASKED not in text_of(client.get("/learn/"))


def test_an_address_that_is_only_typed_in_does_not_count(world: World, as_user: Any) -> None:
    user, row = world.enrolled("doctor@trust.example")
    ends_in(row, 10)
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=False)

    assert ASKED in text_of(as_user(user).get("/learn/"))


def test_the_question_is_put_off_for_two_weeks(world: World, as_user: Any) -> None:
    user, row = world.enrolled("doctor@trust.example")
    post = ends_in(row, 40)
    client = as_user(user)
    address = reverse("leadership_learn:ask_later", args=[post.uid])
    assert client.get(address).status_code == 405

    page = text_of(client.post(address, follow=True))

    assert "We ask again on 15 September 2026." in page
    assert ASKED not in page
    assert post_of(row).ask_again_on == TODAY + timedelta(days=14)
    client.post(address)
    assert AuditEntry.objects.filter(action="person.ask_later").count() == 1
    for days, asked in [(13, False), (14, True)]:
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            client.force_login(user)
            assert (ASKED in text_of(client.get("/learn/"))) is asked


def test_nobody_puts_off_another_s_question(world: World, as_user: Any) -> None:
    _user, row = world.enrolled("doctor@trust.example")
    post = ends_in(row, 10)
    stranger = trusts.make_user()
    trusts.make_person(stranger)

    response = as_user(stranger).post(reverse("leadership_learn:ask_later", args=[post.uid]))

    assert response.status_code == 404
    assert post_of(row).ask_again_on is None


@pytest.mark.parametrize("finished", [1, 3])
def test_home_takes_nine_queries_while_a_post_ends(
    world: World, as_user: Any, django_assert_num_queries: Any, finished: int
) -> None:
    user, row = world.enrolled("doctor@trust.example")
    ends_in(row, 10)
    for title in ["Why meetings fail", "Text one", "Text two"][:finished]:
        world.finish(user, row, title)
    client = as_user(user)
    client.get("/learn/")

    with django_assert_num_queries(9):
        client.get("/learn/")


def test_who_is_on_nothing_sees_the_open_programmes_of_their_stage(as_user: Any, db: None) -> None:
    user = trusts.make_user()
    person = trusts.make_person(user)
    StagePeriod.objects.unscoped(reason=REASON).create(
        person=person, stage=Stage.POSTGRADUATE, starts_on=TODAY
    )
    mine = programmes.make_programme("For me", stage=Stage.POSTGRADUATE, open_to_all=True)
    programmes.make_programme("For others", stage=Stage.UNDERGRADUATE, open_to_all=True)
    programmes.make_programme("By invitation", stage=Stage.POSTGRADUATE)

    response = as_user(user).get("/learn/")

    page = text_of(response)
    assert "You are on no programme at the moment." in page
    assert [version.title for version in response.context["open_now"]] == ["For me"]
    assert reverse("leadership_learn:join", args=[mine.translation_key]) in page


def test_who_has_finished_everything_is_told_so_and_shown_what_is_left(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    Enrolment.objects.unscoped(reason=REASON).filter(pk=row.pk).update(state=State.COMPLETED)

    page = text_of(as_user(user).get("/learn/"))

    assert "You have finished everything that you were on." in page
    assert "All of it counts in your record for good." in page
    assert "Your trust can invite you" not in page


def test_who_only_has_an_invitation_sees_it_first(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    Enrolment.objects.unscoped(reason=REASON).filter(pk=row.pk).update(
        state=State.INVITED, expires_at=NOW + timedelta(days=21)
    )

    page = text_of(as_user(user).get("/learn/"))

    assert "You have one invitation to answer." in page
    assert "Answer by 22 September 2026." in page
    assert "Read the invitation" in page
    assert "Your trust can invite you" not in page
