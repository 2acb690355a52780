"""Rules that pass on what publishing refuses already: blocks, structure, identities, translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.preflight.base import Finding, Rule, Severity, Words
from programmes.preflight.context import Context, ModuleContext, ProgrammeContext
from programmes.rules.problems import Problem


class ProblemRule(Rule):
    """Passes on problems with its codes. Their sentences say how to mend them, ``mend`` where to press."""

    severity = Severity.BLOCK
    takes: ClassVar[frozenset[str]]
    mend: ClassVar[Words]

    def wants(self, problem: Problem) -> bool:
        return problem.code in self.takes and problem.is_warning == (self.severity == Severity.WARN)

    def passed_on(self, draft: Context) -> Iterator[Finding]:
        return (self.finding(draft, problem) for problem in draft.problems if self.wants(problem))

    def finding(self, draft: Context, problem: Problem) -> Finding:
        where = problem.place or _field_label(draft, problem)
        order = draft.problems.index(problem)
        return Finding(where, problem.message, self.mend, problem.path, said=str(problem), order=order)


class ModuleProblem(ProblemRule):
    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        return self.passed_on(module)


class ProgrammeProblem(ProblemRule):
    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        return self.passed_on(programme)


def _field_label(draft: Context, problem: Problem) -> str:
    name = str(problem.path[0]) if problem.path else "title"
    return capfirst(str(draft.draft._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


class NothingToDo(ModuleProblem):
    code = "nothing_to_do"
    title = _("Nothing to do")
    why = _("A module without an activity, or a programme without a module, could never be completed.")
    takes = frozenset({"empty"})
    mend = _("Press the round plus and add what is to be done.")


class EmptyProgramme(ProgrammeProblem):
    code = "empty_programme"
    title = _("An empty programme")
    why = _("A doctor who enrols would find nothing to do, and the trust would have paid for a seat.")
    takes = frozenset({"empty"})
    mend = _("Add a group, then the modules that belong in it.")


class NothingRequired(ModuleProblem, ProgrammeProblem):
    code = "nothing_required"
    title = _("Nothing is required")
    why = _("Whoever starts would be told at once that they have completed it.")
    takes = frozenset({"nothing_required"})
    mend = _("Tick “Required” where something has to be done.")


class BadIdentity(ModuleProblem, ProgrammeProblem):
    code = "bad_identity"
    title = _("An id that is wrong or used twice")
    why = _("What doctors have done is kept under these ids: two of the same would count for one another.")
    takes = frozenset({"bad_id", "id_twice"})
    mend = _("Remove one of the two and add it anew: it is given an id of its own.")


class UnknownCompetence(ModuleProblem):
    code = "unknown_competence"
    title = _("A competence that no framework has")
    why = _("A claim of it would count for nobody: no page of a doctor's competences shows it.")
    takes = frozenset({"unknown_competence", "invalid_choice"})
    mend = _("Choose another competence from the list, or remove the claim.")

    def wants(self, problem: Problem) -> bool:
        return super().wants(problem) and problem.path[-1:] == ("competence",)


class ClaimedTwice(ModuleProblem):
    code = "claimed_twice"
    title = _("A competence claimed twice by one activity")
    why = _("Two strengths of one claim contradict one another.")
    takes = frozenset({"claimed_twice"})
    mend = _("Remove the weaker of the two.")


class QuizCannotBePassed(ModuleProblem):
    code = "quiz_cannot_be_passed"
    title = _("A quiz that cannot be passed")
    why = _("Doctors would try again and again, and never complete the module.")
    takes = frozenset({"pass_mark_too_high", "no_right_answer", "cannot_be_passed", "too_few_questions"})
    mend = _("Open the quiz and change the pass mark or mark the right answers.")


class QuizKindDiffers(ModuleProblem):
    code = "quiz_kind_differs"
    title = _("Several right answers where one can be chosen")
    why = _("Whoever knows all right answers could give only one of them, and would be marked as wrong.")
    takes = frozenset({"several_right_answers"})
    mend = _("Open the question and change what the doctor chooses.")


class UnsafeAddress(ModuleProblem):
    code = "unsafe_address"
    title = _("An address that is not safe")
    why = _(
        "A page without https can be read and changed on its way; a password in an address is seen by all."
    )
    takes = frozenset({"not_https", "holds_password"})
    mend = _("Copy the address anew from the browser, and check that it opens without signing in.")


class TranslationDiffers(ModuleProblem, ProgrammeProblem):
    code = "translation_differs"
    title = _("A translation that is not its original in other words")
    why = _("Whoever reads the translation has to do the same and is judged in the same way.")
    takes = frozenset(
        {"original_not_published", "not_in_original", "missing_from_translation", "scoring_differs"}
    )
    mend = _("Open the original beside it: same activities, same order, same right answers, other words.")


class TooManyReminders(ProgrammeProblem):
    code = "too_many_reminders"
    title = _("A reminder twice, or too many of a kind")
    why = _("Mail that nags is not read, and soon nor is mail that matters.")
    takes = frozenset({"reminder_twice", "reminders_too_many", "max_num"})
    mend = _("Keep those that help, and remove the others.")


class NoWords(Rule):
    code = "no_words"
    severity = Severity.BLOCK
    title = _("No title or no summary")
    why = _("Doctors choose by them, and trusts are asked to pay for them.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        return self._missing(module)

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        return self._missing(programme)

    def _missing(self, draft: Context) -> Iterator[Finding]:
        said = {
            "title": (
                now_("Title"),
                now_("There is no title."),
                now_("Say in a few words what it is about."),
            ),
            "summary": (
                now_("Summary"),
                now_("There is no summary."),
                now_("Say in two lines what a doctor will be able to do after it."),
            ),
        }
        for name, (where, what, mend) in said.items():
            if not str(getattr(draft.draft, name) or "").strip():
                yield Finding(where, what, mend, (name,))


class _TheRest(ModuleProblem, ProgrammeProblem):
    """Whatever no other rule passes on."""

    takes = frozenset()

    def passed_on(self, draft: Context) -> Iterator[Finding]:
        from programmes.preflight.registry import all_rules  # noqa: PLC0415 -- the registry has this rule

        others = [
            each for each in all_rules() if isinstance(each, ProblemRule) and not isinstance(each, _TheRest)
        ]
        for problem in draft.problems:
            is_ours = problem.is_warning == (self.severity == Severity.WARN)
            if is_ours and not any(other.wants(problem) for other in others):
                yield self.finding(draft, problem)


class FieldWrong(_TheRest):
    code = "field_wrong"
    severity = Severity.BLOCK
    title = _("A field that is empty or wrong")
    why = _("Without it the page that doctors see would not be whole.")
    mend = _("Open the field: what is wrong stands beside it when you save.")


class MayBeMeant(_TheRest):
    code = "may_be_meant"
    severity = Severity.WARN
    title = _("Something odd that may be meant so")
    why = _("Whoever reads the draft after you will stop here too.")
    mend = _("Open the field and look whether it is what you mean.")


RULES = (
    NoWords,
    NothingToDo,
    EmptyProgramme,
    NothingRequired,
    FieldWrong,
    MayBeMeant,
    BadIdentity,
    UnknownCompetence,
    ClaimedTwice,
    QuizCannotBePassed,
    QuizKindDiffers,
    UnsafeAddress,
    TooManyReminders,
    TranslationDiffers,
)
