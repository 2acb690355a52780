"""Publishing an edition: only after a named person has recorded the licence decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from competencies.content import checksum
from competencies.enums import EditionState
from competencies.errors import EditionIsPublished, FrameworkError, LicenceDecisionMissing
from competencies.models import DEMONSTRATION, Framework
from competencies.selectors import content_of, is_demonstration
from competencies.services.following import after_publishing
from kernel import audit


def publish_framework(
    framework: Framework, *, decided_by_name: str, decision_note: str, actor: audit.Actor, now: datetime
) -> Framework:
    """Record the licence decision and make the edition public; from then on it never changes.

    An edition that a demonstration has published is given its decision in the same way.
    """
    name = decided_by_name.strip()
    if not name or name.casefold() == DEMONSTRATION.casefold():
        raise LicenceDecisionMissing(
            "Say who has decided that this framework may be published: a person's name and role."
        )
    return _publish(
        framework, decided_by_name=name, decision_note=decision_note.strip(), actor=actor, now=now
    )


def publish_demonstration(framework: Framework, *, actor: audit.Actor, now: datetime) -> Framework:
    """Make an edition visible in a demonstration; its pages say that nobody has decided about the licence."""
    if not is_demonstration():
        raise LicenceDecisionMissing(
            "Outside a demonstration a framework is published only after a named person has recorded the "
            "licence decision: give a name and role."
        )
    note = "Shown in a demonstration. No licence decision has been taken."
    return _publish(framework, decided_by_name=DEMONSTRATION, decision_note=note, actor=actor, now=now)


@transaction.atomic
def _publish(
    framework: Framework, *, decided_by_name: str, decision_note: str, actor: audit.Actor, now: datetime
) -> Framework:
    held = Framework.objects.select_for_update().get(pk=framework.pk)
    if held.is_published and (not held.is_undecided or decided_by_name == DEMONSTRATION):
        raise EditionIsPublished(
            f"{held.reference} is published already: the decision was by {held.decided_by_name}."
        )
    content = content_of(held)
    if not content.nodes:
        raise FrameworkError(f"{held.reference} has no domains yet: load its file first.")
    if not held.is_published:
        held.checksum = checksum(content)
    held.state = EditionState.PUBLISHED
    held.decided_by_id = actor.user_id
    held.decided_by_name = decided_by_name
    held.decided_at = now
    held.decision_note = decision_note
    held.save()
    change = audit.Change(
        held,
        codes={"edition": held.reference, "checksum": held.checksum},
        after={"decided_by_name": decided_by_name, "decision_note": decision_note},
    )
    audit.record("framework.published", change, actor=actor, now=now)
    after_publishing(held)
    return held
