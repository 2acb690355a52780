"""Addresses of version 1, wherever the site puts them."""

from django.urls import path, re_path, register_converter

from lms.api import additions
from lms.api.selectors.studio import KINDS
from lms.api.views import (
    access,
    attempts,
    base,
    catalogue,
    claims,
    cpd,
    deciding,
    insight,
    learning,
    moves,
    reports,
    studio,
    work,
)


class Reference:
    """Code of a framework, with or without its edition: ``mlcf``, ``mlcf-3``."""

    regex = "[a-z0-9.-]{1,100}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Kind:
    """Of drafts: ``modules``, ``programmes``."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Reference, "api_framework_reference")
register_converter(Kind, "api_drafts")

app_name = "leadership_api"

ONE_DRAFT = "studio/<api_drafts:kind>/<uuid:uid>/"

urlpatterns = [
    path("frameworks/", catalogue.Frameworks.as_view(), name="frameworks"),
    path("frameworks/<api_framework_reference:code>/", catalogue.OneFramework.as_view(), name="framework"),
    path("frameworks/<api_framework_reference:code>/nodes/", catalogue.Nodes.as_view(), name="nodes"),
    path("programmes/", catalogue.Programmes.as_view(), name="programmes"),
    path("programmes/<uuid:uid>/", catalogue.OneProgramme.as_view(), name="programme"),
    path("organisations/", catalogue.Organisations.as_view(), name="organisations"),
    path("organisations/<uuid:uid>/", catalogue.OneOrganisation.as_view(), name="organisation"),
    path("enrolments/", learning.Enrolments.as_view(), name="enrolments"),
    path("enrolments/<uuid:uid>/", learning.OneEnrolment.as_view(), name="enrolment"),
    path("facts/", learning.Facts.as_view(), name="facts"),
    path("facts/<uuid:uid>/", learning.OneFact.as_view(), name="fact"),
    path("progress/", learning.ProgressList.as_view(), name="progress_list"),
    path("progress/<uuid:uid>/", learning.OneProgress.as_view(), name="progress"),
    path("planned-sends/", learning.PlannedSends.as_view(), name="planned_sends"),
    path("planned-sends/<uuid:uid>/", learning.OnePlannedSend.as_view(), name="planned_send"),
    path("attempts/", attempts.Attempts.as_view(), name="attempts"),
    path("attempts/<uuid:uid>/", attempts.OneAttempt.as_view(), name="attempt"),
    path("attempts/<uuid:uid>/answers/", attempts.Answers.as_view(), name="answers"),
    path("submissions/", work.Submissions.as_view(), name="submissions"),
    path("submissions/<uuid:uid>/", work.OneSubmission.as_view(), name="submission"),
    path("self-ratings/", work.SelfRatings.as_view(), name="self_ratings"),
    path("cpd/schemes/", cpd.CpdSchemes.as_view(), name="cpd_schemes"),
    path("cpd/standing/", cpd.CpdStanding.as_view(), name="cpd_standing"),
    path("cpd/entries/", cpd.CpdEntries.as_view(), name="cpd_entries"),
    path("cpd/entries/<uuid:uid>/", cpd.OneCpdEntry.as_view(), name="cpd_entry"),
    path("coverage/", studio.CoverageOfModules.as_view(), name="coverage"),
    path("studio/preflight/", studio.Preflight.as_view(), name="preflight"),
    path("studio/question-banks/", studio.Banks.as_view(), name="banks"),
    path("studio/question-banks/<uuid:uid>/", studio.OneBank.as_view(), name="bank"),
    path("studio/question-banks/<uuid:uid>/questions/", studio.Questions.as_view(), name="questions"),
    path("studio/quizzes/", reports.Quizzes.as_view(), name="quizzes"),
    path("studio/quizzes/<uuid:uid>/", reports.OneQuiz.as_view(), name="quiz"),
    path("studio/evaluations/", reports.Evaluations.as_view(), name="evaluations"),
    path("studio/evaluations/<uuid:uid>/", reports.OneEvaluation.as_view(), name="evaluation"),
    path("studio/moves/", moves.Moves.as_view(), name="moves"),
    path("studio/moves/<uuid:uid>/", moves.OneMove.as_view(), name="move"),
    path("studio/moves/<uuid:uid>/take-back/", moves.TakingBack.as_view(), name="take_back"),
    path("studio/cases/", deciding.Cases.as_view(), name="cases"),
    path("studio/cases/<uuid:uid>/", deciding.OneCase.as_view(), name="case"),
    path("studio/cases/<uuid:uid>/decide/", deciding.Deciding.as_view(), name="decide"),
    path("studio/equivalences/", deciding.Equivalences.as_view(), name="equivalences"),
    path("studio/equivalences/<uuid:uid>/", deciding.OneEquivalence.as_view(), name="equivalence"),
    path("studio/programmes/<uuid:uid>/people/", moves.People.as_view(), name="people"),
    path("studio/programmes/<uuid:uid>/insight/", insight.Insight.as_view(), name="insight"),
    path(
        "studio/modules/<uuid:uid>/suggested-claims/",
        claims.SuggestedClaims.as_view(),
        name="suggested_claims",
    ),
    path("studio/<api_drafts:kind>/", studio.Drafts.as_view(), name="drafts"),
    path(
        "studio/<api_drafts:kind>/<uuid:uid>/preflight/",
        studio.PreflightOfDraft.as_view(),
        name="draft_preflight",
    ),
    path("studio/<api_drafts:kind>/<uuid:uid>/uses/", studio.Uses.as_view(), name="uses"),
    path(
        "studio/<api_drafts:kind>/<uuid:uid>/differences/", studio.Differences.as_view(), name="differences"
    ),
    path("token/", access.Token.as_view(), name="token"),
    path("schema/", access.Schema.as_view(), name="schema"),
    *additions.urlpatterns(),
    re_path(r"^.*$", base.NothingHere.as_view(), name="nothing_here"),
]
