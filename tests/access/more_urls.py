"""The site with one address that no table knows."""

from django.http import HttpResponse
from django.urls import path

from cms.urls import urlpatterns as site

urlpatterns = [path("patients-by-name/", lambda request: HttpResponse("everybody")), *site]
