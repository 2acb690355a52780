"""All that the Studio's page about people in flight shows: of a version, or of what publishing would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.clock import local_date
from lms.amendments import selectors
from lms.amendments.drafts import roots_of
from lms.amendments.presenters import (
    CaseLine,
    GroupLine,
    RunLine,
    activity_choice,
    case_lines,
    few,
    group_line,
    run_line,
)
from lms.amendments.selectors import AT_ONCE, Effect, Group, Target
from programmes import preflight
from programmes import selectors as programmes
from programmes.comparing.entries import programme_entries, programme_version_entries
from programmes.comparing.presenters import Comparison, compared
from programmes.comparing.views import address_of
from programmes.models import Programme, ProgrammeVersion


@dataclass(frozen=True)
class Page:
    programme: Programme
    version: ProgrammeVersion
    """The latest that is published: where people can be moved."""
    of_draft: bool
    """Whether the figures are of what publishing the draft would make."""
    draft_differs: bool
    draft_is_sound: bool
    comparison: Comparison | None
    compare_url: str
    people: str
    groups: tuple[GroupLine, ...]
    left_out: bool
    """Whether some groups are not worked out, as there are too many people."""
    runs: tuple[RunLine, ...]
    cases: tuple[CaseLine, ...]
    old_activities: tuple[tuple[str, str], ...]
    new_activities: tuple[tuple[str, str], ...]

    @property
    def is_under_way(self) -> bool:
        return any(line.under_way for line in self.runs)


def page_of(programme_pk: int, *, of_draft: bool, only: str, now: datetime) -> Page | None:
    row = Programme.objects.filter(pk=programme_pk).select_related("locale", "latest_revision").first()
    programme = row.source() if row else None
    version = programmes.latest_version(programme) if programme else None
    if programme is None or version is None:
        return None
    draft = programme.get_latest_revision_as_object()
    sound = not preflight.programme_problems(draft)
    differs = sound and preflight.programme_spec(draft).checksum != version.checksum
    of_draft = of_draft and differs
    people = _people(version, draft, of_draft=of_draft, only=only, now=now)
    earlier = selectors.earlier_versions(version)
    old, new = selectors.activities_of(earlier), selectors.activities_of([version.pk])
    cases = selectors.open_cases(version)
    titles = selectors.titles_of_requirements({key for case in cases for key in case.requirement_keys})
    return Page(
        programme=programme,
        version=version,
        of_draft=of_draft,
        draft_differs=differs or (not sound and draft.has_unpublished_changes),
        draft_is_sound=sound,
        comparison=_comparison(version, draft) if of_draft else None,
        compare_url=address_of(programme),
        people=few(sum(each.people for each in people.effects.values())),
        groups=people.lines,
        left_out=people.left_out,
        runs=tuple(run_line(run, now=now) for run in selectors.runs_of(version)),
        cases=tuple(case_lines(cases, titles)),
        old_activities=tuple(activity_choice(each) for each in selectors.only_in(old, new)),
        new_activities=tuple(activity_choice(each) for each in selectors.only_in(new, old)),
    )


def _comparison(version: ProgrammeVersion, draft: Programme) -> Comparison:
    text = programmes.programme_text_of(version, draft.language)
    return compared(programme_version_entries(version, text), programme_entries(draft))


@dataclass(frozen=True)
class _People:
    effects: dict[tuple[int | None, int | None], Effect]
    lines: tuple[GroupLine, ...]
    left_out: bool


def _people(
    version: ProgrammeVersion, draft: Programme, *, of_draft: bool, only: str, now: datetime
) -> _People:
    rows = selectors.in_flight(version, with_latest=of_draft)
    groups = selectors.groups_of(rows)
    chosen = [group for group in groups if group.key == only] or groups
    counted = selectors.people_in(rows)
    several = sum(counted.get(_pair(group), 0) for group in chosen)
    on_versions = set(rows.order_by().values_list("version", flat=True).distinct())
    changed = selectors.modules_changed(on_versions, _modules(version, draft, of_draft=of_draft))
    if several > AT_ONCE:
        effects = selectors.figures(rows, counted, changed=changed, on=local_date(now))
        lines = tuple(group_line(group, effects[_pair(group)]) for group in groups)
        return _People(effects, lines, left_out=True)
    target = Target(counts=selectors.counts_for(version.pk), version_id=version.pk)
    if of_draft:
        target = Target(counts=target.counts, roots=roots_of(draft))
    if len(chosen) < len(groups) or len(groups) == 1:
        (group,) = chosen
        rows = selectors.of_group(rows, *_pair(group))
    effects = selectors.effects(rows, target, changed=changed, on=local_date(now))
    lines = tuple(group_line(group, effects[_pair(group)]) for group in chosen if _pair(group) in effects)
    return _People(effects, lines, left_out=False)


def _modules(version: ProgrammeVersion, draft: Programme, *, of_draft: bool) -> dict[UUID, int]:
    """What people would be asked for, each module in the version that is fixed there."""
    if not of_draft:
        return selectors.modules_of(version)
    specs = preflight.programme_spec(draft).requirements
    return {
        spec.item.module.key: spec.item.module.version_id for spec in specs if spec.item and spec.item.module
    }


def _pair(group: Group) -> tuple[int | None, int | None]:
    return (group.organisation.pk if group.organisation else None, group.cohort.pk if group.cohort else None)
