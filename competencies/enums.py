"""The closed lists of frameworks and claims; the stages are shared by every higher app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """A career stage, in the order in which a doctor passes through them."""

    UNDERGRADUATE = "undergraduate", _("Undergraduate")
    POSTGRADUATE = "postgraduate", _("Postgraduate")
    CONTINUING = "continuing", _("Continuing practice")


class NodeKind(models.TextChoices):
    """The level of a node, top first."""

    DOMAIN = "domain", _("Domain")
    ELEMENT = "element", _("Element")
    COMPETENCE = "competence", _("Competence")


class ClaimStrength(models.TextChoices):
    """How far an activity takes a learner with a competence, weakest first."""

    INTRODUCES = "introduces", _("Introduces")
    PRACTISES = "practises", _("Practises")
    DEMONSTRATES = "demonstrates", _("Demonstrates")


class EditionState(models.TextChoices):
    """Of a framework, a scale, a crosswalk or a role profile: what is published is never rewritten."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class FrameworkPurpose(models.TextChoices):
    """What an edition is here for."""

    COMPETENCE = "competence", _("Claimed by modules")
    REFERENCE = "reference", _("Titles for reference")


class StageTextKind(models.TextChoices):
    """What a text about a node at a stage is for. Frameworks use different sets of these."""

    DESCRIPTOR = "descriptor", _("Descriptor")
    KNOWLEDGE = "knowledge", _("Knowledge")
    SKILL = "skill", _("Skill")
    ATTITUDE = "attitude", _("Attitude")
    LEARNING_OPPORTUNITY = "learning_opportunity", _("Learning opportunity")
    EXAMPLE = "example", _("Example")
    SCENARIO = "scenario", _("Scenario")
    CONTRA_INDICATOR = "contra_indicator", _("Sign that it is not yet shown")
