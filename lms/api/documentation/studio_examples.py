"""Examples of what the Studio knows, all invented. A test holds each against its shape."""

from __future__ import annotations

from lms.api.documentation.examples import MODULE_KEY, Example

COVERAGE: Example = {
    "framework": "mlcf-3",
    "minutes": 30,
    "percent": 5,
    "not_claimed": ["1.2", "1.3", "1.4"],
    "not_demonstrated": ["1.1"],
    "not_assessed": [],
    "modules": [
        {
            "uid": "7d0f3f0e-6f9c-4f58-9d34-4f0c0b2f5505",
            "key": MODULE_KEY,
            "title": "Meetings that end",
            "minutes": 30,
            "stages": ["postgraduate"],
            "elements": [{"element": "1.1", "strength": "practises", "minutes": 20, "assessed": True}],
        }
    ],
    "stages": [
        {"stage": "postgraduate", "element": "1.1", "strength": "practises", "minutes": 20, "assessed": True}
    ],
}
