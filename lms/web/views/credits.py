"""CPD credits that a doctor records for a programme, and takes back where that was a mistake."""

from __future__ import annotations

import re
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.actions.errors import Refused
from lms.actions.recognition import record_credit, withdraw_credit
from lms.enrolment.enums import State
from lms.progress.presenters import in_credits
from lms.web import why_presenters
from lms.web.brands import wear
from lms.web.learning_forms import CreditForm
from lms.web.selectors import learning
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Learner, as_learner

KEY = re.compile(r"[0-9a-f]{32}")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def credits(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    course = _course_or_404(request, learner, enrolment_uid)
    posted = request.method == "POST"
    form = CreditForm(sent_or_typed(request, learner), initial={"on": learner.context.today})
    if posted and form.is_valid() and _recorded(request, learner, course, form):
        return redirect("leadership_learn:credits", enrolment_uid)
    key = str(request.POST.get("key", "")) if posted else ""
    return render(
        request,
        "leadership/web/learn/credits.html",
        {
            "course": course,
            "form": form,
            "key": key if KEY.fullmatch(key) else uuid.uuid4().hex,
            "lines": why_presenters.credit_lines(course, learning.facts_told(learner.viewer, course)),
            "recorded": in_credits(course.facts.hundredths),
            "wanted": in_credits(course.tree.credits),
            "is_open": course.enrolment.state in (State.ACTIVE, State.COMPLETED),
            "is_over": course.enrolment.state == State.COMPLETED,
        },
        status=422 if form.errors and posted else 200,
    )


def _recorded(request: HttpRequest, learner: Learner, course: learning.Course, form: CreditForm) -> bool:
    """The form has a key of its own: sent twice, it records once."""
    key = str(request.POST.get("key", ""))
    try:
        fact = record_credit(
            learner.context,
            enrolment_uid=course.enrolment.uid,
            source_key=key if KEY.fullmatch(key) else None,
            **form.cleaned_data,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return False
    amount = {"credits": in_credits(fact.result["credits"])}
    messages.success(request, _("Recorded: %(credits)s.") % amount)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def take_back(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, fact_uid: uuid.UUID
) -> HttpResponseBase:
    """A page that says what follows; only pressing takes them back."""
    course = _course_or_404(request, learner, enrolment_uid)
    back = reverse("leadership_learn:credits", args=[enrolment_uid])
    if request.method == "POST":
        try:
            withdraw_credit(learner.context, fact_uid=fact_uid)
        except Refused as refusal:
            return show_refusal_at(request, refusal, back=back)
        messages.success(request, _("The credits are taken back. Both entries stay in your record."))
        return redirect(back)
    lines = why_presenters.credit_lines(course, learning.facts_told(learner.viewer, course))
    line = next((line for line in lines if line.fact.uid == fact_uid), None)
    if line is None:
        raise Http404
    return render(request, "leadership/web/learn/credits_back.html", {"course": course, "line": line})


def _course_or_404(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> learning.Course:
    """Where a programme asks for none, there is no such page."""
    course = learning.course(learner.viewer, enrolment_uid, on=learner.context.today, with_plan=False)
    if course is None or course.enrolment.state == State.INVITED or not course.tree.credits:
        raise Http404
    wear(request, course.enrolment.organisation)
    return course
