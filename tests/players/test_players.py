"""Players show and read; they never score. Everything works as plain HTML."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.template.loader import render_to_string

from lms.players import registry
from lms.players.base import Player
from lms.players.reading import ReadingPlayer
from lms.players.reflection import LONGEST
from programmes import activity_types, selectors
from programmes.activity_types import Outcome
from programmes.enums import Provider
from programmes.models import Activity, ModuleText
from programmes.rules.embeds import Embed
from programmes.services.authoring import ActivityData
from tests.factories.programmes import (
    a_checklist,
    a_link,
    a_quiz,
    a_reading,
    a_recording,
    a_reflection,
    make_media,
    make_module,
    module_version,
)


def published(data: ActivityData) -> tuple[Activity, ModuleText]:
    version = module_version(make_module(activities=[data]))
    (activity,) = selectors.activities_of(version)
    return activity, selectors.text_of(version, "en-gb")


def shown(
    activity: Activity, text: ModuleText, answers: dict[str, Any], outcome: Outcome | None = None
) -> BeautifulSoup:
    """The fragment as the learner's page includes it."""
    player = registry.player_for(activity.kind)
    value = selectors.body_block(text, activity.key)
    assert value is not None
    context = player.context(activity, value, answers, text.language)
    errors = outcome.errors if outcome else {}
    return BeautifulSoup(
        render_to_string(player.template, {**context, "outcome": outcome, "errors": errors}), "html.parser"
    )


def judged(activity: Activity, answers: dict[str, Any]) -> Outcome:
    return activity_types.get(activity.kind).judge(activity.scoring, answers)


def words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def test_every_shipped_type_has_a_player() -> None:
    assert all(registry.has_player(kind.code) for kind in activity_types.all_types())
    keeping = [
        kind.code for kind in activity_types.all_types() if registry.player_for(kind.code).keeps_drafts
    ]
    assert keeping == [
        *("quiz", "reflection", "checklist", "bank_quiz"),
        *("assignment", "project", "evaluation", "self_assessment"),
    ]


def test_what_nobody_plays_says_its_code() -> None:
    with pytest.raises(registry.NoPlayer, match="'vote'"):
        registry.player_for("vote")


def test_a_type_has_one_player() -> None:
    class Impostor(ReadingPlayer):
        pass

    with pytest.raises(ValueError, match=r"registered already, by lms\.players\.reading"):
        registry.register(Impostor())
    assert type(registry.player_for("reading")) is ReadingPlayer


@pytest.mark.django_db
def test_reading() -> None:
    activity, text = published(a_reading())
    page = shown(activity, text, {})

    assert words(page) == "Reading Most fail before they begin."
    assert page.select_one("div")["lang"] == "en-gb"  # type: ignore[index]
    assert registry.player_for("reading").read(QueryDict("anything=1")) == {}


@pytest.mark.django_db
def test_reflection_with_a_draft_and_an_error() -> None:
    activity, text = published(ActivityData("reflection", "Now", content={"prompt": "What?", "min_words": 5}))
    answers = {"text": "Only <three> words"}
    page = shown(activity, text, answers, judged(activity, answers))

    box, label = page.select_one("textarea"), page.select_one("label")
    assert box is not None
    assert label is not None
    assert (box.text, box["aria-invalid"]) == ("Only <three> words", "true")
    assert (box["id"], label["for"], words(label)) == ("answer-text", "answer-text", "What?")
    assert [words(page.select_one(f"#{each}")) for each in str(box["aria-describedby"]).split()] == [
        "Write at least 5 words. Only you can see what you write, unless you share it yourself.",
        "Error: Write at least 5 words: there are 3 so far.",
    ]


@pytest.mark.django_db
def test_reflection_without_anything_yet() -> None:
    activity, text = published(a_reflection())

    for state in ({}, {"text": None}, {"text": ["x"]}):
        page = shown(activity, text, state)
        assert page.select_one("textarea").text == ""  # type: ignore[union-attr]
        assert page.select(".nhsuk-error-message") == []


def test_reflection_is_read_as_it_was_typed() -> None:
    player = registry.player_for("reflection")
    posted = QueryDict(mutable=True)
    posted["text"] = "One\r\ntwo"

    assert player.read(posted) == {"text": "One\ntwo"}
    assert player.read(QueryDict("")) == {"text": ""}
    posted["text"] = "x" * (LONGEST + 1)
    assert player.read(posted) == {"text": "x" * LONGEST}


def ids_of(activity: Activity) -> tuple[dict[str, Any], dict[str, Any]]:
    single, several = activity.scoring["questions"]
    return single, several


@pytest.mark.django_db
def test_quiz_before_answering() -> None:
    activity, text = published(a_quiz())
    single, several = ids_of(activity)
    page = shown(activity, text, {})

    assert [words(legend) for legend in page.select("legend")] == [
        "1. Who decides what the meeting is for?",
        "2. Which of these help a quiet colleague to speak?",
    ]
    boxes = [(box["type"], box["name"], box["value"]) for box in page.select("input")]
    assert boxes == [
        *(("radio", f"question-{single['id']}", option) for option in single["options"]),
        *(("checkbox", f"question-{several['id']}", option) for option in several["options"]),
    ]
    assert (
        page.select("[checked]")
        == page.select(".nhsuk-inset-text")
        == page.select(".nhsuk-error-message")
        == []
    )
    labels = {label["for"] for label in page.select("label")}
    assert labels == {box["id"] for box in page.select("input")}
    assert "That happens when nobody has said it." not in words(page)
    assert "A meeting without a purpose is a talk." not in words(page)


@pytest.mark.django_db
def test_quiz_with_an_answer_missing() -> None:
    activity, text = published(a_quiz())
    single, several = ids_of(activity)
    answers = {"answers": {single["id"]: single["correct"]}}
    page = shown(activity, text, answers, judged(activity, answers))

    assert [words(error) for error in page.select(".nhsuk-error-message")] == [
        "Error: Choose one or more answers."
    ]
    first, second = page.select("fieldset")
    assert "error" not in str(first["aria-describedby"])
    assert f"question-{several['id']}-error" in str(second["aria-describedby"]).split()
    assert second.select_one(f"#answer-{several['id']}") is not None
    assert [box["value"] for box in page.select("[checked]")] == single["correct"]
    assert page.select(".nhsuk-inset-text") == []


@pytest.mark.django_db
def test_quiz_after_answering_shows_verdicts_and_the_feedback_of_what_was_chosen() -> None:
    activity, text = published(a_quiz())
    single, several = ids_of(activity)
    wrong = [option for option in single["options"] if option not in single["correct"]]
    answers = {"answers": {single["id"]: wrong, several["id"]: several["correct"]}}
    page = shown(activity, text, answers, judged(activity, answers))

    assert [words(each) for each in page.select(".nhsuk-inset-text")] == [
        "Result: 1 of 2 right. You need 2 right answers: change what you want and check again.",
        "Not right yet A meeting without a purpose is a talk.",
        "Right",
    ]
    assert "That happens when nobody has said it." in words(page)
    assert "Yes: say it in the invitation." not in words(page)


@pytest.mark.django_db
def test_quiz_without_feedback_shows_the_result_only() -> None:
    data = a_quiz()
    activity, text = published(
        ActivityData("quiz", data.title, content={**data.content, "show_feedback": False})
    )
    answers = {"answers": {question["id"]: question["correct"] for question in activity.scoring["questions"]}}
    page = shown(activity, text, answers, judged(activity, answers))

    assert [words(each) for each in page.select(".nhsuk-inset-text")] == [
        "Result: 2 of 2 right. You have passed this quiz."
    ]
    assert "Yes: say it in the invitation." not in words(page)


@pytest.mark.django_db
def test_quiz_is_read_as_it_is_judged() -> None:
    activity, text = published(a_quiz())
    single, several = ids_of(activity)
    posted = QueryDict(mutable=True)
    posted.setlist(f"question-{single['id']}", single["correct"])
    posted.setlist(f"question-{several['id']}", several["correct"])
    posted["csrfmiddlewaretoken"] = "x"
    answers = registry.player_for("quiz").read(posted)

    assert answers == {"answers": {single["id"]: single["correct"], several["id"]: several["correct"]}}
    assert judged(activity, answers).completed
    checked = [box["value"] for box in shown(activity, text, answers).select("[checked]")]
    assert checked == [*single["correct"], *several["correct"]]


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [None, 7, "x", ["x", None], {"x": 1}])
def test_quiz_shows_itself_whatever_was_kept(kept: Any) -> None:
    activity, text = published(a_quiz())
    single, _several = ids_of(activity)

    for state in ({"answers": kept}, {"answers": {single["id"]: kept}}):
        assert len(shown(activity, text, state).select("fieldset")) == 2


def test_players_say_what_their_button_does() -> None:
    codes = ("reading", "quiz", "reflection", "link", "checklist")
    players: list[Player] = [registry.player_for(code) for code in codes]

    assert [player.submit_label for player in players] == [
        "Mark as read",
        "Check my answers",
        "Save and complete",
        "Mark as done",
        "Complete the checklist",
    ]


@pytest.mark.django_db
def test_link_says_where_it_leads() -> None:
    activity, text = published(a_link())
    page = shown(activity, text, {})

    (anchor,) = page.select("a")
    assert (anchor["href"], anchor["rel"]) == ("https://www.example.org/meetings", ["noopener", "external"])
    assert words(anchor) == "Go to www.example.org"
    assert words(page) == (
        "Look for how they begin. Go to www.example.org (leaves this site: come back here to mark it as done)"
    )
    assert registry.player_for("link").read(QueryDict("anything=1")) == {}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://www.example.org", "https://[::1", "", None])
def test_link_of_a_draft_leads_nowhere_unsafe(url: Any) -> None:
    player = registry.player_for("link")
    value = activity_types.get("link").block().to_python({"title": "Go", "url": url, "text": "Why"})
    context = player.context(None, value, {}, "en-gb")

    assert "<a" not in render_to_string(player.template, context)


def test_a_recording_that_is_not_chosen_yet_says_so() -> None:
    player = registry.player_for("media")
    value = activity_types.get("media").block().to_python({"title": "See", "media": None})
    context = player.context(None, value, {}, "en-gb")

    assert "No recording is chosen yet." in render_to_string(player.template, context)
    assert player.frames(value, QueryDict("load=youtube")) == ""


@pytest.mark.django_db
def test_a_preview_loads_nothing_from_a_provider() -> None:
    player = registry.player_for("media")
    media = make_media(embed=Embed(Provider.VIMEO, "76979871"))
    value = activity_types.get("media").block().to_python({"title": "See", "media": media.pk})
    context = player.context(None, value, {}, "en-gb")
    page = BeautifulSoup(render_to_string(player.template, {**context, "is_preview": True}), "html.parser")

    assert [(each["href"], words(each)) for each in page.select("a")] == [
        ("https://vimeo.com/76979871", "Watch the video at Vimeo")
    ]
    assert page.select("iframe") == []


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [None, "x", -3, 2.5, True, ["31"], {"x": 1}, "1" * 30])
def test_a_recording_begins_at_its_beginning_whatever_was_kept(kept: Any) -> None:
    activity, text = published(a_recording())

    page = shown(activity, text, {"position": kept})

    assert str(page.select("video")[0]["src"]).endswith(".webm")


@pytest.mark.django_db
def test_checklist_with_ticks_and_the_error_that_counts() -> None:
    activity, text = published(a_checklist())
    first, second = activity.scoring["items"]
    answers = {"ticked": [first]}
    page = shown(activity, text, answers, judged(activity, answers))

    assert [box["value"] for box in page.select("input[name=ticked]")] == [first, second]
    assert [box["value"] for box in page.select("[checked]")] == [first]
    assert [words(label) for label in page.select("label")] == [
        "Write down what it is for",
        "Send that to everybody",
    ]
    group = page.select_one("fieldset")
    assert group is not None
    assert [words(page.select_one(f"#{each}")) for each in str(group["aria-describedby"]).split()] == [
        "It is complete when all 2 are ticked.",
        "Error: 1 of 2 is ticked. What you ticked is kept when you press “Save draft”.",
    ]
    box = page.select_one(f"#answer-{first}")
    assert box is not None
    assert words(page.select_one(f"#{box['aria-describedby']}")) == "In one sentence."
    assert page.select_one(f"#answer-{second}") is not None


def test_checklist_is_read_as_it_is_judged() -> None:
    player = registry.player_for("checklist")

    assert player.read(QueryDict("ticked=a&ticked=b&ticked=a&other=c")) == {"ticked": ["a", "b"]}
    assert player.read(QueryDict("")) == {"ticked": []}
    assert player.read(QueryDict("&".join(f"ticked={n}" for n in range(50))))["ticked"] == [
        str(n) for n in range(20)
    ]
    assert player.read(QueryDict(f"ticked={'x' * 101}")) == {"ticked": []}


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [None, 7, "x", [7, None], {"x": 1}])
def test_checklist_shows_itself_whatever_was_kept(kept: Any) -> None:
    activity, text = published(a_checklist())

    page = shown(activity, text, {"ticked": kept})

    assert len(page.select("input")) == 2
    assert page.select("[checked]") == []
