"""Grades, leadership roles and roles in an organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberRole(models.TextChoices):
    DOCTOR = "doctor", _("doctor")
    LEAD = "lead", _("trust lead")


class Grade(models.TextChoices):
    STUDENT = "student", _("medical student")
    FY1 = "fy1", _("foundation year 1")
    FY2 = "fy2", _("foundation year 2")
    CORE = "core", _("core trainee")
    SPECIALTY = "specialty", _("specialty trainee")
    GP_TRAINEE = "gp_trainee", _("GP trainee")
    LOCALLY_EMPLOYED = "locally_employed", _("locally employed doctor")
    SPECIALTY_DOCTOR = "specialty_doctor", _("specialty doctor")
    SPECIALIST = "specialist", _("specialist")
    ASSOCIATE_SPECIALIST = "associate_specialist", _("associate specialist")
    CONSULTANT = "consultant", _("consultant")
    GP = "gp", _("general practitioner")


class StageSource(models.TextChoices):
    """Where an entry of somebody's career stages comes from."""

    STATED = "stated", _("stated")
    GRADE = "grade", _("from the grade")


class LeadershipRole(models.TextChoices):
    CLINICAL_LEAD = "clinical_lead", _("clinical lead")
    CLINICAL_DIRECTOR = "clinical_director", _("clinical director")
    DIVISIONAL_DIRECTOR = "divisional_director", _("divisional medical director")
    DEPUTY_MEDICAL_DIRECTOR = "deputy_medical_director", _("deputy medical director")
    MEDICAL_DIRECTOR = "medical_director", _("medical director")
    CHIEF_EXECUTIVE = "chief_executive", _("chief executive")
