"""Writing what a file says of schemes. What is there already stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kernel import audit
from lms.cpd.models import CpdEdition, CpdLimit, CpdScheme
from lms.cpd.rules import Edition
from lms.cpd.schemes import EditionRead, InvalidSchemes, SchemeRead
from lms.cpd.selectors import rules_of


@dataclass
class Loaded:
    schemes: int = 0
    editions: int = 0
    unchanged: int = 0
    ids: list[int] = field(default_factory=list)


@transaction.atomic
def load(schemes: Iterable[SchemeRead], *, actor: audit.Actor, now: datetime) -> Loaded:
    """New schemes and editions; one that is there and says something else is refused, with all else."""
    done, problems = Loaded(), []
    for read in schemes:
        row, created = CpdScheme.objects.get_or_create(
            code=read.code, defaults={"title": read.title, "college": read.college}
        )
        done.schemes += created
        for edition in read.editions:
            problems += _edition(row, edition, done)
    if problems:
        raise InvalidSchemes(problems)
    changes = [audit.Change(row) for row in CpdEdition.objects.filter(pk__in=done.ids).order_by("pk")]
    audit.record_many("cpd.load_schemes", changes, actor=actor, now=now)
    return done


def _edition(scheme: CpdScheme, read: EditionRead, done: Loaded) -> list[str]:
    there = CpdEdition.objects.filter(scheme=scheme, name=read.name).prefetch_related("limits").first()
    if there is None:
        done.ids.append(_make(scheme, read).pk)
        done.editions += 1
        return []
    done.unchanged += 1
    if _as_set(rules_of(there)) == _as_set(read.rules):
        return []
    return [f"{scheme.code}, {read.name}: is there with other rules; give another edition a name of its own"]


def _as_set(rules: Edition) -> tuple[object, ...]:
    return (rules.valid_from, rules.begins, rules.minimum, rules.five_year, frozenset(rules.limits))


def _make(scheme: CpdScheme, read: EditionRead) -> CpdEdition:
    month, day = read.rules.begins or (None, None)
    row: CpdEdition = CpdEdition.objects.create(
        scheme=scheme,
        name=read.name,
        valid_from=read.rules.valid_from,
        year_month=month,
        year_day=day,
        minimum=read.rules.minimum,
        five_year=read.rules.five_year,
        splits_settings=read.splits_settings,
        splits_clinical=read.splits_clinical,
        source_url=read.source_url,
        read_on=read.read_on,
        read=read.read,
    )
    CpdLimit.objects.bulk_create(
        CpdLimit(edition=row, direction=each.direction, about=each.about, hundredths=each.hundredths)
        for each in read.rules.limits
    )
    return row
