"""Rules about the modules that a programme has."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.checks.fields import ProblemRule
from programmes.preflight.context import ProgrammeContext


class ModuleNotPublished(ProblemRule):
    code = "module_not_published"
    title = _("A module that is not published")
    why = _("Nobody could start it: the programme would stop there.")
    takes = frozenset({"module_not_published", "module_gone"})
    mend = _("Open the module and publish it, or choose another.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        if not programme.around.published:
            yield from self.passed_on(programme)
            return
        for use in programme.uses:
            found = programme.around.used.get(use.module)
            if found is None or not found.is_live:
                what = now_("“%(module)s” is not published any more.") % {"module": use.title}
                yield Finding(use.where, what, self.mend, use.path)


class OlderVersionPinned(Rule):
    code = "older_version_pinned"
    severity = Severity.WARN
    title = _("A live programme with an older version of a module")
    why = _("Whoever starts now still gets the older one.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        if not programme.around.published:
            return
        for use in programme.uses:
            found = programme.around.used.get(use.module)
            pinned = programme.around.pinned.get((programme.key, use.module))
            if found and pinned and found.version_id != pinned:
                what = now_("“%(module)s” has a newer version.") % {"module": found.title}
                mend = now_("Publish the programme again: it then has the newest of each module.")
                yield Finding(use.where, what, mend, use.path)


RULES = (ModuleNotPublished, OlderVersionPinned)
