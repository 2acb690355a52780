"""The admin screens of contracts and cohorts."""

from wagtail import hooks

from lms.enrolment.viewsets import CohortViewSet, ContractViewSet


@hooks.register("register_admin_viewset")
def contracts() -> list[ContractViewSet | CohortViewSet]:
    return [ContractViewSet(), CohortViewSet()]
