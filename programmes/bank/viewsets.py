"""The Studio's screens of question banks and questions."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.forms import Select
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, UsageView

from kernel.admin import yes_or_no
from programmes.addresses import GIFT_EXPORT, GIFT_IMPORT, QUESTION_BUTTONS
from programmes.bank.forms import QuestionForm
from programmes.bank.selectors import quizzes_asking, tags_in_use, with_counts, with_uses
from programmes.listing import DraftIndexView
from programmes.models import Question, QuestionBank


def archived_column() -> Column:
    return Column(
        "archived", label=_("Archived"), accessor=lambda row: yes_or_no(row.archived), sort_key="archived"
    )


class BankChooser(BaseSnippetChooseView):
    ordering = ("title", "pk")

    def get_object_list(self) -> QuerySet[QuestionBank]:
        return with_counts(QuestionBank.objects.filter(archived=False))

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("asked", label=_("Questions"), accessor="asked")]


class BankChooseView(BankChooser, ChooseView):
    pass


class BankChooseResultsView(BankChooser, ChooseResultsView):
    pass


class BankChooserViewSet(SnippetChooserViewSet):
    choose_view_class = BankChooseView
    choose_results_view_class = BankChooseResultsView

    def get_urlpatterns(self) -> list[Any]:
        """Nothing is made in a chooser: the address that Wagtail mounts for it would fail without a form."""
        return [each for each in super().get_urlpatterns() if each.name != "create"]


def address_of_first_question(bank: QuestionBank) -> str:
    return f"{reverse(Question.snippet_viewset.get_url_name('add'))}?bank={bank.pk}"


class BankCreateView(CreateView):
    """A bank without a question is nothing yet: its page comes next, with the way to the first one."""

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Any]:
        return [messages.button(address_of_first_question(self.object), _now("Add a question"), False)]


class BankEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        held = reverse(Question.snippet_viewset.get_url_name("list"))
        pk = self.object.pk
        add = address_of_first_question(self.object)
        return [
            *super().header_more_buttons,
            Button(_now("Add a question"), url=add, icon_name="plus", priority=29),
            Button(_now("Its questions"), url=f"{held}?bank={pk}", icon_name="list-ul", priority=30),
            Button(_now("Import GIFT"), url=reverse(GIFT_IMPORT, args=[pk]), icon_name="upload", priority=31),
            Button(
                _now("Export GIFT"), url=reverse(GIFT_EXPORT, args=[pk]), icon_name="download", priority=32
            ),
        ]


class BankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "help"
    menu_label = _("Question banks")
    add_label = _("Add question bank")
    add_view_class = BankCreateView
    edit_view_class = BankEditView
    chooser_viewset_class = BankChooserViewSet
    search_backend_name = None
    search_fields = ("title", "description")
    ordering = ("title", "pk")
    list_per_page = 20
    list_display = ("title", Column("asked", label=_("Questions"), sort_key="asked"), archived_column())
    list_filter = ("archived",)
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("description", help_text=_("For other designers.")),
            FieldPanel(
                "archived",
                help_text=_("Nobody chooses it any more. Quizzes that are published keep their questions."),
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionBank]:
        return with_counts(QuestionBank.objects.all())


class QuestionFilterSet(WagtailFilterSet):
    tag = django_filters.ChoiceFilter(
        label=_("Tag"),
        choices=lambda: [(tag, tag) for tag in tags_in_use()],
        method="tagged",
        widget=Select,
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = ["bank", "kind", "difficulty", "archived"]

    def tagged(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        return rows.filter(tags__contains=[value])


class QuestionIndexView(DraftIndexView):
    pass


class QuestionCreateView(CreateView):
    def get_initial_form_instance(self) -> Any:
        """From a bank's own page the question is for that bank."""
        question = super().get_initial_form_instance() or Question()
        given = self.request.GET.get("bank", "")
        if given.isdigit() and len(given) < 10:
            question.bank = QuestionBank.objects.filter(pk=int(given)).first()
        return question


class QuestionEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        added = [hook(self.request, self.object) for hook in hooks.get_hooks(QUESTION_BUTTONS)]
        return [*super().header_more_buttons, *added]


class QuestionUsageView(UsageView):
    """In which published quizzes it may be drawn: they hold it themselves, so no reference leads there."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        editor = "wagtailsnippets_leadership_programmes_module:edit"
        quizzes = [
            (activity, reverse(editor, args=[quote(activity.version.module_id)]))
            for activity in quizzes_asking(self.object.translation_key)
        ]
        context: dict[str, Any] = super().get_context_data(*args, quizzes=quizzes, **kwargs)
        return context


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    add_label = _("Add question")
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    usage_view_class = QuestionUsageView
    search_backend_name = None
    search_fields = ("title", "body")
    ordering = ("title", "pk")
    list_per_page = 20
    filterset_class = QuestionFilterSet
    copy_view_enabled = False
    list_display = (
        "title",
        Column("bank", label=_("Bank"), accessor="bank", sort_key="bank__title"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("difficulty", label=_("Difficulty"), sort_key="difficulty"),
        Column("tags", label=_("Tags"), accessor=lambda row: ", ".join(row.tags)),
        Column("uses", label=_("In modules"), sort_key="uses"),
        archived_column(),
    )
    edit_handler = ObjectList(
        [
            FieldPanel("title", help_text=_("For designers: doctors do not see it.")),
            FieldPanel("body"),
            FieldPanel("content", help_text=_("Choose the kind of question, then give its answers.")),
            FieldPanel("feedback", help_text=_("Shown to everyone after answering, with the verdict.")),
            MultiFieldPanel(
                [
                    FieldPanel("bank"),
                    FieldPanel(
                        "tags", help_text=_("With commas between them, such as: handover, night. For draws.")
                    ),
                    FieldPanel("difficulty", help_text=_("1 is easiest, 5 hardest.")),
                    FieldPanel(
                        "archived",
                        help_text=_("It is not drawn by what is published from now on, and not lost."),
                    ),
                ],
                heading=_("Where it belongs"),
            ),
        ],
        base_form_class=QuestionForm,
    )

    def get_usage_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        template = "leadership/programmes/admin/question_usage.html"
        given: dict[str, Any] = super().get_usage_view_kwargs(template_name=template, **kwargs)
        return given

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return with_uses(Question.objects.select_related("bank", "locale"))
