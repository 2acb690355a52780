"""The Studio's forms of a question and of a GIFT file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from programmes.bank.pools import tags_in
from programmes.models import Question
from programmes.models.banks import MOST_TAGS

OF_THE_ORIGINAL = ("bank", "tags", "difficulty")


class QuestionForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question: Question = self.instance
        originals = Question.objects.filter(translation_key=question.translation_key, pk__lt=question.pk or 0)
        if question.pk and originals.exists():
            for name in OF_THE_ORIGINAL:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("It is set in the original.")

    def clean_tags(self) -> list[str]:
        tags = tags_in(",".join(self.cleaned_data["tags"]))
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("At most %(most)s tags."), params={"most": MOST_TAGS}, code="too_many")
        return tags


class GiftForm(forms.Form):
    """A file, or the text that was read from one and is now to be taken."""

    file = forms.FileField(
        label=_("GIFT file"),
        widget=forms.FileInput(attrs={"accept": ".txt,.gift,text/plain"}),
        help_text=_("As Moodle and others write it: text, up to 500 KB. Nothing is written yet."),
    )
