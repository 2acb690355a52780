"""The site with two views as nobody should write them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import urlpatterns as site


def faulty_page(request: HttpRequest) -> HttpResponse:
    """Takes any number for one that the database knows."""
    return HttpResponse(str(sum(int(value) for value in request.GET.values())))


def faulty_form(request: HttpRequest) -> HttpResponse:
    """Gives its row whatever is posted."""
    user: Any = request.user
    for name, value in request.POST.items():
        setattr(user, name, True if value == "on" else value)
    user.save()
    return HttpResponse("Saved")


urlpatterns = [path("faulty-page/", faulty_page), path("faulty-form/", faulty_form), *site]
