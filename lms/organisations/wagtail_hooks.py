"""The admin screens of organisations."""

from wagtail import hooks

from lms.organisations.viewsets import OrganisationViewSet


@hooks.register("register_admin_viewset")
def organisations() -> OrganisationViewSet:
    return OrganisationViewSet()
