"""What is said where a study refuses: what is wrong, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engagement.studies.errors import StudyRefused
from lms.actions.errors import Refused

WORDS: Mapping[str, tuple[Any, Any]] = {
    "finished": (
        _("This study is finished, so that nobody is added to it."),
        _("Set its state back to “under way” first."),
    ),
    "not_finished": (
        _("Names can be forgotten once the study is finished."),
        _("Set its state to “finished” first."),
    ),
    "no_researcher": (
        _("Nobody who works on studies here has this address."),
        _("Check the address, or ask the people who run this site to make them a researcher."),
    ),
    "in_team": (_("They are in the team already."), _("To give them another role, end theirs first.")),
    "ended_before": (_("This was ended before."), ""),
    "last_lead": (
        _("Somebody has to lead the study, and nobody else does."),
        _("Add another lead first."),
    ),
    "takes_part": (_("Their consent is recorded already."), ""),
    "pseudonym_taken": (
        _("Somebody in this study has that pseudonym."),
        _("Choose another, and do not use one again."),
    ),
    "no_consent": (
        _("{pseudonym} is not in this study, and the file does not say when they consented."),
        _("Record their consent first, or give the day in the column “consented on”."),
    ),
    "withdrew": (
        _("They withdrew, so that nothing about them is kept."),
        _("If they take part again, record a new consent under another pseudonym."),
    ),
    "withdrew_in_file": (
        _("{pseudonym} withdrew, and nothing about them may be kept."),
        _("Take their lines out of the file."),
    ),
    "theme_there": (_("There is such a theme already."), _("Use that one, or choose another title.")),
    "too_few": (
        _("Fewer than {fewest} take part: any table would be about somebody."),
        _("Release it when there are {fewest}."),
    ),
    "differs_by_few": (
        _(
            "Fewer than {fewest} people have come or gone since release {number}. Whoever has both could work"
            " out what they told."
        ),
        _("Release it when {fewest} have come or gone, or leave the last release as it is."),
    ),
}


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except StudyRefused as refusal:
        message, mend = WORDS[refusal.code]
        raise Refused(
            refusal.code, format_lazy(message, **refusal.given), format_lazy(mend, **refusal.given)
        ) from refusal
