"""Surveys at the trust desk; include it under any prefix with the namespace ``leadership_surveys``."""

from django.urls import path

from engagement.web.views import campaigns, comparing, desk, improving, lines, publishing, results

app_name = "leadership_surveys"
urlpatterns = [
    path("", desk.surveys, name="list"),
    path("new/", desk.new, name="new"),
    path("campaigns/<uuid:campaign_uid>/", campaigns.campaign, name="campaign"),
    path("agreements/", comparing.agreements, name="agreements"),
    path("performance/", comparing.performance, name="performance"),
    path("improvements/", improving.improvements, name="improvements"),
    path("improvements/<uuid:improvement_uid>/", improving.improvement, name="improvement"),
    path("<uuid:wave_uid>/", desk.wave, name="wave"),
    path("<uuid:wave_uid>/improvements/new/", improving.new, name="new_improvement"),
    path("<uuid:wave_uid>/change/", desk.change, name="change"),
    path("<uuid:wave_uid>/people/", desk.people, name="people"),
    path("<uuid:wave_uid>/people/register/", desk.register, name="register"),
    path("<uuid:wave_uid>/people/template.csv", desk.template_file, name="template"),
    path("<uuid:wave_uid>/people/lines/", lines.lines, name="lines"),
    path("<uuid:wave_uid>/people/lines/new/", lines.new, name="new_line"),
    path("<uuid:wave_uid>/people/lines/<uuid:asked_uid>/", lines.line, name="line"),
    path("<uuid:wave_uid>/people/lines/<uuid:asked_uid>/leave-out/", lines.leave_out, name="leave_out"),
    path("<uuid:wave_uid>/poster-<slug:language>.pdf", desk.as_poster, name="poster"),
    path("<uuid:wave_uid>/codes/", desk.on_paper, name="codes"),
    path("<uuid:wave_uid>/results/", results.results, name="results"),
    path("<uuid:wave_uid>/results/words/", results.words, name="words"),
    path("<uuid:wave_uid>/results/report-<slug:language>.pdf", results.as_report, name="report"),
    path("<uuid:wave_uid>/results/<slug:name>.csv", results.table, name="table"),
    path("<uuid:wave_uid>/publish/", publishing.publish, name="publish"),
    path("<uuid:wave_uid>/publish/more/", publishing.more, name="publish_more"),
    path("<uuid:wave_uid>/<slug:name>/", desk.act, name="act"),
]
