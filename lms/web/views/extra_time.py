"""More time in quizzes with a limit, as the doctor sets it for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.actions.extra_time import set_extra_time
from lms.records.selectors import extra_times_in_force
from lms.web.place_forms import ExtraTimeForm
from lms.web.visitors import Learner, as_learner


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def extra_time(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    held = extra_times_in_force(learner.viewer, person_id=learner.person.pk)
    own = next((each.percent for each in held if each.organisation_id is None), 0)
    form = ExtraTimeForm(request.POST if request.method == "POST" else None, initial={"percent": own})
    if request.method == "POST" and form.is_valid():
        set_extra_time(learner.context, percent=form.cleaned_data["percent"])
        messages.success(request, _("Your extra time is saved. It counts from the next quiz that you start."))
        return redirect("leadership_learn:extra_time")
    return render(
        request,
        "leadership/web/learn/extra_time.html",
        {"form": form, "by_others": [each for each in held if each.organisation_id is not None]},
        status=422 if form.errors else 200,
    )
