"""What whoever is asked sees; include it under any prefix with the namespace ``leadership_survey``."""

from django.urls import path

from engagement.web.views import answering

app_name = "leadership_survey"
urlpatterns = [
    path("", answering.start, name="start"),
    path("thanks/<uuid:wave_uid>/", answering.thanks, name="thanks"),
    path("privacy/", answering.privacy, name="privacy"),
    path("<str:code>/", answering.answer, name="answer"),
]
