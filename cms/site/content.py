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
    "cookies": "Cookies",
}

NEWS_INTRO = "What is new in the programmes and on this site."
DELIVERABLES_INTRO = "Reports, guides, tools and data that the programmes have produced, free to take away."
STUDIES_INTRO = (
    "How leaders come to lead, and what helps or hinders them: studies, with where each figure is written."
)
CONTACT_INTRO = (
    "<p>Write to us about your learning, about programmes in your trust, or about anything on this site that "
    "does not work for you. A person reads every message.</p>"
)
CONTACT_THANKS = "Somebody reads it and answers to the email address that you gave."


def body_of(slug: str) -> str:
    return (Path(__file__).parent / "pages" / f"{slug}.html").read_text(encoding="utf-8")
