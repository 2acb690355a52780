"""Words in another language than the page's own say so, for whoever has them read aloud."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def lang_of(code: str) -> str:
    """``<p{% lang_of "en" %}>``: an attribute, or nothing where the page is in that language."""
    return format_html(' lang="{}"', code) if _is_other(code) else ""


@register.simple_tag
def lang_back(code: str) -> str:
    """The page's own language again, inside of words in the language ``code``."""
    return format_html(' lang="{}"', get_language()) if _is_other(code) else ""


def _is_other(code: str) -> bool:
    here = (get_language() or "").partition("-")[0]
    return bool(code) and code.partition("-")[0] != here
