"""What a browser would send back from the editor."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from programmes.models.drafts import PublishedSnippet


def form_of(page: Any) -> dict[str, str]:
    """The values of the page's own fields. Stream fields are built by script: see :func:`stream_fields`."""
    soup = BeautifulSoup(page.content, "html.parser")
    fields: dict[str, str] = {}
    for each in soup.select("form[data-edit-form] [name], [data-edit-form] [name]"):
        kind, name = each.get("type", ""), str(each["name"])
        if kind in {"submit", "button"} or (kind in {"checkbox", "radio"} and not each.has_attr("checked")):
            continue
        if each.name == "select":
            chosen = each.select_one("option[selected]")
            fields[name] = str(chosen.get("value", "")) if chosen else ""
        else:
            empty = "on" if kind == "checkbox" else ""
            fields[name] = each.text if each.name == "textarea" else str(each.get("value", empty))
    draft = page.context["form"].instance
    for name in draft.stream_fields:
        fields |= stream_fields(name, draft._meta.get_field(name).stream_block, draft.stored(name))
    return fields


def stream_fields(name: str, stream: blocks.StreamBlock, items: list[dict[str, Any]]) -> dict[str, str]:
    """The fields that the editor's script makes of a stream's blocks."""
    fields = {f"{name}-count": str(len(items))}
    for index, item in enumerate(items):
        here = f"{name}-{index}"
        fields |= {f"{here}-type": item["type"], f"{here}-id": item["id"], f"{here}-order": str(index)}
        fields[f"{here}-deleted"] = ""
        fields |= _value(f"{here}-value", stream.child_blocks[item["type"]], item["value"])
    return fields


def _value(name: str, block: blocks.Block, value: Any) -> dict[str, str]:
    if isinstance(block, blocks.StructBlock):
        found: dict[str, str] = {}
        for part, child in block.child_blocks.items():
            found |= _value(f"{name}-{part}", child, value.get(part))
        return found
    if isinstance(block, blocks.ListBlock):
        fields = {f"{name}-count": str(len(value or []))}
        for index, item in enumerate(value or []):
            here = f"{name}-{index}"
            fields |= {f"{here}-id": item["id"], f"{here}-order": str(index), f"{here}-deleted": ""}
            fields |= _value(f"{here}-value", block.child_block, item["value"])
        return fields
    if isinstance(block, blocks.RichTextBlock):
        return {name: ContentstateConverter(features=block.features).from_database_format(value or "")}
    if isinstance(block, blocks.BooleanBlock):
        return {name: "on"} if value else {}
    return {name: "" if value is None else str(value)}


def post(client: Client, draft: PublishedSnippet, action: str, **changes: str) -> Any:
    """Open the editor, change fields, press a button."""
    address = reverse(type(draft).snippet_viewset.get_url_name("edit"), args=[draft.pk])
    form = form_of(client.get(address)) | changes
    return client.post(address, form | ({f"action-{action}": "true"} if action else {}))
