"""Rules about what there is to do: quizzes, lengths, titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programmes.activity_types.base import items
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import ActivityDraft, Context, ModuleContext, ProgrammeContext
from programmes.preflight.registry import options

QUIZ = "quiz"


def longest_activity() -> int:
    """In minutes."""
    return int(options().get("longest_activity", 60))


def words_a_minute() -> int:
    """Of a fast reader: adults read 238 of non-fiction (Brysbaert 2019, J. Memory and Language 109)."""
    return int(options().get("words_a_minute", 300))


class QuizPassesByItself(Rule):
    code = "quiz_passes_by_itself"
    severity = Severity.WARN
    title = _("A quiz that any answers pass")
    why = _("With a pass mark of 0 nobody learns whether they have understood, and nothing is assessed.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for quiz in module.activities:
            if quiz.kind.is_assessed and quiz.value.get("pass_mark") == 0:
                yield Finding(
                    quiz.where,
                    now_("The pass mark is 0."),
                    now_("Say how many questions must be right."),
                    (*quiz.path, "pass_mark"),
                )


class QuestionWithoutChoice(Rule):
    code = "question_without_choice"
    severity = Severity.WARN
    title = _("A question that leaves no choice")
    why = _("Where every answer is right, or only one can be given, the question asks nothing.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for quiz in _quizzes(module):
            for index, (_id, question) in enumerate(items(quiz.value, "questions")):
                what = _no_choice(question)
                if what:
                    where = now_("%(place)s, Question %(number)s") % {
                        "place": quiz.where,
                        "number": index + 1,
                    }
                    mend = now_("Add a wrong answer that somebody could believe.")
                    yield Finding(where, what, mend, (*quiz.path, "questions", index, "options"))


def _no_choice(question: Mapping[str, Any]) -> str:
    options = [option for _id, option in items(question, "options")]
    texts = {str(option.get("text") or "").strip().casefold() for option in options}
    if len(options) == 1:
        return now_("There is only one answer to choose.")
    if options and len(texts) < len(options):
        return now_("Two of its answers are the same.")
    if options and all(option.get("correct") for option in options):
        return now_("Every answer is right.")
    return ""


def _quizzes(module: ModuleContext) -> Iterator[ActivityDraft]:
    return (activity for activity in module.activities if activity.kind.code == QUIZ)


class ActivityTooLong(Rule):
    code = "activity_too_long"
    severity = Severity.WARN
    title = _("An activity that takes too long")
    why = _("Doctors learn between two clinics: what takes longer than an hour is begun and not finished.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity in module.activities:
            if activity.minutes > longest_activity():
                what = now_("It takes %(minutes)s minutes.") % {"minutes": activity.minutes}
                mend = now_("Make two of it, or three, each with an end of its own.")
                yield Finding(activity.where, what, mend, (*activity.path, "minutes"))


class TooLittleTime(Rule):
    code = "too_little_time"
    severity = Severity.WARN
    title = _("Fewer minutes than its words take")
    why = _("Doctors plan by the minutes, and trusts give time by them. Too few make everybody late.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        counted: Counter[Any] = Counter()
        for _where, passage in module.passages:
            counted[passage.path[:2]] += len(passage.text.split())
        for activity in module.activities:
            words = counted[activity.path]
            takes = -(-words // words_a_minute())
            if activity.minutes and takes > activity.minutes:
                yield Finding(
                    activity.where,
                    ngettext(
                        "It has %(words)s words, and %(given)s minute.",
                        "It has %(words)s words, and %(given)s minutes.",
                        activity.minutes,
                    )
                    % {"words": words, "given": activity.minutes},
                    now_("Give it %(minutes)s minutes or more, or shorten it.") % {"minutes": takes},
                    (*activity.path, "minutes"),
                )


class ActivityTitleTwice(Rule):
    code = "activity_title_twice"
    severity = Severity.WARN
    title = _("Two activities with the same title")
    why = _("In the list of what is to do, in mails and in the record, doctors cannot tell them apart.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        seen: dict[str, ActivityDraft] = {}
        for activity in module.activities:
            title = activity.title.strip().casefold()
            first = seen.setdefault(title, activity)
            if title and first is not activity:
                what = now_("Activity %(number)s has the same title.") % {"number": first.number + 1}
                yield Finding(
                    activity.where, what, now_("Name what is done in it."), (*activity.path, "title")
                )


class TitleTaken(Rule):
    code = "title_taken"
    severity = Severity.WARN
    title = _("A title that another has")
    why = _("In lists, mails and choosers two of the same name are taken for one another.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        return self._taken(module, now_("Another published module has this title."))

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        return self._taken(programme, now_("Another published programme has this title."))

    def _taken(self, draft: Context, what: str) -> Iterator[Finding]:
        title = str(getattr(draft.draft, "title", "")).strip().casefold()
        holders = draft.around.titles.get((type(draft.draft), title, draft.draft.locale_id), set())
        if title and holders - {draft.key}:
            mend = now_("Say in the title what is different about this one.")
            yield Finding(now_("Title"), what, mend, ("title",))


RULES = (
    QuizPassesByItself,
    QuestionWithoutChoice,
    ActivityTooLong,
    TooLittleTime,
    ActivityTitleTwice,
    TitleTaken,
)
