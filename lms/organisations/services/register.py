"""Bringing the organisations up to a register: whole, set-based, and without a write when nothing is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TextIO

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.audit import Actor, Change, record_many, start_operation
from lms.organisations.models import Organisation, OrganisationKind
from lms.organisations.rules.register import RegisterRow, RowProblem, read_register

FIELDS = ("name", "national_grouping", "town", "postcode", "opened_on", "closed_on")


@dataclass(frozen=True, kw_only=True)
class RegisterReport:
    """What a run did. Every line of the file counts once; ``missing`` are trusts that the file leaves out."""

    new: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    missing: list[Organisation] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"organisations: {self.new} new, {self.changed} changed, {self.closed} closed, "
            f"{self.unchanged} unchanged, {len(self.problems)} invalid"
        )


@dataclass
class _Plan:
    """What the file asks for, sorted by what has to be done."""

    new: list[Organisation] = field(default_factory=list)
    changed: list[tuple[Organisation, dict[str, Any]]] = field(default_factory=list)
    closed: list[tuple[Organisation, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    missing: list[Organisation] = field(default_factory=list)


def import_register(file: TextIO, *, actor: Actor, now: datetime) -> RegisterReport:
    """Take every usable line of ``etr.csv``; what cannot be used is in the report, and stops nothing else."""
    with transaction.atomic():
        _one_import_at_a_time()
        plan = _plan(file)
        if plan.new or plan.changed or plan.closed:
            _write(plan, actor=actor, now=now)
    return RegisterReport(
        new=len(plan.new),
        changed=len(plan.changed),
        closed=len(plan.closed),
        unchanged=plan.unchanged,
        problems=sorted(plan.problems, key=lambda problem: problem.line),
        missing=plan.missing,
    )


def _one_import_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('leadership_organisations.register'))")


def _plan(file: TextIO) -> _Plan:
    plan = _Plan()
    known = {row.ods_code: row for row in Organisation.objects.exclude(ods_code="").order_by("ods_code")}
    listed: set[str] = set()
    for row in read_register(file):
        if isinstance(row, RowProblem):
            plan.problems.append(row)
            continue
        listed.add(row.ods_code)
        _sort(row, known.get(row.ods_code), plan)
    plan.missing = [
        organisation
        for code, organisation in known.items()
        if code not in listed and organisation.kind == OrganisationKind.TRUST and not organisation.invented
    ]
    return plan


def _sort(row: RegisterRow, organisation: Organisation | None, plan: _Plan) -> None:
    if organisation is None:
        values = {name: getattr(row, name) for name in FIELDS}
        plan.new.append(Organisation(kind=OrganisationKind.TRUST, ods_code=row.ods_code, **values))
        return
    if organisation.invented:
        plan.problems.append(
            RowProblem(
                row.line,
                _("The code %(code)s is used by the invented organisation “%(name)s”.")
                % {"code": row.ods_code, "name": organisation.name},
                _("Take the code away from the invented organisation."),
            )
        )
        return
    before = {name: getattr(organisation, name) for name in FIELDS}
    after = {name: getattr(row, name) for name in FIELDS}
    if before == after:
        plan.unchanged += 1
        return
    closes = before["closed_on"] is None and after["closed_on"] is not None
    for name, value in after.items():
        setattr(organisation, name, value)
    (plan.closed if closes else plan.changed).append((organisation, before))


def _write(plan: _Plan, *, actor: Actor, now: datetime) -> None:
    edited = [*plan.changed, *plan.closed]
    Organisation.objects.bulk_create(plan.new, batch_size=1000)
    Organisation.objects.bulk_update([row for row, _before in edited], FIELDS, batch_size=1000)
    operation = start_operation(
        "organisations.import",
        actor=actor,
        now=now,
        counts={
            "new": len(plan.new),
            "changed": len(plan.changed),
            "closed": len(plan.closed),
            "unchanged": plan.unchanged,
            "invalid": len(plan.problems),
        },
    )
    for action, changes in (
        ("organisation.created", [_change(row, {}) for row in plan.new]),
        ("organisation.changed", [_change(row, before) for row, before in plan.changed]),
        ("organisation.closed", [_change(row, before) for row, before in plan.closed]),
    ):
        record_many(action, changes, actor=actor, now=now, operation=operation)


def _change(organisation: Organisation, before: dict[str, Any]) -> Change:
    after = {name: getattr(organisation, name) for name in FIELDS}
    differing = [name for name in FIELDS if before.get(name, "") != after[name]]
    return Change(
        organisation,
        codes={"ods_code": organisation.ods_code},
        before={name: _plain(before[name]) for name in differing if name in before},
        after={name: _plain(after[name]) for name in differing},
        organisation_key=organisation.pk,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
