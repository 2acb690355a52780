"""The index follows what is saved and published.

Pages and programmes by signals of Django and Wagtail, as Wagtail's own index does; a framework because
publishing one asks who follows.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, published, unpublished

from cms.finding import keeping
from competencies.models import Framework
from competencies.services import follow_also
from programmes.models import Programme


def connect() -> None:
    for model in [Page, *get_page_models()]:
        post_save.connect(follow_page, sender=model, dispatch_uid=f"leadership_finding.{model._meta.label}")
    # Once more with what stands in other tables, which is written after the page itself.
    page_published.connect(follow_page, dispatch_uid="leadership_finding.page_published")
    follow_also(follow_framework)
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


def follow_framework(framework: Framework) -> None:
    if keeping.following_pages():
        keeping.keep_framework(framework)


def follow_programme(instance: Any, **_signal: Any) -> None:
    if keeping.following_pages() and isinstance(instance, Programme):
        keeping.keep_programme(instance.translation_key)
