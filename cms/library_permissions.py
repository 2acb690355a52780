"""Who may open and change the addresses of the public library: a part of `cms.permissions`."""

from __future__ import annotations

from collections.abc import Mapping

from cms.roles import EDITORS, EVERYBODY, Access, both, reading, screens

FEEDS = ("news", "topic", "deliverables", "good_practice")
TAKEN = ("cite_bibtex", "cite_ris", "deliverable_pdf", "deliverable_zip", "event_file")

LIBRARY: Mapping[str, Access] = {
    **{f"{name}_{form}": reading(EVERYBODY) for name in FEEDS for form in ("feed", "rss")},
    **{name: reading(EVERYBODY) for name in TAKEN},
    "newsletter": both(EVERYBODY),
    # Whoever holds the link from the mail, and for the last the mail program itself: it names one address.
    "newsletter_confirm": both(EVERYBODY),
    "newsletter_yours": both(EVERYBODY),
    "newsletter_stop": both(EVERYBODY),
}

LIBRARY_SCREENS: Mapping[str, Access] = {
    **screens("themes", EDITORS),
    **screens("topics", EDITORS),
    **screens("newsletters", EDITORS),
    "cms_newsletter_send": both(EDITORS),
    "cms_downloads": reading(EDITORS),
}
