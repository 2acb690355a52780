"""The admin screens of organisations and their looks."""

from wagtail import hooks

from lms.organisations.viewsets import BrandViewSet, OrganisationViewSet


@hooks.register("register_admin_viewset")
def organisations() -> OrganisationViewSet:
    return OrganisationViewSet()


@hooks.register("register_admin_viewset")
def brands() -> BrandViewSet:
    return BrandViewSet()
