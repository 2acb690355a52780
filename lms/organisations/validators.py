"""The form of an ODS code. Whether it exists is a matter of looking it up."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ODS_CODE = re.compile(r"[A-Z0-9]{3,6}")


def normalise_ods_code(value: str) -> str:
    """Capitals, no spaces; refused when it cannot be an ODS code."""
    code = "".join(value.split()).upper()
    if not ODS_CODE.fullmatch(code):
        raise ValidationError(_("An ODS code has 3 to 6 letters and digits, such as R0A."), code="ods_code")
    return code
