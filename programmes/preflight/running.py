"""What all rules say about drafts, and where in the editor each finding leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf
from typing import Any

from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.preflight.around import Around, around_one
from programmes.preflight.base import Finding, Rule, Scope, Severity
from programmes.preflight.context import Context, ModuleContext, ProgrammeContext
from programmes.preflight.registry import all_rules
from programmes.rules.structure import checksum


@dataclass(frozen=True)
class Target:
    """Where the editor opens: Wagtail's content path of the block or field, and the node of a tree."""

    field: str = ""
    content_path: str = ""
    node: str = ""
    name: str = ""
    """The last name on the way: a node's own field."""


@dataclass(frozen=True)
class Found:
    """A finding, of which rule and in what draft."""

    rule: Rule
    finding: Finding
    draft: PublishedSnippet

    @property
    def severity(self) -> Severity:
        return self.finding.severity or self.rule.severity

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK

    @cached_property
    def target(self) -> Target:
        path = self.finding.path
        if not path:
            return Target()
        return target_in(getattr(self.draft, str(path[0]), None), path)


def target_in(value: Any, path: Sequence[str | int]) -> Target:
    """Blocks, list items and nodes are known by their ids, whatever their place."""
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    names, node, name = [str(path[0])], "", ""
    for step in path[1:]:
        value = _below(value, step)
        if isinstance(step, str):
            name = step
            names.append(step)
        elif isinstance(value, Mapping) and value.get("id"):
            names.append(str(value["id"]))
        if isinstance(value, Mapping) and value.get("id") and "kind" in value:
            node, name = str(value["id"]), ""
        if isinstance(value, Mapping) and {"id", "type", "value"} <= value.keys():
            value = value["value"]
    return Target(str(path[0]), ".".join(names), node, name)


def _below(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def findings_of(draft: PublishedSnippet, *, on: date) -> list[Found]:
    """Of one draft as it is in hand, saved or not: what blocks comes first."""
    return findings_in(around_one(draft, on=on))


def findings_in(around: Around, rules: Iterable[Rule] | None = None) -> list[Found]:
    """Of many drafts together: what blocks comes first, then draft by draft in the order of its fields."""
    rules = all_rules() if rules is None else list(rules)
    contexts: list[Context] = [ModuleContext(module, around) for module in around.modules]
    contexts += [ProgrammeContext(programme, around) for programme in around.programmes]
    found: list[Found] = []
    for context in contexts:
        found += sorted((each for rule in rules for each in _ask(rule, context)), key=_place)
    return sorted(found, key=lambda each: not each.blocks)


def _place(found: Found) -> tuple[int, float, int]:
    """Field by field and block by block; what is wrong with a whole field comes after its blocks."""
    fields = found.draft.content_fields
    field, block = (*found.finding.path, "", "")[:2]
    return (
        fields.index(str(field)) if field in fields else len(fields),
        block if isinstance(block, int) else inf,
        found.finding.order,
    )


def _ask(rule: Rule, context: Context) -> Iterable[Found]:
    if isinstance(context, ModuleContext):
        findings = rule.in_module(context) if Scope.MODULE in rule.scopes() else ()
    else:
        assert isinstance(context, ProgrammeContext)  # noqa: S101 -- narrows the type
        findings = rule.in_programme(context) if Scope.PROGRAMME in rule.scopes() else ()
    return [Found(rule, finding, context.draft) for finding in findings]


def refusals(draft: PublishedSnippet, *, on: date) -> list[Found]:
    """What keeps it from being published: rules that only warn are not asked."""
    blocking = [rule for rule in all_rules() if rule.severity == Severity.BLOCK]
    return [each for each in findings_in(around_one(draft, on=on), blocking) if each.blocks]


def sign_of(found: Found) -> str:
    """The same for the same warning: whoever accepts some accepts no others."""
    return checksum([found.rule.code, found.finding.where, found.finding.what])[:16]


def live_around(*, on: date) -> Around:
    """Everything that doctors meet today: two queries, and those of the rules."""
    modules = Module.objects.filter(live=True).select_related("locale").order_by("title", "pk")
    programmes = Programme.objects.filter(live=True).select_related("locale").order_by("title", "pk")
    return Around(list(modules), list(programmes), on, published=True)
