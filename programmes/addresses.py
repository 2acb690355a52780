"""Addresses of this app's own in the admin, for apps above it."""

from __future__ import annotations

from django.urls import reverse

MEDIA_FILE = "leadership_media_file"
COVERAGE = "leadership_coverage"
COVERAGE_CSV = "leadership_coverage_csv"
COVERAGE_CELL = "leadership_coverage_cell"
TREE_PROBLEMS = "leadership_tree_problems"
TEMPLATES = "leadership_templates"
TEMPLATE = "leadership_template"
PREFLIGHT = "leadership_preflight"
PREFLIGHT_CSV = "leadership_preflight_csv"
PREFLIGHT_CHECK = "leadership_preflight_check"
LANGUAGES = "leadership_languages"
COMPARE = "leadership_compare"
REVIEW = "leadership_review"
SUGGESTED_CLAIMS = "leadership_suggested_claims"

STUDIO_MENU = "leadership_studio_menu"
"""The hook with which an app adds to the Studio's menu."""

PROGRAMME_BUTTONS = "leadership_programme_buttons"
"""The hook with which an app adds buttons to the editor of a published programme: (request, programme)."""

MODULE_BUTTONS = "leadership_module_buttons"
"""The same for a published module, as many buttons as the app has: (request, module)."""

QUESTION_BUTTONS = "leadership_question_buttons"
"""The hook with which an app adds buttons to the editor of a question: (request, question)."""

GIFT_IMPORT = "leadership_gift_import"
GIFT_EXPORT = "leadership_gift_export"


def files_at(media_uid: str) -> str:
    """Below which address the Studio serves the files of a recording."""
    return reverse(MEDIA_FILE, args=[media_uid, "-"]).removesuffix("-")
