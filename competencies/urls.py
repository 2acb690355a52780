"""Public addresses; include them under any prefix with the namespace ``competencies``."""

from django.urls import path, register_converter

from competencies import views


class Reference:
    """A framework by code, or one edition of it: mlcf, mlcf-3."""

    regex = "[a-z][a-z0-9.-]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NodeCode(Reference):
    regex = r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*"


register_converter(Reference, "framework_reference")
register_converter(NodeCode, "framework_node_code")

app_name = "competencies"
urlpatterns = [
    path("", views.index, name="index"),
    path("<framework_reference:reference>/", views.overview, name="overview"),
    path("<framework_reference:reference>/stage/<slug:stage>/", views.stage_page, name="stage"),
    path("<framework_reference:reference>/<framework_node_code:code>/", views.node_page, name="node"),
]
