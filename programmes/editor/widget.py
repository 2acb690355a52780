"""The requirement tree in a form: the document is the value of one field, a script makes the rest of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.admin.staticfiles import versioned_static

from competencies.enums import Stage
from programmes import items, trees
from programmes.addresses import TREE_PROBLEMS
from programmes.editor.described import Described, described
from programmes.editor.words import words
from programmes.enums import RequirementKind
from programmes.models import Module, Programme
from programmes.rules.tree import empty_tree, parse

WATCHED = ("duration_days", "stage")
"""Other fields of the form on which it depends whether the tree can be published."""


class TreeEditor(forms.Textarea):
    template_name = "leadership/programmes/admin/tree_editor.html"
    programme: Programme | None = None
    """Set by the form: whose tree it is."""

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value or empty_tree())

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        config = self.config(read(context["widget"]["value"]))
        offered = [kind for kind in items.all_types() if kind.code != "module"]
        return {**context, "config": json.dumps(config), "others": offered, **config}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def config(self, document: Any) -> dict[str, Any]:
        """What the script needs to know beside the document."""
        translated = self.programme is not None and self.programme.is_translation
        return {
            "programme": self.programme.pk if self.programme else None,
            "titles_only": translated,
            "originals": self.originals() if translated else {},
            "known": self.known(document),
            "items": [_told(each) for each in items.all_types()],
            "kinds": [[kind.value, str(kind.label)] for kind in RequirementKind if kind != "item"],
            "stages": [[stage.value, str(stage.label)] for stage in Stage],
            "watch": list(WATCHED),
            "urls": {
                "problems": reverse(TREE_PROBLEMS),
                "module": _chooser_of(Module),
                "programme": _chooser_of(Programme),
            },
            "words": words(),
        }

    def known(self, document: Any) -> dict[str, Described]:
        return described(parse(document).items())

    def originals(self) -> dict[str, str]:
        """The titles that a translation translates."""
        assert self.programme is not None  # noqa: S101 -- narrows the type
        root = parse(self.programme.source().tree)
        return {node.id: node.title for node in trees.titled(root)}

    @property
    def media(self) -> forms.Media:
        scripts = ("wagtailadmin/js/modal-workflow.js", "wagtailadmin/js/chooser-modal.js")
        editor: Any = forms.widgets.Script("leadership/programmes/tree/editor.js", type="module")
        return forms.Media(
            css={"all": ["leadership/programmes/tree/editor.css"]},
            js=[*(versioned_static(each) for each in scripts), editor],
        )


def read(text: str) -> Any:
    """What was sent may be anything: it is shown as it can be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}


def _told(kind: items.ItemType) -> Mapping[str, Any]:
    return {
        "code": kind.code,
        "label": str(kind.label),
        "help": str(kind.help_text),
        "icon": kind.icon,
        "own_title": kind.has_own_title,
        "schema": json.loads(json.dumps(kind.schema({"type": "string"}), default=str)),
    }


def _chooser_of(model: type[Module] | type[Programme]) -> str:
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose"))
