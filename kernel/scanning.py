"""A door for a virus scanner: what somebody sends is looked into before it is kept.

``LEADERSHIP_FILE_SCANNER`` names a function by its dotted path. It is given the open file and returns why the
file is refused, or an empty string. What it raises refuses the file too: what was not looked at is not kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.files import File
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.conf import setting

logger = logging.getLogger(__name__)

Scanner = Callable[[File], str]  # type: ignore[type-arg]


def why_refused(file: File[bytes]) -> str:
    """Empty where nothing speaks against keeping the file."""
    name = setting("LEADERSHIP_FILE_SCANNER", "")
    if not name:
        return ""
    scanner: Scanner = import_string(name)
    try:
        file.seek(0)
        found = scanner(file)
    except Exception:
        logger.exception("the scanner of files failed")
        return _("It cannot be checked for viruses at the moment. Try again later.")
    finally:
        file.seek(0)
    return found
