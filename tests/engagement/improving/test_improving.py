"""You said, we did: what is kept, who sees it, and what those who are asked next read of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from engagement.improving.models import Improvement
from engagement.improving.selectors import told_to_those_asked
from engagement.waves import codes
from engagement.waves.models import SurveyWave
from kernel.models import AuditDetail, AuditEntry
from lms.actions.errors import Refused
from tests.factories.improvements import an_improvement
from tests.factories.trusts import TODAY, make_lead, make_trust
from tests.factories.waves import (
    REASON,
    as_if_closed,
    code_of,
    doctors,
    invitations_of,
    make_closed_wave,
    make_open_wave,
    make_version,
    make_wave,
)
from tests.ready import ready

pytestmark = pytest.mark.django_db

SENT = {
    "measure": "theme",
    "said": "Rotas come too late.",
    "doing": "Rotas are out eight weeks before.",
    "owner": "Rota manager",
    "due_on": "2026-12-01",
    "progress": "planned",
    "is_public": "on",
}


class World:
    lead: Any
    wave: SurveyWave


def make_world() -> World:
    world = World()
    world.lead = make_lead(make_trust("Northvale (invented)"))
    draft = make_wave(world.lead, title="Spring wave")
    world.wave = as_if_closed(draft, on=TODAY - timedelta(days=200))
    return world


ready_improving = ready("ready_improving", make_world)


@pytest.fixture
def world(ready_improving: World) -> World:
    return ready_improving


@pytest.fixture
def desk(world: World) -> Client:
    browser = Client()
    browser.force_login(world.lead)
    return browser


def rows() -> Any:
    return Improvement.objects.unscoped(reason=REASON)


def test_from_nothing_to_done(desk: Client, world: World) -> None:
    listed = reverse("leadership_surveys:improvements")
    assert "Nothing has been promised yet" in desk.get(listed).content.decode()

    made = desk.post(reverse("leadership_surveys:new_improvement", args=[world.wave.uid]), SENT)

    assert (made.status_code, made["Location"]) == (302, listed)
    row = rows().get()
    assert (row.measure, row.progress, row.is_public, row.wave_id) == (
        "theme",
        "planned",
        True,
        world.wave.pk,
    )
    page = desk.get(listed).content.decode()
    assert "0 of 1 done" in page
    assert "Rota manager, by 1 December 2026" in page
    address = reverse("leadership_surveys:improvement", args=[row.uid])
    assert "Rotas are out eight weeks before." in desk.get(address).content.decode()

    changed = desk.post(address, {**SENT, "progress": "done"})

    assert changed.status_code == 302
    assert "1 of 1 done" in desk.get(listed).content.decode()
    entry = AuditEntry.objects.filter(action="improvement.change").get()
    detail = AuditDetail.objects.get(entry=entry)
    assert (detail.before, detail.after) == ({"progress": "planned"}, {"progress": "done"})


def test_saving_the_same_changes_nothing(desk: Client, world: World) -> None:
    row = an_improvement(world.lead, world.wave, measure="theme", is_public=True, due_on=TODAY)

    desk.post(
        reverse("leadership_surveys:improvement", args=[row.uid]), {**SENT, "due_on": TODAY.isoformat()}
    )

    assert not AuditEntry.objects.filter(action="improvement.change").exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"said": ""}, "Fill in “You said”."),
        ({"progress": "dropped"}, "Say why it is dropped."),
        ({"said_cy": "Mae rotâu yn hwyr."}, "Fill in both in Welsh, or neither."),
        ({"measure": "rest"}, "Select a valid choice. rest is not one of the available choices."),
        ({"due_on": "1800-01-01"}, "Give a day between 1900 and 2100."),
    ],
)
def test_what_cannot_be_said(desk: Client, world: World, sent: dict[str, str], message: str) -> None:
    refused = desk.post(
        reverse("leadership_surveys:new_improvement", args=[world.wave.uid]), {**SENT, **sent}
    )

    assert refused.status_code == 422
    text = refused.content.decode()
    assert message in text
    assert "Rotas are out eight weeks before." in text
    assert not rows().exists()


def test_a_wave_that_is_not_closed_has_said_nothing(desk: Client, world: World) -> None:
    draft = make_wave(world.lead, version=world.wave.version)

    refused = desk.post(reverse("leadership_surveys:new_improvement", args=[draft.uid]), SENT)

    assert refused.status_code == 409
    assert "nobody has said anything yet" in refused.content.decode()
    assert not rows().exists()


def test_the_action_refuses_what_the_form_would(world: World) -> None:
    with pytest.raises(Refused, match="has no such theme"):
        an_improvement(world.lead, world.wave, measure="rest")
    with pytest.raises(Refused, match="says why"):
        an_improvement(world.lead, world.wave, progress="dropped")
    assert not rows().exists()


def test_other_leads_see_nothing_of_it(world: World) -> None:
    row = an_improvement(world.lead, world.wave)
    stranger = Client()
    stranger.force_login(make_lead(make_trust()))

    listed = stranger.get(reverse("leadership_surveys:improvements")).content.decode()

    assert row.said not in listed
    address = reverse("leadership_surveys:improvement", args=[row.uid])
    assert (stranger.get(address).status_code, stranger.post(address, SENT).status_code) == (404, 404)
    new = reverse("leadership_surveys:new_improvement", args=[world.wave.uid])
    assert (stranger.get(new).status_code, stranger.post(new, SENT).status_code) == (404, 404)
    row.refresh_from_db()
    assert row.measure == ""


def test_what_is_late_says_so(desk: Client, world: World) -> None:
    an_improvement(world.lead, world.wave, due_on=TODAY - timedelta(days=1))
    an_improvement(world.lead, world.wave, progress="dropped", why_dropped="No money.", due_on=TODAY)

    page = desk.get(reverse("leadership_surveys:improvements")).content.decode()

    assert "0 of 2 done, 1 overdue" in page
    assert "Dropped: No money." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    desk: Client, world: World, django_assert_num_queries: Any, count: int
) -> None:
    for _each in range(count):
        an_improvement(world.lead, world.wave, measure="theme")
    desk.get(reverse("leadership_surveys:improvements"))
    with django_assert_num_queries(7):
        desk.get(reverse("leadership_surveys:improvements"))


def test_those_who_are_asked_next_read_what_is_public(client: Client, world: World) -> None:
    public = {"is_public": True, "said_cy": "Mae rotâu yn hwyr.", "doing_cy": "Maent allan ynghynt."}
    an_improvement(world.lead, world.wave, **public)
    an_improvement(world.lead, world.wave, said="Only for us.")
    wave = make_open_wave(world.lead, asked=doctors(10), version=world.wave.version)
    page = reverse("leadership_survey:answer", args=[codes.in_groups(code_of(invitations_of(wave)[0]))])
    thanks = reverse("leadership_survey:thanks", args=[wave.uid])

    for address in (page, thanks):
        text = client.get(address).content.decode()
        assert "Rotas are out eight weeks before." in text
        assert "Only for us." not in text

    client.cookies["django_language"] = "cy"
    assert "Maent allan ynghynt." in client.get(thanks).content.decode()


@pytest.mark.parametrize(
    ("in_welsh", "shown"),
    [("Dim arian.", ("cy", "Dim arian.")), ("", ("en", "No money."))],
)
def test_why_it_was_dropped_is_told_in_welsh(world: World, in_welsh: str, shown: tuple[str, str]) -> None:
    dropped = {"progress": "dropped", "why_dropped": "No money.", "why_dropped_cy": in_welsh}
    words = {"is_public": True, "said_cy": "Mae rotâu yn hwyr.", "doing_cy": "Maent allan ynghynt."}
    an_improvement(world.lead, world.wave, **words, **dropped)
    wave = make_open_wave(world.lead, asked=doctors(10), version=world.wave.version)

    (told,) = told_to_those_asked(wave, language="cy")

    assert (told.language, told.why_language, told.why_dropped) == ("cy", *shown)


def test_a_reason_is_given_in_welsh_where_the_rest_is(desk: Client, world: World) -> None:
    row = an_improvement(world.lead, world.wave)
    address = reverse("leadership_surveys:improvement", args=[row.uid])
    welsh = {"said_cy": "Mae rotâu yn hwyr.", "doing_cy": "Maent allan ynghynt."}
    dropped = {**SENT, **welsh, "progress": "dropped", "why_dropped": "No money."}

    page = desk.post(address, dropped)

    assert page.status_code == 422
    assert "Say why it is dropped in Welsh too." in page.content.decode()
    assert desk.post(address, {**dropped, "why_dropped_cy": "Dim arian."}).status_code == 302
    row.refresh_from_db()
    assert (row.why_dropped, row.why_dropped_cy) == ("No money.", "Dim arian.")


def test_a_survey_tells_nothing_of_other_trusts_or_of_itself(client: Client, world: World) -> None:
    an_improvement(world.lead, world.wave, is_public=True)
    elsewhere = make_open_wave(make_lead(make_trust()), asked=doctors(10), version=world.wave.version)
    own = make_closed_wave(make_lead(make_trust()), version=make_version("other"))

    for wave in (elsewhere, own):
        text = client.get(reverse("leadership_survey:thanks", args=[wave.uid])).content.decode()
        assert "this is what was done" not in text


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("progress = 'forgotten'", "improvement_progress_known"),
        ("progress = 'dropped'", "improvement_dropped_says_why"),
        ("why_dropped = 'No money.'", "improvement_dropped_says_why"),
        ("said = ' '", "improvement_has_words"),
        ("owner = ''", "improvement_has_words"),
        ("said_cy = 'Hwyr.'", "improvement_welsh_whole"),
        ("why_dropped_cy = 'Dim arian.'", "improvement_dropped_in_welsh"),
        ("measure = 'A theme'", "improvement_measure"),
        ("due_on = '1800-01-01'", "improvement_days"),
    ],
)
def test_the_database_refuses(world: World, change: str, constraint: str) -> None:
    row = an_improvement(world.lead, world.wave)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE leadership_improving_improvement SET {change} WHERE id = %s", [row.pk])
