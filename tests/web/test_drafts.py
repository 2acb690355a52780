"""Nothing typed is lost: keys for local drafts, two pages at once, what is sent after the session ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse

from kernel.models import AuditEntry
from lms.records.models import Attempt, LearningFact
from lms.web import held, local_drafts
from lms.web.local_drafts import SHARED_COMPUTER
from tests.factories.courses import World
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

KEY = "/learn/drafts/key/"
JSON = {"Accept": "application/json"}
REASON = "a test"
MARK = "0123456789abcdef" * 2
TITLE = "Your last meeting"


def address(world: World, row: Any, name: str = "activity", title: str = TITLE) -> str:
    return reverse(f"leadership_learn:{name}", args=[row.uid, world.key(title)])


def states() -> list[Any]:
    return list(Attempt.objects.unscoped(reason=REASON).order_by("pk").values_list("state", flat=True))


def save(client: Client, here: str, text: str, seen: str, mark: str = "") -> Any:
    """A minute after the save before, as a page's script does it."""
    return client.post(f"{here}draft/", {"text": text, "seen": seen, "mark": mark}, headers=JSON)


def minutes(count: int) -> Any:
    return time_machine.travel(NOW + timedelta(minutes=count), tick=False)


# Keys


def test_a_key_is_the_same_each_time_and_another_for_everybody(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    other, _other_row = world.enrolled("other@mail.example")

    first, again = (as_user(user).post(KEY).json()["keys"] for _ in range(2))
    (theirs,) = as_user(other).post(KEY).json()["keys"]

    (ours,) = first
    assert first == again
    assert ours.keys() == theirs.keys() == {"shelf", "key"}
    assert (len(ours["shelf"]), len(ours["key"])) == (24, 44)
    assert not set(ours.values()) & set(theirs.values())


def test_a_key_is_kept_by_nobody(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()

    response = as_user(user).post(KEY)

    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_nobody_gets_a_key_without_a_session_or_the_form_s_token(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()

    nobody = Client().post(KEY)
    forged = as_user(user, enforce_csrf_checks=True).post(KEY)
    looked = as_user(user).get(KEY)

    assert (nobody.status_code, nobody.url) == (302, f"/accounts/login/?next={KEY}")
    assert (forged.status_code, looked.status_code) == (403, 405)


def test_a_changed_password_locks_what_was_kept(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    (before,) = as_user(user).post(KEY).json()["keys"]
    user.set_password("three other words")
    user.save()

    (after,) = as_user(user).post(KEY).json()["keys"]

    assert after["shelf"] == before["shelf"]
    assert after["key"] != before["key"]


def test_a_new_secret_of_the_site_still_opens_what_the_old_one_locked(world: World, settings: Any) -> None:
    user, _row = world.enrolled()
    (before,) = local_drafts.keys_of(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of the same site"

    newest, old = local_drafts.keys_of(user)

    assert old == before
    assert newest != before


def test_a_shared_computer_gets_no_key(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    client = as_user(user)
    session = client.session
    session[SHARED_COMPUTER] = True
    session.save()

    response = client.post(KEY)

    assert (response.status_code, response.json()) == (200, {"keys": []})


def test_keys_are_not_handed_out_without_end(world: World, as_user: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(local_drafts, "KEYS_AT_MOST", 2)
    user, _row = world.enrolled()
    client = as_user(user)

    statuses = [client.post(KEY).status_code for _ in range(3)]
    refused = client.post(KEY)
    with minutes(2):
        later = client.post(KEY)

    assert statuses == [200, 200, 429]
    assert (refused.json(), refused["Retry-After"]) == ({"keys": []}, "61")
    assert later.status_code == 200


# Two pages at once


def test_a_page_that_showed_something_older_does_not_save_over_it(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client, here = as_user(user), address(world, row)
    first = save(client, here, "From the phone", "").json()["seen"]

    with minutes(5):
        refused = save(client, here, "From the desk", "", MARK)
        kept = states()
        chosen = save(client, here, "From the desk", first, MARK)

    assert (refused.status_code, refused.json()["code"]) == (409, "changed_elsewhere")
    assert kept == [{"text": "From the phone"}]
    assert chosen.json()["message"] == "Saved 10:05"
    assert states() == [{"text": "From the desk"}]


def test_a_page_that_never_heard_of_its_own_save_goes_on(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client, here = as_user(user), address(world, row)
    save(client, here, "A thou", "", MARK)

    with minutes(1):
        response = save(client, here, "A thought", "", MARK)

    assert response.status_code == 200
    assert states() == [{"text": "A thought"}]


def test_the_same_words_from_two_pages_are_no_conflict(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client, here = as_user(user), address(world, row)
    save(client, here, "The same", "")

    with minutes(1):
        assert save(client, here, "The same", "", MARK).status_code == 200


def test_a_draft_that_comes_after_handing_in_is_not_put_over_it(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client, here = as_user(user), address(world, row)
    seen = save(client, here, "A thou", "", MARK).json()["seen"]
    with minutes(1):
        client.post(here, {"text": "A thought", "seen": seen, "mark": MARK})

    with minutes(2):
        late = save(client, here, "A thoug", seen, MARK)

    assert late.status_code == 409
    assert states() == [{"text": "A thought"}]


def test_handing_in_over_another_page_s_draft_asks_first(world: World, as_user: Any) -> None:
    """By the button alone: the page comes back with what was typed, and pressing again is the answer."""
    user, row = world.enrolled()
    client, here = as_user(user), address(world, row)
    save(client, here, "Long and good, from the desk", "", MARK)

    with minutes(3):
        asked = client.post(here, {"text": "Short", "seen": ""})
        facts = LearningFact.objects.unscoped(reason=REASON)
        assert (facts.count(), states()) == (0, [{"text": "Long and good, from the desk"}])
        done = client.post(here, {"text": "Short", "seen": asked.context["shown"].seen})

    page = text_of(asked)
    assert asked.status_code == 409
    assert "something else was saved here at 10:00" in page
    assert "See what was saved" in page
    assert "Short</textarea>" in page
    assert done.status_code == 302
    assert (facts.count(), states()) == (1, [{"text": "Short"}])


# Sent after the session has ended


def held_page(client: Client, world: World, row: Any, name: str = "save_draft") -> Any:
    sent = client.post(address(world, row, name), {"text": "Half a thought", "seen": ""})
    assert (sent.status_code, sent.url) == (302, f"/accounts/login/?next={address(world, row)}")
    return client.get(sent.url)


@pytest.mark.parametrize("name", ["save_draft", "activity"])
def test_what_is_sent_signed_out_is_there_after_signing_in(world: World, name: str) -> None:
    user, row = world.enrolled()
    client = Client()
    login = held_page(client, world, row, name)
    client.force_login(user)

    with minutes(20):
        page = client.get(address(world, row))
        again = client.get(address(world, row))
        kept = states()
        saved = client.post(
            address(world, row, "save_draft"), {"text": "Half a thought", "seen": page.context["shown"].seen}
        )
        after = client.get(address(world, row))

    assert "What you wrote is kept for 30 minutes" in text_of(login)
    for shown in (page, again):
        assert "What you sent at 10:00 is here again, but not saved yet" in text_of(shown)
        assert "Half a thought</textarea>" in text_of(shown)
    assert kept == []
    assert saved.status_code == 302
    assert states() == [{"text": "Half a thought"}]
    assert "is here again" not in text_of(after)
    assert held.TYPED not in client.session


def test_it_stands_encrypted_in_the_session(world: World) -> None:
    _user, row = world.enrolled()
    client = Client()
    held_page(client, world, row)

    (name,) = [each for each in client.session.keys() if "typed" in each]  # noqa: SIM118 -- no mapping
    assert "Half" not in client.session[name]
    assert str(row.uid) not in client.session[name]


def test_after_half_an_hour_it_is_gone(world: World) -> None:
    user, row = world.enrolled()
    client = Client()
    held_page(client, world, row)
    client.force_login(user)

    with minutes(31):
        page = client.get(address(world, row))

    assert "Half a thought" not in text_of(page)
    assert held.TYPED not in client.session


def test_whoever_else_signs_in_reads_nothing_of_it(world: World) -> None:
    _user, row = world.enrolled()
    other, other_row = world.enrolled("other@mail.example")
    client = Client()
    held_page(client, world, row)
    client.force_login(other)

    assert client.get(address(world, row)).status_code == 404
    assert "Half a thought" not in text_of(client.get(address(world, other_row)))


def test_only_what_was_typed_on_a_page_of_ours_is_held(world: World) -> None:
    _user, row = world.enrolled()
    nowhere = reverse("leadership_learn:save_draft", args=[world.key(TITLE), world.key(TITLE)])
    too_long = "x" * held.LARGEST
    clients = [Client(), Client(), Client()]

    sent = [
        clients[0].post(nowhere, {"text": "Half a thought"}),
        clients[1].post(address(world, row, "save_draft"), {"text": too_long}),
        clients[2].post(address(world, row, title="Why meetings fail")),
    ]

    assert [each.status_code for each in sent] == [302] * 3
    assert all(held.TYPED not in client.session for client in clients)
    assert "Nothing was recorded yet" in text_of(clients[2].get(sent[2].url))


def test_a_script_hears_that_it_is_signed_out_and_nothing_is_held(world: World) -> None:
    _user, row = world.enrolled()
    client = Client()

    response = client.post(address(world, row, "save_draft"), {"text": "Half"}, headers=JSON)

    assert response.status_code == 302
    assert held.TYPED not in client.session


def test_the_page_that_signing_in_again_ends_on(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()

    assert "You are signed in again" in text_of(as_user(user).get("/learn/signed-in/"))


# What is written beside a draft


def test_only_the_beginning_of_a_recording_is_an_act(world: World, as_user: Any) -> None:
    """The place moves every few seconds; here on a reading, which keeps no drafts either."""
    user, row = world.enrolled()
    client, draft = as_user(user), address(world, row, "save_draft", "Why meetings fail")
    acts = AuditEntry.objects.filter(action__startswith="activity.")

    client.post(draft, {}, headers=JSON)
    client.post(draft, {}, headers=JSON)

    assert list(acts.values_list("action", flat=True)) == ["activity.keep_place"]


@override_settings(SECRET_KEY_FALLBACKS=[])
def test_pages_with_nothing_to_type_ask_for_no_key(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client = as_user(user)

    reading = text_of(client.get(address(world, row, title="Why meetings fail")))
    reflection = text_of(client.get(address(world, row)))

    assert "drafts.js" not in reading
    assert f'data-key="{KEY}"' in reflection
    assert f'data-key="{KEY}"' not in reading
