"""The block with which an activity says what competence it introduces, practises or demonstrates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from competencies.enums import ClaimStrength
from competencies.selectors import claim_choices


class CompetenceBlock(blocks.ChoiceBlock):
    """A claimable competence, by its stable key."""

    def get_field(self, **kwargs: Any) -> forms.ChoiceField:
        gone = _("“%(value)s” is in no published framework. Choose another competence, or remove this claim.")
        return forms.ChoiceField(error_messages={"invalid_choice": gone}, **kwargs)


def claim_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "competence",
                CompetenceBlock(
                    choices=claim_choices,
                    label=_("Competence"),
                    help_text=_(
                        "An element (1.1) for something broad, a competence (1.1.1) for something exact."
                    ),
                ),
            ),
            (
                "strength",
                blocks.ChoiceBlock(
                    choices=ClaimStrength.choices,
                    default=ClaimStrength.INTRODUCES,
                    label=_("How far it goes"),
                    help_text=_(
                        "Introduces: the doctor learns about it. Practises: tries it out. "
                        "Demonstrates: shows that they can."
                    ),
                ),
            ),
        ],
        label=_("Claim"),
        icon="check",
        label_format="{competence}, {strength}",
    )


def claims_block(**kwargs: Any) -> blocks.ListBlock:
    return blocks.ListBlock(
        claim_block(),
        default=[],
        label=_("Competences"),
        help_text=_(
            "What good leadership this activity builds. Claim few, and only what the activity really does."
        ),
        **kwargs,
    )
