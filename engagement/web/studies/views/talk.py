"""The guide, the themes, and what was said: coded excerpts, for leads and researchers."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.actions import studies as actions
from engagement.studies import presenters, selectors
from engagement.studies.enums import CLOSE, Table
from engagement.studies.forms import ExcerptForm, GuideForm, ThemeForm
from engagement.web.studies.door import Member, as_member
from engagement.web.studies.views.forms_sent import is_done, page, say, sent, to
from lms.web.views.forms_held import keeps_what_is_typed


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member()
def guide(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Readers read it; another text is another version."""
    if request.method == "POST" and not member.is_close:
        return HttpResponse(status=405)
    versions = list(selectors.guides_of(member.viewer, member.study))
    last = versions[0] if versions else None
    form = GuideForm(sent(request, member), initial={"headings": "\n".join(last.headings if last else ())})

    def save() -> None:
        headings = form.cleaned_data["headings"]
        actions.save_guide(member.context, study_uid=member.study.uid, headings=headings)

    if is_done(request, form, save):
        say(request, _("The guide is saved. Earlier versions stay as they were."))
        return to("guide", member.study)
    return page(request, member, "guide", form=form, last=last, earlier=versions[1:])


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member()
def themes(request: HttpRequest, member: Member) -> HttpResponseBase:
    if request.method == "POST" and not member.is_close:
        return HttpResponse(status=405)
    form = ThemeForm(sent(request, member))

    def add() -> None:
        actions.add_theme(member.context, study_uid=member.study.uid, **form.cleaned_data)

    if is_done(request, form, add):
        say(request, _("The theme is added."))
        return to("themes", member.study)
    figures = selectors.tables_for(member.viewer, member.study)
    said = presenters.shown([each for each in figures if each.table is Table.THEMES])
    rows = selectors.themes_of(member.viewer, member.study)
    return page(request, member, "themes", form=form, themes=rows, tables=said)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE, opened=True)
def excerpts(request: HttpRequest, member: Member) -> HttpResponseBase:
    people = [
        each for each in selectors.participants_of(member.viewer, member.study) if each.withdrawn_on is None
    ]
    titles = list(selectors.themes_of(member.viewer, member.study))
    form = ExcerptForm(sent(request, member), participants=people, themes=titles)

    def code() -> None:
        uids = {
            "participant_uid": uuid.UUID(form.cleaned_data["participant"]),
            "theme_uid": uuid.UUID(form.cleaned_data["theme"]),
        }
        actions.code_excerpt(member.context, study_uid=member.study.uid, **uids, coded=form.coded())

    if is_done(request, form, code):
        say(request, _("The excerpt is coded."))
        return to("excerpts", member.study)
    rows = list(selectors.excerpts_of(member.viewer, member.study))
    is_ready = bool(people and titles)
    return page(request, member, "excerpts", form=form, excerpts=rows, is_ready=is_ready)


@require_http_methods(["GET", "HEAD", "POST"])
@as_member(*CLOSE, opened=True)
def remove(request: HttpRequest, member: Member, excerpt_uid: uuid.UUID) -> HttpResponseBase:
    """Asks first: what is deleted is nowhere else."""
    if request.method != "POST":
        found = selectors.excerpts_of(member.viewer, member.study).filter(uid=excerpt_uid).first()
        if found is None:
            raise Http404
        return page(request, member, "remove", excerpt=found)
    actions.remove_excerpt(member.context, study_uid=member.study.uid, excerpt_uid=excerpt_uid)
    say(request, _("The excerpt is deleted."))
    return to("excerpts", member.study)
