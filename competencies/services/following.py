"""What follows when an edition is published, for whoever stands above: given once, when apps are loaded."""

from __future__ import annotations

from collections.abc import Callable

from competencies.models import Framework

Follower = Callable[[Framework], None]

_followers: list[Follower] = []


def follow_also(*followers: Follower) -> None:
    """Each is called with the edition, in the transaction that publishes it."""
    _followers.extend(follower for follower in followers if follower not in _followers)


def after_publishing(framework: Framework) -> None:
    for follower in _followers:
        follower(framework)
