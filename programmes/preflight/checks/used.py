"""Rules about the modules that a programme has, and the programmes that it asks for."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.models import Retirement
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.checks.fields import ProblemRule
from programmes.preflight.context import ProgrammeContext
from programmes.rules.retiring import takes_nobody_new


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


class AsksForRetired(Rule):
    """Before the cut-off there is time: it warns. From then on it blocks."""

    code = "asks_for_retired"
    severity = Severity.BLOCK
    warns_first = True
    title = _("Another programme that is being retired")
    why = _("From its cut-off on nobody can begin it: whoever has not by then could never finish this one.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for asked in programme.asked_for:
            found = programme.around.retiring.get(asked.programme)
            if found is None:
                continue
            closed = takes_nobody_new(found.cut_off, on=programme.on)
            what = now_("“%(title)s” takes nobody new from %(day)s on.")
            if closed:
                what = now_("“%(title)s” is retired: since %(day)s it takes nobody new.")
            title = found.programme.title
            said = {"title": title, "day": date_format(found.cut_off, "j F Y")}
            yield Finding(
                asked.where(title),
                what % said,
                _instead_of(found),
                asked.path,
                severity=Severity.BLOCK if closed else Severity.WARN,
            )


def _instead_of(found: Retirement) -> str:
    if found.successor is None:
        return now_("It has no successor: ask for another programme, or take it out.")
    return now_("Ask for its successor, “%(title)s”, instead.") % {"title": found.successor.title}


RULES = (ModuleNotPublished, OlderVersionPinned, AsksForRetired)
