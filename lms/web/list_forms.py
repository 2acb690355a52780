"""What a lead fills in on the way from a spreadsheet to enrolments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from lms.enrolment.lists.columns import COLUMNS
from lms.enrolment.lists.limits import MAX_CELL
from lms.enrolment.lists.words import Said
from lms.enrolment.models import EnrolmentImport, ImportRow
from lms.people.enums import Grade
from lms.web.forms import PlainForm, capfirst_lazy, say_what_is_missing

PASTED_NAME = _("pasted list")

READ_AS = (
    ("utf-8-sig", _("UTF-8")),
    ("utf-16", _("UTF-16")),
    ("cp1252", _("Western European (Windows)")),
    ("iso8859-2", _("Central European (ISO 8859-2)")),
    ("iso8859-14", _("Celtic, with ŵ and ŷ (ISO 8859-14)")),
    ("iso8859-15", _("Western European (ISO 8859-15)")),
)


class ListForm(PlainForm):
    """A list of people, as a file or pasted."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        required=False,
        help_text=_("Excel (.xlsx), CSV or text with tabs. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv,text/tab-separated-values"}),
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        required=False,
        strip=False,
        help_text=_("Copy them in the spreadsheet, with their headings, and paste them."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, pasted = data.get("file"), (data.get("pasted") or "").strip()
        if file and pasted:
            raise ValidationError({"pasted": _("Choose a file or paste the rows, not both.")})
        if not file and not pasted and "file" not in self.errors:
            raise ValidationError({"file": _("Choose a spreadsheet, or paste the rows below.")})
        return data

    def content(self) -> tuple[File[bytes], str]:
        """What was given, and its name."""
        file = self.cleaned_data["file"]
        if file:
            return file, file.name
        name = str(PASTED_NAME)
        return ContentFile(self.cleaned_data["pasted"].encode(), name=name), name


class UploadForm(ListForm):
    """A list of people to enrol."""

    full_list = forms.BooleanField(
        label=_("This is the full list"),
        required=False,
        help_text=_("We then show you who is on the programme and not in the file. You choose who leaves."),
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ChoiceField(label=_("Programme and cohort"), choices=places)
        say_what_is_missing(self.fields["place"])
        self.order_fields(("place", "file", "pasted", "full_list"))


class ColumnsForm(forms.Form):
    """One choice for each column of the file."""

    def __init__(self, *args: Any, upload: EnrolmentImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout = upload.layout
        choices = [
            ("", _("Not used")),
            *((name, capfirst_lazy(label)) for name, label in COLUMNS.items()),
        ]
        for number, column in enumerate(upload.mapping):
            self.fields[f"c{number}"] = forms.ChoiceField(choices=choices, required=False, initial=column)

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each column with its heading and what stands in the first rows."""
        for number, heading in enumerate(self.layout["header"]):
            sample = [row[number] for row in self.layout["sample"]]
            yield {
                "field": self[f"c{number}"],
                "heading": heading,
                "number": number + 1,
                "sample": [cell for cell in sample if cell],
            }


class ReadForm(forms.Form):
    """Another encoding, or another sheet, of the same file."""

    encoding = forms.ChoiceField(label=_("Letters are stored as"), choices=READ_AS, required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)

    def __init__(self, *args: Any, upload: EnrolmentImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout = upload.layout
        if layout["kind"] == "text":
            del self.fields["sheet"]
            self.initial["encoding"] = layout["encoding"]
            return
        del self.fields["encoding"]
        field: Any = self.fields["sheet"]
        field.choices = [(name, name) for name in [layout["sheet"], *layout["other_sheets"]]]

    @property
    def is_needed(self) -> bool:
        field: Any = self.fields.get("sheet")
        return field is None or len(field.choices) > 1


def _cell_field(column: str, cell: str, row: ImportRow) -> forms.Field:
    label = capfirst_lazy(COLUMNS[column])
    if column == "grade":
        choices = [("", _("Not said")), *((value, capfirst_lazy(name)) for value, name in Grade.choices)]
        return forms.ChoiceField(label=label, required=False, choices=choices, initial=row.grade)
    return forms.CharField(
        label=label,
        required=False,
        initial=cell,
        max_length=MAX_CELL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RowForm(forms.Form):
    """The cells of one row that we use, each with what is wrong with it."""

    def __init__(
        self, *args: Any, upload: EnrolmentImport, row: ImportRow, said: Sequence[Said] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": f"r{row.line}-%s", **kwargs})
        self.wrong = {each.column: each for each in reversed(said)}
        pairs = list(zip(upload.mapping, row.cells, strict=False))
        for column in COLUMNS:
            cell = next((cell for name, cell in pairs if name == column), None)
            if cell is not None:
                self.fields[column] = _cell_field(column, cell, row)
        for column in self.wrong.keys() & self.fields.keys():
            self.fields[column].widget.attrs |= {
                "aria-invalid": "true",
                "aria-describedby": f"r{row.line}-{column}-wrong",
            }

    def cells(self) -> Iterator[tuple[Any, Said | None]]:
        for field in self:
            yield field, self.wrong.get(field.name)
