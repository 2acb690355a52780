"""GIFT: what is taken, what is left with its line and reason, and that writing and reading agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.bank.gift import reading, taking
from programmes.bank.gift.words import clean_html, paragraphs
from programmes.bank.gift.writing import write
from programmes.models import Question
from tests.factories.banks import CONTENT, make_bank, make_question, rows
from tests.sizes import size

SAMPLE = (Path(__file__).parent / "sample.gift.txt").read_text(encoding="utf-8")


def taken(text: str) -> reading.Taken:
    found = reading.read_text(text)
    assert found.left == []
    (question,) = found.taken
    return question


def reason(text: str) -> str:
    found = reading.read_text(text)
    assert found.taken == []
    return found.left[0].reason


def test_a_file_of_all_kinds() -> None:
    found = reading.read_text(SAMPLE)

    assert [(each.line, each.kind, each.title) for each in found.taken] == [
        (6, "single", "Who is buried in Grant's tomb?"),
        (10, "single", "Grant's tomb is in New York"),
        (13, "multiple", "Two people"),
        (21, "short_text", "Two plus two"),
        (23, "matching", "Capitals"),
        (31, "numeric", "When"),
        (33, "numeric", "Pi"),
        (35, "single", "Gap"),
        (41, "ordering", "A cycle"),
    ]
    assert [(each.line, each.reason) for each in found.left] == [
        (47, "It asks for an essay, which cannot be judged by itself."),
        (49, "It has no answers: a description, or a line that belongs elsewhere."),
        (51, "It shows a picture or recording, which GIFT does not carry."),
        (53, "The answers are not closed: a } is missing, or a { needs a backslash before it."),
        (55, "It has more than one group of answers."),
        (57, "One of its answers has a * for any letters, which is not judged here."),
    ]


def test_what_a_question_holds() -> None:
    first, truth, several, short, pairs, year, pi, gap, cycle = reading.read_text(SAMPLE).taken

    assert (first.tags, first.difficulty, first.key) == (("history", "tombs"), 4, None)
    assert first.body == "<p>Who is buried in Grant's tomb?</p>"
    assert first.value["options"] == [
        {"text": "Grant", "correct": True, "feedback": "Well done."},
        {"text": "No one", "correct": False, "feedback": "He rests above the ground."},
        {"text": "Napoleon", "correct": False, "feedback": ""},
    ]
    assert [each["text"] for each in truth.value["options"] if each["correct"]] == ["True"]
    assert [each["feedback"] for each in truth.value["options"]] == ["Right.", "Look it up."]
    assert [each["correct"] for each in several.value["options"]] == [True, True, False]
    assert several.feedback == "They shared a house: {here} = there."
    assert short.value == {
        "accepted": [{"text": "four", "feedback": ""}, {"text": "4", "feedback": "In digits."}],
        "match_case": False,
    }
    assert pairs.value["extra"] == [{"text": "Oslo"}]
    assert pairs.value["pairs"][0] == {"left": "Wales", "right": "Cardiff"}
    assert year.value["accepted"] == [{"value": "1822", "tolerance": "5", "feedback": ""}]
    assert pi.value["accepted"] == [{"value": "3.1415", "tolerance": "0.0005", "feedback": ""}]
    assert gap.body == "<p>Cardiff became a city in _____ by a letter.</p>"
    assert [each["text"] for each in cycle.value["steps"]] == ["Plan", "Do", "Study", "Act"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Which? {~a ~b}", "None of its answers is right."),
        ("Which? {=a =b ~c}", "Several of its answers are each fully right, and one is to be chosen."),
        ("Which? {abc}", "It begins with neither = nor ~, so what kind of question it is cannot be told."),
        ("Which? {#abc}", "“abc” is no number, and no range of numbers."),
        ("{=a ~b}", "It asks nothing: there is no text before the answers."),
        (
            "Pairs {=a -> b =c -> d} more",
            "Text after the answers is only read as a gap to fill, not with this kind.",
        ),
        ("Pairs {=a -> b =c}", "Some of its answers are pairs, and some are not."),
    ],
)
def test_what_cannot_be_taken(text: str, said: str) -> None:
    assert reason(text) == said


def test_too_long_an_answer_says_so() -> None:
    assert "Answers, Answer 1, Answer: " in reason(f"Which? {{={'x' * 301} ~b}}")


def test_html_is_cleaned_as_the_editor_would() -> None:
    question = taken(
        '[html]<div onclick\\="x()"><b>Who</b><script>alert(1)</script> leads?</div> '
        "{=<i>You</i>#<b>Yes</b> ~I}"
    )
    assert question.body == "<p><b>Who</b> leads?</p>"
    assert question.value["options"][0] == {"text": "You", "correct": True, "feedback": "Yes"}
    assert taken('[html]<a href\\="javascript\\:alert(1)">x</a> {=a ~b}').body == "<p>x</p>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    found = reading.read("Où? {=là ~ici}".encode(encoding))

    assert found.taken[0].body == "<p>Où?</p>"
    assert bool(found.note) is (encoding == "cp1252")


@pytest.mark.parametrize("content", [b"x" * (reading.LARGEST + 1), b"PK\x03\x04\0\0"])
def test_what_is_no_gift_at_all(content: bytes) -> None:
    with pytest.raises(reading.NoGift):
        reading.read(content)


# Writing, then reading

LETTERS = st.characters(exclude_categories=["C", "Z"], exclude_characters="\xa0") | st.sampled_from(
    list("\\~=#{}:%*/$<>&[]- ")
)
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
FEEDBACK = st.just("") | WORDS
NUMBERS = st.decimals(-1000, 1000, places=2).map(str)


def listed(row: Any, least: int, *, by: str = "text", most: int = 4) -> Any:
    return st.lists(row, min_size=least, max_size=most, unique_by=lambda each: each[by].casefold())


def option(correct: bool | None) -> Any:
    known = st.booleans() if correct is None else st.just(correct)
    return st.fixed_dictionaries({"text": WORDS, "correct": known, "feedback": FEEDBACK})


CONTENTS = st.one_of(
    st.tuples(
        st.just("single"),
        st.fixed_dictionaries(
            {
                "options": listed(option(False), 2).map(
                    lambda found: [{**found[0], "correct": True}, *found[1:]]
                )
            }
        ),
    ),
    st.tuples(
        st.just("multiple"),
        st.fixed_dictionaries({"options": listed(option(None), 2)}).filter(
            lambda value: any(each["correct"] for each in value["options"])
        ),
    ),
    st.tuples(
        st.just("ordering"),
        st.fixed_dictionaries({"steps": listed(st.fixed_dictionaries({"text": WORDS}), 2)}),
    ),
    st.tuples(
        st.just("matching"),
        st.fixed_dictionaries(
            {
                "pairs": listed(st.fixed_dictionaries({"left": WORDS, "right": WORDS}), 2, by="left"),
                "extra": st.just([]),
            }
        ),
    ),
    st.tuples(
        st.just("numeric"),
        st.fixed_dictionaries(
            {
                "accepted": listed(
                    st.fixed_dictionaries(
                        {
                            "value": NUMBERS,
                            "tolerance": st.sampled_from(["0", "0.5", "2"]),
                            "feedback": FEEDBACK,
                        }
                    ),
                    1,
                    by="value",
                )
            }
        ),
    ),
    st.tuples(
        st.just("short_text"),
        st.fixed_dictionaries(
            {
                "accepted": listed(st.fixed_dictionaries({"text": WORDS, "feedback": FEEDBACK}), 1),
                "match_case": st.booleans(),
            }
        ),
    ),
)


@settings(max_examples=size(smoke=25, full=2000))
@given(
    title=WORDS,
    stem=WORDS,
    content=CONTENTS,
    feedback=FEEDBACK,
    tags=st.lists(st.sampled_from(["night", "on call", "it's [odd]"]), unique=True).map(tuple),
    difficulty=st.integers(1, 5),
)
def test_what_is_written_reads_the_same(
    title: str,
    stem: str,
    content: tuple[str, dict[str, Any]],
    feedback: str,
    tags: tuple[str, ...],
    difficulty: int,
) -> None:
    kind, value = content
    body = paragraphs(stem)
    key = UUID(int=7)
    stored = {
        name: rows("x", name, inner) if isinstance(inner, list) else inner for name, inner in value.items()
    }
    text = write(
        key=key,
        title=title,
        body=body,
        kind=kind,
        value=stored,
        feedback=feedback,
        tags=tags,
        difficulty=difficulty,
    )
    read = taken(f"{text}\n")

    assert (read.title, read.body, read.kind, read.feedback) == (title, clean_html(body), kind, feedback)
    assert {name: inner for name, inner in read.value.items() if inner} == {
        name: inner for name, inner in value.items() if inner
    }
    assert (read.tags, read.difficulty, read.key) == (tags, difficulty, key)


# Into a bank


@pytest.mark.django_db
def test_a_bank_that_is_written_and_read_changes_nothing(django_assert_num_queries: Any) -> None:
    bank = make_bank()
    for kind in CONTENT:
        make_question(bank, f"Of {kind}", kind=kind, tags=["night"], difficulty=5, feedback="Because\nit is.")
    before = list(Question.objects.order_by("pk").values())

    text = taking.as_gift(bank)
    with django_assert_num_queries(1):
        plan = taking.plan(bank, reading.read_text(text))
    assert (plan.new, plan.changed, plan.same, plan.left) == (0, 0, 6, [])
    taking.carry_out(bank, plan, user=None)
    assert list(Question.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_questions_are_taken_once_and_their_answers_keep_their_ids() -> None:
    bank, other = make_bank(), make_bank()
    text = "Who leads? {=You ~I#No}"
    for _twice in range(2):
        taking.carry_out(bank, taking.plan(bank, reading.read_text(text)), user=None)
    question = Question.objects.get()
    assert (question.bank, question.kind, question.revisions.count()) == (bank, "single", 1)
    you, i = (item["id"] for item in question.value["options"])

    changed = taking.as_gift(bank).replace("~I\\#No", "~I").replace("You", "You all").replace("#No", "#Never")
    plan = taking.plan(bank, reading.read_text(changed))
    assert (plan.new, plan.changed) == (0, 1)
    taking.carry_out(bank, plan, user=None)
    question.refresh_from_db()
    assert [item["id"] == old for item, old in zip(question.value["options"], (you, i), strict=True)] == [
        False,
        True,
    ]

    elsewhere = taking.plan(other, reading.read_text(taking.as_gift(bank)))
    assert (elsewhere.new, elsewhere.changed) == (1, 0)
    assert elsewhere.planned[0].key != question.translation_key


@pytest.mark.django_db
def test_what_stands_twice_in_a_file_is_taken_once() -> None:
    plan = taking.plan(make_bank(), reading.read_text("Who? {=a ~b}\n\nWho? {=a ~b}"))

    assert [(each.line, each.reason) for each in plan.left] == [(3, "It stands above already.")]
    assert plan.new == 1


def test_letters_of_html_in_plain_text_are_letters() -> None:
    question = taken("Is 1 < 2 & 3? {=yes, 1 < 2 ~no}")
    assert question.body == "<p>Is 1 &lt; 2 &amp; 3?</p>"
    assert question.value["options"][0]["text"] == "yes, 1 < 2"
