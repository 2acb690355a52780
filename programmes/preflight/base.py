"""What a rule of preflight is, and what it finds: where, what is wrong, why it matters, how to mend it."""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.rules.problems import Path

if TYPE_CHECKING:
    from programmes.preflight.context import ModuleContext, ProgrammeContext

Words = str | Promise


class Severity(TextChoices):
    BLOCK = "block", _("Blocks publishing")
    WARN = "warn", _("Worth a look")


class Scope(TextChoices):
    MODULE = "module", _("module")
    PROGRAMME = "programme", _("programme")


@dataclass(frozen=True)
class Finding:
    """One thing in one place. ``path`` leads to the field, the block or the node of the tree."""

    where: str
    what: str
    mend: Words
    path: Path = ()
    said: str = ""
    """All of it in one sentence, where that is not made of the parts."""
    order: int = 0
    """Among those of the same block."""
    severity: Severity | None = None
    """Where it is not that of its rule."""

    def __str__(self) -> str:
        return self.said or f"{self.where}: {self.what} {self.mend}"


class Rule(ABC):
    """Subclass, write one or both of the two questions, and register an instance while the apps become ready.

    A rule only reads what its context gives it. What it needs of the database it asks ``context.around``,
    which asks once for all drafts that are looked at together.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity]
    warns_first: ClassVar[bool] = False
    """Whether some of what it finds is only worth a look, until a day has come."""
    title: ClassVar[Words]
    why: ClassVar[Words]

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        return ()

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        return ()

    @classmethod
    def scopes(cls) -> tuple[Scope, ...]:
        """What it looks at: whatever it has an answer for."""
        asked = {Scope.MODULE: "in_module", Scope.PROGRAMME: "in_programme"}
        return tuple(scope for scope, name in asked.items() if getattr(cls, name) is not getattr(Rule, name))


class Registry:
    """Rules by their codes, in the order in which they came."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}

    def register(self, rule: Rule) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", rule.code):
            raise ValueError(
                f"{rule.code!r} cannot be the code of a rule: use small letters, digits and underscores"
            )
        held = self.rules.get(rule.code)
        if held is not None and type(held) is not type(rule):
            raise ValueError(f"the rule {rule.code!r} is registered already, by {type(held).__module__}")
        if not rule.scopes():
            raise ValueError(f"the rule {rule.code!r} asks nothing: write in_module or in_programme")
        self.rules[rule.code] = rule
