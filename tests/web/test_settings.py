"""One page for everything that can be set: how each thing stands, and the language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kernel.models import AuditEntry
from lms.actions.errors import NotAllowed
from lms.actions.feeds import make_feed
from lms.actions.people import choose_language
from lms.people.models import Person
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.trusts import learner_context
from tests.web.conftest import text_of


def language_of(user: Any) -> str:
    return Person.objects.unscoped(reason="test").get(user=user).language


def lines_of(response: Any) -> dict[str, str]:
    return {line.label: line.value for group in response.context["groups"] for line in group.lines}


def test_each_line_says_how_it_stands(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    client = as_user(user)

    assert lines_of(client.get("/learn/settings/")) == {
        "Name": "Given0 Family0",
        "My post": "Career stage not said, grade not said",
        "Organisations": "Riverside (invented)",
        "Email addresses": "doctor@mail.example",
        "Password": "Set",
        "Second step when signing in": "Off",
        "Signed in": "On this device, perhaps on others",
        "Mails": "Reminders of due dates, nudges when nothing was done, an invitation waits, or a post ends",
        "Messages": "What was sent and what is planned",
        "Calendar": "Off",
        "Extra time": "More time in quizzes that have a limit",
        "My record": "Everything that is recorded of you",
    }
    make_feed(learner_context(user))
    client.post("/learn/messages/choices/", {})
    lines = lines_of(client.get("/learn/settings/"))
    assert (lines["Calendar"], lines["Mails"]) == (
        "Your dates are read by your own calendar",
        "Invitations only",
    )


def test_every_line_leads_somewhere(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    client = as_user(user)

    groups = client.get("/learn/settings/").context["groups"]

    addresses = [line.url for group in groups for line in group.lines if line.url]
    assert len(addresses) == 11
    assert {client.get(address, follow=True).status_code for address in addresses} == {200}


@pytest.mark.parametrize("posts", [1, 3])
def test_it_takes_ten_queries(world: World, as_user: Any, django_assert_num_queries: Any, posts: int) -> None:
    user, row = world.enrolled()
    for number in range(posts - 1):
        trusts.Membership.objects.create(
            person=row.person,
            organisation=trusts.make_trust(f"Another {number}"),
            role="doctor",
            starts_on=trusts.TODAY,
        )
    client = as_user(user)
    client.get("/learn/settings/")

    with django_assert_num_queries(10):
        client.get("/learn/settings/")


def test_the_language_is_kept_with_the_doctor_and_in_the_browser(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    client = as_user(user)

    response = client.post("/learn/settings/", {"language": "cy"})

    assert (response.status_code, language_of(user)) == (302, "cy")
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("cy", True, "Lax")
    assert '<html lang="cy">' in text_of(client.get("/learn/settings/"))
    entry = AuditEntry.objects.get(action="person.choose_language")
    assert (entry.detail.before, entry.detail.after) == ({"language": "en-gb"}, {"language": "cy"})


@pytest.mark.parametrize("language", ["", "de", "en", "../"])
def test_a_language_that_is_not_ours_changes_nothing(world: World, as_user: Any, language: str) -> None:
    user, _row = world.enrolled()

    response = as_user(user).post("/learn/settings/", {"language": language})

    assert (response.status_code, "django_language" in response.cookies) == (302, False)
    assert language_of(user) == "en-gb"
    with pytest.raises(NotAllowed):
        choose_language(learner_context(user), language=language)


def test_visitors_are_asked_to_sign_in(db: None) -> None:
    assert Client().get("/learn/settings/").url == "/accounts/login/?next=/learn/settings/"
