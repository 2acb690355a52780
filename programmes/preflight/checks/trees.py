"""Rules that pass on what is wrong with the requirement tree by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from programmes.preflight.base import Severity
from programmes.preflight.checks.fields import ProgrammeProblem


class ImpossibleCompletion(ProgrammeProblem):
    code = "impossible_completion"
    title = _("A part that cannot be completed")
    why = _("Doctors would do everything in it and never be done, and trusts would see nobody finish.")
    takes = frozenset({"at_least_too_many", "points_too_many"})
    mend = _("Open the part and ask for no more than there is in it.")


class CircularCompletion(ProgrammeProblem):
    code = "circular_completion"
    title = _("Parts that wait for one another")
    why = _("Neither would ever open, for anybody.")
    takes = frozenset({"circular"})
    mend = _("Open the part and take one of the conditions away.")


class Unreachable(ProgrammeProblem):
    code = "unreachable"
    title = _("A part that nobody can reach")
    why = _("It is promised, counted and paid for, and no doctor will ever see it open.")
    takes = frozenset({"unreachable", "nobody_sees_it", "opens_too_late", "need_unknown"})
    mend = _("Open the part and change what it waits for, when it opens, or whom it is for.")


class EmptyGroup(ProgrammeProblem):
    code = "empty_group"
    title = _("A part with nothing in it")
    why = _("Doctors would open it and find nothing to do.")
    takes = frozenset({"group_empty"})
    mend = _("Add something to the part, or take it away.")


class NumberMissing(ProgrammeProblem):
    code = "number_missing"
    title = _("A part that does not say how much of it is needed")
    why = _("Nobody could tell when it is complete.")
    takes = frozenset({"at_least_missing", "points_missing", "points_needed_missing", "credits_wrong"})
    mend = _("Open the part and give the number.")


class IdleCondition(ProgrammeProblem):
    code = "idle_condition"
    title = _("A condition that says nothing")
    why = _("Whoever reads the tree would believe in an order that is not kept.")
    takes = frozenset({"delay_without_need", "need_twice"})
    mend = _("Open the part and take the condition away, or finish it.")


class WaitsForOptional(ProgrammeProblem):
    code = "waits_for_optional"
    severity = Severity.WARN
    title = _("Something needed that waits for something optional")
    why = _("Who leaves out what they may leave out could never finish.")
    takes = frozenset({"needs_what_is_optional"})
    mend = _("Require what it waits for, or take the condition away.")


class OpensAfterTheEnd(ProgrammeProblem):
    code = "opens_after_the_end"
    severity = Severity.WARN
    title = _("A fixed date that is late for those who start today")
    why = _("For them the programme is over before it opens.")
    takes = frozenset({"opens_after_the_end"})
    mend = _("Choose an earlier day, or count from the start.")


class DueBeforeItOpens(ProgrammeProblem):
    code = "due_before_it_opens"
    title = _("Due before it opens")
    why = _("Everybody would be late, and reminded of what they cannot begin.")
    takes = frozenset({"due_before_it_opens"})
    mend = _("Open the item and change when it opens or when it is due.")


class DueTooLate(ProgrammeProblem):
    code = "due_too_late"
    title = _("Due after the end of the programme")
    why = _("A doctor who keeps the date would be late for the programme.")
    takes = frozenset({"due_too_late"})
    mend = _("Change the days of the module, or the length of the programme.")


class ModuleTwice(ProgrammeProblem):
    code = "module_twice"
    title = _("The same module, or the same activity, twice")
    why = _("Done once it would count twice, and the programme would be shorter than it says.")
    takes = frozenset({"module_twice", "activity_twice"})
    mend = _("Remove it in one of the two places.")


RULES = (
    ImpossibleCompletion,
    CircularCompletion,
    Unreachable,
    EmptyGroup,
    NumberMissing,
    IdleCondition,
    WaitsForOptional,
    OpensAfterTheEnd,
    DueBeforeItOpens,
    DueTooLate,
    ModuleTwice,
)
