"""The trust desk; include it under any prefix with the namespace ``leadership_trust``."""

from django.urls import path

from lms.web.exports import CSV, XLSX
from lms.web.views import brand, cohorts, desk, desk_acts, desk_mails, desk_recognition, lists, markers

app_name = "leadership_trust"
urlpatterns = [
    path("", desk.home, name="home"),
    path("enrolments/", desk.enrolments, name="enrolments"),
    path("enrolments.csv", desk.export, {"kind": CSV}, name="export"),
    path("enrolments.xlsx", desk.export, {"kind": XLSX}, name="export_xlsx"),
    path("enrolments/<uuid:enrolment_uid>/", desk.enrolment, name="enrolment"),
    path("enrolments/<uuid:enrolment_uid>/recognise/", desk_recognition.recognise, name="recognise"),
    path(
        "enrolments/<uuid:enrolment_uid>/recognised/<uuid:fact_uid>/back/",
        desk_recognition.take_back,
        name="recognise_back",
    ),
    path("enrolments/<uuid:enrolment_uid>/<slug:name>/", desk_acts.act, name="act"),
    path("enrol/", desk_acts.enrol, name="enrol"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/new/", cohorts.new, name="new_cohort"),
    path("cohorts/<uuid:cohort_uid>/", cohorts.cohort, name="cohort"),
    path("cohorts/<uuid:cohort_uid>/change/", cohorts.change, name="change_cohort"),
    path("cohorts/<uuid:cohort_uid>/again/", cohorts.again, name="cohort_again"),
    path("lists/", lists.upload, name="upload"),
    path("lists/template.csv", lists.template_file, name="template"),
    path("lists/<uuid:import_uid>/", lists.show, name="import"),
    path("lists/<uuid:import_uid>/columns/", lists.columns, name="columns"),
    path("lists/<uuid:import_uid>/columns/again/", lists.rematch, name="rematch"),
    path("lists/<uuid:import_uid>/rows/<int:line>/", lists.row, name="row"),
    path("lists/<uuid:import_uid>/missing/", lists.missing, name="missing"),
    path("lists/<uuid:import_uid>/confirm/", lists.confirm, name="confirm"),
    path("lists/<uuid:import_uid>/left-out.csv", lists.left_out, {"kind": CSV}, name="left_out"),
    path("lists/<uuid:import_uid>/left-out.xlsx", lists.left_out, {"kind": XLSX}, name="left_out_xlsx"),
    path("brand/", brand.brands, name="brands"),
    path("brand/<uuid:organisation_uid>/", brand.brand, name="brand"),
    path("markers/", markers.markers, name="markers"),
    path("markers/<uuid:marker_uid>/end/", markers.end, name="end_marker"),
    path("reminders/", desk_mails.reminder_list, name="reminders"),
    path("reminders.csv", desk_mails.dry_run, {"kind": CSV}, name="dry_run"),
    path("reminders.xlsx", desk_mails.dry_run, {"kind": XLSX}, name="dry_run_xlsx"),
    path("reminders/rules/", desk_mails.programmes, name="reminder_programmes"),
    path("reminders/rules/<uuid:contract_uid>/", desk_mails.rules, name="reminder_rules"),
    path("reminders/rules/<uuid:contract_uid>/<slug:rule>/", desk_mails.preview, name="reminder_preview"),
    path("reminders/<uuid:send_uid>/", desk_mails.mail, name="mail"),
]
