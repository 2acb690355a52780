"""Keeping how an organisation looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from kernel import files
from lms.organisations.models import Brand
from lms.organisations.rules.logos import Logo


@dataclass(frozen=True)
class Look:
    """What a form says of a brand. Without ``logo`` the present one stays, unless it is to go."""

    display_name: str
    main_colour: str
    link_colour: str
    logo_alt: str = ""
    shown: bool = False
    logo: Logo | None = None
    remove_logo: bool = False
    right_confirmed: bool = False


def keep_brand(brand: Brand, look: Look, *, user_id: int | None, now: datetime) -> bool:
    """Save the look; False where nothing is different. A new logo is confirmed by whoever saves it."""
    before = values_of(brand) if brand.pk else {}
    brand.display_name, brand.shown = look.display_name, look.shown
    brand.main_colour, brand.link_colour = look.main_colour, look.link_colour
    if look.logo is not None:
        brand.logo = files.store(ContentFile(look.logo.content), content_type=look.logo.content_type, now=now)
        brand.logo_width, brand.logo_height = look.logo.width, look.logo.height
        brand.right_confirmed_by_id, brand.right_confirmed_at = user_id, now
    elif look.remove_logo:
        brand.logo, brand.right_confirmed_by_id, brand.right_confirmed_at = None, None, None
        brand.logo_width = brand.logo_height = 0
    brand.logo_alt = look.logo_alt if brand.logo_id else ""
    if values_of(brand) == before:
        return False
    brand.version = brand.version + 1 if brand.pk else 1
    brand.changed_at = now
    brand.save()
    return True


def values_of(brand: Brand) -> dict[str, Any]:
    """What a change is told by, in the audit trail too."""
    return {
        "display_name": brand.display_name,
        "main_colour": brand.main_colour,
        "link_colour": brand.link_colour,
        "logo": brand.logo.sha256 if brand.logo else "",
        "logo_alt": brand.logo_alt,
        "right_confirmed_at": brand.right_confirmed_at.isoformat() if brand.right_confirmed_at else "",
        "shown": brand.shown,
    }
