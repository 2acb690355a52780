"""Everything that is wrong with a draft, or may be: what blocks its publication and what deserves a look.

``drafts`` asks what publishing cannot do without; the rules of the package say it, and more, to designers.
"""

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

__all__ = [
    "Problem",
    "blocking",
    "body_problems",
    "module_problems",
    "module_spec",
    "nodes_claimed",
    "programme_problems",
    "programme_spec",
    "tree_problems",
]
