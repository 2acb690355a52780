"""What the editor asks of the site while somebody works in it: what is wrong with the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from competencies.enums import Stage
from programmes import preflight
from programmes.addresses import TREE_PROBLEMS
from programmes.editor.places import node_at
from programmes.models import Programme
from programmes.review.signing import may_write
from programmes.rules.problems import Problem

WRITING = ("add", "change")
LONGEST = 3650


def may_ask(user: Any, programme: Programme) -> bool:
    if policy_registry.get_by_type(Programme).user_has_any_permission(user, WRITING):
        return True
    return programme.pk is not None and may_write(user, programme)


@require_POST
def tree_problems(request: HttpRequest) -> JsonResponse:
    """Of a document that is not saved; nothing is kept of it."""
    asked = _read(request)
    programme = _as_edited(asked)
    if not may_ask(request.user, programme):
        raise PermissionDenied
    found = preflight.tree_problems(programme)
    return JsonResponse({"problems": [_told(each, programme.tree) for each in found]})


def _read(request: HttpRequest) -> Mapping[str, Any]:
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        raise BadRequest("no JSON") from None
    if not isinstance(asked, dict):
        raise BadRequest("no object")
    return asked


def _as_edited(asked: Mapping[str, Any]) -> Programme:
    """The programme as its form has it, or a new one."""
    key, length, stage = asked.get("programme"), asked.get("duration_days"), asked.get("stage")
    held = Programme.objects.filter(pk=key).first() if isinstance(key, int) else None
    programme = held or Programme()
    if str(length).isascii() and str(length).isdecimal() and 1 <= int(str(length)[:5]) <= LONGEST:
        programme.duration_days = int(str(length))
    if stage in Stage.values:
        programme.stage = str(stage)
    programme.tree = asked.get("tree")
    return programme


def _told(problem: Problem, document: Any) -> dict[str, Any]:
    return {
        "node": node_at(document, problem.path),
        "message": str(problem.message),
        "blocks": not problem.is_warning,
        "code": problem.code,
    }


def addresses() -> list[URLPattern]:
    return [path("studio/tree/problems/", tree_problems, name=TREE_PROBLEMS)]
