"""The first start: everything that the README promises, sound, and nothing more the second time."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from cms.demo import story, users
from competencies.models import Framework
from kernel.models import AuditEntry
from lms.actions import integrity
from lms.assignments.models import Submission
from lms.calendar.models import DueDate
from lms.enrolment.models import Cohort, Contract, Enrolment
from lms.organisations.models import Organisation
from lms.progress.models import Progress
from lms.reminders.models import PlannedSend
from programmes.models import Activity, Programme, ProgrammeVersion, Question
from programmes.services.authoring import PartModule
from tests.factories.programmes import make_module, make_programme
from tests.factories.trusts import NOW
from tests.ready import ready

REASON = "asserting in a test"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


STARTED = tempfile.TemporaryDirectory()
"""Where the first start keeps its passwords, as long as this process asks for them."""


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def first_start() -> str:
    out = StringIO()
    call_command("first_start", stdout=out)
    return out.getvalue()


def started() -> None:
    with override_settings(DATA_DIR=Path(STARTED.name)):
        first_start()


ready_start = ready("ready_start", started)


@pytest.mark.usefixtures("ready_start")
def test_the_first_start_brings_all_and_the_second_nothing(settings: Any) -> None:
    settings.DATA_DIR = Path(STARTED.name)
    before = AuditEntry.objects.count()

    with time_machine.travel(NOW, tick=False):
        said = first_start()

    assert AuditEntry.objects.count() == before
    assert "demonstration: there already" in said
    assert Organisation.objects.filter(invented=False).count() == 218
    assert Framework.objects.get(code="mlcf").state == "published"
    assert sorted(ProgrammeVersion.objects.values_list("slug", "number")) == [
        ("first-steps", 1),
        ("leading-on-the-ward", 1),
        ("new-consultant", 1),
    ]
    states = Enrolment.objects.unscoped(reason=REASON).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["active", "active", "active", "invited", "invited", "invited", "active"]
    percents = Progress.objects.unscoped(reason=REASON).exclude(percent=0).values_list("percent", flat=True)
    assert list(percents.order_by("enrolment")) == [10, 6, 9]
    assert PlannedSend.objects.unscoped(reason=REASON).filter(rule="invitation").count() == 6
    assert list(integrity.problems()) == []
    work = Submission.objects.unscoped(reason=REASON).order_by("pk")
    assert list(work.values_list("state", "points")) == [("submitted", None), ("returned", 0), ("passed", 35)]
    assert DueDate.objects.unscoped(reason=REASON).filter(waiting_since__isnull=False).count() == 1
    assert Question.objects.filter(bank__title="What a new consultant is asked").count() == 24
    assert {"bank_quiz", "assignment", "project", "evaluation", "self_assessment"} <= set(
        Activity.objects.values_list("kind", flat=True)
    )
    assert Programme.objects.get(slug="new-consultant").has_unpublished_changes
    dues = DueDate.objects.unscoped(reason=REASON).filter(enrolment__cohort__isnull=False)
    ends = Cohort.objects.unscoped(reason=REASON).values_list("ends_on", flat=True)
    contracts = Contract.objects.unscoped(reason=REASON).values_list("ends_on", flat=True)
    assert max(dues.values_list("due_on", flat=True)) <= min(ends) <= max(ends) <= min(contracts)
    _every_sign_in_that_is_shown_works()


@pytest.mark.parametrize(
    ("start", "last"), [(date(2026, 11, 1), date(2027, 6, 30)), (date(2027, 2, 1), date(2027, 8, 31))]
)
def test_a_cohort_ends_after_its_last_date(start: date, last: date) -> None:
    """The latest date of the programme is 50 days after the start, its length is 182."""
    module = PartModule(make_module(), due_days=50)
    programme = make_programme(modules=[module], duration_days=182)

    assert story._last_of_cohort(start, programme) == last


def _every_sign_in_that_is_shown_works() -> None:
    out = StringIO()

    call_command("demo_users", stdout=out)

    for user in users.USERS:
        password = users.passwords()[user.email]
        assert f"{user.email} " in out.getvalue()
        assert password in out.getvalue()
        assert authenticate(None, email=user.email, password=password) is not None


@pytest.mark.usefixtures("ready_start")
@pytest.mark.parametrize(
    ("demo", "path"),
    [
        (users.CONSULTANT, "/learn/"),
        (users.MARKER, "/learn/marking/"),
        (users.STUDENT, "/learn/"),
        (users.LEAD, "/trust/"),
        (users.OTHER_LEAD, "/trust/"),
        (users.DESIGNER, "/admin/"),
        (users.OPERATOR, "/admin/"),
    ],
)
def test_everyone_gets_to_their_place(demo: users.DemoUser, path: str) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(email=demo.email))

    assert client.get(path).status_code == 200


def test_passwords_are_made_for_this_installation_and_kept_from_others(tmp_path: Path) -> None:
    made = users.passwords()

    file = tmp_path / "demo-passwords.json"
    assert json.loads(file.read_text()) == made
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(set(made.values())) == len(users.USERS)
    assert users.passwords() == made


def test_outside_a_demonstration_there_are_no_invented_people(settings: Any) -> None:
    settings.LEADERSHIP_DEMO = False

    first_start()

    assert not Organisation.objects.filter(invented=True).exists()
    assert not get_user_model().objects.exists()
    assert Framework.objects.get(code="mlcf").state == "draft"
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demo_users", stdout=StringIO())
