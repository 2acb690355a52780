"""Items and their versions: the latest is written over until something cites it, then comes a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from competencies.models import Node
from kernel.access import GuardedModel, checking_references
from lms.assignments.models import Submission
from lms.enrolment.models import Enrolment
from lms.portfolio.enums import Kind, State
from lms.portfolio.errors import ChangedElsewhere, Cited
from lms.portfolio.models import EvidenceFile, EvidenceItem, EvidenceShare, EvidenceTag, EvidenceVersion
from lms.records.models import LearningFact
from programmes.models import ModuleVersion

OWN = "the person's own evidence, under the person's lock"


@dataclass(frozen=True)
class Content:
    """What a version says."""

    title: str = ""
    words: str = ""
    parts: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Origin:
    """What of ours an item came from, if anything."""

    fact: LearningFact | None = None
    submission: Submission | None = None
    enrolment: Enrolment | None = None
    module_version: ModuleVersion | None = None


@dataclass(frozen=True)
class Base:
    """What a page was made from: the state of the version that it showed, and the page's own mark."""

    seen: str
    mark: str = ""


def begin(
    person_id: int,
    kind: Kind,
    *,
    content: Content,
    now: datetime,
    state: State = State.DRAFT,
    on: date | None = None,
    origin: Origin | None = None,
) -> EvidenceItem:
    """A new item with its first version."""
    origin = origin or Origin()
    module = origin.module_version
    item = EvidenceItem.objects.create(
        person_id=person_id,
        kind=kind,
        state=state,
        happened_on=on,
        fact=origin.fact,
        submission=origin.submission,
        enrolment=origin.enrolment,
        module_version=module,
        module_key=module.module_key if module else None,
        created_at=now,
    )
    EvidenceVersion.objects.create(item=item, saved_at=now, **_fields(content))
    return item


def _fields(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "words": content.words,
        "parts": list(content.parts),
        "url": content.url,
    }


def latest(item: EvidenceItem) -> EvidenceVersion:
    return EvidenceVersion.objects.unscoped(reason=OWN).get(item=item, number=item.latest)


def content_of(version: EvidenceVersion) -> Content:
    return Content(version.title, version.words, tuple(version.parts), version.url)


def write(
    item: EvidenceItem, content: Content, *, on: date | None, now: datetime, base: Base | None = None
) -> tuple[EvidenceVersion, bool]:
    """What it says now, and whether that is anything new."""
    version = latest(item)
    same = content_of(version) == content
    _compare(version, base, same=same)
    if same and item.happened_on == on:
        return version, False
    if item.happened_on != on:
        item.happened_on = on
        item.save(update_fields=["happened_on"])
    if same:
        return version, True
    version = writable(item, now=now)
    for name, value in _fields(content).items():
        setattr(version, name, value)
    version.saved_at = now
    version.page_mark = base.mark if base else ""
    version.nobody_in_it = False
    version.save()
    return version, True


def _compare(version: EvidenceVersion, base: Base | None, *, same: bool) -> None:
    """A page may go on from what it showed, and from what it saved itself without hearing of it."""
    if base is None or same or version.stamp == base.seen:
        return
    if not base.mark or base.mark != version.page_mark:
        raise ChangedElsewhere


def writable(item: EvidenceItem, *, now: datetime) -> EvidenceVersion:
    """The latest version, or a new one like it where something cites that."""
    version = latest(item)
    if version.pinned_at is None:
        return version
    files = list(EvidenceFile.objects.unscoped(reason=OWN).filter(version=version).order_by("pk"))
    item.latest += 1
    item.save(update_fields=["latest"])
    new = EvidenceVersion.objects.create(
        item=item,
        number=item.latest,
        saved_at=now,
        nobody_in_it=version.nobody_in_it,
        **_fields(content_of(version)),
    )
    EvidenceFile.objects.bulk_create(
        EvidenceFile(
            version=new,
            file_id=row.file_id,
            name=row.name,
            content_type=row.content_type,
            added_at=row.added_at,
        )
        for row in files
    )
    return new


def pin(version: EvidenceVersion, *, now: datetime) -> EvidenceVersion:
    """Whoever is about to cite it holds it as it is. Once held it stays so."""
    if version.pinned_at is None:
        version.pinned_at = now
        version.save(update_fields=["pinned_at"])
    return version


def pin_latest(item: EvidenceItem, *, now: datetime) -> EvidenceVersion:
    return pin(latest(item), now=now)


def move(item: EvidenceItem, state: State, *, now: datetime) -> None:
    item.state = state
    item.archived_at = now if state == State.ARCHIVED else None
    item.save(update_fields=["state", "archived_at"])


def tag(item: EvidenceItem, nodes: Iterable[Node]) -> bool:
    """Make these what it is about; whether anything changed."""
    wanted = {node.pk for node in nodes}
    rows = EvidenceTag.objects.unscoped(reason=OWN).filter(item=item)
    there = set(rows.values_list("node_id", flat=True))
    rows.filter(node_id__in=there - wanted).delete()
    EvidenceTag.objects.bulk_create(EvidenceTag(item=item, node_id=pk) for pk in sorted(wanted - there))
    return wanted != there


def say_nobody_in_it(version: EvidenceVersion) -> None:
    version.nobody_in_it = True
    version.save(update_fields=["nobody_in_it"])


def remove(item: EvidenceItem, *, now: datetime) -> None:
    """The whole of it, with its versions, files and links; :class:`Cited` where something rests on it.

    The content of its files goes with the daily look at unused ones.
    """
    if is_cited(item):
        raise Cited
    move(item, State.REMOVED, now=now)
    of_versions = {"version__item": item}
    with checking_references():
        EvidenceShare.objects.unscoped(reason=OWN).filter(**of_versions).delete()
        EvidenceFile.objects.unscoped(reason=OWN).filter(**of_versions).delete()
        EvidenceTag.objects.unscoped(reason=OWN).filter(item=item).delete()
        EvidenceVersion.objects.unscoped(reason=OWN).filter(item=item).delete()
        EvidenceItem.objects.unscoped(reason=OWN).filter(pk=item.pk).delete()


def is_cited(item: EvidenceItem) -> bool:
    """Whether a row of another app refers to it or to one of its versions, whichever app that is."""
    versions = EvidenceVersion.objects.unscoped(reason=OWN).filter(item=item).values("pk")
    ours = item._meta.app_label
    for model, wanted in ((EvidenceItem, [item.pk]), (EvidenceVersion, versions)):
        for relation in model._meta.get_fields(include_hidden=True):
            other: Any = relation.related_model
            if not relation.auto_created or other is None or other._meta.app_label == ours:
                continue
            rows = other._base_manager.all()
            if issubclass(other, GuardedModel):
                rows = other.objects.unscoped(reason="whether anything rests on this evidence")
            if rows.filter(**{f"{relation.field.name}__in": wanted}).exists():  # type: ignore[union-attr]
                return True
    return False
