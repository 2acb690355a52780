import pytest
from pytest_django import Settings

from competencies import selectors
from competencies.content import checksum
from competencies.errors import EditionIsPublished, FrameworkError, LicenceDecisionMissing
from competencies.models import DEMONSTRATION, Framework
from competencies.services import publish_demonstration, publish_framework
from kernel.access import checking_references
from kernel.audit import Actor
from kernel.models import AuditDetail, AuditEntry
from tests.competencies.conftest import NOW, load, publish, small_file


def test_decision_is_recorded_with_its_audit_entry(draft: Framework, admin_user) -> None:
    publish_framework(
        draft,
        decided_by_name="  Dr A. Example, medical director ",
        decision_note="Our own words only.",
        actor=Actor.user(admin_user.pk),
        now=NOW,
    )

    draft.refresh_from_db()
    assert draft.state == "published"
    assert (draft.decided_by_name, draft.decided_by, draft.decided_at, draft.decision_note) == (
        "Dr A. Example, medical director",
        admin_user,
        NOW,
        "Our own words only.",
    )
    assert not draft.is_undecided
    entry = AuditEntry.objects.get(action="framework.published")
    assert (entry.actor_id, entry.object_id, entry.at) == (admin_user.pk, draft.pk, NOW)
    assert entry.codes == {"edition": "small-1", "checksum": draft.checksum}
    assert AuditDetail.objects.get(entry=entry).after == {
        "decided_by_name": "Dr A. Example, medical director",
        "decision_note": "Our own words only.",
    }


@pytest.mark.parametrize("name", ["", "   ", DEMONSTRATION, DEMONSTRATION.lower()])
def test_without_a_named_person_nothing_is_published(draft: Framework, name: str) -> None:
    with pytest.raises(LicenceDecisionMissing):
        publish(draft, name)

    draft.refresh_from_db()
    assert (draft.state, draft.decided_by_name, draft.decided_at) == ("draft", "", None)
    assert AuditEntry.objects.filter(action="framework.published").count() == 0


def test_published_once(small: Framework) -> None:
    with pytest.raises(EditionIsPublished, match=r"the decision was by Dr A\. Example, medical director"):
        publish(small, "Somebody else, manager")

    small.refresh_from_db()
    assert small.decided_by_name == "Dr A. Example, medical director"


def test_empty_edition_is_not_published(db: None) -> None:
    framework = load(small_file())
    for node in reversed(selectors.nodes_of(framework)):
        node.stage_texts.all().delete()
        with checking_references():
            node.delete()

    with pytest.raises(FrameworkError, match="small-1 has no domains yet"):
        publish(framework)


def test_demonstration_publishes_without_a_decision_and_says_so(draft: Framework) -> None:
    publish_demonstration(draft, actor=Actor.system(), now=NOW)

    draft.refresh_from_db()
    assert draft.is_undecided
    assert draft.decision_note == "Shown in a demonstration. No licence decision has been taken."
    with pytest.raises(EditionIsPublished):
        publish_demonstration(draft, actor=Actor.system(), now=NOW)


def test_outside_a_demonstration_there_is_no_way_round_the_decision(
    draft: Framework, settings: Settings
) -> None:
    settings.LEADERSHIP_DEMO = False

    with pytest.raises(LicenceDecisionMissing, match="only after a named person has recorded"):
        publish_demonstration(draft, actor=Actor.system(), now=NOW)

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_demonstrations_database_used_elsewhere_shows_nothing_until_somebody_decides(
    draft: Framework, settings: Settings
) -> None:
    publish_demonstration(draft, actor=Actor.system(), now=NOW)
    assert selectors.framework_by_code("small") == draft

    settings.LEADERSHIP_DEMO = False
    assert selectors.framework_by_code("small") is None
    assert selectors.nodes_by_keys(["small-1:1.1"]) == {}

    before = draft.checksum
    publish(draft)
    assert selectors.framework_by_code("small") == draft
    draft.refresh_from_db()
    assert draft.checksum == before


def test_checksum_is_taken_from_what_is_published(draft: Framework) -> None:
    selectors.nodes_of(draft).filter(code="1.1").update(title="Changed after loading")
    assert not selectors.content_holds(draft)

    published = publish(draft)

    assert selectors.content_holds(published)
    assert published.checksum != checksum(small_file().content)
