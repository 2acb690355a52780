"""Ids belong to their context, and what is another's looks like what is not there (bar 4)."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from cms.roles import Role
from lms.enrolment.tokens import make_token
from tests.access.posts import POSTS, Post
from tests.access.scene import Scene
from tests.access.visits import Answer, Visitor

pytestmark = pytest.mark.bar(4)

NOTHING = uuid.UUID("00000000-0000-4000-8000-000000000000")
# What differs from answer to answer whatever is asked: the form's token and the address itself.
VARYING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')

# Addresses with one row's uid: the role that is a stranger to it, and the row that is ours.
ROWS: tuple[tuple[str, Role, Any], ...] = (
    ("leadership_learn:programme", Role.OTHER_LEARNER, lambda s: s.ours.enrolment.uid),
    ("leadership_learn:programme", Role.LEAD, lambda s: s.ours.enrolment.uid),
    ("leadership_learn:why", Role.OTHER_LEARNER, lambda s: s.ours.enrolment.uid),
    ("leadership_learn:mail", Role.OTHER_LEARNER, lambda s: s.ours.send.uid),
    ("leadership_learn:cancel_absence", Role.OTHER_LEARNER, lambda s: s.ours.absence.uid),
    ("leadership_trust:enrolment", Role.OTHER_LEAD, lambda s: s.ours.enrolment.uid),
    ("leadership_trust:enrolment", Role.LEARNER, lambda s: s.ours.enrolment.uid),
    ("leadership_trust:mail", Role.OTHER_LEAD, lambda s: s.ours.send.uid),
    ("leadership_trust:import", Role.OTHER_LEAD, lambda s: s.ours.upload.uid),
    ("leadership_trust:confirm", Role.OTHER_LEAD, lambda s: s.ours.upload.uid),
    ("leadership_trust:left_out", Role.OTHER_LEAD, lambda s: s.ours.upload.uid),
    ("leadership_api:enrolment", Role.OTHER_LEARNER, lambda s: s.ours.enrolment.uid),
    ("leadership_api:progress", Role.OTHER_LEARNER, lambda s: s.ours.enrolment.uid),
    ("leadership_api:fact", Role.OTHER_LEARNER, lambda s: s.ours.fact.uid),
    ("leadership_api:planned_send", Role.OTHER_LEARNER, lambda s: s.ours.send.uid),
    ("leadership_api:programme", Role.OTHER_LEARNER, lambda s: s.ours.world.version.uid),
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("name", "role", "row"), ROWS)
def test_another_s_row_looks_like_one_that_is_not_there(
    scene: Scene, name: str, role: Role, row: Any, method: str
) -> None:
    visitor = Visitor(scene.users[role])
    post = POSTS[name](scene) if name in POSTS else Post()

    for query in ("", "?as=trust") if name.startswith("leadership_api") else ("",):
        given = post.given if method == "POST" else {}
        theirs = visitor.ask(method, reverse(name, args=[row(scene)]) + query, **given)
        nothing = visitor.ask(method, reverse(name, args=[NOTHING]) + query, **given)

        assert told(theirs) == told(nothing)
        assert theirs.status in (400, 403, 404, 405)
        assert theirs.written == ()


def test_another_s_enrolment_with_my_activity_is_not_there(scene: Scene) -> None:
    """And mine with theirs, and mine with nobody's: every pair that does not belong together."""
    ours, theirs = scene.ours, scene.theirs
    me = Visitor(scene.users[Role.LEARNER])
    elsewhere = theirs.world.key("Your last meeting")
    for name in ("leadership_learn:activity", "leadership_learn:save_draft"):
        post = POSTS[name](scene).given
        for enrolment, activity in (
            (ours.enrolment.uid, elsewhere),
            (theirs.enrolment.uid, ours.activity_key),
            (theirs.enrolment.uid, elsewhere),
            (ours.invited.uid, ours.activity_key),
            (ours.enrolment.uid, NOTHING),
        ):
            answer = me.ask("POST", reverse(name, args=[enrolment, activity]), **post)
            assert (answer.status, answer.written) == (404, ()), (name, enrolment, activity)


def test_the_interface_refuses_pairs_that_do_not_belong_together(scene: Scene) -> None:
    ours, theirs = scene.ours, scene.theirs
    me = Visitor(scene.users[Role.LEARNER])
    right = POSTS["leadership_api:facts"](scene)
    for changes in (
        {"activity": str(theirs.world.key("Your last meeting"))},
        {"enrolment": str(theirs.enrolment.uid)},
        {"enrolment": str(ours.invited.uid)},
    ):
        post = Post({**right.data, **changes}, as_json=True, headers=right.headers)
        answer = me.ask("POST", reverse("leadership_api:facts"), **post.given)
        assert (answer.status, answer.written) == (404, ()), changes
    assert me.ask("POST", reverse("leadership_api:facts"), **right.given).status == 201


def test_a_lead_cannot_fill_another_trust_s_seats(scene: Scene) -> None:
    """A contract of theirs, a cohort of theirs under a contract of ours: neither place exists."""
    ours, theirs = scene.ours, scene.theirs
    lead = Visitor(scene.users[Role.LEAD])
    for place in (
        f"{theirs.world.contract.uid}",
        f"{theirs.world.contract.uid}:{theirs.cohort.uid}",
        f"{ours.world.contract.uid}:{theirs.cohort.uid}",
        f"{theirs.world.contract.uid}:{ours.cohort.uid}",
    ):
        post = POSTS["leadership_trust:upload"](scene)
        answer = lead.ask("POST", reverse("leadership_trust:upload"), data={**post.data, "place": place})
        assert (answer.status, answer.written) == (422, ()), place


def test_an_act_that_is_none_looks_like_an_enrolment_that_is_none(scene: Scene) -> None:
    ours = scene.ours
    lead = Visitor(scene.users[Role.LEAD])

    other = lead.ask("POST", reverse("leadership_trust:act", args=[ours.enrolment.uid, "delete"]))
    nothing = lead.ask("POST", reverse("leadership_trust:act", args=[NOTHING, "withdraw"]))

    assert told(other) == told(nothing)
    assert (other.status, other.written) == (404, ())


def test_a_changed_link_opens_nothing(scene: Scene) -> None:
    """A link to an enrolment that is none, and one whose signature does not fit: both the same page."""
    token = scene.ours.token
    changed = token.replace(token[:8], "00000000", 1)
    visitor = Visitor()
    for name in ("invitation", "accept_invitation", "decline_invitation"):
        method = "GET" if name == "invitation" else "POST"
        answers = [
            visitor.ask(method, reverse(f"leadership_learn:{name}", args=[each]))
            for each in (changed, token[:-1], make_token(NOTHING))
        ]
        assert [(answer.status, answer.written) for answer in answers] == [(404, ())] * 3
        assert len({told(answer) for answer in answers}) == 1


def told(answer: Answer) -> tuple[int, bytes, str]:
    """Everything an outsider can compare, with what varies anyway taken out."""
    kept = {name: value for name, value in answer.response.headers.items() if name != "Content-Length"}
    return answer.status, VARYING.sub(b"", answer.body), re.sub(VARYING.pattern.decode(), "", str(kept))
