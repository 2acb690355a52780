"""What the editor's scripts say. Numbers stand beside a label, so that no sentence has to agree with one."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """In the reader's language."""
    return {**_rows(), **_fields(), **_totals(), **_said()}


def _rows() -> dict[str, str]:
    return {
        "untitled_group": _("Group without a title"),
        "rule_all": _("all required (%(all)s in it)"),
        "rule_at_least": _("at least %(count)s of %(all)s"),
        "rule_points": _("%(count)s of %(all)s points"),
        "minutes": _("%(count)s min"),
        "credits_count": _("CPD credits: %(count)s"),
        "points_count": _("Points: %(count)s"),
        "optional": _("Optional"),
        "due_day": _("Due on day %(day)s"),
        "opens_day": _("Opens on day %(day)s"),
        "opens_on_date": _("Opens on %(date)s"),
        "after": _("After: %(titles)s"),
        "after_delay": _("After: %(titles)s (and %(days)s days)"),
        "only_stages": _("Only: %(stages)s"),
        "gone": _("something that is not there any more"),
        "unknown_item": _("This is not there any more. Choose another one."),
        "top": _("The programme itself"),
    }


def _fields() -> dict[str, str]:
    return {
        "title": _("Title"),
        "no_own_title": _("It is shown under its own title, which is changed where it is written."),
        "original": _("In the original: “%(title)s”"),
        "kind": _("To complete this group"),
        "at_least": _("How many of them"),
        "points_needed": _("Points needed"),
        "points": _("Worth, in points"),
        "points_help": _("Towards the points that the group above needs."),
        "required": _("Required"),
        "due": _("Due, in days after the start"),
        "due_help": _("Leave empty for no due date. Authorised absence moves it."),
        "opens": _("Opens"),
        "opens_start": _("At the start"),
        "opens_after": _("Some days after the start"),
        "opens_on": _("On a date"),
        "opens_days": _("Days after the start"),
        "opens_date": _("Date"),
        "needs": _("Has to be done before"),
        "needs_help": _("This stays closed until all of them are done."),
        "choose_need": _("Choose one"),
        "remove_need": _("Without “%(title)s”"),
        "delay": _("Opens so many days after that"),
        "delay_help": _("Leave empty to open it at once."),
        "stages": _("Only for doctors at these stages"),
        "stages_help": _("None ticked: for everybody."),
        "inside": _("Is in"),
        "credits": _("Credits"),
        "choose_other": _("Choose another one"),
        "open_item": _("Open “%(title)s” (in a new tab)"),
    }


def _totals() -> dict[str, str]:
    return {
        "total_modules": _("Modules"),
        "total_items": _("Items"),
        "total_needed": _("Minutes needed"),
        "total_all": _("Minutes of everything"),
        "total_due": _("Due dates"),
        "span": _("%(least)s to %(most)s"),
        "due_span": _("%(count)s (day %(first)s to day %(last)s)"),
        "picture": _("The list above as a picture."),
        "problems": _("Keeps it from being published: %(blocks)s. To look at: %(warns)s."),
        "no_problems": _("Nothing is wrong with the requirements."),
        "unchecked": _("The requirements could not be checked just now. They are when you change something."),
    }


def _said() -> dict[str, str]:
    return {
        "said_add": _("Added: %(title)s."),
        "said_duplicate": _("Copied: %(title)s."),
        "said_move": _("%(title)s is now number %(place)s of %(size)s in: %(group)s."),
        "said_remove": _("Deleted: %(title)s."),
        "said_remove_group": _("Deleted: %(title)s, with what was in it (%(count)s)."),
        "said_undoable": _("Undo brings it back."),
        "said_undo": _("Undone: %(what)s"),
        "said_redo": _("Done again: %(what)s"),
        "did_move": _("Moved: %(title)s."),
        "did_change": _("A field was changed."),
        "did_title": _("The title was changed."),
        "did_kind": _("What completes the group was changed."),
        "did_required": _("Required was changed."),
        "did_opens": _("When it opens was changed."),
        "did_needs": _("What has to be done before was changed."),
        "did_stages": _("The stages were changed."),
    }
