"""Kinds of activity. Some are shipped; any app may register more while it becomes ready."""

from programmes.activity_types.base import ActivityType, Outcome, Pinned, Terms
from programmes.activity_types.registry import UnknownActivityType, all_types, get, is_registered, register

__all__ = [
    "ActivityType",
    "Outcome",
    "Pinned",
    "Terms",
    "UnknownActivityType",
    "all_types",
    "get",
    "is_registered",
    "register",
    "register_shipped",
]


def register_shipped() -> None:
    from programmes.activity_types.assignment import (  # noqa: PLC0415 -- the shipped types build on this package
        Assignment,
    )
    from programmes.activity_types.bank_quiz import BankQuiz  # noqa: PLC0415 -- as above
    from programmes.activity_types.checklist import Checklist  # noqa: PLC0415 -- as above
    from programmes.activity_types.evaluation import Evaluation  # noqa: PLC0415 -- as above
    from programmes.activity_types.link import Link  # noqa: PLC0415 -- as above
    from programmes.activity_types.media import Media  # noqa: PLC0415 -- as above
    from programmes.activity_types.project import Project  # noqa: PLC0415 -- as above
    from programmes.activity_types.quiz import Quiz  # noqa: PLC0415 -- as above
    from programmes.activity_types.reading import Reading  # noqa: PLC0415 -- as above
    from programmes.activity_types.reflection import Reflection  # noqa: PLC0415 -- as above
    from programmes.activity_types.self_assessment import SelfAssessment  # noqa: PLC0415 -- as above

    shipped: list[ActivityType] = [Reading(), Quiz(), Reflection(), Link(), Checklist(), Media(), BankQuiz()]
    shipped += [Assignment(), Project(), Evaluation(), SelfAssessment()]
    for each in shipped:
        register(each)
