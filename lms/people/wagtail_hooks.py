"""The admin screens of people."""

from wagtail import hooks

from lms.people.viewsets import LeadViewSet


@hooks.register("register_admin_viewset")
def leads() -> LeadViewSet:
    return LeadViewSet()
