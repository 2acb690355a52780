"""The contact page: stored first, mailed by a worker, answered by somebody, forgotten in time."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.permissions import policy_registry

from cms.accounts.models import User
from cms.site import inbox
from cms.site.models import ContactMessage
from kernel import clock, outbox
from kernel.models import AuditEntry, OutboxMessage
from tests.factories.messages import a_message
from tests.factories.people import a_superuser, a_user
from tests.factories.trusts import NOW, make_user
from tests.web.conftest import text_of

REASON = "asserting in a test"
GIVEN = {
    "name": "Vera Visitor",
    "email": "vera@mail.example",
    "topic": "trust",
    "message": "How do we begin?",
    "organisation": "Northvale",
    "facet": "studies",
    "website": "",
}


def stored() -> Any:
    return ContactMessage.objects.unscoped(reason=REASON)


def given(**changed: str) -> dict[str, str]:
    return {**GIVEN, "uid": str(uuid.uuid4()), **changed}


def test_a_message_is_stored_and_mailed_later(site: Any, client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = "us@site.example"

    answer = client.post("/contact/", given(), follow=True)

    assert answer.redirect_chain == [("/contact/?sent", 302)]
    assert "Your message is here" in text_of(answer)
    assert "Somebody reads it and answers" in text_of(answer)
    row = stored().get()
    assert (row.name, row.email, row.topic, row.message) == tuple(GIVEN.values())[:4]
    assert mail.outbox == []
    outbox.drain(clock=clock.now)
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["us@site.example"], ["vera@mail.example"])
    assert "How do we begin?" in sent.body
    assert "Northvale\nstudies and research" in sent.body
    assert sent.subject.endswith("programmes in my trust")
    assert stored().get().mailed_at is not None
    assert inbox.mail_message(pk=row.pk, now=NOW) is False


def test_without_an_address_of_ours_it_waits_in_the_admin(site: Any, client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = ""

    client.post("/contact/", given())
    outbox.drain(clock=clock.now)

    assert mail.outbox == []
    assert stored().get().mailed_at is None


def test_the_same_form_twice_is_one_message(site: Any, client: Client) -> None:
    form = given()

    client.post("/contact/", form)
    again = client.post("/contact/", form)

    assert again.status_code == 302
    assert stored().count() == 1
    assert OutboxMessage.objects.filter(topic=inbox.TOPIC).count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": ""}, "Enter your email address."),
        ({"email": "vera at home"}, "Enter an email address such as name@hospital.example."),
        ({"topic": ""}, "Choose what it is about."),
        ({"topic": "nonsense"}, "Select a valid choice."),
        ({"message": "  "}, "Write your message."),
        ({"message": "x" * 5001}, "5000 characters"),
        ({"name": "Vera\x00"}, "Null characters are not allowed."),
        ({"website": "https://buy.example"}, "Leave this field empty"),
        ({"uid": "1"}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    site: Any, client: Client, changed: dict[str, str], said: str
) -> None:
    answer = client.post("/contact/", given(**changed))
    page = text_of(answer)

    assert answer.status_code == 422
    assert said in page
    assert "Vera" in page or changed.get("name") == ""
    assert "How do we begin?" in page or "message" in changed
    assert stored().count() == 0


def test_a_sixth_message_within_an_hour_waits(site: Any, client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"contact": "10/h/ip,5/h/key"}
    cache.clear()
    answers = [client.post("/contact/", given(message=f"Message {n}")) for n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    page = text_of(answers[-1])
    assert "Your words are still here" in page
    assert "Message 5" in page
    assert stored().count() == 5
    cache.clear()


def test_who_is_signed_in_need_not_say_who_they_are(site: Any, client: Client) -> None:
    client.force_login(make_user("ada@mail.example", first_name="Ada", last_name="Imagined"))

    page = text_of(client.get("/contact/"))

    assert 'value="Ada Imagined"' in page
    assert 'value="ada@mail.example"' in page


def test_a_form_from_elsewhere_is_refused(site: Any) -> None:
    assert Client(enforce_csrf_checks=True).post("/contact/", given()).status_code == 403
    assert stored().count() == 0


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("topic = 'nonsense'", "contact_topic"),
        ("facet = 'nonsense'", "contact_facet"),
        ("message = ''", "contact_message_not_empty"),
        ("answered_at = received_at", "contact_answered_by_somebody"),
    ],
)
def test_the_database_refuses(db: None, change: str, constraint: str) -> None:
    a_message()

    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE leadership_site_contactmessage SET {change}")


def test_an_answer_is_not_before_its_message(db: None) -> None:
    with pytest.raises(IntegrityError, match="contact_answered_after_received"), transaction.atomic():
        a_message(answered_by=a_superuser(), answered_at=NOW - timedelta(days=1))


def member(group: str) -> Any:
    user = make_user(f"{group.split()[-1].lower()}@site.example")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.mark.parametrize("group", ["Editors", "Operators"])
def test_somebody_answers_and_takes_it_back(db: None, client: Client, group: str) -> None:
    row = a_message()
    user = member(group)
    client.force_login(user)
    address = reverse("contact_messages:edit", args=[row.pk])

    client.post(address, {"answered": "on", "note": "By mail.", "message": "Changed", "name": "Changed"})

    answered = stored().get()
    assert (answered.answered_by_id, answered.note) == (user.pk, "By mail.")
    assert answered.answered_at is not None
    assert (answered.message, answered.name) == (row.message, row.name)
    client.post(address, {"note": "Not yet."})
    opened = stored().get()
    assert (opened.answered_at, opened.answered_by_id, opened.note) == (None, None, "Not yet.")
    actions = AuditEntry.objects.filter(action__startswith="contact.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["contact.answered", "contact.opened_again"]


def test_the_list_can_be_filtered_by_what_is_open(db: None, client: Client) -> None:
    a_message(name="Open Olga")
    a_message(name="Done Dora", answered_by=make_user())
    client.force_login(member("Editors"))

    page = text_of(client.get(reverse("contact_messages:index") + "?answered_at__isnull=true"))

    assert "Open Olga" in page
    assert "Done Dora" not in page


def test_designers_do_not_read_messages(db: None, client: Client) -> None:
    row = a_message()
    client.force_login(member("Programme designers"))

    for name, args in (("index", []), ("edit", [row.pk]), ("inspect", [row.pk])):
        answer = client.get(reverse(f"contact_messages:{name}", args=args), follow=True)
        assert row.message not in text_of(answer)
        assert answer.redirect_chain or answer.status_code == 404


def test_messages_are_forgotten_in_time(db: None, settings: Any) -> None:
    settings.CONTACT_MESSAGE_DAYS = 100
    user = make_user()
    for name, received, answered in [
        ("answered long ago", 150, 101),
        ("answered lately", 150, 99),
        ("open for long", 201, None),
        ("open", 199, None),
    ]:
        row = a_message(name=name, received_at=NOW - timedelta(days=received))
        if answered is not None:
            row.answered_at, row.answered_by = NOW - timedelta(days=answered), user
            row.save()

    assert inbox.purge_messages(now=NOW) == 2
    assert set(stored().values_list("name", flat=True)) == {"answered lately", "open"}


@pytest.mark.django_db
def test_who_is_told_of_messages_is_who_may_read_them() -> None:
    """By a group, by themselves or as superuser; nobody whose account is closed."""
    editor, operator, doctor, alone, closed = (a_user() for _ in range(5))
    editor.groups.add(Group.objects.get(name="Editors"))
    operator.groups.add(Group.objects.get(name="Operators"))
    alone.user_permissions.add(Permission.objects.get(codename="change_contactmessage"))
    closed.groups.add(Group.objects.get(name="Editors"))
    User.objects.filter(pk=closed.pk).update(is_active=False)
    root = a_superuser()
    assert reverse("contact_messages:index")  # with the addresses come the policies
    policy = policy_registry.get_by_type(ContactMessage)

    assert set(policy.users_with_any_permission(["change"])) == {editor, operator, alone, root}
    assert set(policy.users_with_any_permission(["add"])) == set()
    for user in (editor, operator, alone, root):
        assert policy.user_has_permission(User.objects.get(pk=user.pk), "change")
    for user in (doctor, closed):
        assert not policy.user_has_permission(User.objects.get(pk=user.pk), "change")
