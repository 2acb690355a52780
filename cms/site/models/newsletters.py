"""The newsletter: who asked for it and confirmed it, what was written, and to whom it went, once each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from cms.site.models.terms import Topic
from kernel.access import GuardedModel, KernelModel, ViewerKind
from kernel.pii import tags

LETTER_FEATURES = ["h2", "bold", "link", "ol", "ul"]


class Subscription(GuardedModel):
    """An address, until its owner stops: then the row goes. Mail goes only to what was confirmed."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="+", blank=True)
    """None is all."""
    asked_at = models.DateTimeField(_("asked for"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    access_rules = {ViewerKind.SYSTEM: lambda viewer: Q()}

    pii = tags(none="id uid language", contact="email", behaviour="topics asked_at confirmed_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscription_of_an_address_once"),
            models.CheckConstraint(
                name="subscription_confirmed_after_asked",
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="subscription_language",
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
            ),
        ]
        indexes = [models.Index(fields=["confirmed_at", "asked_at"], name="subscription_open")]

    def __str__(self) -> str:
        return str(self.uid)


class NewsletterIssue(KernelModel):
    """Written by an editor and sent once: to all who confirmed, or to those who follow one of its topics."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(_("subject"), max_length=150)
    body = RichTextField(_("text"), features=LETTER_FEATURES)
    topics = models.ManyToManyField(
        Topic,
        verbose_name=_("topics"),
        related_name="+",
        blank=True,
        help_text=_("Who follows one of them gets it. None: everybody gets it."),
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("sent by"),
    )
    recipients = models.PositiveIntegerField(_("recipients"), null=True, blank=True, editable=False)

    panels = [FieldPanel("subject"), FieldPanel("topics"), FieldPanel("body")]

    pii = tags(none="id uid subject body topics written_at sent_at recipients", key="sent_by")

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_sent_by_somebody_to_so_many",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, recipients__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False, recipients__isnull=False),
            ),
            models.CheckConstraint(name="newsletter_says_something", condition=~Q(subject="") & ~Q(body="")),
        ]

    def __str__(self) -> str:
        return self.subject


class NewsletterLine(GuardedModel):
    """One issue to one address. It goes with the address; how many there were stays with the issue."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    issue = models.ForeignKey(NewsletterIssue, on_delete=models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    access_rules = {ViewerKind.SYSTEM: lambda viewer: Q()}

    pii = tags(none="id uid issue refused", key="subscription", behaviour="done_at")

    class Meta(GuardedModel.Meta):
        constraints = [
            models.UniqueConstraint(name="newsletter_line_once", fields=["issue", "subscription"]),
            models.CheckConstraint(
                name="newsletter_line_refused_is_done", condition=Q(refused=False) | Q(done_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["issue"], name="newsletter_line_open", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.uid)
