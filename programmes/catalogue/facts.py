"""What a list says of modules, and the questions it is narrowed by: part of the list's own query."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from wagtail.models import Revision

from competencies.models import Node
from programmes.models import Activity, ActivityClaim, Module, ModuleVersion, Requirement
from programmes.selectors import programmes_on_offer


def shown_title() -> Coalesce:
    """The title of the newest draft."""
    return Coalesce(F("latest_revision__object_str"), F("title"), output_field=TextField())


def with_facts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of the latest version: ``version_id``, ``version_number``, ``version_minutes``, ``activity_count`` and
    ``claimed``, the codes of the competences."""
    latest = ModuleVersion.objects.filter(module_key=OuterRef("translation_key")).order_by("-number")
    rows = rows.annotate(
        version_id=Subquery(latest.values("pk")[:1]),
        version_number=Subquery(latest.values("number")[:1]),
        version_minutes=Subquery(latest.values("minutes")[:1]),
    )
    activities = Activity.objects.filter(version=OuterRef("version_id")).order_by().values("version")
    claims = ActivityClaim.objects.filter(activity__version=OuterRef("version_id"))
    annotated: QuerySet[Any] = rows.annotate(
        activity_count=Subquery(activities.annotate(count=Count("pk")).values("count")),
        claimed=ArraySubquery(
            claims.annotate(named=Concat("node__code", Value(" "), "node__title"))
            .order_by("node__code", "named")
            .values_list("named", flat=True)
            .distinct()
        ),
    )
    return annotated


def in_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Each of the words is in the title, the summary or the title of an activity."""
    for word in words.split():
        held = Activity.objects.filter(version=OuterRef("version_id"), title__icontains=word)
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Exists(held))
    return rows


def claiming(rows: QuerySet[Any], node: Node) -> QuerySet[Any]:
    """Those whose latest version claims this competence or one below it."""
    within = Q(node=node.pk) | Q(node__parent=node.pk) | Q(node__parent__parent=node.pk)
    claims = ActivityClaim.objects.filter(within, activity__version=OuterRef("version_id"))
    return rows.filter(Exists(claims))


def for_stage(rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    """Those in a programme on offer that is written for this stage."""
    offered = programmes_on_offer().filter(stage=stage)
    held = Requirement.objects.filter(
        version__in=offered.order_by().values("pk"), module_version__module_key=OuterRef("translation_key")
    )
    return rows.filter(Exists(held))


def written_by(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Those in which this user has written at any time."""
    written = _revisions().filter(user=user, object_id=Cast(OuterRef("pk"), CharField()))
    return rows.filter(Exists(written))


def writers() -> QuerySet[Any]:
    """Whoever has written in a module."""
    users: Any = Revision._meta.get_field("user").related_model
    found: QuerySet[Any] = users._default_manager.filter(pk__in=_revisions().values("user"))
    return found.order_by(users.USERNAME_FIELD)


def _revisions() -> QuerySet[Revision]:
    written: QuerySet[Revision] = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Module)
    )
    return written
