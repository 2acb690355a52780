"""Which addresses a doctor keeps when a post ends. The lists are settings, each with a default."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.conf import setting

EMPLOYERS = ("nhs.net", "nhs.uk", "nhs.scot", "hscni.net", "mod.gov.uk", "ac.uk")
"""Addresses at these, and below them, belong to an employer or a school: they go with the post."""

PROVIDERS = (
    "aol.com",
    "btinternet.com",
    "doctors.org.uk",
    "doctors.net.uk",
    "gmail.com",
    "googlemail.com",
    "gmx.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mac.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "yahoo.co.uk",
    "yahoo.com",
)
"""Anybody may have an address there: that a trust wrote to one does not make it the trust's."""


def is_lasting(email: str, *, post_email: str) -> bool:
    """Whether this address stays the doctor's own when the post ends whose address is the other one."""
    domain = _domain(email)
    if not domain or any(_is_within(domain, each) for each in setting("LEADERSHIP_WORK_DOMAINS", EMPLOYERS)):
        return False
    theirs = _domain(post_email)
    return domain != theirs or domain in setting("LEADERSHIP_PUBLIC_MAIL_DOMAINS", PROVIDERS)


def has_lasting(emails: Iterable[str], *, post_email: str) -> bool:
    return any(is_lasting(email, post_email=post_email) for email in emails)


def _domain(email: str) -> str:
    return email.strip().lower().rpartition("@")[2] if "@" in email else ""


def _is_within(domain: str, above: str) -> bool:
    return domain == above or domain.endswith(f".{above}")
