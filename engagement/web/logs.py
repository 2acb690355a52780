"""What Django logs of a survey's pages names neither code nor request (ADR 42)."""

from __future__ import annotations

import logging

from django.urls import reverse

LOGGERS = ("django.request", "django.security.csrf", "django.security")
INSTEAD = "a page of a survey"


class WithoutCodes(logging.Filter):
    """An address there is the right to answer: it becomes words, and the request itself is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        if path.startswith(reverse("leadership_survey:start")):
            del record.request  # type: ignore[attr-defined]
            if isinstance(record.args, tuple):
                record.args = tuple(INSTEAD if each == path else each for each in record.args)
        return True


def leave_codes_out() -> None:
    for name in LOGGERS:
        logging.getLogger(name).addFilter(WithoutCodes())
