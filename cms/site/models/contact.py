"""The contact page, and the messages that came by it: personal data of whoever wrote, kept for a time."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags

MESSAGE_LENGTH = 5000


class ContactTopic(models.TextChoices):
    LEARNING = "learning", _("my learning or my record")
    TRUST = "trust", _("programmes in my trust")
    DESIGN = "design", _("building programmes")
    ACCESSIBILITY = "accessibility", _("something that I cannot use")
    PRIVACY = "privacy", _("my personal data")
    OTHER = "other", _("something else")


class Facet(models.TextChoices):
    """The part of the work that a message is about, where it is about one."""

    FRAMEWORK = "framework", _("the competency framework")
    ENGAGEMENT = "engagement", _("medical engagement and its survey")
    STUDIES = "studies", _("studies and research")
    DELIVERABLES = "deliverables", _("reports and other deliverables")
    GOOD_PRACTICE = "good_practice", _("good practice")
    PROGRAMMES = "programmes", _("development programmes")


class ContactPage(Page):
    intro = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    thanks = models.TextField(
        _("thanks"),
        max_length=400,
        help_text=_("What somebody reads after sending: what happens next, and when."),
    )

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("thanks")]
    parent_page_types = ["leadership_site.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "cms/contact.html"

    pii = tags(none=f"{PAGE_TAGS} intro thanks")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.site.contact import answer  # noqa: PLC0415 -- views stand above models

        return answer(self, request)


class ContactMessage(GuardedModel):
    """``uid`` comes with the form: the same form sent twice is one message."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    received_at = models.DateTimeField(_("received"))
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email address"))
    topic = models.CharField(_("topic"), max_length=20, choices=ContactTopic.choices)
    facet = models.CharField(
        _("part of our work"), max_length=20, choices=Facet.choices, blank=True, default=""
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, default="")
    message = models.TextField(_("message"), max_length=MESSAGE_LENGTH)
    mailed_at = models.DateTimeField(_("mailed to us"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("answered by"),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True, default="")

    access_rules = {ViewerKind.SYSTEM: lambda viewer: Q()}

    pii = tags(
        none="id uid topic facet mailed_at answered_at",
        name="name",
        contact="email",
        free_text="message note",
        behaviour="received_at",
        career="organisation",
        key="assigned_to answered_by",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(name="contact_topic", condition=Q(topic__in=ContactTopic.values)),
            models.CheckConstraint(name="contact_facet", condition=Q(facet__in=["", *Facet.values])),
            models.CheckConstraint(name="contact_message_not_empty", condition=~Q(message="")),
            models.CheckConstraint(
                name="contact_answered_by_somebody",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_answered_after_received",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("received_at")),
            ),
        ]
        indexes = [models.Index(fields=["email", "received_at"], name="contact_of_an_address")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_topic_display()}"
