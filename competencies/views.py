"""Public pages of published frameworks: by domain, by element, by career stage."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail import hooks

from competencies import selectors
from competencies.enums import NodeKind, Stage
from competencies.models import Framework, Node

# Other apps add to an element's page by registering under this name a function of (request, node) that
# returns a list of template components: the modules and programmes that claim the element, for instance.
ELEMENT_PANELS_HOOK = "leadership_element_panels"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every published edition; the newest of each framework is reached by its code alone."""
    rows: list[tuple[str, Framework]] = []
    seen: set[str] = set()
    for framework in selectors.published_frameworks():
        rows.append((framework.reference if framework.code in seen else framework.code, framework))
        seen.add(framework.code)
    return _page(request, "index", {"rows": rows})


@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    framework = _framework(reference)
    domains = selectors.framework_tree(framework, depth=NodeKind.ELEMENT)
    return _page(request, "overview", _context(reference, framework) | {"domains": domains})


@require_safe
def stage_page(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """What each element means at one stage of a career."""
    if stage not in Stage.values:
        raise Http404
    framework = _framework(reference)
    if framework.is_reference:
        raise Http404
    descriptors = selectors.stage_descriptors(framework, stage=Stage(stage))
    domains = [
        (domain.node, [(element.node, descriptors.get(element.node.pk, "")) for element in domain.children])
        for domain in selectors.framework_tree(framework, depth=NodeKind.ELEMENT)
    ]
    return _page(
        request, "stage", _context(reference, framework) | {"stage": Stage(stage), "domains": domains}
    )


@require_safe
def node_page(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    framework = _framework(reference)
    node = selectors.node_by_code(framework, code)
    if node is None:
        raise Http404
    if node.kind == NodeKind.COMPETENCE and node.parent:
        address = reverse("competencies:node", args=[reference, node.parent.code])
        return redirect(f"{address}#competence-{node.code}")
    children, siblings = selectors.around(node)
    context = _context(reference, framework) | {"node": node, "children": children, "siblings": siblings}
    if node.kind == NodeKind.DOMAIN:
        return _page(request, "domain", context)
    return _page(request, "element", context | _element_context(request, node))


def _element_context(request: HttpRequest, node: Node) -> dict[str, Any]:
    return {
        "stage_texts": selectors.stage_texts_of(node),
        "panels": [panel for fn in hooks.get_hooks(ELEMENT_PANELS_HOOK) for panel in fn(request, node)],
    }


def _framework(reference: str) -> Framework:
    framework = selectors.framework_by_reference(reference)
    if framework is None:
        raise Http404
    return framework


def _context(reference: str, framework: Framework) -> dict[str, Any]:
    return {"reference": reference, "framework": framework, "stages": list(Stage)}


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"leadership/competencies/{name}.html", context)
