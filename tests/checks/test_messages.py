"""Every sentence of the interface is there in every language, as the code has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import allauth.account
import allauth.mfa
import polib
import pytest
from django import core, forms
from django.contrib import auth
from django.utils.translation import gettext, ngettext, override, pgettext

PLURALS = "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;"
CATALOGUES = [
    "kernel",
    "competencies",
    "programmes",
    *(
        f"lms/{app}"
        for app in (
            "actions",
            "amendments",
            "api",
            "assignments",
            "calendar",
            "cpd",
            "enrolment",
            "organisations",
            "people",
            "players",
            "portfolio",
            "progress",
            "records",
            "reminders",
            "reports",
            "web",
        )
    ),
    "engagement/actions",
    "engagement/comparing",
    "engagement/improving",
    "engagement/instruments",
    "engagement/results",
    "engagement/studies",
    "engagement/waves",
    "engagement/web",
    "cms",
]


def files(messages: ModuleType) -> list[polib.POFile]:
    paths = [catalogue.file("cy") for catalogue in messages.catalogues()]
    return [polib.pofile(str(path)) for path in paths if path.exists()]


def test_there_is_a_catalogue_for_every_app(messages: ModuleType) -> None:
    found = [str(catalogue.home.relative_to(messages.ROOT)) for catalogue in messages.catalogues()]

    assert found == CATALOGUES


def test_everything_is_said_in_welsh(messages: ModuleType, message_faults: ModuleType) -> None:
    found = [fault for one in messages.catalogues() for fault in message_faults.faults(one, "cy")]

    assert found == [], "\n".join(found)


def test_one_sentence_is_said_in_one_way(messages: ModuleType, message_faults: ModuleType) -> None:
    assert message_faults.contradictions(files(messages)) == []


def test_django_says_what_the_catalogues_say(messages: ModuleType) -> None:
    with override("cy"):
        for file in files(messages):
            assert file.metadata["Plural-Forms"] == PLURALS
            for entry in file:
                if entry.msgid_plural:
                    said = [ngettext(entry.msgid, entry.msgid_plural, count) for count in (1, 2, 3, 8, 11)]
                    told = entry.msgstr_plural
                    assert said == [told[0], told[1], told[2], told[3], told[3]]
                elif entry.msgctxt:
                    assert pgettext(entry.msgctxt, entry.msgid) == entry.msgstr
                else:
                    assert gettext(entry.msgid) == entry.msgstr


# What make messages reads


def test_python_is_read_whatever_it_calls_gettext(messages: ModuleType) -> None:
    code = """
from django import core, forms
from django.contrib import auth
from django.utils.translation import gettext as now_, gettext_lazy, gettext_lazy as _lazy, ngettext, pgettext
from elsewhere import gettext as _

gettext_lazy("One " "sentence")
now_("Two"), _lazy("Three")
ngettext("%(n)s day", "%(n)s days", n)
pgettext("of a programme", "State")
now_(words), _("Not ours"), other("Neither")
"""
    found = [(one.context, one.words, one.plural) for one in messages.python_messages(code, "a.py")]

    assert sorted(found) == [
        ("", "%(n)s day", "%(n)s days"),
        ("", "One sentence", ""),
        ("", "Three", ""),
        ("", "Two", ""),
        ("of a programme", "State", ""),
    ]


def test_words_that_cannot_be_looked_up_are_a_fault(messages: ModuleType) -> None:
    code = 'from django.utils.translation import gettext as _\n_(f"Hello {name}")'

    with pytest.raises(SyntaxError, match=r"a\.py, line 2: an f-string cannot be translated"):
        list(messages.python_messages(code, "a.py"))


def test_templates_are_read_as_django_reads_them(messages: ModuleType) -> None:
    template = """{% load i18n %}<p title="{% trans "It's 5%" %}">{% translate 'One' context "first" %}</p>
{% blocktranslate count n=rows|length trimmed %}
  {{ n }} row
{% plural %}
  {{ n }} rows
{% endblocktranslate %}{{ name|default:_("nobody") }}{% include "a.html" with label=_("Label") %}
{% comment %}{% trans "Not said" %}{% endcomment %}"""
    found = [(one.context, one.words, one.plural) for one in messages.template_messages(template, "a.html")]

    assert found == [
        ("", "It's 5%%", ""),
        ("first", "One", ""),
        ("", "%(n)s row", "%(n)s rows"),
        ("", "nobody", ""),
        ("", "Label", ""),
    ]


# What is a fault


@pytest.fixture
def app(tmp_path: Path, messages: ModuleType) -> Any:
    """An app that says three things, all of them translated."""
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        '_("Hello %(name)s"), ngettext("%(n)s day", "%(n)s days", 3)\n'
    )
    (tmp_path / "app" / "templates" / "a.html").write_text(
        "{% load i18n %}{% blocktranslate %}A <b>bold</b> word: {% endblocktranslate %}"
    )
    catalogue = messages.Catalogue(tmp_path, tmp_path / "app", (tmp_path / "app",))
    catalogue.file("cy").parent.mkdir(parents=True)
    write(messages, catalogue, lambda told: None)
    return catalogue


def write(messages: ModuleType, catalogue: Any, change: Callable[[dict[str, polib.POEntry]], None]) -> None:
    file = messages.written(messages.messages_of(catalogue), [], "cy")
    told = {entry.msgid: entry for entry in file}
    told["Hello %(name)s"].msgstr = "Helo %(name)s"
    told["A <b>bold</b> word: "].msgstr = "Gair <b>trwm</b>: "
    told["%(n)s day"].msgstr_plural = dict(
        enumerate(["%(n)s diwrnod", "%(n)s ddiwrnod"] + ["%(n)s diwrnod"] * 2)
    )
    change(told)
    path = catalogue.file("cy")
    path.write_text(f"{file}\n")
    path.with_suffix(".mo").write_bytes(messages.compiled(file))


def test_a_whole_catalogue_has_no_fault(app: Any, message_faults: ModuleType) -> None:
    assert message_faults.faults(app, "cy") == []


@pytest.mark.parametrize(
    ("words", "told", "fault"),
    [
        ("Hello %(name)s", "", "has no translation"),
        ("Hello %(name)s", "Helo %(enw)s", "has not the same placeholders"),
        ("Hello %(name)s", "Helo", "has not the same placeholders"),
        ("A <b>bold</b> word: ", "Gair trwm: ", "has not the same tags"),
        ("A <b>bold</b> word: ", "Gair <b>trwm</b>:", "has not the same space at its ends"),
    ],
)
def test_what_a_translation_lost_is_found(
    app: Any, messages: ModuleType, message_faults: ModuleType, words: str, told: str, fault: str
) -> None:
    write(messages, app, lambda entries: setattr(entries[words], "msgstr", told))

    assert [fault in found for found in message_faults.faults(app, "cy")] == [True]


def test_a_guess_and_a_missing_form_are_found(
    app: Any, messages: ModuleType, message_faults: ModuleType
) -> None:
    def change(entries: dict[str, polib.POEntry]) -> None:
        entries["Hello %(name)s"].flags.append("fuzzy")
        del entries["%(n)s day"].msgstr_plural[3]

    write(messages, app, change)

    found = message_faults.faults(app, "cy")
    assert any("is marked as a guess (fuzzy)" in fault for fault in found)
    assert any("has not 4 plural forms" in fault for fault in found)


def test_a_new_sentence_is_found_and_one_that_is_gone(app: Any, message_faults: ModuleType) -> None:
    views = app.home / "views.py"
    views.write_text(views.read_text().replace("Hello", "Good morning"))

    new, gone = message_faults.faults(app, "cy")

    name = "app/locale/cy/LC_MESSAGES/django.po"
    assert new.startswith(f"{name}: “Good morning %(name)s” of app/views.py is missing: run make messages, ")
    assert gone == f"{name}: “Hello %(name)s” is said nowhere any more: run make messages"


def test_a_catalogue_that_is_not_compiled_is_found(app: Any, message_faults: ModuleType) -> None:
    app.file("cy").with_suffix(".mo").write_bytes(b"")

    (found,) = message_faults.faults(app, "cy")
    assert found.endswith("the .mo beside it is not its own: run make messages")


def test_two_ways_to_say_one_thing_are_found(app: Any, message_faults: ModuleType) -> None:
    first, second = (polib.pofile(str(app.file("cy"))) for _ in range(2))
    second.find("Hello %(name)s").msgstr = "Bore da %(name)s"

    (found,) = message_faults.contradictions([first, second])

    assert "“Hello %(name)s” is said in one way in" in found


def test_what_is_borrowed_is_still_said(messages: ModuleType) -> None:
    said = set()
    for package in (auth, core, forms, allauth.account, allauth.mfa):
        for path in Path(package.__file__).parent.rglob("*.py"):
            said |= {one.words for one in messages.python_messages(path.read_text(), path.name)}
    code = (messages.ROOT / "cms" / "accounts" / "borrowed.py").read_text()

    assert {one.words for one in messages.python_messages(code, "borrowed.py")} - said == set()
