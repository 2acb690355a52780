"""The page about the rules, made from the rules."""

from __future__ import annotations

from django.utils.translation import override

from programmes import preflight
from programmes.preflight.base import Rule, Severity
from tests.database import ROOT

PATH = ROOT / "docs" / "preflight.md"
BEGINS, ENDS = "<!-- rules -->", "<!-- end of rules -->"
WORDS = {Severity.BLOCK: "blocks", Severity.WARN: "warns"}


def _row(rule: Rule) -> str:
    scopes = ", ".join(scope.value for scope in rule.scopes())
    severity = "warns, later blocks" if rule.warns_first else WORDS[rule.severity]
    return f"| `{rule.code}` | {scopes} | {severity} | {rule.title} | {rule.why} |"


def as_markdown() -> str:
    """The whole page: what stands around the table is written by hand."""
    before, _begins, rest = PATH.read_text(encoding="utf-8").partition(BEGINS)
    _old, _ends, after = rest.partition(ENDS)
    with override("en-gb"):
        rows = [_row(rule) for rule in preflight.all_rules()]
    heading = ["| code | looks at | severity | finds | why it matters |", "|---|---|---|---|---|"]
    return "\n".join([f"{before}{BEGINS}", "", *heading, *rows, "", f"{ENDS}{after}"])
