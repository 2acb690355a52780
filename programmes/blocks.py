"""The stream blocks of modules and programmes, built anew for each caller."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from programmes.activity_types import all_types
from programmes.activity_types.reading import RICH_TEXT
from programmes.block_errors import as_block_error
from programmes.enums import ReminderKind, RequirementKind
from programmes.rules.validation import part_problems

TEXT = "text"
PART = "part"


def module_body() -> blocks.StreamBlock:
    """Text, and one block for each registered activity type."""
    text = blocks.RichTextBlock(
        features=RICH_TEXT,
        label=_("Text"),
        icon="pilcrow",
        help_text=_("Leads into the activity below it. Nothing has to be done here."),
        group=_("Text"),
    )
    return blocks.StreamBlock([(TEXT, text), *((kind.code, kind.block()) for kind in all_types())])


class PartBlock(blocks.StructBlock):
    """A part of a programme: modules, and how many of them have to be done."""

    def __init__(self) -> None:
        super().__init__(
            [
                ("title", blocks.CharBlock(max_length=120, label=_("Title"))),
                (
                    "rule",
                    blocks.ChoiceBlock(
                        choices=[
                            (RequirementKind.ALL, _("All required modules")),
                            (RequirementKind.AT_LEAST, _("At least some of the modules")),
                        ],
                        default=RequirementKind.ALL,
                        label=_("To complete this part"),
                    ),
                ),
                (
                    "at_least",
                    blocks.IntegerBlock(
                        required=False,
                        min_value=1,
                        label=_("How many modules"),
                        help_text=_("Only with “at least some of the modules”."),
                    ),
                ),
                ("modules", blocks.ListBlock(part_module_block(), min_num=1, label=_("Modules"))),
            ],
            label=_("Part"),
            icon="folder-open-inverse",
            label_format="{title}",
        )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned: blocks.StructValue = super().clean(value)
        if not self.is_deferred_validation:
            problems = part_problems(self.get_prep_value(cleaned))
            if problems:
                raise as_block_error(self, problems)
        return cleaned


def part_module_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "module",
                SnippetChooserBlock(
                    "leadership_programmes.Module",
                    label=_("Module"),
                    help_text=_("It must be published. Publishing the programme fixes the version."),
                ),
            ),
            (
                "required",
                blocks.BooleanBlock(
                    required=False,
                    default=True,
                    label=_("Required"),
                    help_text=_("Not used with “at least some of the modules”: there each one counts."),
                ),
            ),
            (
                "due_days",
                blocks.IntegerBlock(
                    required=False,
                    min_value=1,
                    label=_("Due, in days after the start"),
                    help_text=_("Leave empty for no due date. Authorised absence moves it."),
                ),
            ),
        ],
        label=_("Module"),
        icon="snippet",
        label_format="{module}",
    )


def programme_parts() -> blocks.StreamBlock:
    return blocks.StreamBlock([(PART, PartBlock())])


def programme_reminders() -> blocks.StreamBlock:
    before_due = blocks.StructBlock(
        [
            (
                "days",
                blocks.IntegerBlock(
                    min_value=1,
                    max_value=90,
                    default=7,
                    label=_("Days before"),
                    help_text=_("Sent once for each due date, unless the module is done by then."),
                ),
            )
        ],
        label=_("Before a due date"),
        icon="mail",
        label_format=_("{days} days before a due date"),
    )
    return blocks.StreamBlock([(ReminderKind.BEFORE_DUE.value, before_due)])
