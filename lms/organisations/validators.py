"""The form of an ODS code (whether it exists is a matter of looking it up), and what a look is made of."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.organisations.rules.colours import ENOUGH, WHITE, Colour, contrast, is_readable
from lms.organisations.rules.logos import BadLogo, Logo, read_logo

ODS_CODE = re.compile(r"[A-Z0-9]{3,6}")


def normalise_ods_code(value: str) -> str:
    """Capitals, no spaces; refused when it cannot be an ODS code."""
    code = "".join(value.split()).upper()
    if not ODS_CODE.fullmatch(code):
        raise ValidationError(_("An ODS code has 3 to 6 letters and digits, such as R0A."), code="ods_code")
    return code


def check_colour(value: str) -> None:
    """ValidationError unless white on this colour, and this colour on white, can be read."""
    try:
        colour = Colour.read(value)
    except ValueError as fault:
        raise ValidationError(_("Choose a colour such as #12343b."), code="no_colour") from fault
    if not is_readable(colour):
        shown = {"contrast": f"{contrast(colour, WHITE):.1f}", "least": ENOUGH}
        raise ValidationError(
            _(
                "White and this colour are hard to tell apart: the contrast is %(contrast)s to 1, and at "
                "least %(least)s to 1 is needed. Choose a darker colour."
            ),
            code="hard_to_read",
            params=shown,
        )


def check_logo(name: str, content: bytes) -> Logo:
    """The picture to show; ValidationError where the file cannot be taken."""
    try:
        return read_logo(content)
    except BadLogo as bad:
        raise ValidationError(BAD_LOGOS[bad.code] % {"name": name}, code=bad.code) from bad


BAD_LOGOS = {
    "empty": _("“%(name)s” is empty. Choose another file."),
    "too_big": _("“%(name)s” is bigger than 1 MB. Save it smaller."),
    "too_wide": _("“%(name)s” has more than 4,000 by 2,000 points. Save it smaller."),
    "svg": _("“%(name)s” is an SVG drawing, which can hold scripts. Save it as PNG."),
    "no_picture": _(
        "“%(name)s” does not begin like a picture, whatever it is called. Choose a PNG, JPEG or WebP file."
    ),
    "broken": _("“%(name)s” begins like a picture and cannot be read. Save it again as PNG."),
}
