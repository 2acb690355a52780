"""The admin screens of people."""

from wagtail import hooks

from lms.people.viewsets import GradeViewSet, LeadViewSet, StageViewSet


@hooks.register("register_admin_viewset")
def leads() -> LeadViewSet:
    return LeadViewSet()


@hooks.register("register_admin_viewset")
def careers() -> list[StageViewSet | GradeViewSet]:
    return [StageViewSet(), GradeViewSet()]
