"""The scene after operators have been at work, so that histories and logs have something to tell."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from cms.roles import Role
from tests.access.posts import POSTS
from tests.access.scene import Scene, make_scene
from tests.access.visits import Visitor, sign_in


def make_busy_scene() -> Scene:
    """Everybody is signed in already."""
    scene = make_scene()
    for user in scene.users.values():
        sign_in(user)
    operator = Visitor(scene.users[Role.OPERATOR]).client
    for side in (scene.ours, scene.theirs):
        here = replace(scene, ours=side)
        for name, row, changes in (
            ("organisations:edit", side.world.trust, {"name": side.world.trust.name, "town": "Elsewhere"}),
            ("contracts:edit", side.world.contract, {}),
            ("cohorts:edit", side.cohort, {"name": f"{side.word}autumn"}),
        ):
            data = {**POSTS[name](here).data, **changes}
            response = operator.post(reverse(name, args=[row.pk]), data)
            assert response.status_code == 302, response.content.decode()
    return scene
