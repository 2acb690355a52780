"""Everything that is wrong with a draft, or may be: what blocks its publication and what deserves a look.

``drafts`` asks what publishing cannot do without; the rules of the package say it, and more, to designers.
"""

from programmes.preflight.base import Finding, Rule, Scope, Severity
from programmes.preflight.context import ModuleContext, ProgrammeContext
from programmes.preflight.drafts import (
    Problem,
    blocking,
    body_problems,
    module_problems,
    module_spec,
    nodes_claimed,
    programme_problems,
    programme_spec,
    tree_problems,
)
from programmes.preflight.registry import all_rules, register, unregister
from programmes.preflight.running import Found, findings_of, refusals

__all__ = [
    "Finding",
    "Found",
    "ModuleContext",
    "Problem",
    "ProgrammeContext",
    "Rule",
    "Scope",
    "Severity",
    "all_rules",
    "blocking",
    "body_problems",
    "findings_of",
    "module_problems",
    "module_spec",
    "nodes_claimed",
    "programme_problems",
    "programme_spec",
    "refusals",
    "register",
    "register_shipped",
    "tree_problems",
    "unregister",
]


def register_shipped() -> None:
    from programmes.preflight.checks import SHIPPED  # noqa: PLC0415 -- the rules build on this package

    for rule in SHIPPED:
        register(rule())
