"""What changes something takes a POST with the form's token (bar 6)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.permissions import OWN
from cms.roles import Role
from tests.access.filling import path_of
from tests.access.posts import POSTS, post_for
from tests.access.scene import Scene
from tests.access.urls import Url, every_url
from tests.access.visits import Visitor, writes

pytestmark = pytest.mark.bar(6)

# Views that need no token from a form: Django REST framework asks for it where a session signs the caller in.
ASKS_ITSELF = "leadership_api:"
# A signed token in the address says whose mails end: mail programs post there with no cookie (RFC 8058).
SIGNED = frozenset({"leadership_learn:unsubscribe", "newsletter_stop"})


def the_role_for(name: str) -> Role:
    """The first role that may act there, the one whose row it is before strangers."""
    access = next(table[name] for table in OWN.values() if name in table)
    first = (
        Role.LEARNER,
        Role.LEAD,
        Role.OPERATOR,
        Role.DESIGNER,
        Role.SUPERUSER,
        Role.OTHER_LEARNER,
        Role.EDITOR,
        Role.RESEARCHER,
    )
    return next(role for role in first if role in access.act)


@pytest.mark.parametrize("role", dict.fromkeys(map(the_role_for, sorted(POSTS))))
def test_a_post_without_the_token_does_nothing(scene: Scene, role: Role) -> None:
    urls = {url.name: url for url in every_url()}
    visitor = Visitor(scene.users[role], asks_for_tokens=True)
    names = [name for name in sorted(POSTS.keys() - SIGNED) if the_role_for(name) is role]

    answers = {
        name: visitor.ask("POST", path_of(urls[name], scene), **post_for(name, scene).given) for name in names
    }

    assert {name: (each.status, each.written) for name, each in answers.items()} == dict.fromkeys(
        names, (403, ())
    )


def test_signing_in_and_out_takes_the_token(scene: Scene) -> None:
    browser = Client(enforce_csrf_checks=True)
    for name in ("account_login", "account_signup", "account_logout", "account_reset_password"):
        assert browser.post(reverse(name), {"login": "a@mail.example"}).status_code == 403, name


def test_no_view_is_exempt_but_those_that_ask_themselves() -> None:
    exempt = [url.name for url in every_url() if getattr(url.view, "csrf_exempt", False)]

    assert [name for name in exempt if not _asks_itself(name)] == []


def test_the_interface_of_the_admin_asks_itself(scene: Scene) -> None:
    (url,) = (url for url in every_url() if url.name == "wagtailadmin_api:pages:action")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(scene.users[Role.SUPERUSER])

    with writes() as seen:
        response = browser.post(path_of(url, scene), {}, content_type="application/json")

    assert (response.status_code, seen.tables) == (403, [])


def _asks_itself(name: str) -> bool:
    return name in SIGNED or name.startswith((ASKS_ITSELF, "wagtailadmin_api:"))


def test_an_exempt_view_is_found() -> None:
    def view(request: object) -> None: ...

    view.csrf_exempt = True  # type: ignore[attr-defined]
    url = Url("hook", "hook/", frozenset(), view)

    assert getattr(url.view, "csrf_exempt", False)
    assert not _asks_itself(url.name)
