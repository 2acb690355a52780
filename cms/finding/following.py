"""The index follows what is saved and published, as Wagtail's own does: by signals of Django and Wagtail."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, published, unpublished

from cms.finding import keeping
from competencies.models import Framework
from programmes.models import Programme


def connect() -> None:
    for model in [Page, *get_page_models()]:
        post_save.connect(follow_page, sender=model, dispatch_uid=f"leadership_finding.{model._meta.label}")
    # Once more with what stands in other tables, which is written after the page itself.
    page_published.connect(follow_page, dispatch_uid="leadership_finding.page_published")
    post_save.connect(follow_framework, sender=Framework, dispatch_uid="leadership_finding.framework")
    for signal in (published, unpublished):
        signal.connect(follow_programme, dispatch_uid="leadership_finding.programme")


def follow_page(instance: Page, *, raw: bool = False, update_fields: Any = None, **_signal: Any) -> None:
    """Where only some fields are written, the others in hand may be a draft's: the row is read anew."""
    if not keeping.following_pages() or raw:
        return
    if update_fields is None:
        keeping.keep_page(instance.specific)
    elif written := type(instance)._default_manager.filter(pk=instance.pk).first():
        keeping.keep_page(written.specific)


def follow_framework(instance: Framework, *, raw: bool = False, **_signal: Any) -> None:
    if keeping.following_pages() and not raw:
        keeping.keep_framework(instance)


def follow_programme(instance: Any, **_signal: Any) -> None:
    if keeping.following_pages() and isinstance(instance, Programme):
        keeping.keep_programme(instance.translation_key)
