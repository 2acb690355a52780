"""What a study's team fills in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.studies.enums import (
    RECORDED_BY_HAND,
    CareerPoint,
    Contact,
    Polarity,
    PostKind,
    Progress,
    StudyState,
    TeamRole,
)
from engagement.studies.models import Finding, Participant, Recommendation, Study, Theme
from engagement.studies.models.people import EARLIEST_BIRTH, LATEST_BIRTH, MOST_SESSIONS
from engagement.studies.models.studies import FEWEST
from engagement.studies.services.people import CareerData, Held
from engagement.studies.services.studies import Plan, plan_from
from engagement.studies.services.talk import Advised, Coded, Found
from engagement.studies.templates import Template, templates
from lms.web.forms import DateField, PlainForm, capfirst_lazy

MOST_POSTS = 30
SPARE_POSTS = 2
OWN = "own"
SEEN_BY_ALL = _("On the public page, once tables of the study are released")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _capital(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(value, capfirst_lazy(label)) for value, label in choices]


class PlanForm(PlainForm):
    """The plan of a study, and its state."""

    title = forms.CharField(label=_("Title"), max_length=160)
    question = forms.CharField(label=_("Question"), max_length=2000, widget=_area(3))
    inclusion = forms.CharField(
        label=_("Inclusion rule"),
        max_length=2000,
        required=False,
        widget=_area(3),
        help_text=_("Who belongs on the sampling frame, so that somebody else would list the same people."),
    )
    protocol = forms.CharField(label=_("Protocol"), max_length=20_000, required=False, widget=_area(10))
    ethics_reference = forms.CharField(label=_("Ethics reference"), max_length=120, required=False)
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), required=False)
    fewest = forms.IntegerField(
        label=_("Smallest group"),
        min_value=FEWEST,
        max_value=100,
        help_text=_("No figure is told about fewer people. Fewer than five is not possible."),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=_capital(StudyState.choices), widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Choose a later one."))
        return cleaned

    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)


def plan_values(study: Study) -> dict[str, Any]:
    return {name: getattr(study, name) for name in PlanForm.base_fields}


class BeginForm(PlainForm):
    """A new study: from what ships with the product, or from nothing."""

    template = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title"), max_length=160, required=False, help_text=_("Empty for that of the template.")
    )
    question = forms.CharField(
        label=_("Question"),
        max_length=2000,
        required=False,
        widget=_area(3),
        help_text=_("Empty for that of the template."),
    )
    starts_on = DateField(label=_("First day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["template"]
        field.choices = [
            *((each.code, each.title) for each in templates().values()),
            (OWN, _("An empty study")),
        ]

    @property
    def template_code(self) -> str:
        return "" if self.cleaned_data["template"] == OWN else str(self.cleaned_data["template"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("template") == OWN:
            for name in ("title", "question"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def plan(self) -> Plan:
        given = self.cleaned_data
        chosen: Template | None = templates().get(self.template_code)
        if chosen is None:
            return Plan(title=given["title"], question=given["question"], starts_on=given["starts_on"])
        plan = plan_from(chosen, starts_on=given["starts_on"])
        own = {name: given[name] for name in ("title", "question") if given[name]}
        return Plan(**{**plan.__dict__, **own})


class MemberForm(PlainForm):
    email = forms.EmailField(label=_("Email address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=_capital(TeamRole.choices),
        widget=forms.RadioSelect,
        help_text=_(
            "Leads change the plan and the team, and release tables. Researchers work with participants."
            " Readers see plan, themes, tables and findings, and nobody’s career."
        ),
    )


class ContactForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, capfirst_lazy(kind.label)) for kind in RECORDED_BY_HAND],
    )
    on = DateField(label=_("On"))

    @property
    def contact(self) -> Contact:
        return Contact(self.cleaned_data["kind"])


class ConsentForm(PlainForm):
    pseudonym = forms.RegexField(
        label=_("Pseudonym"),
        regex=re.compile(r"\w[\w-]*"),
        max_length=20,
        help_text=_("Letters and digits that say nothing about them, such as P07."),
        error_messages={"invalid": _("Use letters, digits and hyphens only, such as P07.")},
    )
    consented_on = DateField(label=_("Consented on"))


class WithdrawForm(PlainForm):
    on = DateField(label=_("Withdrew on"))


YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class CareerForm(PlainForm):
    """One row of the career table; the posts are forms of their own."""

    specialty = forms.CharField(label=_("Training specialty"), max_length=100, required=False)
    specialty_group = forms.CharField(
        label=_("Specialty group"),
        max_length=60,
        required=False,
        help_text=_("What tables are broken down by: a few groups with many people in each."),
    )
    birth_year = forms.IntegerField(
        label=_("Birth year"),
        required=False,
        min_value=EARLIEST_BIRTH,
        max_value=LATEST_BIRTH,
        help_text=_("Only leads and researchers of this study see it. No table shows it."),
    )
    in_post = forms.ChoiceField(label=_("In post when interviewed"), choices=YES_NO, required=False)
    sessions = forms.DecimalField(
        label=_("Clinical sessions a week"),
        required=False,
        min_value=0,
        max_value=MOST_SESSIONS,
        decimal_places=1,
        help_text=_("0 where none was kept; empty where it is not known."),
    )
    programmes = forms.CharField(
        label=_("Leadership programmes attended"),
        required=False,
        max_length=2000,
        widget=_area(3),
        help_text=_("One on each line."),
    )
    no_programmes = forms.BooleanField(label=_("They attended none"), required=False)

    def clean_specialty_group(self) -> str:
        return str(self.cleaned_data["specialty_group"]).strip("* ")

    def clean_programmes(self) -> tuple[str, ...]:
        lines = tuple(
            filter(None, (" ".join(line.split()) for line in self.cleaned_data["programmes"].splitlines()))
        )
        if any(len(line) > 120 for line in lines):
            raise forms.ValidationError(_("One of them is too long. Shorten it to 120 characters."))
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("programmes") and cleaned.get("no_programmes"):
            self.add_error(
                "no_programmes", _("Programmes are named above. Take them out, or take this back.")
            )
        return cleaned

    def career(self, posts: Sequence[Held]) -> CareerData:
        given = self.cleaned_data
        known = bool(given["programmes"]) or given["no_programmes"]
        return CareerData(
            specialty=given["specialty"],
            specialty_group=given["specialty_group"],
            birth_year=given["birth_year"],
            in_post={"yes": True, "no": False}.get(given["in_post"]),
            sessions=given["sessions"],
            programmes=given["programmes"] if known else None,
            posts=tuple(posts),
        )


def career_values(participant: Participant) -> dict[str, Any]:
    names = ("specialty", "specialty_group", "birth_year", "sessions")
    titles = [each.title for each in participant.attended.all()]
    return {
        **{name: getattr(participant, name) for name in names},
        "in_post": {True: "yes", False: "no"}.get(participant.in_post, ""),  # type: ignore[arg-type]
        "programmes": "\n".join(titles),
        "no_programmes": participant.programmes_known and not titles,
    }


class PostForm(PlainForm):
    """One post; one whose days are taken out is gone."""

    kind = forms.ChoiceField(label=_("Kind of post"), choices=_capital(PostKind.choices), required=False)
    starts_on = DateField(label=_("From"), required=False)
    ends_on = DateField(label=_("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if last and not first and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Say when the post began."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Choose a later one."))
        return cleaned

    @property
    def held(self) -> Held | None:
        given = self.cleaned_data
        if not given["starts_on"]:
            return None
        return Held(given["kind"] or PostKind.OTHER, given["starts_on"], given["ends_on"])


def post_forms(participant: Participant, sent: Mapping[str, Any] | None) -> list[PostForm]:
    """What is there, and a few empty ones."""
    there = [
        {"kind": post.kind, "starts_on": post.starts_on, "ends_on": post.ends_on}
        for post in participant.posts.all()
    ]
    count = len(there) + SPARE_POSTS
    if sent is not None:
        count = max(count, sum(name.endswith("-starts_on") for name in sent))
    initials: list[dict[str, Any]] = [*there, *({} for _each in range(count - len(there)))]
    return [
        PostForm(sent, prefix=f"post{number}", initial=initial)
        for number, initial in enumerate(initials[:MOST_POSTS], 1)
    ]


class GuideForm(PlainForm):
    headings = forms.CharField(
        label=_("Headings of the guide"),
        max_length=10_000,
        widget=_area(12),
        help_text=_("One on each line, in the order in which they are asked."),
    )

    def clean_headings(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["headings"].splitlines()]
        if any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("One of them is too long. Shorten it to 300 characters."))
        return [line for line in lines if line]


class ThemeForm(PlainForm):
    title = forms.CharField(label=_("Theme"), max_length=120)
    description = forms.CharField(
        label=_("What belongs to it"), max_length=600, required=False, widget=_area(2)
    )


class ExcerptForm(PlainForm):
    """What one participant said of one theme."""

    participant = forms.ChoiceField(label=_("Participant"))
    theme = forms.ChoiceField(label=_("Theme"))
    polarity = forms.ChoiceField(
        label=_("Spoken of as"), choices=_capital(Polarity.choices), widget=forms.RadioSelect
    )
    point = forms.ChoiceField(label=_("Stage"), choices=_capital(CareerPoint.choices))
    text = forms.CharField(
        label=_("What was said"),
        max_length=4000,
        required=False,
        widget=_area(4),
        help_text=_("May stay empty. Leave out names of people and places."),
    )
    may_quote = forms.BooleanField(
        label=_("They agreed that these words may be quoted"),
        required=False,
        help_text=_("Even then they are in no file and on no page outside the team."),
    )

    def __init__(
        self, *args: Any, participants: Iterable[Participant], themes: Iterable[Theme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["participant"]
        people.choices = [(str(each.uid), each.pseudonym) for each in participants]
        titles: Any = self.fields["theme"]
        titles.choices = [(str(each.uid), each.title) for each in themes]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("may_quote") and not cleaned.get("text"):
            self.add_error("may_quote", _("There are no words to quote. Write them, or take this back."))
        return cleaned

    def coded(self) -> Coded:
        given = self.cleaned_data
        return Coded(given["polarity"], given["point"], given["text"], given["may_quote"])


class FindingForm(PlainForm):
    title = forms.CharField(label=_("In one sentence"), max_length=200)
    body = forms.CharField(label=_("What stands behind it"), max_length=4000, required=False, widget=_area(5))
    is_public = forms.BooleanField(label=SEEN_BY_ALL, required=False)

    def found(self) -> Found:
        return Found(**self.cleaned_data)


class RecommendationForm(PlainForm):
    title = forms.CharField(label=_("What should be done"), max_length=300, widget=_area(2))
    finding = forms.ChoiceField(label=_("It follows from"), required=False)
    progress = forms.ChoiceField(label=_("How far it is"), choices=_capital(Progress.choices))
    owner = forms.CharField(
        label=_("Who sees to it"), max_length=120, required=False, help_text=_("A body or an office.")
    )
    due_on = DateField(label=_("By"), required=False)
    is_public = forms.BooleanField(label=SEEN_BY_ALL, required=False)

    def __init__(self, *args: Any, findings: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["finding"]
        field.choices = [
            ("", _("No finding in particular")),
            *((str(each.pk), each.title) for each in findings),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        waiting = (Progress.PROPOSED, Progress.NOT_TAKEN_UP, None)
        if cleaned.get("progress") not in waiting and not cleaned.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Say who sees to it, as it is agreed."))
        return cleaned

    def advised(self) -> Advised:
        given = dict(self.cleaned_data)
        finding = given.pop("finding")
        return Advised(**given, finding_id=int(finding) if finding else None)


def values_of(row: Finding | Recommendation) -> dict[str, Any]:
    if isinstance(row, Finding):
        return {name: getattr(row, name) for name in FindingForm.base_fields}
    names = ("title", "progress", "owner", "due_on", "is_public")
    return {**{name: getattr(row, name) for name in names}, "finding": str(row.finding_id or "")}
