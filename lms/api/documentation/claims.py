"""Claims that a module's words suggest. The example is invented."""

from __future__ import annotations

from typing import Any

from lms.api.documentation import parts as build
from lms.api.documentation.studio import FOR_DESIGNERS, operation
from lms.api.serializers import claims as shapes

ACTIVITY = "2d8a1f0e-7c1b-4a39-8d0f-54b7e61ac202"
SUGGESTED: dict[str, Any] = {
    "reads": True,
    "has_framework": True,
    "suggestions": [
        {
            "element": "mlcf-3:4.1",
            "code": "4.1",
            "title": "Ensuring Patient Safety",
            "activity": ACTIVITY,
            "sentences": [{"text": "When did a near miss at handover last happen?", "activity": ACTIVITY}],
        }
    ],
    "dismissed": [],
}
ABOUT = (
    f"{FOR_DESIGNERS} `uid` is the module's key. Found by the words of its newest draft: the comparison "
    "knows words and not meaning."
)

get_suggested_claims = operation(
    "get_suggested_claims",
    "Claims that a module's words suggest",
    description=f"{ABOUT} What is claimed already, or was dismissed, is not among them.",
    answers={200: (shapes.SuggestedSerializer, "The suggestions.", SUGGESTED)},
    problems=(401, 404),
)
act_on_claim = operation(
    "act_on_suggested_claim",
    "Claim, dismiss or restore an element",
    description=(
        f"{ABOUT} `claim` writes into the draft and needs `activity` and `strength`; nothing is published. "
        "Twice is once. 404 for whoever may not change the module, 409 where the draft is locked."
    ),
    body=(
        shapes.ClaimActSerializer,
        {"act": "claim", "element": "mlcf-3:4.1", "activity": ACTIVITY, "strength": "practises"},
    ),
    answers={200: (shapes.SuggestedSerializer, "What is suggested now.", SUGGESTED)},
    problems=(*build.WRITE, 404, 409),
)
