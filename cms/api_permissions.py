"""Who may open and change which address of the interface for programs."""

from __future__ import annotations

from collections.abc import Mapping

from cms.roles import (
    DOCTORS,
    EVERYBODY,
    LEADS,
    SIGNED_IN,
    STUDIO,
    THE_LEAD,
    THE_LEARNER,
    Access,
    acting,
    both,
    reading,
)

OF_THE_STUDIO = (
    "drafts",
    "draft_preflight",
    "uses",
    "differences",
    "preflight",
    "banks",
    "bank",
    "questions",
    "quizzes",
    "quiz",
    "evaluations",
    "evaluation",
)

API: Mapping[str, Access] = {
    "leadership_api:frameworks": reading(EVERYBODY),
    "leadership_api:framework": reading(EVERYBODY),
    "leadership_api:nodes": reading(EVERYBODY),
    "leadership_api:organisations": reading(EVERYBODY),
    "leadership_api:organisation": reading(EVERYBODY),
    "leadership_api:schema": reading(EVERYBODY),
    "leadership_api:programmes": reading(EVERYBODY),
    # One that is not open to all: those on it, and the trust that holds seats in it.
    "leadership_api:programme": reading(THE_LEARNER | THE_LEAD),
    # Who is no doctor here yet is told to register first.
    "leadership_api:enrolments": both(SIGNED_IN),
    "leadership_api:enrolment": reading(THE_LEARNER),
    "leadership_api:facts": Access(read=SIGNED_IN, act=THE_LEARNER),
    "leadership_api:fact": reading(THE_LEARNER),
    "leadership_api:progress_list": reading(SIGNED_IN),
    "leadership_api:progress": reading(THE_LEARNER),
    "leadership_api:planned_sends": reading(SIGNED_IN),
    "leadership_api:planned_send": reading(THE_LEARNER),
    # Of an activity that begins with a press; here that of another programme.
    "leadership_api:attempts": Access(read=SIGNED_IN, act=THE_LEARNER),
    "leadership_api:attempt": reading(THE_LEARNER),
    "leadership_api:answers": acting(THE_LEARNER),
    "leadership_api:submissions": Access(read=SIGNED_IN, act=THE_LEARNER),
    "leadership_api:submission": reading(THE_LEARNER),
    "leadership_api:self_ratings": reading(SIGNED_IN),
    "leadership_api:survey_waves": reading(LEADS),
    "leadership_api:cpd_schemes": reading(EVERYBODY),
    "leadership_api:cpd_standing": reading(SIGNED_IN),
    "leadership_api:cpd_entries": Access(read=SIGNED_IN, act=DOCTORS),
    "leadership_api:cpd_entry": reading(THE_LEARNER),
    "leadership_api:coverage": reading(STUDIO),
    "leadership_api:insight": reading(STUDIO),
    "leadership_api:suggested_claims": both(STUDIO),
    **{f"leadership_api:{name}": reading(STUDIO) for name in OF_THE_STUDIO},
    # Whoever publishes programmes answers for those who are on them.
    "leadership_api:people": reading(STUDIO),
    "leadership_api:moves": both(STUDIO),
    "leadership_api:move": reading(STUDIO),
    "leadership_api:take_back": acting(STUDIO),
    "leadership_api:cases": reading(STUDIO),
    "leadership_api:case": reading(STUDIO),
    "leadership_api:decide": acting(STUDIO),
    "leadership_api:equivalences": both(STUDIO),
    "leadership_api:equivalence": reading(STUDIO),
    "leadership_api:token": Access(act=SIGNED_IN, delete=SIGNED_IN),
    "leadership_api:nothing_here": Access(),
}
