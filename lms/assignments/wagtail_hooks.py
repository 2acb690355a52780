"""The admin screen of markers."""

from wagtail import hooks

from lms.assignments.viewsets import MarkerViewSet


@hooks.register("register_admin_viewset")
def markers() -> MarkerViewSet:
    return MarkerViewSet()
