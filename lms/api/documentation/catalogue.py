"""Frameworks, programmes and organisations."""

from __future__ import annotations

from functools import partial

from lms.api.documentation import examples
from lms.api.documentation import parts as build
from lms.api.serializers import catalogue as shapes

operation = partial(build.operation, tag="Catalogue")

list_frameworks = operation(
    "list_frameworks",
    "Published editions of frameworks",
    description="For everybody. Drafts are not shown, and licensed wording is served nowhere.",
    query=shapes.FrameworkQuery,
    answers={
        200: (
            build.page_of(shapes.FrameworkSerializer, "Framework"),
            "Newest first.",
            build.page(examples.FRAMEWORK),
        )
    },
)
get_framework = operation(
    "get_framework",
    "One edition",
    description="By code (the newest edition, `mlcf`) or by reference (exactly that one, `mlcf-3`).",
    answers={200: (shapes.FrameworkSerializer, "The edition.", examples.FRAMEWORK)},
    problems=[404],
)
list_nodes = operation(
    "list_nodes",
    "Domains, elements and competences of an edition",
    description="In reading order, with what we say about each at each career stage.",
    query=shapes.NodeQuery,
    answers={
        200: (build.page_of(shapes.NodeSerializer, "Node"), "In reading order.", build.page(examples.NODE))
    },
    problems=[404],
)
list_programmes = operation(
    "list_programmes",
    "Programme versions",
    description=(
        "Everybody sees what is open to all. Signed in, you also see the versions you are on, and as lead "
        "the programmes in which your trusts hold seats and the versions that their doctors are on."
    ),
    query=shapes.ProgrammeQuery,
    answers={
        200: (
            build.page_of(shapes.ProgrammeSerializer, "Programme"),
            "Newest first.",
            build.page(examples.PROGRAMME),
        )
    },
    problems=[401],
)
get_programme = operation(
    "get_programme",
    "One programme version with its structure",
    description="The tree of requirements with modules, activities and the competences that they claim.",
    answers={200: (shapes.ProgrammeDetailSerializer, "The version.", examples.PROGRAMME_DETAIL)},
    problems=[401, 404],
)
list_organisations = operation(
    "list_organisations",
    "The register of organisations",
    description="For everybody. Closed organisations are shown with the day they closed and their successor.",
    query=shapes.OrganisationQuery,
    answers={
        200: (
            build.page_of(shapes.OrganisationSerializer, "Organisation"),
            "Newest entry first.",
            build.page(examples.ORGANISATION),
        )
    },
)
get_organisation = operation(
    "get_organisation",
    "One organisation",
    answers={200: (shapes.OrganisationSerializer, "The organisation.", examples.ORGANISATION)},
    problems=[404],
)
