"""A study itself: the list of one's own, a new one, its plan, and its team."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.actions import studies as actions
from engagement.studies import selectors
from engagement.studies.enums import CLOSE, TeamRole
from engagement.studies.forms import BeginForm, MemberForm, PlanForm, plan_values
from engagement.web.studies.door import Member, Researcher, as_member, as_researcher, note_opened
from engagement.web.studies.views.forms_sent import PAGES, is_done, page, say, sent, to
from lms.actions.errors import Refused
from lms.web.views.forms_held import keeps_what_is_typed
from lms.web.views.refusals import show_refusal_at


@require_safe
@as_researcher
def studies(request: HttpRequest, who: Researcher) -> HttpResponseBase:
    rows = selectors.studies_for(who.viewer)
    context = {"studies": rows, "may_begin": selectors.may_begin(who.user), "roles": dict(TeamRole.choices)}
    return render(request, f"{PAGES}list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_researcher
def new(request: HttpRequest, who: Researcher) -> HttpResponseBase:
    form = BeginForm(sent(request, who), initial={"starts_on": who.context.today})
    if request.method == "POST" and form.is_valid():
        made = actions.make_study(who.context, user=who.user, plan=form.plan(), template=form.template_code)
        return to("study", made)
    return render(request, f"{PAGES}new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@as_member()
def overview(request: HttpRequest, member: Member) -> HttpResponseBase:
    released = selectors.releases_of(member.viewer, member.study).first()
    standing = selectors.standing_of(member.viewer, member.study)
    return page(request, member, "study", standing=standing, released=released)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(TeamRole.LEAD)
def change(request: HttpRequest, member: Member) -> HttpResponseBase:
    form = PlanForm(sent(request, member), initial=plan_values(member.study))
    uid = member.study.uid
    if is_done(request, form, lambda: actions.change_study(member.context, study_uid=uid, plan=form.plan())):
        return to("study", member.study)
    return page(request, member, "change", form=form)


@require_POST
@as_member(*CLOSE)
def open_people(request: HttpRequest, member: Member) -> HttpResponseBase:
    """For an hour; that somebody looks is recorded on this press, and not where they only read."""
    actions.look(member.context, study_uid=member.study.uid)
    note_opened(request, member)
    home = reverse("leadership_studies:study", args=[member.study.uid])
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if is_ours else reverse("leadership_studies:careers", args=[member.study.uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member()
def team(request: HttpRequest, member: Member) -> HttpResponseBase:
    if request.method == "POST" and not member.leads:
        return HttpResponse(status=405)
    form = MemberForm(sent(request, member), initial={"role": TeamRole.RESEARCHER})

    def add() -> None:
        given = form.cleaned_data
        role = TeamRole(given["role"])
        actions.add_member(member.context, study_uid=member.study.uid, email=given["email"], role=role)

    if is_done(request, form, add):
        say(request, _("They are in the team now."))
        return to("team", member.study)
    rows = selectors.team_of(member.viewer, member.study)
    return page(request, member, "team", form=form, team=rows)


@require_POST
@as_member(TeamRole.LEAD)
def end_member(request: HttpRequest, member: Member, member_uid: uuid.UUID) -> HttpResponseBase:
    back = reverse("leadership_studies:team", args=[member.study.uid])
    try:
        ended = actions.end_member(member.context, study_uid=member.study.uid, member_uid=member_uid)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=back)
    # Whoever ends their own part has nothing left to read here.
    return redirect("leadership_studies:list" if ended.user_id == member.user.pk else back)
