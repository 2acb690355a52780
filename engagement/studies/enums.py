"""What a study, its team and what it finds may be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StudyState(models.TextChoices):
    PLANNED = "planned", _("being planned")
    RUNNING = "running", _("under way")
    FINISHED = "finished", _("finished")


class TeamRole(models.TextChoices):
    LEAD = "lead", _("lead")
    RESEARCHER = "researcher", _("researcher")
    READER = "reader", _("reader")


CLOSE = (TeamRole.LEAD, TeamRole.RESEARCHER)
"""Who works with what is known of each participant; readers see what has been put together."""


class Contact(models.TextChoices):
    """What happened with somebody on the sampling frame."""

    INVITED = "invited", _("invited")
    REMINDED = "reminded", _("reminded")
    AGREED = "agreed", _("agreed to take part")
    DECLINED = "declined", _("declined")
    NO_ANSWER = "no_answer", _("no answer")
    NOT_ELIGIBLE = "not_eligible", _("does not meet the inclusion rule")
    WITHDREW = "withdrew", _("withdrew")


RECORDED_BY_HAND = tuple(kind for kind in Contact if kind not in (Contact.AGREED, Contact.WITHDREW))
"""Agreeing and withdrawing are acts of their own, with what follows from them."""


class PostKind(models.TextChoices):
    CHIEF_EXECUTIVE = "chief_executive", _("chief executive")
    OTHER = "other", _("other leadership post")


class Polarity(models.TextChoices):
    FACILITATOR = "facilitator", _("facilitator")
    BARRIER = "barrier", _("barrier")
    RISK = "risk", _("risk")


class CareerPoint(models.TextChoices):
    """When in a career what was said belongs."""

    EARLY = "early", _("early experience")
    BECOMING = "becoming", _("on the way to the post")
    BEING = "being", _("in the post")
    AFTER = "after", _("afterwards")


class Progress(models.TextChoices):
    """How far a recommendation has come."""

    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    NOT_TAKEN_UP = "not_taken_up", _("not taken up")


class HeldBack(models.TextChoices):
    """Why a figure is not told."""

    FEW = "few", _("too few people")
    SAME = "same", _("it would say the same of everybody")
    REVEALS = "reveals", _("another figure could be worked out from it")


class Table(models.TextChoices):
    PEOPLE = "people", _("who took part")
    AGE = "age", _("age at the first chief executive post")
    POSTS = "posts", _("number of chief executive posts held")
    YEAR = "year", _("year of the first chief executive post")
    FIRST_POST = "first_post", _("in a first chief executive post, or have held only one")
    IN_POST = "in_post", _("in post when interviewed")
    ATTENDED = "attended", _("attended a leadership programme")
    CLINICAL = "clinical", _("kept clinical sessions")
    THEMES = "themes", _("what was said")


NUMBERS = (Table.AGE, Table.POSTS, Table.YEAR)
SHARES = (Table.FIRST_POST, Table.IN_POST, Table.ATTENDED, Table.CLINICAL)
