"""What is said where a wave refuses: what is wrong, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engagement.results.errors import ResultsRefused
from engagement.waves.errors import WaveRefused
from lms.actions.errors import Refused

WORDS: Mapping[str, tuple[Any, Any]] = {
    "too_few_doctors": (
        _("{asked} doctors are on the list. With fewer than {fewest}, anybody could tell who said what."),
        _("Add doctors, or ask together with another organisation."),
    ),
    "too_few_managers": (
        _("{asked} managers are on the list. With fewer than {fewest}, anybody could tell who said what."),
        _("Add managers until there are {fewest}, or ask doctors alone."),
    ),
    "not_a_draft": (
        _("This wave is open or over, so that this can no longer be changed."),
        _("Make a new wave."),
    ),
    "address_twice": (
        _("This address stands on the list already."),
        _("Give another, or leave one of the two lines out."),
    ),
    "not_earlier": (
        _("People were told that they can answer until later."),
        _("Close the wave instead, or choose a later day."),
    ),
    "not_open": (_("This wave is not open."), ""),
    "one_is_open": (
        _("Another wave with this questionnaire is open here."),
        _("Close it first."),
    ),
    "not_yet": (
        _("This wave opens on {opens_on} at the earliest."),
        _("Change its first day if it should open today."),
    ),
    "over": (
        _("The last day of this wave has passed."),
        _("Give it a later last day."),
    ),
    "reminded_lately": (
        _("Everybody was written to less than {days} days ago."),
        _("Wait until {days} days have passed."),
    ),
    "key_missing": (
        _("The key that these answers are sealed with is not on this server, so that nothing was closed."),
        _("Have an operator put the folder of survey keys back, then close again. No answer is lost."),
    ),
    "closed": (
        _("This survey is closed, so that your answers were not taken."),
        _("Nothing you wrote was sent on or kept."),
    ),
    "used": (
        _("This code was used already, and it works once."),
        _("If it was not you, tell whoever sent it to you."),
    ),
    "too_long": (
        _("What you wrote in your own words is too long."),
        _("Shorten it to {at_most} characters."),
    ),
    "not_closed": (
        _("Results can be published once the wave is closed."),
        _("Close it first: nobody, you included, sees any answer before."),
    ),
    "published_already": (
        _("The results of this wave were published already, and stay as they are."),
        _("You can still publish a further way of grouping."),
    ),
    "too_few_answers": (
        _("Fewer than {fewest} people answered, so that any figure could tell who said what."),
        _("Nothing can be shown of this wave. Ask again, or together with another organisation."),
    ),
    "not_published": (_("The results of this wave were not published yet."), _("Publish them first.")),
    "told_already": (
        _("That way of grouping was published already, or is none of this wave."),
        _("Choose another."),
    ),
    "would_reveal": (
        _(
            "{combination} cannot be published. Each of these groups is shown only together with others: "
            "{groups}. Taking away what is published already would leave fewer than {fewest} people."
        ),
        _("Choose another way of grouping, or leave the results as they are."),
    ),
}


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what a service refuses into what a person reads."""
    try:
        yield
    except (WaveRefused, ResultsRefused) as refusal:
        message, mend = WORDS[refusal.code]
        raise Refused(
            refusal.code, format_lazy(message, **refusal.given), format_lazy(mend, **refusal.given)
        ) from refusal
