"""What the Studio's part of the interface reads: drafts, question banks, and moves of people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from lms.amendments.enums import CaseState
from lms.amendments.models import Case, Equivalence, Run
from lms.amendments.selectors import REASON
from lms.enrolment.models import Cohort
from lms.organisations.models import Organisation
from programmes.bank.selectors import KIND, with_counts, with_uses
from programmes.catalogue.facts import shown_title
from programmes.models import (
    Activity,
    Module,
    ModuleVersion,
    Programme,
    ProgrammeVersion,
    Question,
    QuestionBank,
)
from programmes.models.drafts import PublishedSnippet
from programmes.parity import originals, with_parity
from programmes.selectors import latest_version

KINDS: dict[str, type[PublishedSnippet]] = {"modules": Module, "programmes": Programme}
VERSIONS: dict[str, tuple[type[Any], str]] = {
    "modules": (ModuleVersion, "module_key"),
    "programmes": (ProgrammeVersion, "programme_key"),
}


def drafts(kind: str, *, title: str = "", live: bool | None = None) -> Any:
    """The originals, each with the title of its newest draft, the number of its latest version, its Welsh."""
    version, key = VERSIONS[kind]
    latest = version.objects.filter(**{key: OuterRef("translation_key")}).order_by("-number")
    model = KINDS[kind]
    rows = with_parity(originals(model)).select_related("locale", "latest_revision")
    rows = rows.defer(*model.large_fields)
    rows = rows.annotate(shown_title=shown_title(), version_number=Subquery(latest.values("number")[:1]))
    if title:
        rows = rows.filter(shown_title__icontains=title)
    return rows if live is None else rows.filter(live=live)


def draft(kind: str, key: UUID, *, language: str = "") -> Any:
    """The original, or its translation; with all that it holds."""
    rows = (
        KINDS[kind]._default_manager.filter(translation_key=key).select_related("locale", "latest_revision")
    )
    if language:
        rows = rows.filter(locale__language_code=language)
    return rows.order_by("pk").first()


def banks(*, archived: bool | None = None) -> Any:
    rows = with_counts(QuestionBank.objects.all())
    return rows if archived is None else rows.filter(archived=archived)


def questions(
    bank: QuestionBank,
    *,
    kind: str = "",
    tag: str = "",
    difficulty: int | None = None,
    archived: bool = False,
) -> Any:
    """The originals, each with its languages and in how many modules a published quiz may draw it."""
    same = Question.objects.filter(translation_key=OuterRef("translation_key"))
    rows = Question.objects.filter(~Exists(same.filter(pk__lt=OuterRef("pk"))), bank=bank, archived=archived)
    spoken = same.filter(archived=archived).order_by("locale__language_code")
    found: Any = with_uses(rows.select_related("locale")).annotate(
        languages=ArraySubquery(spoken.values("locale__language_code"))
    )
    wanted: dict[str, Any] = {
        "kind": kind,
        "tags__contains": [tag] if tag else None,
        "difficulty": difficulty,
    }
    return found.filter(**{name: value for name, value in wanted.items() if value})


def quiz_with(key: UUID) -> Activity | None:
    """The newest of this key that draws from a bank."""
    rows = Activity.objects.filter(kind=KIND, key=key).select_related("version__module")
    return rows.order_by("-version__published_at", "-pk").first()


# People who are moved


def runs(*, programme: UUID | None = None) -> Any:
    rows = Run.objects.unscoped(reason=REASON).select_related("version", "organisation", "cohort")
    if programme:
        rows = rows.filter(version__programme_key=programme)
    return rows.annotate(open_cases=Count("cases", filter=Q(cases__state=CaseState.OPEN)))


def cases(*, programme: UUID | None = None, move: UUID | None = None, state: str = "") -> Any:
    """Whoever publishes decides, without names."""
    rows = Case.objects.unscoped(reason=REASON).select_related(
        "run", "enrolment__version", "enrolment__organisation", "run__version"
    )
    wanted = {"run__version__programme_key": programme, "run__uid": move, "state": state}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def equivalences(*, version: UUID | None = None) -> Any:
    rows = Equivalence.objects.select_related("version")
    return rows.filter(version__uid=version) if version else rows


def titles_of_activities(found: Iterable[Equivalence]) -> dict[UUID, str]:
    """Of both sides of each, as they are called in the newest version of their module."""
    keys = {key for each in found for key in (each.old_activity_key, each.new_activity_key)}
    rows = Activity.objects.filter(key__in=keys).order_by("version__number")
    return dict(rows.values_list("key", "title"))


def version_to_move_to(uid: UUID) -> ProgrammeVersion | None:
    found = ProgrammeVersion.objects.filter(uid=uid).select_related("programme").first()
    return found


def is_latest(version: ProgrammeVersion) -> bool:
    return latest_version(version.programme) == version


def organisation(uid: UUID) -> Organisation | None:
    return Organisation.objects.filter(uid=uid).first()


def cohort_of(held_by: Organisation, uid: UUID) -> Cohort | None:
    rows = Cohort.objects.unscoped(reason=REASON).filter(uid=uid, contract__organisation=held_by)
    found: Cohort | None = rows.first()
    return found
