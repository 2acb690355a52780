"""Banks and questions in the Studio: forms, lists, GIFT in two steps; and what publishing fixes."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from programmes.activity_types import get
from programmes.bank.pinning import PinnedBank
from programmes.bank.selectors import quizzes_asking, tags_in_use
from programmes.models import Activity, Module, ModuleText, ModuleVersion, Question, QuestionBank
from programmes.preflight import module_problems
from programmes.presenters import shown_activities, shown_question
from programmes.selectors import body_block
from programmes.services.authoring import publish_draft
from tests.factories.banks import CONTENT, a_bank_quiz, make_bank, make_question
from tests.factories.people import a_superuser
from tests.factories.programmes import make_module, module_version
from tests.programmes.forms import stream_fields

pytestmark = pytest.mark.django_db

QUESTION = "wagtailsnippets_leadership_programmes_question"
BANK = "wagtailsnippets_leadership_programmes_questionbank"


def quiz_in(module: Module) -> Activity:
    (found,) = module_version(module).activities.all()
    return found


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


# From a bank to its questions


def test_a_new_bank_leads_to_its_first_question(client: Client) -> None:
    client.force_login(a_superuser())
    posted = client.post(reverse(f"{BANK}:add"), {"title": "Rotas", "description": ""}, follow=True)

    bank = QuestionBank.objects.get()
    assert posted.redirect_chain == [(reverse(f"{BANK}:edit", args=[bank.pk]), 302)]
    first = f"{reverse(f'{QUESTION}:add')}?bank={bank.pk}"
    links = BeautifulSoup(posted.content, "html.parser").select(f'a[href="{first}"]')
    assert [" ".join(link.get_text().split()) for link in links] == ["Add a question"] * 2
    chosen = BeautifulSoup(client.get(first).content, "html.parser").select_one("input[name=bank]")
    assert chosen is not None
    assert chosen["value"] == str(bank.pk)


# What publishing fixes


def test_a_published_quiz_stays_as_it_is_whatever_becomes_of_the_bank() -> None:
    bank = make_bank()
    question = make_question(bank, "Who")
    module = make_module(activities=[a_bank_quiz(bank)])
    before = quiz_in(module).scoring
    question.body = "<p>Another?</p>"
    question.content = [{"type": "numeric", "value": {"accepted": []}}]
    question.archived = True
    question.save()
    Question.objects.filter(pk=question.pk).update(content=[])

    activity = quiz_in(module)
    assert activity.scoring == before
    value = body_block(ModuleText.objects.get(version=activity.version), activity.key)
    assert value is not None
    assert isinstance(value["bank"], PinnedBank)
    assert value["bank"].questions[str(question.translation_key)].in_language("en-gb").body == "<p>Who?</p>"


def test_other_words_are_new_words_and_other_answers_a_new_version() -> None:
    bank = make_bank()
    question = make_question(bank, "Who")
    module = make_module(activities=[a_bank_quiz(bank)])
    question.body = "<p>Who leads?</p>"
    question.save()
    publish_draft(module)
    assert (ModuleVersion.objects.count(), ModuleText.objects.count()) == (1, 2)

    make_question(bank, "Another")
    publish_draft(module)
    assert ModuleVersion.objects.count() == 2
    assert len(quiz_in(module).scoring["questions"]) == 2


def test_what_cannot_be_drawn_is_said_with_its_place() -> None:
    bank = make_bank()
    make_question(bank, tags=["ward"], difficulty=4)
    make_question(bank, tags=["ward"], archived=True)
    draws = [{"count": 1, "tags": "Ward"}, {"count": 2, "easiest": "2"}]
    module = make_module(activities=[a_bank_quiz(bank, draws=draws)], publish=False)

    (problem,) = module_problems(module)
    assert "Draw 2" in problem.place
    assert problem.message.startswith("2 questions are to be drawn, and 0 fit.")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"pass_mark": 2}, ("pass_mark",)),
        ({"draws": [{"easiest": "4", "hardest": "2"}]}, ("draws", 0, "hardest")),
        ({"draws": [{"count": 60}, {"count": 60}]}, ("draws",)),
    ],
)
def test_a_quiz_that_makes_no_sense(changed: dict[str, Any], path: tuple[Any, ...]) -> None:
    bank = make_bank()
    make_question(bank)
    value = make_module(activities=[a_bank_quiz(bank, **changed)], publish=False).stored("body")[0]["value"]
    assert [each.path for each in get("bank_quiz").problems(value)] == [path]


def test_a_question_is_asked_in_the_language_of_the_module_where_it_is_translated() -> None:
    welsh = Locale.objects.get_or_create(language_code="cy")[0]
    bank = make_bank()
    question = make_question(bank, "Who", kind="short_text")
    copied = question.copy_for_translation(welsh)
    copied.body = "<p>Pwy?</p>"
    accepted = copied.stored("content")
    accepted[0]["value"]["accepted"][0]["value"]["text"] = "Bevan ei hun"
    copied.content = accepted
    copied.save()
    activity = quiz_in(make_module(activities=[a_bank_quiz(bank)]))
    value = body_block(ModuleText.objects.get(version=activity.version), activity.key)
    assert value is not None

    (pinned,) = value["bank"].questions.values()
    assert (pinned.in_language("cy").body, pinned.in_language("fr").body) == ("<p>Pwy?</p>", "<p>Who?</p>")
    said = [text for _id, text in activity.scoring["questions"][pinned.key]["accepted"]]
    assert said == ["aneurin bevan", "nye bevan", "bevan ei hun"]


def test_a_translation_with_other_answers_is_not_shown() -> None:
    welsh = Locale.objects.get_or_create(language_code="cy")[0]
    bank = make_bank()
    copied = make_question(bank, "Who").copy_for_translation(welsh)
    content = copied.stored("content")
    del content[0]["value"]["options"][2]
    copied.content = content
    copied.save()
    scoring = quiz_in(make_module(activities=[a_bank_quiz(bank)])).scoring
    assert [len(each["options"]) for each in scoring["questions"].values()] == [3]


def test_a_preview_draws_as_for_a_doctor() -> None:
    bank = make_bank()
    make_question(bank, "Who leads")
    draft = make_module(activities=[a_bank_quiz(bank, "Ready"), a_bank_quiz(bank, "Empty")], publish=False)
    body = draft.stored("body")
    body[1]["value"]["bank"] = None
    draft.body = body

    ready, empty = (str(each.html) for each in shown_activities(draft)[0])
    assert "Who leads?" in ready
    assert "No bank is chosen yet, or nothing in it fits." in empty


# The screens


def question_form(bank: QuestionBank, kind: str, **changed: Any) -> dict[str, str]:
    source = make_question(make_bank(), kind=kind)
    stored = source.stored("content")
    block = Question._meta.get_field("content").stream_block  # type: ignore[union-attr]
    body = '{"blocks": [{"key": "a", "text": "Who leads?", "type": "unstyled", "depth": 0}], "entityMap": {}}'
    fields = stream_fields("content", block, stored)
    return {
        "title": "Leading",
        "body": body,
        "feedback": "",
        "bank": str(bank.pk),
        "tags": " Ward, night ,ward",
        "difficulty": "4",
        **fields,
        **changed,
    }


@pytest.mark.parametrize("kind", CONTENT)
def test_a_designer_writes_a_question(studio: Client, kind: str) -> None:
    bank = make_bank()
    form = question_form(bank, kind)
    assert studio.get(reverse(f"{QUESTION}:add") + f"?bank={bank.pk}").status_code == 200
    assert studio.post(reverse(f"{QUESTION}:add"), form).status_code == 302

    question = Question.objects.get(bank=bank)
    assert (question.title, question.kind, question.tags, question.difficulty) == (
        "Leading",
        kind,
        ["ward", "night"],
        4,
    )
    assert "Who leads?" in question.body
    assert question.revisions.count() == 1
    assert "Who leads?" in shown_question(question)


def test_what_is_wrong_with_an_answer_stands_beside_it(studio: Client) -> None:
    bank = make_bank()
    form = question_form(bank, "numeric", **{"content-0-value-accepted-0-value-value": "many"})
    refused = studio.post(reverse(f"{QUESTION}:add"), form)

    assert refused.status_code == 200
    assert "This is no number." in refused.content.decode()
    assert not Question.objects.filter(bank=bank).exists()


def test_questions_are_found_by_bank_kind_tag_and_words(studio: Client) -> None:
    bank = make_bank("Ward")
    make_question(bank, "Leading", tags=["night"])
    make_question(bank, "Numbers", kind="numeric", archived=True)
    make_question(make_bank("Other"), "Elsewhere")
    make_module(activities=[a_bank_quiz(bank)])
    assert tags_in_use() == ["night"]

    def found(query: str) -> list[str]:
        page = BeautifulSoup(studio.get(f"{reverse(f'{QUESTION}:list')}?{query}").content, "html.parser")
        return [
            " ".join(each.get_text(" ").split())
            for each in page.select("table.listing td.title .title-wrapper a")
        ]

    assert found("") == ["Elsewhere", "Leading", "Numbers"]
    assert found(f"bank={bank.pk}") == ["Leading", "Numbers"]
    assert found("kind=numeric") == ["Numbers"]
    assert found("tag=night") == ["Leading"]
    assert found("archived=false&q=lead") == ["Leading"]


def test_a_question_says_where_it_is_asked_and_is_not_deleted_then(client: Client) -> None:
    client.force_login(a_superuser())
    bank = make_bank()
    asked, free = make_question(bank, "Asked", tags=["x"]), make_question(bank, "Free")
    module = make_module("Handover", activities=[a_bank_quiz(bank, draws=[{"tags": "x"}])])
    assert [each.version.title for each in quizzes_asking(asked.translation_key)] == ["Handover"]

    usage = words(client.get(reverse(f"{QUESTION}:usage", args=[asked.pk])))
    assert "A published quiz in 1 module may draw this question." in usage
    assert "Handover" in usage
    assert "No published quiz" in words(client.get(reverse(f"{QUESTION}:usage", args=[free.pk])))
    for row, stays in ((asked, True), (free, False)):
        client.post(reverse(f"{QUESTION}:delete", args=[row.pk]))
        assert Question.objects.filter(pk=row.pk).exists() is stays
    client.post(reverse(f"{BANK}:delete", args=[bank.pk]))
    assert QuestionBank.objects.filter(pk=bank.pk).exists()
    assert module.live


def test_gift_is_looked_through_and_then_taken(studio: Client) -> None:
    bank = make_bank("Ward")
    address = reverse("leadership_gift_import", args=[bank.pk])
    assert words(studio.get(address)).count("Look through it") == 1
    assert studio.post(address, {}).status_code == 422
    text = "Who leads? {=You ~I}\n\nWrite an essay. {}\n"
    looked = studio.post(address, {"file": SimpleUploadedFile("a.txt", text.encode())})

    said = words(looked)
    assert "New: 1. Changed: 0. Here already and the same: 0. Left out: 1." in said
    assert "3 Write an essay. {} It asks for an essay, which cannot be judged by itself." in said
    assert not Question.objects.exists()
    box = BeautifulSoup(looked.content, "html.parser").select_one("textarea[name=text]")
    assert box is not None
    taken = studio.post(address, {"text": box.text}, follow=True)
    assert "1 question was taken." in words(taken)
    assert Question.objects.get().bank == bank

    file = studio.get(reverse("leadership_gift_export", args=[bank.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="ward.gift.txt"'
    assert "::[html]<p>Who leads?</p>{" in file.content.decode()
    again = studio.post(address, {"file": SimpleUploadedFile("a.txt", file.content)})
    assert "New: 0. Changed: 0. Here already and the same: 1." in words(again)


def test_a_file_that_is_no_text_is_refused(studio: Client) -> None:
    address = reverse("leadership_gift_import", args=[make_bank().pk])
    refused = studio.post(address, {"file": SimpleUploadedFile("a.txt", b"PK\0\0")})

    assert refused.status_code == 422
    assert "This is no text file." in words(refused)


# The database


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("difficulty = 6", "question_difficulty"),
        ("difficulty = 0", "question_difficulty"),
        ("kind = 'essay'", "question_kind"),
        ("title = ''", "question_has_title"),
    ],
)
def test_a_question_in_the_database(change: str, constraint: str) -> None:
    make_question(make_bank())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(f"UPDATE leadership_programmes_question SET {change}")


def test_a_bank_has_a_title() -> None:
    make_bank()
    with pytest.raises(IntegrityError, match="question_bank_has_title"), transaction.atomic():
        connection.cursor().execute("UPDATE leadership_programmes_questionbank SET title = ''")
