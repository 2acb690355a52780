"""The Frameworks menu of the Wagtail admin."""

from wagtail import hooks

from competencies.viewsets import FrameworkGroup


@hooks.register("register_admin_viewset")
def register_frameworks() -> FrameworkGroup:
    return FrameworkGroup()
