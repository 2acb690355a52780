"""Names of this app's pages in the admin, and of the menu that apps above it add to."""

from __future__ import annotations

LIST = "leadership_instruments"
VERSION = "leadership_instrument"
UPLOAD = "leadership_instrument_upload"
PUBLISH = "leadership_instrument_publish"
DELETE = "leadership_instrument_delete"
EXPORT = "leadership_instrument_export"

ENGAGEMENT_MENU = "leadership_engagement_menu"
"""The hook with which an app adds to the menu *Engagement* of the admin."""
