"""What has changed in what was said of the end of a programme, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lms.calendar.presenters import in_words
from programmes.rules.retiring import Said


def what_changed(was: Said, now: Said, *, own: bool) -> list[str]:
    """To somebody on the programme (their ``own`` place), or to a lead; an earlier day is called one."""
    return list(_sentences(was, now, own=own))


def _sentences(was: Said, now: Said, *, own: bool) -> Iterator[str]:
    differs = was.differs(now)
    if "closes_on" in differs:
        yield _closing(was, now, own=own)
    if "cut_off" in differs:
        yield _("The programme takes nobody new from %(now)s on; we had said %(was)s.") % {
            "now": in_words(now.cut_off),
            "was": in_words(was.cut_off),
        }
    if "reason" in differs:
        yield _("The reason is now: %(reason)s") % {"reason": now.reason}
    if "successor" in differs:
        yield _successor(was, now)


def _closing(was: Said, now: Said, *, own: bool) -> str:
    days = {"now": in_words(now.closes_on), "was": in_words(was.closes_on)}
    if now.closes_on > was.closes_on:
        if own:
            return _("You have longer to finish: until %(now)s at least. We had told you %(was)s.") % days
        return _("They have longer to finish: until %(now)s at least. We had told you %(was)s.") % days
    if own:
        return (
            _(
                "You have less time to finish than we had told you: until %(now)s, not until %(was)s. "
                "Your place does not end by itself on that day."
            )
            % days
        )
    return (
        _(
            "They have less time to finish than we had told you: until %(now)s, not until %(was)s. "
            "Nobody's place ends by itself on that day."
        )
        % days
    )


def _successor(was: Said, now: Said) -> str:
    titles = {"now": now.successor_title, "was": was.successor_title}
    if not now.successor:
        return _("It has no successor after all. We had said “%(was)s”.") % titles
    if not was.successor:
        return _("It has a successor now: “%(now)s”.") % titles
    return _("Its successor is “%(now)s”, and not “%(was)s” as we had said.") % titles
