"""Who may open and change which address of a study: its team, each in their role. Here that is a lead."""

from __future__ import annotations

from collections.abc import Mapping

from cms.roles import SUPERUSERS, THE_RESEARCHER, Access, acting, both, reading

MAY_BEGIN = THE_RESEARCHER | SUPERUSERS

STUDIES: Mapping[str, Access] = {
    "leadership_studies:list": reading(MAY_BEGIN),
    "leadership_studies:new": both(MAY_BEGIN),
    **{
        f"leadership_studies:{name}": reading(THE_RESEARCHER)
        for name in (
            "study",
            "frame",
            "frame_template",
            "careers",
            "careers_template",
            "tables",
            "tables_csv",
            "findings",
        )
    },
    **{
        f"leadership_studies:{name}": both(THE_RESEARCHER)
        for name in (
            "change",
            "team",
            "add_to_frame",
            "forget",
            "entry",
            "consent",
            "add_careers",
            "career",
            "withdraw",
            "guide",
            "themes",
            "excerpts",
            "remove_excerpt",
            "release",
            "new_finding",
            "finding",
            "new_recommendation",
            "recommendation",
        )
    },
    # Looking at participants is recorded on a press, and only a session is changed besides.
    "leadership_studies:open": acting(THE_RESEARCHER),
    "leadership_studies:end_member": acting(THE_RESEARCHER),
}
