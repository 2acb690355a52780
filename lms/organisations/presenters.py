"""The style sheet of a brand: values for the variables of the site's own sheet, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from lms.organisations.models import Brand
from lms.organisations.rules.colours import Colour, by_day, by_night


def stylesheet(brand: Brand) -> str:
    """For the screens of readers who have not asked for more contrast: theirs goes before ours."""
    main, link = Colour.read(brand.main_colour), Colour.read(brand.link_colour)
    return (
        "@media screen and (prefers-contrast: no-preference) {\n"
        f"{_root(by_day(main, link))}"
        "}\n"
        "@media screen and (prefers-contrast: no-preference) and (prefers-color-scheme: dark) {\n"
        f"{_root(by_night(main, link))}"
        "}\n"
    )


def _root(shades: Mapping[str, Colour]) -> str:
    lines = "".join(f"    --lp-{name}: {colour};\n" for name, colour in shades.items())
    return f"  :root {{\n{lines}  }}\n"
