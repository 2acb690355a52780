"""Studies; include it under any prefix with the namespace ``leadership_studies``."""

from django.urls import path

from engagement.web.studies.views import people, results, study, talk

ONE = "<uuid:study_uid>/"

app_name = "leadership_studies"
urlpatterns = [
    path("", study.studies, name="list"),
    path("new/", study.new, name="new"),
    path(ONE, study.overview, name="study"),
    path(f"{ONE}change/", study.change, name="change"),
    path(f"{ONE}open/", study.open_people, name="open"),
    path(f"{ONE}team/", study.team, name="team"),
    path(f"{ONE}team/<uuid:member_uid>/end/", study.end_member, name="end_member"),
    path(f"{ONE}frame/", people.frame, name="frame"),
    path(f"{ONE}frame/add/", people.add_to_frame, name="add_to_frame"),
    path(f"{ONE}frame/template.csv", people.frame_template, name="frame_template"),
    path(f"{ONE}frame/forget/", people.forget, name="forget"),
    path(f"{ONE}frame/<uuid:entry_uid>/", people.entry, name="entry"),
    path(f"{ONE}frame/<uuid:entry_uid>/consent/", people.consent, name="consent"),
    path(f"{ONE}careers/", people.careers, name="careers"),
    path(f"{ONE}careers/add/", people.add_careers, name="add_careers"),
    path(f"{ONE}careers/template.csv", people.careers_template, name="careers_template"),
    path(f"{ONE}careers/<uuid:participant_uid>/", people.career, name="career"),
    path(f"{ONE}careers/<uuid:participant_uid>/withdraw/", people.withdraw, name="withdraw"),
    path(f"{ONE}guide/", talk.guide, name="guide"),
    path(f"{ONE}themes/", talk.themes, name="themes"),
    path(f"{ONE}excerpts/", talk.excerpts, name="excerpts"),
    path(f"{ONE}excerpts/<uuid:excerpt_uid>/remove/", talk.remove, name="remove_excerpt"),
    path(f"{ONE}tables/", results.tables, name="tables"),
    path(f"{ONE}tables.csv", results.tables_csv, name="tables_csv"),
    path(f"{ONE}release/", results.release, name="release"),
    path(f"{ONE}findings/", results.findings, name="findings"),
    path(f"{ONE}findings/new/", results.finding, name="new_finding"),
    path(f"{ONE}findings/<uuid:uid>/", results.finding, name="finding"),
    path(f"{ONE}recommendations/new/", results.recommendation, name="new_recommendation"),
    path(f"{ONE}recommendations/<uuid:uid>/", results.recommendation, name="recommendation"),
]
