"""The player of each activity type. An app that registers a type registers its player too."""

from __future__ import annotations

from lms.players.assignment import AssignmentPlayer
from lms.players.bank_quiz import BankQuizPlayer
from lms.players.base import Player
from lms.players.checklist import ChecklistPlayer
from lms.players.evaluation import EvaluationPlayer
from lms.players.link import LinkPlayer
from lms.players.media import MediaPlayer
from lms.players.project import ProjectPlayer
from lms.players.quiz import QuizPlayer
from lms.players.reading import ReadingPlayer
from lms.players.reflection import ReflectionPlayer
from lms.players.self_assessment import SelfAssessmentPlayer

_players: dict[str, Player] = {}


class NoPlayer(LookupError):
    """Nothing can show activities of this type."""


def register(player: Player) -> None:
    held = _players.get(player.code)
    if held is not None and type(held) is not type(player):
        raise ValueError(f"the player of {player.code!r} is registered already, by {type(held).__module__}")
    _players[player.code] = player


def unregister(code: str) -> None:
    _players.pop(code, None)


def player_for(code: str) -> Player:
    try:
        return _players[code]
    except KeyError:
        raise NoPlayer(f"no player is registered for activities of type {code!r}") from None


def has_player(code: str) -> bool:
    return code in _players


def register_shipped() -> None:
    shipped = (
        ReadingPlayer(),
        QuizPlayer(),
        ReflectionPlayer(),
        LinkPlayer(),
        ChecklistPlayer(),
        MediaPlayer(),
        AssignmentPlayer(),
        ProjectPlayer(),
        EvaluationPlayer(),
        SelfAssessmentPlayer(),
        BankQuizPlayer(),
    )
    for player in shipped:
        register(player)
