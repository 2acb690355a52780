"""People on earlier versions, and moves of them."""

from __future__ import annotations

from lms.api.documentation import parts as build
from lms.api.documentation import studio_examples as examples
from lms.api.documentation.studio import operation
from lms.api.inputs import Body
from lms.api.serializers import moves as shapes

FOR_PUBLISHERS = "For whoever may publish programmes."
READ = (401, 404)

get_people = operation(
    "get_people",
    "What moving people to the latest version, or publishing the draft, would mean for them",
    description=(
        f"{FOR_PUBLISHERS} By trust and cohort, in figures that name nobody. `uid` is the programme's key. "
        "Nobody is moved by publishing."
    ),
    query=shapes.PeopleQuery,
    answers={200: (shapes.PeopleSerializer, "The figures.", examples.PEOPLE)},
    problems=(*READ, 422),
)
list_moves = operation(
    "list_moves",
    "Moves",
    description=f"{FOR_PUBLISHERS} All that were ordered, with how far they are.",
    query=shapes.MoveQuery,
    answers={200: (build.page_of(shapes.MoveSerializer, "Move"), "Newest first.", build.page(examples.MOVE))},
    problems=READ,
)
order_move = operation(
    "order_move",
    "Order a move",
    description=(
        f"{FOR_PUBLISHERS} A worker moves the people of the group, a few hundred at a time; whoever is in "
        "doubt waits for a decision. One that is under way is answered as it is. 409 where a later version "
        "was published since, or nobody is left to move."
    ),
    body=(shapes.OrderSerializer, examples.ORDER),
    answers={
        201: (shapes.MoveSerializer, "Ordered.", examples.MOVE),
        200: (shapes.MoveSerializer, "Under way.", examples.MOVE),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.LOCATION],
)
get_move = operation(
    "get_move",
    "One move",
    description=f"{FOR_PUBLISHERS} How far it is.",
    answers={200: (shapes.MoveSerializer, "The move.", examples.MOVE)},
    problems=READ,
)
take_back = operation(
    "take_back_move",
    "Take a move back",
    description=(
        f"{FOR_PUBLISHERS} For 30 days. Who has completed the programme meanwhile, or was moved on, stays. "
        "Twice is once."
    ),
    body=(Body, {}),
    answers={200: (shapes.MoveSerializer, "Going back.", {**examples.MOVE, "state": "going_back"})},
    problems=(*build.WRITE, 404, 409),
)
