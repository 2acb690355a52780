"""What the editor asks of the site while somebody works in it: what is wrong with the tree as it stands there."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from programmes import preflight
from programmes.addresses import TREE_PROBLEMS
from programmes.editor.places import node_at
from programmes.models import Programme
from programmes.rules.problems import Problem

WRITING = ("add", "change")


def may_write(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Programme).user_has_any_permission(user, WRITING))
