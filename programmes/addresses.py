"""Addresses of this app's own in the admin, for apps above it."""

from __future__ import annotations

from django.urls import reverse

MEDIA_FILE = "leadership_media_file"


def files_at(media_uid: str) -> str:
    """Below which address the Studio serves the files of a recording."""
    return reverse(MEDIA_FILE, args=[media_uid, "-"]).removesuffix("-")
