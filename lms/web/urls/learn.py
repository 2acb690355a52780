"""The learner site; include it under any prefix with the namespace ``leadership_learn``."""

from django.urls import path

from lms.web.views import (
    absences,
    brand,
    calendar,
    competences,
    drafts,
    home,
    invitations,
    learn,
    mails,
    player,
    post,
    settings,
)

app_name = "leadership_learn"
urlpatterns = [
    path("", home.home, name="home"),
    path("address-later/<uuid:membership_uid>/", home.ask_later, name="ask_later"),
    path("competences/", competences.competences, name="competences"),
    path("competences/<slug:stage>/", competences.competences, name="competences_at"),
    path("register/", learn.register, name="register"),
    path("profile/", learn.profile, name="profile"),
    path("post/", post.post, name="post"),
    path("record/", learn.record, name="record"),
    path("drafts/key/", drafts.draft_key, name="draft_key"),
    path("signed-in/", drafts.signed_in, name="signed_in"),
    path("settings/", settings.settings_page, name="settings"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("messages/", mails.message_list, name="messages"),
    path("messages/choices/", mails.choices, name="mail_choices"),
    path("messages/<uuid:send_uid>/", mails.mail, name="mail"),
    path("unsubscribe/<str:token>/", mails.unsubscribe, name="unsubscribe"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<uuid:absence_uid>/cancel/", absences.cancel, name="cancel_absence"),
    path("join/", learn.open_programmes, name="open_programmes"),
    path("join/<uuid:programme_key>/", learn.join, name="join"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<str:token>/decline/", invitations.decline, name="decline_invitation"),
    path("brands/<uuid:brand_uid>/<int:version>.css", brand.style, name="brand_style"),
    path("brands/<uuid:brand_uid>/<int:version>/logo", brand.logo, name="brand_logo"),
    path("<uuid:enrolment_uid>/", learn.programme, name="programme"),
    path("<uuid:enrolment_uid>/resume/", learn.resume, name="resume"),
    path("<uuid:enrolment_uid>/why/", learn.why, name="why"),
    path("<uuid:enrolment_uid>/<uuid:activity_key>/", player.activity, name="activity"),
    path("<uuid:enrolment_uid>/<uuid:activity_key>/draft/", player.draft, name="save_draft"),
    path("<uuid:enrolment_uid>/<uuid:activity_key>/media/<str:name>", player.media, name="media"),
]
