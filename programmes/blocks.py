"""The stream blocks of modules and programmes, built anew for each caller."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from competencies.selectors import claim_choices
from programmes.activity_types import all_types
from programmes.activity_types.reading import RICH_TEXT
from programmes.claim_blocks import CompetenceBlock
from programmes.enums import MOST_REMINDERS, ReminderKind

TEXT = "text"


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


def programme_reminders() -> blocks.StreamBlock:
    """One kind of block for each rule; a rule for the due date itself has nothing to set."""
    kinds = [
        (
            ReminderKind.BEFORE_DUE,
            _days_block(
                _("Before a due date"),
                default=7,
                days=_("Days before"),
                help_text=_("Sent once for each due date, unless the module is done by then."),
                label_format=_("{days} days before a due date"),
            ),
        ),
        (
            ReminderKind.ON_DUE,
            blocks.StaticBlock(
                label=_("On the due date"),
                icon="mail",
                admin_text=_("Sent in the morning of the due date, unless the module is done."),
            ),
        ),
        (
            ReminderKind.OVERDUE,
            _days_block(
                _("After a due date"),
                default=7,
                days=_("Days after"),
                help_text=_("Sent once while the module is not done. Days of absence do not count."),
                label_format=_("{days} days after a due date"),
            ),
        ),
        (
            ReminderKind.INACTIVE,
            _days_block(
                _("Nothing done for a while"),
                default=21,
                days=_("Days without anything done"),
                help_text=_("Sent once until the doctor does something. Days of absence do not count."),
                label_format=_("{days} days without anything done"),
            ),
        ),
        (
            ReminderKind.UNANSWERED,
            _days_block(
                _("An invitation is not answered"),
                default=7,
                days=_("Days after the invitation"),
                help_text=_("Sent once, not after the invitation has run out."),
                label_format=_("{days} days after an invitation"),
            ),
        ),
    ]
    return blocks.StreamBlock(
        [(kind.value, block) for kind, block in kinds],
        block_counts={kind.value: {"max_num": most} for kind, most in MOST_REMINDERS.items()},
    )


def promised_competences() -> blocks.StreamBlock:
    """What a doctor can rely on the programme to build."""
    competence = CompetenceBlock(choices=claim_choices, label=_("Competence"), icon="check")
    return blocks.StreamBlock([("competence", competence)])


def _days_block(
    label: Any, *, default: int, days: Any, help_text: Any, label_format: Any
) -> blocks.StructBlock:
    number = blocks.IntegerBlock(min_value=1, max_value=90, default=default, label=days, help_text=help_text)
    return blocks.StructBlock([("days", number)], label=label, icon="mail", label_format=label_format)
