"""The one door: a published draft becomes an immutable version, or new words for the latest one.

Called by ``PublishedSnippet.publish`` with the draft's row locked. The same structure gives new words only;
the same words give nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from kernel import audit, clock
from kernel.access import KernelModel
from programmes import activity_types, preflight, selectors, trees
from programmes.models import (
    Activity,
    ActivityClaim,
    Module,
    ModuleFile,
    ModuleVersion,
    Programme,
    ProgrammeVersion,
    ReminderRule,
    Requirement,
    RequirementNeed,
    RequirementStage,
)
from programmes.models.drafts import PublishedSnippet
from programmes.rules.structure import ModuleSpec, ProgrammeSpec, RequirementSpec, checksum
from programmes.rules.tree import parse

NOT_OF_THE_DRAFT = ("latest_revision", "live_revision", "locked_by")
"""What Wagtail keeps with a draft: rows that the database itself knows to be there."""


def check_module(module: Module) -> None:
    """ValidationError unless this draft can be published now."""
    module.full_clean(exclude=NOT_OF_THE_DRAFT)
    _refuse(module)


def check_programme(programme: Programme) -> None:
    """ValidationError unless this draft can be published now."""
    programme.full_clean(exclude=NOT_OF_THE_DRAFT)
    _refuse(programme)


def _refuse(draft: PublishedSnippet) -> None:
    found = preflight.refusals(draft, on=clock.today())
    if found:
        raise ValidationError([ValidationError(str(each.finding), code=each.rule.code) for each in found])


def compile_module(module: Module, *, user: Any, now: datetime) -> None:
    """The version and words of a module that has just gone live."""
    latest = before = selectors.latest_module_version(module.translation_key)
    if module.is_translation:
        assert latest is not None, "the check refuses a translation before its original"  # noqa: S101
    else:
        spec = preflight.module_spec(module)
        if latest is None or latest.checksum != spec.checksum:
            number = latest.number + 1 if latest else 1
            latest = _create_module_version(module, spec, number=number, user=user, now=now)
    body, files = _pinned(module.stored("body"))
    words = {"title": module.title, "summary": module.summary, "body": body}
    _append_text(latest, module, words, is_new=latest is not before, user=user, now=now)
    kept = [ModuleFile(version=latest, file_id=file_id) for file_id in files]
    ModuleFile.objects.bulk_create(kept, ignore_conflicts=True)


def _create_module_version(
    module: Module, spec: ModuleSpec, *, number: int, user: Any, now: datetime
) -> ModuleVersion:
    version = ModuleVersion.objects.create(
        module=module,
        module_key=module.translation_key,
        number=number,
        title=module.title,
        minutes=spec.minutes,
        checksum=spec.checksum,
        published_at=now,
        published_by=user,
    )
    activities = Activity.objects.bulk_create(
        Activity(
            version=version,
            key=activity.key,
            kind=activity.kind,
            position=position,
            title=activity.title,
            minutes=activity.minutes,
            required=activity.required,
            scoring=activity.scoring,
        )
        for position, activity in enumerate(spec.activities)
    )
    nodes = preflight.nodes_claimed(spec)
    ActivityClaim.objects.bulk_create(
        ActivityClaim(activity=row, node_id=nodes[claim.node], strength=claim.strength)
        for row, activity in zip(activities, spec.activities, strict=True)
        for claim in activity.claims
    )
    _record("module.published", version, {"number": number}, user=user, now=now)
    return version


def _pinned(body: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[int]]:
    """The body without references to what may change, and the files that it needs."""
    pinned: list[dict[str, Any]] = []
    files: dict[int, None] = {}
    for item in body:
        if not activity_types.is_registered(item["type"]):
            pinned.append(item)
            continue
        found = activity_types.get(item["type"]).pin(item["value"])
        pinned.append({**item, "value": found.value})
        files |= dict.fromkeys(found.files)
    return pinned, list(files)


def compile_programme(programme: Programme, *, user: Any, now: datetime) -> None:
    """The manifest and words of a programme that has just gone live."""
    latest = before = selectors.latest_manifest(programme)
    if programme.is_translation:
        assert latest is not None, "the check refuses a translation before its original"  # noqa: S101
    else:
        spec = preflight.programme_spec(programme)
        if latest is None or latest.checksum != spec.checksum:
            number = latest.number + 1 if latest else 1
            latest = _create_programme_version(programme, spec, number=number, user=user, now=now)
    words = _programme_words(programme)
    _append_text(latest, programme, words, is_new=latest is not before, user=user, now=now)


def _create_programme_version(
    programme: Programme, spec: ProgrammeSpec, *, number: int, user: Any, now: datetime
) -> ProgrammeVersion:
    version = ProgrammeVersion.objects.create(
        programme=programme,
        programme_key=programme.translation_key,
        number=number,
        title=programme.title,
        slug=spec.slug,
        stage=spec.stage,
        open_to_all=spec.open_to_all,
        duration_days=spec.duration_days,
        checksum=spec.checksum,
        published_at=now,
        published_by=user,
    )
    _create_requirements(version, spec.requirements)
    ReminderRule.objects.bulk_create(
        ReminderRule(version=version, key=rule.key, kind=rule.kind, days=rule.days) for rule in spec.reminders
    )
    _record("programme.published", version, {"number": number}, user=user, now=now)
    return version


def _create_requirements(version: ProgrammeVersion, specs: tuple[RequirementSpec, ...]) -> None:
    """A level at a time, so that each row is written once: what is published is never updated."""
    rows: dict[UUID, Requirement] = {}
    waiting = list(enumerate(specs))
    while waiting:
        level = [(place, spec) for place, spec in waiting if spec.parent is None or spec.parent in rows]
        made = Requirement.objects.bulk_create(
            _requirement(version, rows[spec.parent] if spec.parent else None, place, spec)
            for place, spec in level
        )
        rows.update({row.key: row for row in made})
        waiting = [(place, spec) for place, spec in waiting if spec.key not in rows]
    RequirementStage.objects.bulk_create(
        RequirementStage(requirement=rows[spec.key], stage=stage) for spec in specs for stage in spec.stages
    )
    RequirementNeed.objects.bulk_create(
        RequirementNeed(requirement=rows[spec.key], needs=rows[need]) for spec in specs for need in spec.needs
    )


def _requirement(
    version: ProgrammeVersion, parent: Requirement | None, position: int, spec: RequirementSpec
) -> Requirement:
    item = spec.item
    return Requirement(
        version=version,
        parent=parent,
        key=spec.key,
        kind=spec.kind,
        title=spec.title,
        position=position,
        required=spec.required,
        at_least=spec.at_least,
        points_needed=spec.points_needed,
        points=spec.points,
        delay_days=spec.delay_days,
        opens_after_days=spec.opens_after_days,
        opens_on=spec.opens_on,
        due_days=spec.due_days,
        item_type=spec.item_type,
        module_version_id=item.module.version_id if item and item.module else None,
        programme_key=item.programme_key if item else None,
        credits=item.credits if item else None,
        details=dict(item.details) if item else {},
    )


def _programme_words(programme: Programme) -> dict[str, Any]:
    titles = {node.id: node.title for node in trees.titled(parse(programme.tree))}
    return {"title": programme.title, "summary": programme.summary, "titles": titles}


def _append_text(
    version: ModuleVersion | ProgrammeVersion,
    draft: PublishedSnippet,
    words: dict[str, Any],
    *,
    is_new: bool,
    user: Any,
    now: datetime,
) -> None:
    """The words of a version in the draft's language, unless the latest ones are the same."""
    texts = version.texts.filter(language=draft.language)
    held = None if is_new else texts.order_by("-minor").first()
    if held is not None and held.checksum == checksum(words):
        return
    text = version.texts.create(
        language=draft.language,
        minor=held.minor + 1 if held else 1,
        checksum=checksum(words),
        published_at=now,
        **words,
    )
    codes = {"number": version.number, "language": text.language, "minor": text.minor}
    _record(f"{draft._meta.model_name}.text_published", text, codes, user=user, now=now)


def _record(action: str, row: KernelModel, codes: dict[str, Any], *, user: Any, now: datetime) -> None:
    actor = audit.Actor.user(user.pk) if user else audit.Actor.system()
    audit.record(action, audit.Change(row, codes=codes), actor=actor, now=now)
