"""The learner site; include it under any prefix with the namespace ``leadership_learn``."""

from django.urls import path

from lms.web.views import absences, drafts, invitations, learn, mails, player, post

app_name = "leadership_learn"
urlpatterns = [
    path("", learn.home, name="home"),
    path("register/", learn.register, name="register"),
    path("profile/", learn.profile, name="profile"),
    path("post/", post.post, name="post"),
    path("record/", learn.record, name="record"),
    path("drafts/key/", drafts.draft_key, name="draft_key"),
    path("signed-in/", drafts.signed_in, name="signed_in"),
    path("reminders/", mails.reminder_list, name="reminders"),
    path("reminders/choices/", mails.choices, name="mail_choices"),
    path("reminders/<uuid:send_uid>/", mails.mail, name="mail"),
    path("unsubscribe/<str:token>/", mails.unsubscribe, name="unsubscribe"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<uuid:absence_uid>/cancel/", absences.cancel, name="cancel_absence"),
    path("join/", learn.open_programmes, name="open_programmes"),
    path("join/<uuid:programme_key>/", learn.join, name="join"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<str:token>/decline/", invitations.decline, name="decline_invitation"),
    path("<uuid:enrolment_uid>/", learn.programme, name="programme"),
    path("<uuid:enrolment_uid>/resume/", learn.resume, name="resume"),
    path("<uuid:enrolment_uid>/why/", learn.why, name="why"),
    path("<uuid:enrolment_uid>/<uuid:activity_key>/", player.activity, name="activity"),
    path("<uuid:enrolment_uid>/<uuid:activity_key>/draft/", player.draft, name="save_draft"),
    path("<uuid:enrolment_uid>/<uuid:activity_key>/media/<str:name>", player.media, name="media"),
]
