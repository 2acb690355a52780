"""Everything that a doctor can set, on one page: how it stands, and a link to where it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.actions.people import choose_language
from lms.calendar import selectors as calendar
from lms.people import selectors as people
from lms.people.accounts import AccountLine, adapter
from lms.reminders.effective import muted_by
from lms.reminders.enums import Category
from lms.web.language import languages, remember
from lms.web.visitors import Doctor, as_doctor


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    title: str
    lines: list[AccountLine]


@require_http_methods(["GET", "HEAD", "POST"])
@as_doctor
def settings_page(request: HttpRequest, doctor: Doctor) -> HttpResponseBase:
    if request.method == "POST":
        return _choose_language(request, doctor)
    return render(
        request,
        "leadership/web/learn/settings.html",
        {
            "groups": [
                Group(_("You"), _about(doctor)),
                Group(_("Signing in"), adapter().account_lines(doctor.user)),
                Group(_("What you get"), _sent(doctor)),
            ],
            "language": doctor.person.language,
            "languages": languages(),
        },
    )


def _choose_language(request: HttpRequest, doctor: Doctor) -> HttpResponseBase:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the languages."))
        return redirect("leadership_learn:settings")
    language = form.cleaned_data["language"]
    choose_language(doctor.context, language=language)
    with translation.override(language):
        messages.success(request, _("Pages and mails are in this language from now on."))
    return remember(redirect("leadership_learn:settings"), language)


def _about(doctor: Doctor) -> list[AccountLine]:
    on = doctor.context.today
    grade: Any = people.grade_on(doctor.person, on=on)
    posts = [str(each.organisation) for each in people.memberships_of(doctor.person, on=on)]
    stage = doctor.stage.label if doctor.stage else _("Career stage not said")
    held = capfirst(grade.get_grade_display()) if grade else _("grade not said")
    name = doctor.person.full_name
    if doctor.person.gmc_number:
        name = _("%(name)s, GMC number %(number)s") % {"name": name, "number": doctor.person.gmc_number}
    return [
        AccountLine(_("Name"), name, reverse("leadership_learn:profile")),
        AccountLine(_("My post"), f"{stage}, {held}", reverse("leadership_learn:post")),
        AccountLine(
            _("Organisations"),
            ", ".join(dict.fromkeys(posts)) or _("None: nobody but you sees your record."),
            "",
        ),
    ]


def _sent(doctor: Doctor) -> list[AccountLine]:
    muted = muted_by(doctor.viewer)
    kinds = [str(category.label) for category in Category if category not in muted]
    feed = calendar.feed(doctor.viewer)
    return [
        AccountLine(
            _("Mails"),
            capfirst(", ".join(kinds)) if kinds else _("Invitations only"),
            reverse("leadership_learn:mail_choices"),
        ),
        AccountLine(
            _("Messages"), _("What was sent and what is planned"), reverse("leadership_learn:messages")
        ),
        AccountLine(
            _("Calendar"),
            _("Your dates are read by your own calendar") if feed else _("Off"),
            reverse("leadership_learn:calendar"),
        ),
        AccountLine(
            _("Extra time"),
            _("More time in quizzes that have a limit"),
            reverse("leadership_learn:extra_time"),
        ),
        AccountLine(
            _("My record"), _("Everything that is recorded of you"), reverse("leadership_learn:record")
        ),
    ]
