"""Tables with small groups held back, their release, findings and recommendations."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.actions import studies as actions
from engagement.studies import presenters, selectors
from engagement.studies.enums import CLOSE, TeamRole
from engagement.studies.forms import FindingForm, RecommendationForm, values_of
from engagement.web.studies.door import Member, as_member
from engagement.web.studies.views.forms_sent import is_done, page, say, sent, to
from lms.actions.errors import Refused
from lms.web.exports import CSV, file_response
from lms.web.views.forms_held import keeps_what_is_typed
from lms.web.views.refusals import show_refusal_at


@require_safe
@as_member()
def tables(request: HttpRequest, member: Member) -> HttpResponseBase:
    shown = presenters.shown(selectors.tables_for(member.viewer, member.study))
    released = selectors.releases_of(member.viewer, member.study).first()
    return page(request, member, "tables", tables=shown, released=released)


@require_safe
@as_member()
def tables_csv(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The same tables, and nothing else: no words, no rows about anybody."""
    rows = presenters.csv_rows(selectors.tables_for(member.viewer, member.study))
    return file_response(CSV, "study-tables", presenters.CSV_HEADING, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@as_member(TeamRole.LEAD)
def release(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What everybody would read is shown first, and released on a press."""
    if request.method != "POST":
        shown = presenters.shown(selectors.tables_for(member.viewer, member.study))
        return page(request, member, "release", tables=shown)
    try:
        actions.release(member.context, study_uid=member.study.uid)
    except Refused as refusal:
        back = reverse("leadership_studies:tables", args=[member.study.uid])
        return show_refusal_at(request, refusal, back=back)
    say(request, _("The tables are released. Whoever keeps the public page gives it this study’s reference."))
    return to("study", member.study)


@require_safe
@as_member()
def findings(request: HttpRequest, member: Member) -> HttpResponseBase:
    rows = selectors.findings_of(member.viewer, member.study)
    advice = selectors.recommendations_of(member.viewer, member.study)
    return page(request, member, "findings", findings=rows, recommendations=advice)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE)
def finding(request: HttpRequest, member: Member, uid: uuid.UUID | None = None) -> HttpResponseBase:
    row = selectors.findings_of(member.viewer, member.study).filter(uid=uid).first() if uid else None
    if uid and row is None:
        raise Http404
    form = FindingForm(sent(request, member), initial=values_of(row) if row else None)
    given: dict[str, Any] = {"study_uid": member.study.uid, "uid": uid}
    if is_done(request, form, lambda: actions.save_finding(member.context, **given, given=form.found())):
        return to("findings", member.study)
    return page(request, member, "finding", form=form, row=row)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE)
def recommendation(request: HttpRequest, member: Member, uid: uuid.UUID | None = None) -> HttpResponseBase:
    rows = selectors.recommendations_of(member.viewer, member.study)
    row = rows.filter(uid=uid).first() if uid else None
    if uid and row is None:
        raise Http404
    form = RecommendationForm(
        sent(request, member),
        initial=values_of(row) if row else None,
        findings=selectors.findings_of(member.viewer, member.study),
    )
    given: dict[str, Any] = {"study_uid": member.study.uid, "uid": uid}
    if is_done(
        request, form, lambda: actions.save_recommendation(member.context, **given, given=form.advised())
    ):
        return to("findings", member.study)
    return page(request, member, "recommendation", form=form, row=row)
