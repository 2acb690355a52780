"""The results database; include it under any prefix with the namespace ``leadership_analysis``."""

from django.urls import path

from engagement.web.views import analysis

app_name = "leadership_analysis"
urlpatterns = [
    path("", analysis.home, name="home"),
    path("figures.csv", analysis.figures, name="figures"),
    path("performance/", analysis.performance, name="performance"),
    path("<uuid:wave_uid>/", analysis.wave, name="wave"),
]
