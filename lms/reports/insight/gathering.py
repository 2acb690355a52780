"""Counting: one statement over all who are on a programme, whatever their number.

The rows come from guarded managers; the statement only adds them up.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from competencies.enums import Stage
from kernel.access import Viewer
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Enrolment, Transition
from lms.organisations.models import Organisation
from lms.progress.nodes import Node
from lms.progress.selectors import Tree, tree_of
from lms.records.models import Attempt, LearningFact, Verb
from lms.reports.insight.cube import Count, Cube, Group, Module, Named, Outcome, Step, Stop, Version
from programmes.models import ProgrammeVersion

VIEWER = Viewer.system("designers read how a programme goes: counts over all who are on it, and no names")
QUIET_DAYS = 28
"""After so long without anything done or saved somebody counts as having stopped."""
STAGES = tuple(stage.value for stage in Stage)

# `place`: everybody, with the number of their group. `worked`: a row for each person and activity begun, with
# the moment of its first completion if there is one. `had`: the same by module, earlier learning included.
COUNT = """
WITH own AS (
    SELECT e.*, t.since,
           (extract(year FROM starts_on) * 10 + extract(quarter FROM starts_on))::int AS started
    FROM ({enrolments}) AS e(id, person_id, version_id, cohort_id, organisation_id, starts_on, stage, state,
                             percent)
    LEFT JOIN (
        SELECT enrolment_id, max(at) AS since FROM ({accepted}) AS a(enrolment_id, at) GROUP BY enrolment_id
    ) t ON t.enrolment_id = e.id
), place AS MATERIALIZED (
    SELECT own.*, v.stage_number,
           dense_rank() OVER (ORDER BY own.version_id, cohort_id, organisation_id, started, stage_number) AS g
    FROM own JOIN (
        SELECT * FROM unnest(%(stage_versions)s::bigint[], %(stage_texts)s::text[], %(stage_numbers)s::int[])
            AS s(version_id, stage, stage_number)
    ) v ON v.version_id = own.version_id AND v.stage = own.stage
), step AS MATERIALIZED (
    SELECT * FROM unnest(%(versions)s::bigint[], %(stages)s::int[], %(module_keys)s::uuid[],
                         %(activity_keys)s::uuid[], %(steps)s::int[], %(modules)s::int[],
                         %(needed)s::boolean[], %(all_needed)s::int[], %(due)s::int[])
        AS s(version_id, stage_number, module_key, activity_key, step, module, needed, all_needed, due)
), worked AS MATERIALIZED (
    SELECT p.id, s.step, p.g, s.module, s.needed, s.all_needed, s.due, p.starts_on,
           min(w.at) AS at, max(w.seen) AS seen
    FROM (
        SELECT person_id, module_key, activity_key, at, seen
        FROM ({facts}) AS f(person_id, module_key, activity_key, at, seen)
        UNION ALL
        SELECT person_id, module_key, activity_key, NULL, seen
        FROM ({attempts}) AS a(person_id, module_key, activity_key, seen)
    ) w
    JOIN place p ON p.person_id = w.person_id AND p.since IS NOT NULL
    JOIN step s ON s.version_id = p.version_id AND s.stage_number = p.stage_number
        AND s.module_key = w.module_key AND s.activity_key = w.activity_key
    GROUP BY p.id, s.step, p.g, s.module, s.needed, s.all_needed, s.due, p.starts_on
), had AS MATERIALIZED (
    SELECT id, g, module, bool_or(done) AS done, min(day) AS day, max(due) AS due
    FROM (
        SELECT id, g, module, due, count(at) FILTER (WHERE needed) = all_needed AS done,
               CASE WHEN count(at) FILTER (WHERE needed) = all_needed THEN
                   greatest((max(at) FILTER (WHERE needed) AT TIME ZONE 'Europe/London')::date - starts_on, 0)
               END AS day
        FROM worked GROUP BY id, g, module, due, all_needed, starts_on
        UNION ALL
        SELECT p.id, p.g, k.module, NULL, true, NULL
        FROM ({recognised}) AS r(enrolment_id, requirement_key)
        JOIN place p ON p.id = r.enrolment_id AND p.since IS NOT NULL
        JOIN unnest(%(key_versions)s::bigint[], %(key_stages)s::int[], %(keys)s::uuid[],
                    %(key_modules)s::int[])
            AS k(version_id, stage_number, requirement_key, module)
            ON k.version_id = p.version_id AND k.stage_number = p.stage_number
            AND k.requirement_key = r.requirement_key
    ) each GROUP BY id, g, module
), standing AS MATERIALIZED (
    SELECT p.id, p.g, p.percent, p.since, p.state, l.id IS NOT NULL AS begun,
           CASE WHEN p.since IS NULL THEN ''
                WHEN p.state = 'completed' THEN 'completed'
                WHEN p.state = 'withdrawn' THEN 'withdrawn'
                WHEN p.state = 'deferred' THEN 'paused'
                WHEN greatest(l.seen, p.since, p.starts_on::timestamp AT TIME ZONE 'Europe/London')
                    < %(quiet_before)s THEN 'quiet'
                ELSE 'going_on' END AS outcome
    FROM place p
    LEFT JOIN (
        SELECT h.id, max(w.seen) AS seen FROM (SELECT DISTINCT id FROM had) h
        LEFT JOIN worked w ON w.id = h.id GROUP BY h.id
    ) l ON l.id = p.id
), stopped AS (
    SELECT DISTINCT ON (s.id) s.g, s.outcome, coalesce(w.step, -1) AS step
    FROM standing s LEFT JOIN worked w ON w.id = s.id AND w.at IS NOT NULL
    WHERE s.outcome IN ('quiet', 'withdrawn')
    ORDER BY s.id, w.at DESC, w.step DESC
)
SELECT 'group', g, min(version_id), coalesce(min(cohort_id), 0), coalesce(min(organisation_id), 0),
       min(started), min(stage_number), 0, 0, NULL::int[] FROM place GROUP BY g
UNION ALL
SELECT 'places', g, 0, count(*) FILTER (WHERE state = 'invited'),
       count(*) FILTER (WHERE state <> 'invited' AND since IS NULL), count(*) FILTER (WHERE begun),
       coalesce(sum(percent) FILTER (WHERE since IS NOT NULL), 0), 0, 0, NULL FROM standing GROUP BY g
UNION ALL
SELECT 'outcome', g, 0, count(*) FILTER (WHERE outcome = 'completed'),
       count(*) FILTER (WHERE outcome = 'going_on'), count(*) FILTER (WHERE outcome = 'quiet'),
       count(*) FILTER (WHERE outcome = 'paused'), count(*) FILTER (WHERE outcome = 'withdrawn'), 0, NULL
FROM standing GROUP BY g
UNION ALL
SELECT 'module', g, module, count(*), count(*) FILTER (WHERE done),
       count(day) FILTER (WHERE due IS NOT NULL), count(*) FILTER (WHERE day <= due), 0, 0,
       array_agg(day::int ORDER BY day) FILTER (WHERE day IS NOT NULL)
FROM had GROUP BY g, module
UNION ALL
SELECT 'step', g, step, count(*), count(at), 0, 0, 0, 0,
       array_agg(greatest((at AT TIME ZONE 'Europe/London')::date - starts_on, 0)
                 ORDER BY at) FILTER (WHERE at IS NOT NULL)
FROM worked GROUP BY g, step
UNION ALL
SELECT outcome, g, step, count(*), 0, 0, 0, 0, 0, NULL FROM stopped GROUP BY outcome, g, step
"""


# The planner cannot know how many rows the steps above give, and takes them for few: it would go through all
# facts once for each person. So tables are joined as they stand there, by hashing, in memory.
AS_IT_STANDS = """
SELECT set_config(name, value, true) FROM (VALUES
    ('work_mem', '64MB'), ('join_collapse_limit', '1'),
    ('enable_nestloop', 'off'), ('enable_mergejoin', 'off'), ('enable_sort', 'off')
) AS settings(name, value)
"""


def gather(programme_key: uuid.UUID, *, now: datetime) -> Cube | None:
    """None of a programme that was never published."""
    rows = ProgrammeVersion.objects.filter(programme_key=programme_key).order_by("-number")
    versions = list(rows.only("id", "number", "title", "stage"))
    if not versions:
        return None
    shape = _shape(versions)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(AS_IT_STANDS)
        cursor.execute(*_statement(programme_key, versions, shape, now))
        counted = cursor.fetchall()
    cube = _cube(counted)
    cohorts, trusts = _names(cube.groups)
    return replace(
        cube,
        programme_key=programme_key,
        at=now,
        versions=tuple(Version(each.pk, each.number, each.title) for each in versions),
        cohorts=cohorts,
        trusts=trusts,
        modules=tuple(shape.modules),
        steps=tuple(shape.steps),
        asked=shape.asked,
        orders=tuple(shape.orders),
    )


@dataclass
class _Shape:
    """Modules and steps of all versions, each with its number, and what a version asks of a stage."""

    modules: list[Module]
    steps: list[Step]
    asked: dict[tuple[int, int], tuple[frozenset[int], frozenset[int]]]
    orders: list[tuple[int, ...]]
    step_rows: list[tuple[Any, ...]]
    key_rows: list[tuple[Any, ...]]


def _shape(versions: Iterable[ProgrammeVersion]) -> _Shape:
    shape = _Shape([], [], {}, [], [], [])
    module_numbers: dict[uuid.UUID, int] = {}
    step_numbers: dict[tuple[uuid.UUID, uuid.UUID], int] = {}
    for version in versions:
        # The stage that the programme was made for first: its order is the one that is shown.
        for place, stage in enumerate((version.stage, *(each for each in STAGES if each != version.stage))):
            tree = tree_of(version.pk, stage)
            order = _add(shape, version.pk, STAGES.index(stage), tree, module_numbers, step_numbers)
            if not place:
                shape.orders.append(order)
    return shape


def _add(
    shape: _Shape,
    version_id: int,
    stage: int,
    tree: Tree,
    module_numbers: dict[uuid.UUID, int],
    step_numbers: dict[tuple[uuid.UUID, uuid.UUID], int],
) -> tuple[int, ...]:
    """The steps in their order."""
    asked: set[int] = set()
    order: list[int] = []
    for node, path in _modules(tree.root):
        own = [each for each in tree.activities.values() if each.version.module_key == node.module_key]
        if node.module_key is None or not own:
            continue
        module = module_numbers.setdefault(node.module_key, len(shape.modules))
        if module == len(shape.modules):
            shape.modules.append(Module(node.module_key, node.title, own[0].version.minutes, node.due_days))
        if module in asked:
            continue
        asked.add(module)
        shape.key_rows += [(version_id, stage, key, module) for key in path]
        for activity in own:
            key = (node.module_key, activity.key)
            step = step_numbers.setdefault(key, len(shape.steps))
            needed = activity.key in node.activities
            if step == len(shape.steps):
                shape.steps.append(
                    Step(
                        module,
                        activity.key,
                        activity.title,
                        activity.kind,
                        activity.minutes,
                        activity.required,
                    )
                )
            order.append(step)
            shape.step_rows.append(
                (version_id, stage, *key, step, module, needed, len(node.activities), node.due_days)
            )
    shape.asked[version_id, stage] = (frozenset(asked), frozenset(order))
    return tuple(order)


def _modules(node: Node, above: tuple[uuid.UUID, ...] = ()) -> Iterator[tuple[Node, tuple[uuid.UUID, ...]]]:
    """Each with its key and those of the groups that it stands in: recognising one of them recognises it."""
    path = (*above, node.key)
    if node.module_key:
        yield node, path
    for child in node.children:
        yield from _modules(child, path)


def _statement(
    programme_key: uuid.UUID, versions: Sequence[ProgrammeVersion], shape: _Shape, now: datetime
) -> tuple[str, dict[str, Any]]:
    mine = {"version__programme_key": programme_key}
    of_enrolment = {f"enrolment__{name}": value for name, value in mine.items()}
    every = LearningFact.objects.visible_to(VIEWER)
    facts = every.filter(~Exists(every.filter(supersedes=OuterRef("pk"))))
    sources: dict[str, Any] = {
        "enrolments": Enrolment.objects.visible_to(VIEWER)
        .filter(**mine)
        .values_list(
            "id",
            "person_id",
            "version_id",
            "cohort_id",
            "organisation_id",
            "starts_on",
            "stage",
            "state",
            "progress__percent",
        ),
        "accepted": Transition.objects.visible_to(VIEWER)
        .filter(to_state=State.ACTIVE, **of_enrolment)
        .values_list("enrolment_id", "at"),
        "facts": facts.filter(verb=Verb.COMPLETED).values_list(
            "person_id", "module_key", "activity_key", "effective_at", "recorded_at"
        ),
        "attempts": Attempt.objects.visible_to(VIEWER).values_list(
            "person_id", "module_key", "activity_key", "saved_at"
        ),
        "recognised": facts.filter(verb=Verb.RECOGNISED, **of_enrolment).values_list(
            "enrolment_id", "requirement_key"
        ),
    }
    values: dict[str, Any] = {"quiet_before": now - timedelta(days=QUIET_DAYS), **_arrays(versions, shape)}
    texts = {name: _embedded(name, rows, values) for name, rows in sources.items()}
    return COUNT.format(**texts), values


def _embedded(name: str, rows: QuerySet[Any], values: dict[str, Any]) -> str:
    """The query as text, with names for its values so that they can stand among others."""
    text, given = rows.order_by().query.sql_with_params()
    named = [f"{name}_{place}" for place in range(len(given))]
    values.update(zip(named, given, strict=True))
    return text % tuple(f"%({each})s" for each in named)


def _arrays(versions: Sequence[ProgrammeVersion], shape: _Shape) -> dict[str, Any]:
    stages = [
        (version.pk, text, STAGES.index(text or version.stage))
        for version in versions
        for text in ("", *STAGES)
    ]
    found = _columns(("stage_versions", "stage_texts", "stage_numbers"), stages)
    names = ("versions", "stages", "module_keys", "activity_keys", "steps", "modules", "needed", "all_needed")
    found |= _columns((*names, "due"), shape.step_rows)
    return found | _columns(("key_versions", "key_stages", "keys", "key_modules"), shape.key_rows)


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _cube(rows: Iterable[Sequence[Any]]) -> Cube:
    groups: dict[int, dict[str, Any]] = {}
    counts: dict[str, dict[int, list[Count]]] = {"module": defaultdict(list), "step": defaultdict(list)}
    stops: list[Stop] = []
    for kind, number, ref, *numbers, days in rows:
        group = number - 1
        held = groups.setdefault(group, {})
        given = [int(each) for each in numbers]
        if kind == "group":
            held |= dict(zip(("version", "cohort", "trust", "started", "stage"), (ref, *given), strict=False))
        elif kind == "places":
            held |= dict(zip(("invited", "never_taken", "begun", "percents"), given, strict=False))
        elif kind == "outcome":
            held["outcomes"] = tuple(given[: len(Outcome)])
        elif kind in counts:
            begun, done, dated, in_time, *_none = given
            counts[kind][ref].append(Count(group, begun, done, tuple(days or ()), dated, in_time))
        else:
            stops.append(Stop(group, ref, Outcome(kind), given[0]))
    return Cube(
        uuid.UUID(int=0),
        datetime.min,  # noqa: DTZ901 -- replaced by the caller
        groups=tuple(Group(**groups[place]) for place in sorted(groups)),
        of_modules={ref: tuple(found) for ref, found in counts["module"].items()},
        of_steps={ref: tuple(found) for ref, found in counts["step"].items()},
        stops=tuple(stops),
    )


def _names(groups: Iterable[Group]) -> tuple[dict[int, Named], dict[int, Named]]:
    of_cohorts = {group.cohort for group in groups if group.cohort}
    of_trusts = {group.trust for group in groups if group.trust}
    cohorts = Cohort.objects.visible_to(VIEWER).filter(pk__in=of_cohorts).order_by("starts_on", "name", "pk")
    trusts = Organisation.objects.filter(pk__in=of_trusts).order_by("name", "pk")
    found = cohorts.values_list("pk", "uid", "name", "contract__organisation_id")
    return (
        {pk: Named(pk, uid, name, of) for pk, uid, name, of in found},
        {pk: Named(pk, uid, name) for pk, uid, name in trusts.values_list("pk", "uid", "name")},
    )
