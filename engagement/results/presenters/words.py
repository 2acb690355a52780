"""What page and report say around their figures."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from engagement.results.presenters.page import Page


def summary(page: Page) -> list[str]:
    """Below the title: how sure the index is, how many answered, what changed."""
    found = []
    if page.index.mean:
        found.append(
            _("That is the mean of all doctors who answered. Allowing for chance it is %(interval)s.")
            % {"interval": page.index.interval}
        )
    for each in page.turnouts:
        found.append(_("%(words)s (%(percent)s %%).") % {"words": each.words, "percent": each.percent})
    return [*found, page.change_sentence] if page.change_sentence else found


def about(page: Page) -> list[str]:
    """What each kind of figure means, and what it does not."""
    return [
        _(
            "Score: answers are turned so that high is always good, and spread over 0 to 100. A theme is the"
            " mean of its two sides, the index the mean of all themes. Who left out too much of any side has"
            " no scores."
        ),
        _(
            "Between (95 per cent interval): where the mean lies when chance is allowed for. It says nothing"
            " of those who chose not to answer."
        ),
        _(
            "Higher, lower, may be chance: where the interval of a difference holds nought, it may be chance."
            " Of twenty differences that are nothing but chance, about one looks like more."
        ),
        _("Spread: how far people differ from one another (standard deviation)."),
        _(
            "Alpha (Cronbach's): how far the statements of a score agree with one another, from 0 to 1. From"
            " about 0.7 on, a score is commonly taken to be steady enough to compare groups by it."
        ),
        _(
            "Held back: no figure speaks of fewer than %(few)s people, none can be worked out from the"
            " others, and none says that everybody answered alike."
        )
        % {"few": page.fewest},
    ]


def labels() -> Mapping[str, str]:
    """Headings of sections and columns of the report, by name."""
    return {
        "what": _("What"),
        "score": _("Score"),
        "between": _("Between"),
        "spread": _("Spread"),
        "doctors": _("Doctors"),
        "managers": _("Managers"),
        "difference": _("Difference"),
        "reading": _("What it says"),
        "group": _("Group"),
        "answered": _("Answered"),
        "wave": _("Wave"),
        "since": _("Since the wave before"),
        "this_wave": _("This wave"),
        "statement": _("Statement"),
        "statements": _("Statements"),
        "mean": _("Mean"),
        "answers": _("Answers"),
        "alpha": _("Alpha"),
        "against": _("agreeing counts against"),
        "in_part": _("in part"),
        "page": _("Page"),
        "of": _("of"),
        "themes_title": _("What the organisation invites, and what doctors bring"),
        "managers_title": _("Doctors and managers"),
        "groups_title": _("Where it differs"),
        "waves_title": _("From wave to wave"),
        "statements_title": _("Statement by statement"),
        "statements_note": _("How many of a hundred gave each answer; means are of the numbers"),
        "alphas_title": _("How steady the scores are"),
        "about_title": _("What the figures mean"),
        "part_note": _(
            "In part: some of this group were put together with others, because alone they would have been"
            " too few. They count among all, not here."
        ),
    }
