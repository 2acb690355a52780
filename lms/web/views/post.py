"""The doctor's own post: career stage and grade in force, and what changes from which day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.actions.errors import Refused
from lms.actions.people import change_post
from lms.people import selectors as people
from lms.web.forms import PostForm
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.visitors import Learner, as_learner


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def post(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    on = learner.context.today
    stage, grade = people.stage_on(learner.person, on=on), people.grade_on(learner.person, on=on)
    initial = {
        "stage": stage or "",
        "grade": grade.grade if grade else "",
        "specialty": grade.specialty if grade else "",
        "on": on,
    }
    form = PostForm(sent_or_typed(request, learner), initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(learner, form):
        messages.success(request, _("Your post is saved."))
        return redirect("leadership_learn:post")
    return render(
        request,
        "leadership/web/learn/post.html",
        {
            "form": form,
            "stage": stage,
            "grade": grade,
            "history": people.history_of(learner.person),
        },
        status=422 if form.errors and request.method == "POST" else 200,
    )


def _saved(learner: Learner, form: PostForm) -> bool:
    try:
        change_post(learner.context, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("on", str(refusal))
        return False
    return True
