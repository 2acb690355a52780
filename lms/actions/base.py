"""What every action shares: permission, one transaction, and an audit row that cannot be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from kernel import audit
from kernel.access import Viewer, ViewerKind
from kernel.audit import Actor, Change
from kernel.clock import local_date
from kernel.models import Operation
from lms.actions.errors import NotAllowed
from lms.actions.permissions import ALLOWED

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Context:
    """Who acts, as whom they see, and when."""

    actor: Actor
    viewer: Viewer
    now: datetime

    @property
    def today(self) -> date:
        return local_date(self.now)

    @classmethod
    def system(cls, reason: str, *, now: datetime) -> Context:
        return cls(Actor.system(), Viewer.system(reason), now)


class AuditMissing(RuntimeError):
    """An action ended without an audit row and without saying that it changed nothing."""


@dataclass
class Act:
    """One running action: its context, and the audit rows it has written."""

    code: str
    context: Context
    accounted: bool = field(default=False, init=False)

    @property
    def now(self) -> datetime:
        return self.context.now

    @property
    def today(self) -> date:
        return self.context.today

    @property
    def viewer(self) -> Viewer:
        return self.context.viewer

    @property
    def user_id(self) -> int | None:
        return self.context.actor.user_id

    def audit(self, change: Change) -> None:
        audit.record(self.code, change, actor=self.context.actor, now=self.now)
        self.accounted = True

    def audit_bulk(self, changes: list[Change], *, counts: dict[str, int]) -> Operation:
        """One operation with one entry a row, written by two inserts."""
        operation = audit.start_operation(self.code, actor=self.context.actor, now=self.now, counts=counts)
        audit.record_many(self.code, changes, actor=self.context.actor, now=self.now, operation=operation)
        self.accounted = True
        return operation

    def audit_in(self, operation: Operation, changes: list[Change]) -> None:
        """More entries of an operation that is carried out in parts."""
        audit.record_many(self.code, changes, actor=self.context.actor, now=self.now, operation=operation)
        self.accounted = True

    def changed_nothing(self) -> None:
        self.accounted = True

    def unaudited(self, why: str) -> None:
        """What was written is no act of anybody's; the reason stands where it is read."""
        self.accounted = bool(why)


_registered: dict[str, Callable[..., object]] = {}
_declared: dict[str, frozenset[ViewerKind]] = dict(ALLOWED)


def registered() -> dict[str, Callable[..., object]]:
    return dict(_registered)


def declare(allowed: Mapping[str, frozenset[ViewerKind]]) -> None:
    """Add the permission table of a higher app, before it makes its actions."""
    if again := _declared.keys() & allowed.keys():
        raise ValueError(f"{sorted(again)} are in a permission table already")
    _declared.update(allowed)


def declared() -> dict[str, frozenset[ViewerKind]]:
    """The permission tables of all apps as one."""
    return dict(_declared)


def action(code: str) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Context, P], R]]:
    """Make a function the one way to do what ``code`` names: it runs whole or not at all."""
    if code not in _declared:
        raise ValueError(f"{code} is not in the permission table")

    def decorate(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Context, P], R]:
        @wraps(function)
        def run(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if context.viewer.kind not in _declared[code]:
                raise NotAllowed(code)
            act = Act(code, context)
            with transaction.atomic():
                result = function(act, *args, **kwargs)
                if not act.accounted:
                    raise AuditMissing(code)
            return result

        _registered[code] = run
        return run

    return decorate
