"""The words of the site's standard pages; editors change the pages afterwards."""

from pathlib import Path

HOME_TITLE = "Leadership is part of being a doctor"
HOME_INTRO = (
    "Development programmes in medical leadership, from medical school to the board. "
    "Each says which competences it builds, and the record stays with the doctor."
)
PROGRAMMES_INTRO = "What each programme is for, how long it takes, and how to get a place."

PAGES = {
    "about": "About this site",
    "accessibility": "Accessibility statement",
    "privacy": "Privacy",
}


def body_of(slug: str) -> str:
    return (Path(__file__).parent / "pages" / f"{slug}.html").read_text(encoding="utf-8")
