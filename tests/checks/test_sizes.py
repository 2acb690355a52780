"""The size budgets are really enforced."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

HERE = Path("lms/example.py")


def test_a_file_over_the_hard_limit_is_a_fault(sizes: ModuleType) -> None:
    files = [sizes.Measured("lms/long.py", 501), sizes.Measured("lms/short.py", 500)]
    faults = sizes.over_budget("files", files, hard=500, p95=350)
    assert faults == ["lms/long.py: 501 lines, the limit is 500"]


def test_too_many_long_functions_are_a_fault(sizes: ModuleType) -> None:
    functions = [sizes.Measured(f"f{number}", 31 if number < 6 else 5) for number in range(100)]
    assert sizes.over_budget("functions", functions, hard=60, p95=30) == [
        "functions: 6 of 100 have more than 30 lines; at most 1 in 20 may"
    ]
    functions = [sizes.Measured(f"f{number}", 31 if number < 5 else 5) for number in range(100)]
    assert sizes.over_budget("functions", functions, hard=60, p95=30) == []


def test_functions_are_measured_with_their_first_line(sizes: ModuleType) -> None:
    tree = ast.parse("class A:\n    def f(self):\n        a = 1\n        return a\n")
    assert [one.lines for one in sizes.functions_in(HERE, tree)] == [3]


def test_blocks_are_not_nested_deeper_than_three(sizes: ModuleType) -> None:
    deep = "def f(x):\n  if x:\n    for y in x:\n      with y:\n        {}"
    assert sizes.too_deep(HERE, ast.parse(deep.format("pass"))) == []
    assert len(sizes.too_deep(HERE, ast.parse(deep.format("while y: pass")))) == 1


def test_a_chain_of_elif_is_not_deep(sizes: ModuleType) -> None:
    chain = "def f(x):\n  if x == 1: pass\n" + "".join(f"  elif x == {n}: pass\n" for n in range(2, 8))
    assert sizes.too_deep(HERE, ast.parse(chain)) == []
