"""Rules about Welsh where a programme promises it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.enums import Parity
from programmes.parity import WELSH
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import ModuleContext, ProgrammeContext
from programmes.preflight.uses import Use


def _modules(programme: ProgrammeContext, state: Parity) -> Iterator[Use]:
    if not programme.draft.promises_welsh or programme.is_translation:
        return
    found = programme.around.welsh_of_modules
    yield from (use for use in programme.uses if found.get(use.module) == state)


class WelshModuleMissing(Rule):
    code = "welsh_module_missing"
    severity = Severity.BLOCK
    title = _("A module that is not in Welsh, in a programme promised in Welsh")
    why = _("Doctors who were promised Welsh would find English in the middle of it.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for use in _modules(programme, Parity.MISSING):
            what = now_("“%(module)s” has no Welsh.") % {"module": use.title}
            mend = now_("Translate the module and publish its Welsh, or take the promise back.")
            yield Finding(use.where, what, mend, use.path)


class WelshModuleStale(Rule):
    code = "welsh_module_stale"
    severity = Severity.BLOCK
    title = _("A module whose Welsh is behind, in a programme promised in Welsh")
    why = _("Whoever reads Welsh would get English, or do something else than whoever reads English.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for use in _modules(programme, Parity.STALE):
            what = now_("“%(module)s” has changed since its Welsh was published.") % {"module": use.title}
            mend = now_("Bring the Welsh of the module up to date and publish it.")
            yield Finding(use.where, what, mend, use.path)


class OwnWelshBehind(Rule):
    code = "own_welsh_behind"
    severity = Severity.WARN
    title = _("The programme's own Welsh is missing or behind")
    why = _("Its title, summary and parts would be in English on a Welsh page.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        if not programme.draft.promises_welsh or programme.is_translation or programme.language == WELSH:
            return
        state = programme.around.welsh_of_programmes.get(programme.key, Parity.MISSING)
        if state != Parity.COMPLETE:
            what = now_("It is promised in Welsh, and its own Welsh is %(state)s.") % {"state": state.label}
            mend = now_("Publish it, then translate it (three dots beside its title) and publish the Welsh.")
            yield Finding(now_("Promised in Welsh"), what, mend, ("promises_welsh",))


class PromisedModuleWelsh(Rule):
    code = "promised_module_welsh"
    severity = Severity.WARN
    title = _("A module of a programme promised in Welsh is not, or no longer, in Welsh")
    why = _("That programme cannot be published again until the Welsh of this module is up to date.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        programme = module.around.promised_in_welsh.get(module.key)
        if programme is None or module.is_translation:
            return
        state = module.around.welsh_of_modules.get(module.key, Parity.MISSING)
        if state != Parity.COMPLETE:
            what = now_("“%(programme)s” is promised in Welsh, and the Welsh of this module is %(state)s.")
            mend = now_("Translate it (three dots beside its title) or bring its Welsh up to date.")
            yield Finding(
                now_("Title"), what % {"programme": programme, "state": state.label}, mend, ("title",)
            )


RULES = (WelshModuleMissing, WelshModuleStale, OwnWelshBehind, PromisedModuleWelsh)
