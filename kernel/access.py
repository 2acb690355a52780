"""Access that fails closed: rows about people come out only for a stated viewer.

A guarded model's manager raises :class:`UnscopedAccess` unless the query went through
``visible_to(viewer)`` or ``unscoped(reason=...)``. The check sits on the SQL query object, so that
``exists()``, aggregates, sub-queries, base managers, joins and reverse relations cannot go round it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models.sql import Query

from kernel.pii import PiiTags


class UnscopedAccess(RuntimeError):
    """Rows about people were asked for without saying who is looking."""


class ViewerKind(StrEnum):
    SELF = "self"
    TRUST = "trust"
    LINK = "link"
    STUDY = "study"
    SYSTEM = "system"


@dataclass(frozen=True)
class Viewer:
    """Who is looking.

    ``ids`` are person ids for *self*, organisation ids for *trust*, the ids of the rows that a link or
    study opens for *link* and *study*, and empty for *system*, which must give a ``reason``.
    """

    kind: ViewerKind
    ids: frozenset[int] = frozenset()
    reason: str = ""
    on: date | None = None
    """The day on which the viewer looks: an organisation loses sight when a membership ends."""

    @classmethod
    def of_person(cls, person_id: int) -> Viewer:
        return cls(ViewerKind.SELF, frozenset({person_id}))

    @classmethod
    def of_organisations(cls, organisation_ids: Iterable[int], *, on: date) -> Viewer:
        return cls(ViewerKind.TRUST, frozenset(organisation_ids), on=on)

    @classmethod
    def of_link(cls, row_id: int) -> Viewer:
        return cls(ViewerKind.LINK, frozenset({row_id}))

    @classmethod
    def system(cls, reason: str) -> Viewer:
        if not reason:
            raise ValueError("a system viewer states its reason")
        return cls(ViewerKind.SYSTEM, frozenset(), reason)

    @classmethod
    def nobody(cls) -> Viewer:
        return cls(ViewerKind.SELF)


AccessRule = Callable[[Viewer], models.Q]
AccessRules = Mapping[ViewerKind, AccessRule]

_validating: ContextVar[bool] = ContextVar("kernel_access_validating", default=False)


@contextmanager
def _model_validation() -> Iterator[None]:
    """Django's own uniqueness and foreign-key checks ask only whether a row exists."""
    token = _validating.set(True)
    try:
        yield
    finally:
        _validating.reset(token)


@contextmanager
def checking_references() -> Iterator[None]:
    """While a row is deleted, Django asks every table that protects it whether anything points there."""
    with _model_validation():
        yield


class ScopedQuery(Query):
    """A query that will not compile while it touches guarded tables without a scope."""

    scope: str = ""

    def check_scope(self) -> None:
        if self.scope or _validating.get():
            return
        guarded = sorted(table for table in self.touched_tables() if table in guarded_tables())
        if guarded:
            raise UnscopedAccess(
                f"a query on {self.get_meta().label} reads {', '.join(guarded)} for nobody in particular: "
                "use .visible_to(viewer) or .unscoped(reason=...)"
            )

    def touched_tables(self) -> set[str]:
        # The model's own table counts even before a first alias exists.
        return {self.get_meta().db_table, *(join.table_name for join in self.alias_map.values())}

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self.check_scope()
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        # An update or delete query is of another class: check before this one is left behind.
        if klass is not None:
            self.check_scope()
        return super().chain(klass)


_guarded: set[str] = set()


def guarded_tables() -> set[str]:
    return _guarded


M = TypeVar("M", bound=models.Model)


class KernelQuerySet(models.QuerySet[M]):
    """A query set of any model of ours: a join into a guarded table needs a scope too."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or ScopedQuery(model), using, hints)

    def _scoped(self, scope: str) -> Self:
        chained = self.all()
        query: Any = chained.query
        query.scope = scope
        return chained

    def _raw_delete(self, using: str | None) -> int:
        self.query.check_scope()  # type: ignore[attr-defined]
        return super()._raw_delete(using)

    def unscoped(self, *, reason: str) -> Self:
        """Every row; ``reason`` says in words why no viewer applies."""
        if not reason:
            raise ValueError("say why no viewer applies")
        return self._scoped(reason)


class GuardedQuerySet(KernelQuerySet[M]):
    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedAccess(f"raw SQL reads {self.model._meta.db_table} for nobody in particular")

    def visible_to(self, viewer: Viewer) -> Self:
        """The rows this viewer may see: none where the model has no rule for that kind of viewer."""
        scoped = self._scoped(f"visible to {viewer.kind}")
        if viewer.kind is ViewerKind.SYSTEM:
            return scoped
        rules: AccessRules = getattr(self.model, "access_rules", {})
        rule = rules.get(viewer.kind)
        if rule is None or not viewer.ids:
            return scoped.none()
        return scoped.filter(rule(viewer))


KernelManager = models.Manager.from_queryset(KernelQuerySet)
GuardedManager = models.Manager.from_queryset(GuardedQuerySet)


class TaggedModel(models.Model):
    """What every model of ours has: tagged fields, and no place in Wagtail's reference index."""

    pii: ClassVar[PiiTags]
    append_only: ClassVar[bool] = False
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class KernelModel(TaggedModel):
    """A model whose own rows are nobody's secret; a join from it into a guarded table needs a scope."""

    objects = KernelManager()

    class Meta(TaggedModel.Meta):
        abstract = True


class GuardedModel(TaggedModel):
    """A model with rows about people or an organisation's business."""

    access_rules: ClassVar[AccessRules] = {}

    objects = GuardedManager()

    class Meta(TaggedModel.Meta):
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def _do_update(self, base_qs: Any, *args: Any, **kwargs: Any) -> Any:
        # Whoever holds the instance got it through a scope: writing it back needs no second one.
        return super()._do_update(base_qs.unscoped(reason="instance save"), *args, **kwargs)

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        if from_queryset is None:
            manager: Any = type(self)._base_manager
            from_queryset = manager.db_manager(using).unscoped(reason="refresh of an instance in hand")
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    def clean_fields(self, exclude: Any = None) -> None:
        with _model_validation():
            super().clean_fields(exclude=exclude)

    def validate_unique(self, exclude: Any = None) -> None:
        with _model_validation():
            super().validate_unique(exclude=exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with _model_validation():
            super().validate_constraints(exclude=exclude)


def _register_guarded(sender: type[models.Model], **kwargs: Any) -> None:
    if issubclass(sender, GuardedModel) and not sender._meta.abstract:
        _guarded.add(sender._meta.db_table)


models.signals.class_prepared.connect(_register_guarded, dispatch_uid="kernel.access.guarded")
