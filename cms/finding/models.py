"""The index of what the public may find, and the words that occur in it.

Everything here is worked out from pages and frameworks; ``manage.py rebuild_search`` makes it anew. The
database keeps two more columns of every entry: ``head`` (the words of title and summary) and ``words`` (all).
"""

from __future__ import annotations

import json
from hashlib import blake2b

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cms.finding.enums import Kind
from competencies.models import Node
from kernel.access import KernelModel
from kernel.days import days_in_bounds
from kernel.pii import tags

CODE_LENGTH = 80
WORD_LENGTH = 40


def codes() -> ArrayField:
    return ArrayField(models.CharField(max_length=CODE_LENGTH), default=list, blank=True)


class Entry(KernelModel):
    """A page in one language, or a domain or element of a framework."""

    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+")
    node = models.ForeignKey(Node, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=255)
    summary = models.TextField(default="")
    body = models.TextField(default="")
    topics = codes()
    stages = codes()
    domains = codes()
    day = models.DateField(null=True)
    shelf = models.BigIntegerField()
    """The same for all that have the same facets, so that counting them looks at one number."""

    pii = tags(
        none="id page node language kind title summary topics stages domains day shelf", free_text="body"
    )

    class Meta(KernelModel.Meta):
        verbose_name = "entry of the search"
        verbose_name_plural = "entries of the search"
        constraints = [
            models.UniqueConstraint(fields=["page", "language"], name="finding_page_once"),
            models.UniqueConstraint(fields=["node", "language"], name="finding_node_once"),
            models.CheckConstraint(
                name="finding_page_or_node",
                condition=Q(page__isnull=False, node__isnull=True) | Q(page__isnull=True, node__isnull=False),
            ),
            models.CheckConstraint(name="finding_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="finding_language", condition=~Q(language="")),
            days_in_bounds("finding_day", "day"),
        ]

    def __str__(self) -> str:
        return self.title

    def find_shelf(self) -> int:
        facets = (self.kind, self.topics, self.stages, self.domains, self.day.year if self.day else None)
        digest = blake2b(json.dumps(facets).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)


class Word(KernelModel):
    """A word of the index, without its accents: what a word that nobody wrote is compared with."""

    word = models.CharField(max_length=WORD_LENGTH, primary_key=True)

    pii = tags(none="word")

    class Meta(KernelModel.Meta):
        verbose_name = "word of the search"
        verbose_name_plural = "words of the search"
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="finding_word_alike")]

    def __str__(self) -> str:
        return self.word
