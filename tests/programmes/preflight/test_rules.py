"""Every rule that looks at plain data: what it finds and what it lets pass, word for word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from programmes import preflight
from programmes.enums import LinkAnswer, Parity, ReminderKind
from programmes.models import LinkCheck
from programmes.preflight import ModuleContext, ProgrammeContext
from programmes.preflight.around import UsedModule
from programmes.preflight.checks.used import AsksForRetired
from programmes.preflight.running import Found
from programmes.services.authoring import ActivityData, ReminderData
from tests.factories.programmes import a_checklist, a_link, a_quiz, a_reading, a_reflection
from tests.programmes.preflight.made import (
    COMPETENCE,
    ELEMENT,
    FIRST,
    KEY,
    NEWER,
    OTHER,
    OTHER_KEY,
    RIGHT,
    SECOND,
    SECOND_E,
    WRONG,
    C,
    E,
    asking,
    claim,
    module,
    programme,
    question,
    recording,
    shown,
    use,
)

Draft = Callable[[], ModuleContext | ProgrammeContext]
Said = list[tuple[str, str, tuple[Any, ...]]]

READING = "Activity 1, “Why meetings fail”"
QUIZ = "Activity 1, “Check yourself”"


def text(html: str, **given: Any) -> ModuleContext:
    return module(ActivityData("reading", "Why meetings fail", content={"text": html}), **given)


def film(minutes: int = 10, **given: Any) -> ModuleContext:
    activity = ActivityData("media", "See it done", minutes=minutes, content={"media": 5})
    return module(activity, recordings={5: recording(**given)})


FILM = "Activity 1, “See it done”"


def before(days: int) -> ReminderData:
    return ReminderData(ReminderKind.BEFORE_DUE, days)


def broken(answer: LinkAnswer, failures: int = 1) -> ModuleContext:
    at = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    url = "https://www.example.org/meetings"
    link = LinkCheck(url=url, checked_at=at, answer=answer, failing_since=at, failures=failures)
    return module(a_link(), links={url: link})


def used(**given: Any) -> dict[Any, UsedModule]:
    row = {
        "key": FIRST,
        "title": "Listening",
        "is_live": True,
        "review_on": None,
        "version_id": 1,
        "minutes": 30,
    }
    return {FIRST: UsedModule(**row | given)}


HARD = "Organisational transformation necessitates comprehensive stakeholder engagement methodologies. " * 15
PLAIN = "We met on the ward. You said what you saw. I wrote it down for us all. " * 8
TREE = ("tree", "root", "children", 0)
WHERE = "Item 1, “Listening”"

CASES: dict[str, tuple[Draft, Said, Draft]] = {
    "no_words": (
        lambda: module(a_reading(), summary=" "),
        [("Summary", "There is no summary.", ("summary",))],
        lambda: module(a_reading()),
    ),
    "nothing_to_do": (
        lambda: module("<p>Only text.</p>"),
        [("Body", "There is nothing to do yet: add at least one activity.", ("body",))],
        lambda: module(a_reading()),
    ),
    "nothing_required": (
        lambda: module(a_reading(required=False)),
        [
            (
                "Body",
                "No activity is required, so the module would be complete before it starts: require one.",
                ("body",),
            )
        ],
        lambda: module(a_reading()),
    ),
    "bad_identity": (
        lambda: module(body=[{"type": "text", "id": "one", "value": "<p>x</p>"}]),
        [("Body", "Its id “one” is not a UUID.", ("body", 0))],
        lambda: module(a_reading()),
    ),
    "unknown_competence": (
        lambda: module(a_reading(claims={"small-1:9.9": "introduces"})),
        [
            (
                f"{READING}, Competences",
                "“small-1:9.9” is in no published framework. "
                "Choose another competence, or remove this claim.",
                ("body", 0, "claims", 0, "competence"),
            )
        ],
        lambda: module(a_reading(claims={E: "introduces"})),
    ),
    "claimed_twice": (
        lambda: module(body=claimed_twice()),
        [
            (
                f"{READING}, Competences",
                "This activity claims small-1:1.1 twice. Keep the stronger claim.",
                ("body", 0, "claims", 1, "competence"),
            )
        ],
        lambda: module(a_reading(claims={E: "introduces", SECOND_E: "introduces"})),
    ),
    "quiz_passes_by_itself": (
        lambda: module(a_quiz(pass_mark=0)),
        [(QUIZ, "The pass mark is 0.", ("body", 0, "pass_mark"))],
        lambda: module(a_quiz(pass_mark=1)),
    ),
    "question_without_choice": (
        lambda: module(question(RIGHT, {"text": "THIS "}), title="Same"),
        [
            (
                f"{QUIZ}, Question 1",
                "Two of its answers are the same.",
                ("body", 0, "questions", 0, "options"),
            )
        ],
        lambda: module(question(RIGHT, WRONG)),
    ),
    "activity_too_long": (
        lambda: module(a_reading(minutes=61)),
        [(READING, "It takes 61 minutes.", ("body", 0, "minutes"))],
        lambda: module(a_reading(minutes=60)),
    ),
    "too_little_time": (
        lambda: module(
            ActivityData("reading", "Why meetings fail", minutes=1, content={"text": "word " * 301})
        ),
        [(READING, "It has 301 words, and 1 minute.", ("body", 0, "minutes"))],
        lambda: module(ActivityData("reading", "R", minutes=1, content={"text": "word " * 300})),
    ),
    "activity_title_twice": (
        lambda: module(a_reading(), a_reading("Between"), a_reading("why meetings fail ", key="other")),
        [
            (
                "Activity 3, “why meetings fail ”",
                "Activity 1 has the same title.",
                ("body", 2, "title"),
            )
        ],
        lambda: module(a_reading(), a_reading("Another")),
    ),
    "title_taken": (
        lambda: taken(OTHER_KEY),
        [("Title", "Another published module has this title.", ("title",))],
        lambda: taken(KEY),
    ),
    "nothing_claimed": (
        lambda: module(a_reading()),
        [("Body", "No activity claims a competence.", ("body", 0, "claims"))],
        lambda: module(a_reading(claims={E: "introduces"})),
    ),
    "demonstrated_by_reading": (
        lambda: module(a_reading(claims={E: "demonstrates"})),
        [
            (
                READING,
                "It claims to demonstrate 1.1 First element, but the doctor only takes something in.",
                ("body", 0, "claims", 0, "competence"),
            )
        ],
        lambda: module(a_reading(claims={E: "introduces"}), a_quiz(claims={E: "demonstrates"})),
    ),
    "demonstrated_unassessed": (
        lambda: module(a_reflection(claims={C: "demonstrates"}), a_quiz(claims={SECOND_E: "introduces"})),
        [
            (
                "Activity 1, “Your last meeting”",
                "It claims to demonstrate 1.1.1 First competence, and nothing in the module assesses that.",
                ("body", 0, "claims", 0, "competence"),
            )
        ],
        lambda: module(a_reflection(claims={C: "demonstrates"}), a_quiz(claims={E: "introduces"})),
    ),
    "old_edition": (
        lambda: module(a_reading(claims={E: "introduces"}), newest_editions={"small": NEWER}),
        [
            (
                READING,
                "small-1:1.1 is of the edition 1; 2 is the newest.",
                ("body", 0, "claims", 0, "competence"),
            )
        ],
        lambda: module(a_reading(claims={E: "introduces"})),
    ),
    "stage_without_descriptor": (
        lambda: programme(
            use(), stage="continuing", used_claims={FIRST: [claim(COMPETENCE), claim(ELEMENT)]}
        ),
        [
            (
                "Career stage",
                "1.1 First element is claimed, and has no descriptor for “Continuing practice”.",
                ("stage",),
            )
        ],
        lambda: programme(use(), used_claims={FIRST: [claim(COMPETENCE)]}),
    ),
    "promise_not_kept": (
        lambda: programme(use(), promises=[E, SECOND_E], used_claims={FIRST: [claim(COMPETENCE)]}),
        [
            (
                "Promised competences",
                "1.2 Second element is promised, and no activity of its modules claims it.",
                ("promises", 1),
            )
        ],
        lambda: programme(use(), promises=[E], used_claims={FIRST: [claim(COMPETENCE)]}),
    ),
    "promise_may_be_skipped": (
        lambda: programme(
            use(required=False),
            use(SECOND),
            promises=[E],
            used_claims={FIRST: [claim(ELEMENT)], SECOND: [claim(ELEMENT, required=False)]},
        ),
        [
            (
                "Promised competences",
                "1.1 First element is promised, but only what is optional claims it.",
                ("promises", 0),
            )
        ],
        lambda: programme(use(), promises=[E], used_claims={FIRST: [claim(ELEMENT)]}),
    ),
    "window_too_short": (
        lambda: programme(use(due=7), used=used(minutes=61)),
        [
            (
                WHERE,
                "By day 7 there are 61 minutes to do, and the weeks hold 60.",
                (*TREE, "due_days"),
            )
        ],
        lambda: programme(use(due=7), used=used(minutes=60)),
    ),
    "reminder_before_start": (
        lambda: programme(use(due=7), reminders=(before(3), before(7))),
        [
            (
                "Reminder 2",
                "7 days before it is due, “Listening” (due on day 7) has not begun.",
                ("reminders", 1, "days"),
            )
        ],
        lambda: programme(use(due=8), reminders=(before(7),)),
    ),
    "reminder_without_date": (
        lambda: programme(use(), reminders=(ReminderData(ReminderKind.ON_DUE),)),
        [("Reminder 1", "It reminds of due dates, and no module has one.", ("reminders", 0))],
        lambda: programme(use(due=7), reminders=(ReminderData(ReminderKind.ON_DUE),)),
    ),
    "reminder_never_goes": (
        lambda: programme(use(), duration_days=21, reminders=(ReminderData(ReminderKind.INACTIVE, 21),)),
        [("Reminder 1", "It waits for 21 days, and the programme lasts 21.", ("reminders", 0, "days"))],
        lambda: programme(use(), duration_days=22, reminders=(ReminderData(ReminderKind.INACTIVE, 21),)),
    ),
    "review_due": (
        lambda: module(a_reading(), review_on=date(2026, 11, 23)),
        [
            (
                "Look at it again on",
                "It was to be looked at again on 23 November 2026.",
                ("review_on",),
            )
        ],
        lambda: module(a_reading(), review_on=date(2026, 11, 24)),
    ),
    "no_captions": (
        lambda: film(captions_id=None),
        [(FILM, "“A round” has no captions.", ("body", 0, "media"))],
        film,
    ),
    "transcript_too_short": (
        lambda: film(transcript="<p>One.</p><p>Two.</p>", seconds=90),
        [(FILM, "The transcript of “A round” has 2 words for 90 seconds.", ("body", 0, "media"))],
        lambda: film(seconds=120),
    ),
    "provider_not_allowed": (
        lambda: film(provider="elsewhere", address="1"),
        [(FILM, "“A round” is at elsewhere, from which this site loads nothing.", ("body", 0, "media"))],
        lambda: film(provider="vimeo", address="1"),
    ),
    "recording_in_other_language": (
        lambda: film(language="cy"),
        [(FILM, "“A round” is not in the language of this module.", ("body", 0, "media"))],
        lambda: film(language="en"),
    ),
    "recording_longer_than_minutes": (
        lambda: film(1, seconds=61),
        [(FILM, "“A round” takes 2 minutes; the activity says 1.", ("body", 0, "minutes"))],
        lambda: film(1, seconds=60),
    ),
    "heading_order": (
        lambda: text("<h4>Too deep</h4><p>x</p><h3>Fine</h3><h4>Fine</h4><h3> </h3>"),
        [
            (
                READING,
                "“Too deep” is a heading of the second level, with none above it.",
                ("body", 0, "text"),
            ),
            (READING, "A heading has no words.", ("body", 0, "text")),
        ],
        lambda: text("<h3>First</h3><p>x</p><h4>Second</h4><h3>Third</h3>"),
    ),
    "bold_heading": (
        lambda: text("<p><b>How it begins</b></p><p>It begins.</p>"),
        [(READING, "“How it begins” is a paragraph in bold.", ("body", 0, "text"))],
        lambda: text("<p><b>Mind</b> this.</p><p><b>Mind this.</b></p><p>x</p><p><b>The end</b></p>"),
    ),
    "left_from_template": (
        lambda: text(
            "<p>[Begin with something\nthat happened.] Then go on.</p>", summary="[Say what for.] [sic]"
        ),
        [
            ("Summary", "“[Say what for.]” was left.", ("summary",)),
            (READING, "“[Begin with something that happened.]” was left.", ("body", 0, "text")),
        ],
        lambda: text("<p>He “could of [sic] said so” [1], [see below].</p>", summary="Run [a] meeting."),
    ),
    "vague_link": (
        lambda: text(
            '<p><a href="https://a.example/">Click here.</a> <a href="https://b.example/">www.b</a></p>'
        ),
        [
            (READING, "A link is called “Click here.”.", ("body", 0, "text")),
            (READING, "A link is called “www.b”.", ("body", 0, "text")),
        ],
        lambda: text('<p>See the <a href="https://a.example/">guidance on handover</a>.</p>'),
    ),
    "reading_age": (
        lambda: text(f"<p>{HARD}</p>"),
        [
            (
                READING,
                "It reads like something for people of 46 years; 18 is the most here.",
                ("body", 0, "text"),
            )
        ],
        lambda: text(f"<p>{PLAIN}</p>"),
    ),
    "broken_link": (
        lambda: broken(LinkAnswer.GONE),
        [
            (
                "Activity 1, “What others do”",
                "https://www.example.org/meetings did not open on 20 November 2026: there is no such page.",
                ("body", 0, "url"),
            )
        ],
        lambda: broken(LinkAnswer.UNREACHABLE),
    ),
    "welsh_module_missing": (
        lambda: programme(use(), promises_welsh=True, welsh_of_modules={FIRST: Parity.MISSING}),
        [(WHERE, "“Listening” has no Welsh.", TREE)],
        lambda: programme(use(), promises_welsh=True, welsh_of_modules={FIRST: Parity.COMPLETE}),
    ),
    "welsh_module_stale": (
        lambda: programme(use(), promises_welsh=True, welsh_of_modules={FIRST: Parity.STALE}),
        [(WHERE, "“Listening” has changed since its Welsh was published.", TREE)],
        lambda: programme(use(), welsh_of_modules={FIRST: Parity.STALE}),
    ),
    "own_welsh_behind": (
        lambda: programme(use(), promises_welsh=True),
        [
            (
                "Promised in Welsh",
                "It is promised in Welsh, and its own Welsh is missing.",
                ("promises_welsh",),
            )
        ],
        lambda: programme(use(), promises_welsh=True, welsh_of_programmes={KEY: Parity.COMPLETE}),
    ),
    "promised_module_welsh": (
        lambda: module(a_reading(), promised_in_welsh={KEY: "Leading"}, welsh_of_modules={KEY: Parity.STALE}),
        [
            (
                "Title",
                "“Leading” is promised in Welsh, and the Welsh of this module is behind the original.",
                ("title",),
            )
        ],
        lambda: module(a_reading(), welsh_of_modules={KEY: Parity.STALE}),
    ),
    "module_not_published": (
        lambda: programme(use(), used=used(is_live=False)),
        [(WHERE, "“Listening” is not published any more.", TREE)],
        lambda: programme(use()),
    ),
    "older_version_pinned": (
        lambda: programme(use(), used=used(version_id=2), pinned={(KEY, FIRST): 1}),
        [(WHERE, "“Listening” has a newer version.", TREE)],
        lambda: programme(use(), pinned={(KEY, FIRST): 1}),
    ),
    "asks_for_retired": (
        lambda: asking(date(2026, 11, 23)),
        [
            (
                "Item 1, “Rounds”",
                "“Rounds” is retired: since 23 November 2026 it takes nobody new.",
                TREE,
            )
        ],
        lambda: asking(None),
    ),
}


def claimed_twice() -> list[dict[str, Any]]:
    body = module(a_reading(claims={E: "introduces"})).body
    (claimed,) = body[0]["value"]["claims"]
    body[0]["value"]["claims"] = [claimed, {**claimed, "id": "another"}]
    return body


def taken(key: Any) -> ModuleContext:
    from programmes.models import Module  # noqa: PLC0415

    return module(a_reading(), titles={(Module, "meetings", 1): {key}})


@pytest.mark.parametrize("code", CASES)
def test_what_a_rule_finds(code: str) -> None:
    failing, expected, _passing = CASES[code]
    assert shown(code, failing()) == expected


@pytest.mark.parametrize("code", CASES)
def test_what_a_rule_lets_pass(code: str) -> None:
    assert shown(code, CASES[code][2]()) == []


def test_other_ways_to_leave_no_choice() -> None:
    def said(*options: dict[str, Any], kind: str = "single") -> list[str]:
        return [
            what
            for _where, what, _path in shown("question_without_choice", module(question(*options, kind=kind)))
        ]

    assert said(RIGHT) == ["There is only one answer to choose."]
    assert said(RIGHT, {"text": "Other", "correct": True}, kind="multiple") == ["Every answer is right."]


def test_links_are_given_a_second_day() -> None:
    assert shown("broken_link", broken(LinkAnswer.UNREACHABLE, failures=2)) != []
    assert shown("broken_link", broken(LinkAnswer.NOT_PUBLIC)) != []


def test_a_programme_that_retires_is_a_warning_until_its_cut_off() -> None:
    def found(cut_off: date, **given: Any) -> list[tuple[bool, str, str]]:
        rule, draft = AsksForRetired(), asking(cut_off, **given)
        return [
            (Found(rule, each, draft.draft).blocks, each.what, str(each.mend))
            for each in rule.in_programme(draft)
        ]

    assert found(date(2026, 11, 24), successor="Rounds, second edition") == [
        (
            False,
            "“Rounds” takes nobody new from 24 November 2026 on.",
            "Ask for its successor, “Rounds, second edition”, instead.",
        )
    ]
    assert found(date(2026, 11, 23)) == [
        (
            True,
            "“Rounds” is retired: since 23 November 2026 it takes nobody new.",
            "It has no successor: ask for another programme, or take it out.",
        )
    ]


def test_reading_age_is_asked_of_english_only() -> None:
    assert shown("reading_age", text(f"<p>{HARD}</p>", language="cy")) == []


def test_what_a_site_sets_counts(settings: Any) -> None:
    settings.LEADERSHIP_PREFLIGHT = {"longest_activity": 90, "minutes_a_week": 61, "off": ["no_captions"]}

    assert shown("activity_too_long", module(a_checklist(minutes=90))) == []
    assert shown("window_too_short", programme(use(due=7), used=used(minutes=61))) == []
    assert "no_captions" not in {rule.code for rule in preflight.all_rules()}
    assert OTHER.code == "1.2"
