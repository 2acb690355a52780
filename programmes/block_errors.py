"""Problems as Wagtail's nested block errors, so that each stands beside its field, and back as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from programmes.rules.problems import Problem


def as_block_error(block: blocks.Block, problems: Iterable[Problem]) -> ValidationError:
    """One error for ``block``; the problems' paths start inside it."""
    here: list[ValidationError] = []
    inside: dict[str | int, list[Problem]] = {}
    for problem in problems:
        if problem.path:
            head, *rest = problem.path
            inside.setdefault(head, []).append(Problem(problem.message, tuple(rest), code=problem.code))
        else:
            here.append(ValidationError(problem.message, code=problem.code))
    if isinstance(block, blocks.StructBlock):
        errors = {name: as_block_error(block.child_blocks[name], found) for name, found in inside.items()}
        struct: ValidationError = StructBlockValidationError(block_errors=errors, non_block_errors=here)
        return struct
    if isinstance(block, blocks.ListBlock):
        errors = {index: as_block_error(block.child_block, found) for index, found in inside.items()}
        listed: ValidationError = ListBlockValidationError(block_errors=errors, non_block_errors=here)
        return listed
    return ValidationError(here)


def as_stream_error(stream: blocks.StreamValue, problems: Iterable[Problem]) -> StreamBlockValidationError:
    """Like :func:`as_block_error` for a whole stream, whose children are of different kinds."""
    here: list[ValidationError] = []
    inside: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.path:
            index, *rest = problem.path
            inside.setdefault(int(index), []).append(Problem(problem.message, tuple(rest), code=problem.code))
        else:
            here.append(ValidationError(problem.message, code=problem.code))
    return StreamBlockValidationError(
        block_errors={index: as_block_error(stream[index].block, found) for index, found in inside.items()},
        non_block_errors=here,
    )


def problems_in(block: blocks.Block, value: Any, error: ValidationError) -> list[Problem]:
    """What a block's ``clean`` refused, each with its place in words."""
    children = getattr(error, "block_errors", None)
    if children is None:
        return _said(error.error_list)
    here: ErrorList = getattr(error, "non_block_errors", ErrorList())
    found = _said(here.as_data())
    for key, child_error in children.items():
        child, child_value, place = _child(block, value, key)
        found += [problem.under(key, place=place) for problem in problems_in(child, child_value, child_error)]
    return found


def _said(errors: Iterable[ValidationError]) -> list[Problem]:
    return [Problem(message, code=own.code or "invalid") for own in errors for message in own.messages]


def _child(block: blocks.Block, value: Any, key: Any) -> tuple[blocks.Block, Any, str]:
    if isinstance(block, blocks.StructBlock):
        child = block.child_blocks[key]
        return child, value.get(key), str(child.label)
    if isinstance(block, blocks.ListBlock):
        return block.child_block, value[key], f"{block.child_block.label} {key + 1}"
    child, child_value = value[key].block, value[key].value
    title = child_value.get("title") if isinstance(child_value, dict) else ""
    name = f"{child.label} {key + 1}"
    return child, child_value, f"{name} “{title}”" if title else name
