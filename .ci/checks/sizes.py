"""Size budgets: no file, function or nesting beyond the hard limits, and most of them well under."""

from __future__ import annotations

import ast
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from sources import python_files, shown

FILE_HARD, FILE_P95, FILE_MEDIAN = 500, 350, 80
FUNCTION_HARD, FUNCTION_P95, FUNCTION_MEDIAN = 60, 30, 8
NESTING_HARD = 3
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Measured:
    where: str
    lines: int


def functions_in(path: Path, tree: ast.AST) -> list[Measured]:
    return [
        Measured(
            f"{shown(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1
        )
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    ]


def nesting(node: ast.AST, depth: int = 0) -> int:
    """How deep blocks lie in blocks; ``elif`` does not count as deeper than its ``if``."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse[:1]
        if isinstance(child, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            continue
        step = 1 if isinstance(child, BLOCKS) and not (is_elif and len(node.orelse) == 1) else 0
        deepest = max(deepest, nesting(child, depth + step))
    return deepest


def too_deep(path: Path, tree: ast.AST) -> list[str]:
    return [
        f"{shown(path)}:{node.lineno} {node.name}: blocks nested deeper than {NESTING_HARD}"
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and nesting(node) > NESTING_HARD
    ]


def over_budget(what: str, measured: list[Measured], *, hard: int, p95: int) -> list[str]:
    """The faults of one kind of thing; the budget for the majority counts once there are enough to count."""
    faults = [f"{one.where}: {one.lines} lines, the limit is {hard}" for one in measured if one.lines > hard]
    long = sum(one.lines > p95 for one in measured)
    if len(measured) >= 40 and long * 20 > len(measured):
        faults.append(f"{what}: {long} of {len(measured)} have more than {p95} lines; at most 1 in 20 may")
    return faults


def main() -> None:
    files: list[Measured] = []
    functions: list[Measured] = []
    faults: list[str] = []
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if text.strip():
            files.append(Measured(shown(path), len(text.splitlines())))
        functions += functions_in(path, tree)
        faults += too_deep(path, tree)
    faults += over_budget("files", files, hard=FILE_HARD, p95=FILE_P95)
    faults += over_budget("functions", functions, hard=FUNCTION_HARD, p95=FUNCTION_P95)
    for what, measured in (("files", files), ("functions", functions)):
        middle = statistics.median(one.lines for one in measured) if measured else 0
        print(f"{what}: {len(measured)}, median {middle:.0f} lines")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
