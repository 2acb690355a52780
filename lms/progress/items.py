"""How each type of item is satisfied. A site registers its own types beside ours."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lms.progress.nodes import Earned, Facts, Node

Evaluator = Callable[[Node, Facts], Earned]
"""Pure, and never less for more facts."""

NONE = Fraction(0)
WHOLE = Fraction(1)
NOTHING_YET = Earned(NONE, False)

_evaluators: dict[str, Evaluator] = {}


def register(item_type: str, evaluator: Evaluator) -> None:
    if item_type in _evaluators:
        raise ValueError(f"two ways to satisfy an item of type {item_type}")
    _evaluators[item_type] = evaluator


def earned(node: Node, facts: Facts) -> Earned:
    """An item of a type that nobody registered is satisfied by nothing but recognition."""
    evaluator = _evaluators.get(node.item_type)
    return evaluator(node, facts) if evaluator else NOTHING_YET


def module(node: Node, facts: Facts) -> Earned:
    done = facts.activities
    met = {key[1]: done[key] for key in node.activity_keys if key in done}
    missing = tuple(key for key in node.activities if key not in met)
    if not met:
        return Earned(NONE, False, missing=missing)
    if missing:
        return Earned(Fraction(len(met), len(node.activities)), False, met_by=met, missing=missing)
    return Earned(WHOLE, True, on=max(each.on for each in met.values()), met_by=met)


def programme(node: Node, facts: Facts) -> Earned:
    done = facts.programmes.get(node.programme_key) if node.programme_key else None
    return Earned(WHOLE, True, on=done.on) if done else NOTHING_YET


def credits_wanted(node: Node, facts: Facts) -> Earned:
    """Credits fill the requirements of a programme in their order."""
    has = min(max(facts.hundredths - node.credits_before, 0), node.credits)
    if not has:
        return NOTHING_YET
    if has < node.credits:
        return Earned(Fraction(has, node.credits), False, amount=has)
    total = 0
    for credit in sorted(facts.credits, key=lambda each: (each.on, each.fact_id)):
        total += credit.hundredths
        if total >= node.credits_before + node.credits:
            return Earned(WHOLE, True, on=credit.on, amount=has)
    return Earned(WHOLE, True, amount=has)


def recognition(node: Node, facts: Facts) -> Earned:
    """Nothing but its recognition, which counts for an item of every type."""
    return NOTHING_YET


register("module", module)
register("programme", programme)
register("credits", credits_wanted)
register("recognition", recognition)
