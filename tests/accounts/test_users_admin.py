"""Users in the admin: made and closed, never deleted, and nobody raises themselves."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client

from cms.accounts.models import User
from kernel.models import AuditDetail, AuditEntry
from tests.accounts.helpers import link_in, sent, sign_in, signed_in
from tests.factories.people import a_superuser, a_user, an_operator

pytestmark = pytest.mark.django_db

USERS = "/admin/users/"
FORM = {"email": "New@Trust.example", "first_name": "New", "last_name": "Person"}
REFUSED = "Users are not deleted: their record stays theirs. Make the user inactive instead."


@pytest.fixture
def superuser(client: Client) -> User:
    user = a_superuser("super@site.example")
    client.force_login(user)
    return user


def a_manager_of_users() -> User:
    """Somebody whom a site has given Wagtail's permissions over users, but who is no superuser."""
    group = Group.objects.create(name="Helpdesk")
    wanted = ["add_user", "change_user", "delete_user", "access_admin"]
    group.permissions.set(Permission.objects.filter(codename__in=wanted))
    user = a_user("help@site.example")
    user.groups.add(group)
    return user


def state() -> list[dict[str, Any]]:
    return list(User.objects.order_by("pk").values("pk", "email", "is_superuser", "is_active"))


def said(response: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def test_a_new_user_chooses_the_password_alone(client: Client, superuser: User) -> None:
    page = client.get(f"{USERS}new/").content.decode()
    assert 'type="password"' not in page

    client.post(f"{USERS}new/", FORM)

    user = User.objects.get(email="new@trust.example")
    assert (user.has_usable_password(), user.is_superuser, user.is_active) == (False, False, True)
    entry = AuditEntry.objects.get(action="user.created")
    assert (entry.actor_id, entry.object_id) == (superuser.pk, user.pk)

    visitor = Client()
    visitor.post("/accounts/password/reset/", {"email": "new@trust.example"})
    form = visitor.get(link_in(sent()[0]), follow=True).redirect_chain[-1][0]
    visitor.post(form, {"password1": "three words together", "password2": "three words together"})
    sign_in(visitor, "new@trust.example")
    if not signed_in(visitor):
        visitor.post(link_in(sent()[-1]))
        sign_in(visitor, "new@trust.example")
    assert signed_in(visitor)


@pytest.mark.parametrize("taken", ["old@trust.example", "OLD@trust.example", "second@trust.example"])
def test_a_known_address_makes_no_second_user(client: Client, superuser: User, taken: str) -> None:
    old = a_user("old@trust.example")
    EmailAddress.objects.create(user=old, email="second@trust.example", verified=True)
    before = state()

    response = client.post(f"{USERS}new/", FORM | {"email": taken})

    assert "An account with this address exists already." in response.content.decode()
    assert state() == before


def test_closing_an_account_signs_its_user_out(client: Client, superuser: User) -> None:
    user = a_user("ada@trust.example", first_name="Ada", last_name="Bell")
    theirs = Client()
    theirs.force_login(user)

    client.post(f"{USERS}edit/{user.pk}/", {"first_name": "Ada", "last_name": "Bell"})

    user.refresh_from_db()
    assert (user.is_active, user.email) == (False, "ada@trust.example")
    assert theirs.get("/accounts/email/").status_code == 302
    detail = AuditDetail.objects.get(entry__action="user.changed")
    assert (detail.before["is_active"], detail.after["is_active"]) == (True, False)


def test_an_address_is_not_changed_for_somebody(client: Client, superuser: User) -> None:
    user = a_user("ada@trust.example")

    client.post(
        f"{USERS}edit/{user.pk}/",
        {"email": "mine@site.example", "first_name": "A", "last_name": "B", "is_active": "on"},
    )

    user.refresh_from_db()
    assert (user.email, user.first_name) == ("ada@trust.example", "A")


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_is_refused(client: Client, superuser: User, method: str) -> None:
    user = a_user()
    before = state()

    response = getattr(client, method)(f"{USERS}delete/{user.pk}/")

    assert (response.status_code, response["Location"]) == (302, USERS)
    assert said(response) == [REFUSED]
    assert state() == before


def test_deleting_many_is_refused(client: Client, superuser: User) -> None:
    user = a_user()
    before = state()

    response = client.post(f"/admin/bulk/leadership_accounts/user/delete/?id={user.pk}", {"id": user.pk})

    assert response.status_code == 302
    assert said(response) == [REFUSED]
    assert state() == before


class TestNobodyRaisesThemselves:
    @pytest.fixture(autouse=True)
    def helpdesk(self, client: Client) -> User:
        user = a_manager_of_users()
        client.force_login(user)
        return user

    def test_a_helpdesk_makes_no_superuser(self, client: Client) -> None:
        group = Group.objects.get(name="Operators")

        client.post(f"{USERS}new/", FORM | {"is_superuser": "on", "groups": [group.pk]})

        user = User.objects.get(email="new@trust.example")
        assert (user.is_superuser, user.groups.count()) == (False, 0)

    def test_a_helpdesk_raises_nobody(self, client: Client) -> None:
        user = a_user()
        group = Group.objects.get(name="Operators")

        client.post(
            f"{USERS}edit/{user.pk}/",
            {
                "first_name": "A",
                "last_name": "B",
                "is_active": "on",
                "is_superuser": "on",
                "groups": [group.pk],
            },
        )

        user.refresh_from_db()
        assert (user.first_name, user.is_superuser, user.groups.count()) == ("A", False, 0)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_helpdesk_does_not_touch_a_superuser(self, client: Client, method: str) -> None:
        superuser = a_superuser()
        before = state()

        response = getattr(client, method)(
            f"{USERS}edit/{superuser.pk}/", {"first_name": "X", "last_name": "Y"}
        )

        assert response.status_code == 302
        assert state() == before

    @pytest.mark.parametrize(
        ("action", "form"),
        [("assign_role", {"role": "1"}), ("set_active_state", {"mark_as_active": "False"})],
    )
    def test_a_helpdesk_does_nothing_in_bulk(
        self, client: Client, helpdesk: User, action: str, form: dict[str, str]
    ) -> None:
        superuser = a_superuser()
        group = Group.objects.get(name="Operators")
        before = state()

        client.post(
            f"/admin/bulk/leadership_accounts/user/{action}/?id={helpdesk.pk}&id={superuser.pk}",
            form | ({"role": str(group.pk)} if action == "assign_role" else {}),
        )

        assert state() == before
        assert not helpdesk.groups.filter(name="Operators").exists()


@pytest.mark.parametrize("page", ["", "new/", "results/"])
def test_operators_have_no_business_with_users(client: Client, page: str) -> None:
    client.force_login(an_operator())

    assert client.get(USERS + page).status_code == 302


def test_an_export_of_users_holds_no_formula(client: Client, superuser: User) -> None:
    a_user("ada@trust.example", first_name="=1+1", last_name="@SUM(A1)")

    lines = client.get(f"{USERS}?export=csv").getvalue().decode().splitlines()

    assert lines[0] == "Email address,Given name,Family name,Active,Last login"
    assert "ada@trust.example,'=1+1,'@SUM(A1),True," in lines
