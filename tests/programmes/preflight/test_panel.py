"""Preflight in the Studio: the panel's answers, pressing publish twice, the list of all that is live."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.models import Locale

from competencies.models import Framework
from programmes import activity_types, preflight
from programmes.enums import Parity
from programmes.models import Module, Programme
from programmes.parity import parities
from programmes.preflight import Finding, ModuleContext, Rule, Severity, findings_of
from programmes.preflight.running import findings_in, live_around
from programmes.services.authoring import publish_draft
from tests.factories.programmes import a_quiz, a_reading, make_module, make_programme
from tests.programmes.conftest import COMPETENCE, ELEMENT, OTHER
from tests.programmes.forms import form_of
from tests.programmes.preflight.made import TODAY

pytestmark = pytest.mark.django_db
PAGE = "/admin/studio/preflight/"


def edit(draft: Any) -> str:
    return reverse(type(draft).snippet_viewset.get_url_name("edit"), args=[draft.pk])


def words(content: bytes) -> str:
    said = " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())
    return said.replace(" ,", ",").replace(" ;", ";").replace(" .", ".")


def looked_at(studio: Client, draft: Any, **changes: str) -> Any:
    form = form_of(studio.get(edit(draft))) | changes
    return studio.post(f"{PAGE}check-{draft._meta.model_name}/?draft={draft.pk}", form)


# The panel


def test_the_panel_looks_at_what_is_in_the_form(studio: Client) -> None:
    module = make_module("Meetings", activities=[a_quiz(minutes=70)], publish=False)

    page = looked_at(studio, module, **{"body-0-value-pass_mark": "9", "summary": ""})

    said = words(page.content)
    assert "2 things block publishing; 1 is worth a look." in said
    assert "Pass mark The pass mark is 9, but there are 2 questions. Lower it or add questions." in said
    assert "Activity 1, “Check yourself” It takes 70 minutes. Make two of it, or three" in said
    assert "Doctors would try again and again, and never complete the module." in said
    (activity,) = module.stored("body")
    buttons = BeautifulSoup(page.content, "html.parser").select("[data-preflight-open]")
    assert [button["data-preflight-open"] for button in buttons] == [
        "summary",
        f"body.{activity['id']}.pass_mark",
        f"body.{activity['id']}.minutes",
    ]
    assert Module.objects.get().summary == module.summary


def test_the_panel_leads_to_nodes_of_the_tree(studio: Client) -> None:
    programme = make_programme(publish=False)
    programme.tree["root"]["children"][0]["title"] = ""
    programme.save_revision()

    page = looked_at(studio, programme)

    button = BeautifulSoup(page.content, "html.parser").select_one("[data-preflight-open]")
    assert button is not None
    node = programme.tree["root"]["children"][0]["id"]
    assert (button["data-preflight-field"], button["data-preflight-node"], button["data-preflight-name"]) == (
        "tree",
        node,
        "title",
    )


def test_the_panel_of_a_new_draft_and_of_one_in_order(studio: Client) -> None:
    empty = studio.post(f"{PAGE}check-module/", {"title": "", "summary": "", "body-count": "0"})
    assert "3 things block publishing." in words(empty.content)

    module = make_module("Meetings", publish=False)
    assert words(looked_at(studio, module).content) == "Nothing is in the way."


def test_what_cannot_be_read_is_said(studio: Client) -> None:
    module = make_module("Meetings", publish=False)

    page = looked_at(studio, module, **{"body-0-value-minutes": "many"})

    assert "“Body” cannot be read as it stands: its last saved state was looked at." in words(page.content)


def test_odd_requests_to_the_panel(studio: Client, client: Client) -> None:
    module = make_module(publish=False)
    address = f"{PAGE}check-module/"

    assert studio.get(address).status_code == 405
    assert studio.post(f"{PAGE}check-media/").status_code == 404
    assert studio.post(address, {"title": "No counters"}).status_code == 400
    for wrong in ("0", "x", "9" * 30, "²"):
        assert studio.post(f"{address}?draft={wrong}", {"body-count": "0"}).status_code == 302
    assert Client().post(f"{address}?draft={module.pk}").status_code == 302


# Pressing publish


def press(studio: Client, module: Module, **changes: str) -> Any:
    return studio.post(edit(module), form_of(studio.get(edit(module))) | changes | {"action-publish": "true"})


def test_warnings_are_shown_once_and_accepted_by_pressing_again(studio: Client) -> None:
    module = make_module("Meetings", activities=[a_reading(minutes=61)], publish=False)

    page = press(studio, module)

    assert page.url == edit(module)
    notice = BeautifulSoup(studio.get(edit(module)).content, "html.parser").select_one(".lp-warned")
    assert notice is not None
    assert words(str(notice).encode()) == (
        "Not published yet: 1 thing is worth a look Your draft is saved. Mend what you want to mend and "
        "publish again, or publish it as it is. Activity 1, “Why meetings fail” It takes 61 minutes. "
        "Go there Activity 1, “Why meetings fail” Publish all the same Why it matters, and how to mend it"
    )
    (button,) = notice.select("button[type=submit]")
    assert (button["form"], button["name"]) == ("w-editor-form", "action-publish")
    (there,) = notice.select("[data-preflight-open]")
    assert there["data-preflight-open"] == f"body.{module.stored('body')[0]['id']}.minutes"
    assert not Module.objects.get().live

    press(studio, module, title="Meetings that end", **{"body-0-value-minutes": "62"})
    assert not Module.objects.get().live
    press(studio, module)
    assert Module.objects.get().live
    assert Module.objects.get().title == "Meetings that end"


def test_whoever_has_mended_some_of_what_they_saw_is_not_asked_again(studio: Client) -> None:
    module = make_module("Meetings", activities=[a_reading(minutes=61), a_quiz(minutes=70)], publish=False)
    press(studio, module)
    assert "Not published yet: 2 things are worth a look" in words(studio.get(edit(module)).content)

    press(studio, module, **{"body-0-value-minutes": "30"})

    assert Module.objects.get().live


def test_more_than_five_are_named_by_their_number(studio: Client) -> None:
    readings = [a_reading(f"Reading {number}", minutes=61) for number in range(7)]
    module = make_module("Meetings", activities=readings, publish=False)
    press(studio, module)

    page = BeautifulSoup(studio.get(edit(module)).content, "html.parser")

    assert len(page.select(".lp-warned-list li")) == 5
    assert [each.text for each in page.select("[data-preflight-panel]")] == ["2 more, and why they matter"]


@pytest.mark.parametrize(("activities", "claims"), [(1, 1), (4, 3)])
def test_the_panel_asks_no_more_for_more_claims(
    studio: Client,
    framework: Framework,
    activities: int,
    claims: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claimed = dict.fromkeys((ELEMENT, COMPETENCE, OTHER)[:claims], "practises")
    quizzes = [a_quiz(f"Quiz {number}", claims=claimed) for number in range(activities)]
    module = make_module("Meetings", activities=quizzes, publish=False)
    form = form_of(studio.get(edit(module)))
    address = f"{PAGE}check-module/?draft={module.pk}"
    studio.post(address, form)

    with django_assert_num_queries(17):
        page = studio.post(address, form)

    assert words(page.content) == "Nothing is in the way."


def test_what_blocks_is_refused_with_where_and_why(studio: Client) -> None:
    programme = make_programme("Leading", publish=False)
    programme.promises_welsh = True
    programme.save_revision()

    studio.post(edit(programme), form_of(studio.get(edit(programme))) | {"action-publish": "true"})

    said = words(studio.get(edit(programme)).content)
    assert "has no Welsh. Translate the module and publish its Welsh, or take the promise back." in said
    assert not Programme.objects.get().live


# Everything that is live


@pytest.fixture
def faulty(framework: Framework) -> Module:
    make_module("Sound", activities=[a_quiz(claims={ELEMENT: "practises"})])
    return make_module("=Long", activities=[a_quiz(minutes=90, claims={ELEMENT: "introduces"})])


def test_the_list_and_its_filters(studio: Client, faulty: Module) -> None:
    said = words(studio.get(PAGE).content)
    assert (
        "In 2 published modules and programmes: 0 findings block publishing again, 1 is worth a look." in said
    )
    assert "=Long Module · English Activity 1, “Check yourself” It takes 90 minutes." in said
    link = BeautifulSoup(studio.get(PAGE).content, "html.parser").select_one("tbody a")
    assert link is not None
    assert link["href"] == f"{edit(faulty)}#preflight=body.{faulty.stored('body')[0]['id']}.minutes"

    for nothing in ("severity=block", "kind=programme", "rule=vague_link"):
        assert "Nothing is found in 2" in words(studio.get(f"{PAGE}?{nothing}").content)
    for all_the_same in (
        "severity=x",
        "kind=x",
        "rule=x",
        "severity=warn&kind=module&rule=activity_too_long",
    ):
        assert "1 is worth a look" in words(studio.get(f"{PAGE}?{all_the_same}").content)


def test_the_file_is_the_list(studio: Client, faulty: Module) -> None:
    response = studio.get(f"{PAGE}preflight.csv")

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[1:] == [
        [
            "Module",
            "'=Long",
            "English",
            "warn",
            "activity_too_long",
            "Activity 1, “Check yourself”",
            "It takes 90 minutes.",
            "Make two of it, or three, each with an end of its own.",
        ]
    ]


@pytest.mark.parametrize("size", [1, 3])
def test_all_that_is_live_takes_the_same_queries(
    size: int, framework: Framework, django_assert_num_queries: DjangoAssertNumQueries, studio: Client
) -> None:
    for _each in range(size):
        module = make_module(activities=[a_reading(claims={ELEMENT: "introduces"})])
        make_programme(modules=[module], reminder_days=[7])

    with django_assert_num_queries(14):
        findings_in(live_around(on=TODAY))
    studio.get(PAGE)
    with django_assert_num_queries(23):
        studio.get(PAGE)


def test_a_live_programme_whose_module_is_gone_or_newer(studio: Client) -> None:
    gone, newer = make_module("Gone"), make_module("Newer")
    make_programme("Leading", modules=[gone, newer])
    gone.unpublish()
    newer.body = [*newer.stored("body"), *make_module(activities=[a_quiz()]).stored("body")]
    publish_draft(newer)

    found = [
        (each.rule.code, each.finding.where, each.finding.what)
        for each in findings_in(live_around(on=TODAY))
        if isinstance(each.draft, Programme)
    ]
    assert found == [
        ("module_not_published", "Item 1.1, “Gone”", "“Gone” is not published any more."),
        ("older_version_pinned", "Item 1.2, “Newer”", "“Newer” has a newer version."),
    ]


# The command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, int]:
    try:
        call_command("preflight", *arguments)
    except SystemExit as end:
        return capsys.readouterr().out, int(str(end.code))
    return capsys.readouterr().out, 0


def test_the_command_for_pipelines(faulty: Module, capsys: pytest.CaptureFixture[str]) -> None:
    line = "warn: =Long (English): Activity 1, “Check yourself”: It takes 90 minutes. [activity_too_long]\n"

    assert run(capsys) == (f"{line}2 looked at: 0 block, 1 worth a look.\n", 0)
    assert run(capsys, "--fail-on", "warn")[1] == 1
    assert run(capsys, "--fail-on", "warn", "--rule", "vague_link") == (
        "2 looked at: 0 block, 0 worth a look.\n",
        0,
    )
    assert run(capsys, "--format", "csv")[0].count("\r\n") == 2
    assert [row["Rule"] for row in json.loads(run(capsys, "--format", "json")[0])] == ["activity_too_long"]
    faulty.unpublish()
    make_programme(modules=[make_module("Other", activities=[a_reading(claims={ELEMENT: "introduces"})])])
    Module.objects.get(title="Other").unpublish()
    assert run(capsys)[1] == 1
    assert run(capsys, "--fail-on", "nothing")[1] == 0


# Rules of others


class NoOrders(Rule):
    code = "host_no_orders"
    severity = Severity.BLOCK
    title = "A title that shouts"
    why = "The house style says so."

    def in_module(self, module: ModuleContext) -> Iterator[Finding]:
        if module.title.isupper():
            yield Finding("Title", "It is in capitals.", "Write it in sentence case.", ("title",))


PATH = f"{__name__}.NoOrders"


def test_a_site_adds_a_rule_by_a_setting(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("programmes.preflight.registry.import_string", lambda path: {PATH: NoOrders}[path])
    settings.LEADERSHIP_PREFLIGHT = {"rules": [PATH]}
    module = make_module("SHOUTING", publish=False)

    (found,) = findings_of(module, on=TODAY)
    assert (found.rule.code, found.finding.what) == ("host_no_orders", "It is in capitals.")
    with pytest.raises(Exception, match="It is in capitals"):
        publish_draft(module)
    assert not Module.objects.get().live


def test_an_app_registers_a_rule_and_an_activity_type_brings_one(monkeypatch: pytest.MonkeyPatch) -> None:
    module = make_module("SHOUTING", publish=False)
    preflight.register(NoOrders())
    try:
        assert [each.rule.code for each in findings_of(module, on=TODAY)] == ["host_no_orders"]
    finally:
        preflight.unregister("host_no_orders")
    assert findings_of(module, on=TODAY) == []

    monkeypatch.setattr(type(activity_types.get("quiz")), "preflight_rules", (NoOrders,))
    assert [each.rule.code for each in findings_of(module, on=TODAY)] == ["host_no_orders"]


def test_a_rule_that_cannot_be_registered() -> None:
    class Nameless(NoOrders):
        code = "No orders"

    class Silent(Rule):
        code = "silent"

    class Again(NoOrders):
        code = "vague_link"

    with pytest.raises(ValueError, match="cannot be the code of a rule"):
        preflight.register(Nameless())
    with pytest.raises(ValueError, match="asks nothing"):
        preflight.register(Silent())
    with pytest.raises(ValueError, match="registered already"):
        preflight.register(Again())


# Languages


def test_parity(welsh: Locale, studio: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    module = make_module("Meetings", activities=[a_reading()])
    draft_only = make_module(publish=False)
    keys = [module.translation_key, draft_only.translation_key]
    assert parities(Module, keys) == {module.translation_key: Parity.MISSING}

    copied = module.copy_for_translation(welsh)
    copied.save()
    publish_draft(copied)
    with django_assert_num_queries(1):
        assert parities(Module, keys) == {module.translation_key: Parity.COMPLETE}

    module.summary = "Other words."
    publish_draft(module)
    assert parities(Module, keys) == {module.translation_key: Parity.STALE}
    copied = Module.objects.get(pk=copied.pk)
    copied.summary = "Geiriau eraill."
    publish_draft(copied)
    assert parities(Module, keys) == {module.translation_key: Parity.COMPLETE}

    module.body = [*module.stored("body"), *make_module(activities=[a_quiz()]).stored("body")]
    publish_draft(module)
    assert parities(Module, keys) == {module.translation_key: Parity.STALE}
    page = words(studio.get("/admin/studio/welsh/").content)
    assert "0 of 2 published modules and programmes can be read in Welsh" in page
    assert "Meetings Module Behind the original" in page
    assert "Meetings Module" not in words(studio.get("/admin/studio/welsh/?state=missing").content)
    listed = words(studio.get(reverse(Module.snippet_viewset.get_url_name("list"))).content)
    assert "Behind the original" in listed
