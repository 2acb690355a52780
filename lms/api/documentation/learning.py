"""Enrolments, facts, progress and planned sends."""

from __future__ import annotations

from functools import partial

from lms.api.documentation import examples
from lms.api.documentation import parts as build
from lms.api.serializers import learning as shapes

operation = partial(build.operation, tag="Learning")
READ = (401, 403)
READ_ONE = (401, 403, 404)

list_enrolments = operation(
    "list_enrolments",
    "Enrolments",
    description="Your own; as trust those of your seats, by name, while the doctor belongs to the trust.",
    query=shapes.EnrolmentQuery,
    answers={
        200: (
            build.page_of(shapes.EnrolmentSerializer, "Enrolment"),
            "Newest first.",
            build.page(examples.ENROLMENT),
        )
    },
    problems=READ,
)
get_enrolment = operation(
    "get_enrolment",
    "One enrolment",
    query=shapes.OneQuery,
    answers={200: (shapes.EnrolmentSerializer, "The enrolment.", examples.ENROLMENT)},
    problems=READ_ONE,
)
join_programme = operation(
    "join_programme",
    "Join an open programme",
    description="Without a sponsor. Joining again answers with the enrolment that is there.",
    body=(shapes.JoinSerializer, {"programme": examples.NAMED_PROGRAMME["programme"]}),
    answers={
        201: (shapes.EnrolmentSerializer, "Joined.", examples.JOINED),
        200: (shapes.EnrolmentSerializer, "Joined before.", examples.JOINED),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.LOCATION],
)
list_facts = operation(
    "list_facts",
    "Learning facts",
    description="The record itself: nothing in it is ever changed, later facts supersede earlier ones.",
    query=shapes.FactQuery,
    answers={200: (build.page_of(shapes.FactSerializer, "Fact"), "Newest first.", build.page(examples.FACT))},
    problems=READ,
)
get_fact = operation(
    "get_fact",
    "One fact",
    query=shapes.OneQuery,
    answers={200: (shapes.FactSerializer, "The fact.", examples.FACT)},
    problems=READ_ONE,
)
complete_activity = operation(
    "complete_activity",
    "Complete an activity",
    description=(
        "Hands in answers, which are judged here. 201 with a new fact; 200 with the one there is, when the "
        "same request comes again or the activity was completed before. A quiz that was not passed makes a "
        "fact `scored`. Incomplete answers are a 422 and record nothing."
    ),
    body=(shapes.CompletionSerializer, examples.COMPLETION),
    answers={
        201: (shapes.FactSerializer, "Recorded.", examples.FACT),
        200: (shapes.FactSerializer, "Recorded before.", examples.FACT),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.IDEMPOTENCY_KEY, build.LOCATION],
)
list_progress = operation(
    "list_progress",
    "Progress",
    description="One line for each enrolment.",
    query=shapes.ProgressQuery,
    answers={
        200: (
            build.page_of(shapes.ProgressSerializer, "Progress"),
            "Newest enrolment first.",
            build.page(examples.PROGRESS),
        )
    },
    problems=READ,
)
get_progress = operation(
    "get_progress",
    "Progress of one enrolment, and why",
    description="Every requirement with the fact that met it, or what is missing. Addressed by enrolment.",
    query=shapes.OneQuery,
    answers={200: (shapes.ProgressDetailSerializer, "Where it stands.", examples.PROGRESS_DETAIL)},
    problems=READ_ONE,
)
list_planned_sends = operation(
    "list_planned_sends",
    "Mails planned, sent and not sent",
    description="Every mail can be seen before it goes; one that was not sent keeps its reason.",
    query=shapes.PlannedSendQuery,
    answers={
        200: (
            build.page_of(shapes.PlannedSendSerializer, "PlannedSend"),
            "Planned last first.",
            build.page(examples.PLANNED_SEND),
        )
    },
    problems=READ,
)
get_planned_send = operation(
    "get_planned_send",
    "One planned send",
    query=shapes.OneQuery,
    answers={200: (shapes.PlannedSendSerializer, "The send.", examples.PLANNED_SEND)},
    problems=READ_ONE,
)
