"""Every address of the site, as every role, by every method (bar 1)."""

from __future__ import annotations

from typing import Any

import pytest

from cms.permissions import OWN, THIRD_PARTY, own
from cms.roles import Role
from competencies.models import Framework
from kernel.access import GuardedQuerySet
from kernel.admin import OperatorPolicy
from tests.access.filling import UnknownArguments, path_of
from tests.access.posts import POSTS
from tests.access.scene import Scene
from tests.access.urls import Url, every_url
from tests.access.walk import Undeclared, Walker, can_wait, declared, writing_urls
from tests.sizes import FULL

pytestmark = [
    pytest.mark.bar(1),
    # Wagtail leaves files open when it makes smaller pictures.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_every_address_answers_as_declared(scene: Scene, role: Role) -> None:
    urls = every_url()
    walker = Walker(scene, role)

    faults = list(walker.faults(urls, full=FULL))

    assert faults == [], "\n".join(["", *faults])
    assert writing_urls(urls, role, full=FULL) - walker.acted == set()


def test_the_quick_walk_writes_and_reads_wherever_anybody_may() -> None:
    urls = [url for url in every_url() if own(url.name)]
    waiting = {
        url.name
        for url in urls
        if (readers := declared(url).access.read)
        and all(can_wait(url, declared(url), "GET", role) for role in readers)
    }
    written, all_written = (
        {name for role in Role for name in writing_urls(urls, role, full=full)} for full in (False, True)
    )

    assert (waiting, all_written - written) == (set(), set())


def test_every_address_of_ours_in_the_table_is_there() -> None:
    """What is no longer mounted does not stay in the table."""
    mounted = {url.name for url in every_url()}

    assert [name for table in OWN.values() for name in table if name not in mounted] == []
    assert [group.title for group in THIRD_PARTY if not any(map(group.covers, mounted))] == []


def test_every_post_that_we_know_is_to_an_address_that_takes_it() -> None:
    assert [name for name in POSTS if not (access := own(name)) or not access.act] == []


def test_every_address_of_ours_that_acts_is_posted_to() -> None:
    acting = {name for table in OWN.values() for name, access in table.items() if access.act}

    assert acting - POSTS.keys() == set()


# Positive controls: what the walk is there to find, it finds.


def test_an_address_that_nobody_declared_is_found(settings: Any, scene: Scene) -> None:
    settings.ROOT_URLCONF = "tests.access.more_urls"
    walker = Walker(scene, Role.ANONYMOUS)

    with pytest.raises(Undeclared, match="patients-by-name"):
        list(walker.faults(every_url(), full=False))


def test_an_address_with_unknown_arguments_is_found(scene: Scene) -> None:
    url = Url("contracts:ward", "admin/contracts/<int:ward>/", frozenset({"ward"}), None)

    with pytest.raises(UnknownArguments, match="contracts:ward"):
        path_of(url, scene)


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.OTHER_LEAD, "leadership_trust:enrolment"),
        (Role.OTHER_LEAD, "leadership_trust:act"),
        (Role.OTHER_LEARNER, "leadership_learn:why"),
        (Role.OTHER_LEARNER, "leadership_learn:activity"),
        (Role.OTHER_LEARNER, "leadership_api:fact"),
    ],
)
def test_rows_without_their_rule_are_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, role: Role, name: str
) -> None:
    monkeypatch.setattr(
        GuardedQuerySet, "visible_to", lambda rows, viewer: rows.unscoped(reason="the seeded fault")
    )
    url = next(url for url in every_url() if url.name == name)

    assert any("may do what it must not" in fault for fault in Walker(scene, role).faults([url], full=False))


def test_a_screen_without_its_policy_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OperatorPolicy, "user_has_any_permission", lambda *_: True)
    monkeypatch.setattr("kernel.admin.is_operator", lambda user: True)
    url = next(url for url in every_url() if url.name == "contracts:edit")

    faults = list(Walker(scene, Role.DESIGNER).faults([url], full=True))

    assert len([fault for fault in faults if "changes something all the same" in fault]) == 1
    assert len([fault for fault in faults if "may do what it must not" in fault]) == 4


def test_a_private_text_on_a_page_for_leads_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    private = scene.ours.private
    monkeypatch.setattr("lms.web.desk_presenters.desk_sentence", lambda figures: f"They wrote {private}")
    url = next(url for url in every_url() if url.name == "leadership_trust:home")

    faults = list(Walker(scene, Role.LEAD).faults([url], full=False))

    assert [fault.partition(" (")[0] for fault in faults] == [
        f"lead at leadership_trust:home: reads {private}"
    ]


def test_a_look_that_changes_something_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def look() -> Any:
        scene.ours.cohort.save()
        return Framework.objects.none()

    monkeypatch.setattr("competencies.selectors.published_frameworks", look)
    url = next(url for url in every_url() if url.name == "competencies:index")

    faults = list(Walker(scene, Role.ANONYMOUS).faults([url], full=True))

    assert len([fault for fault in faults if "looking changes something" in fault]) == 2
