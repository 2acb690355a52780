"""Added to the addresses of the interface, in its namespace."""

from django.urls import path

from engagement.web.api import views

urlpatterns = [path("survey-waves/", views.SurveyWaves.as_view(), name="survey_waves")]
