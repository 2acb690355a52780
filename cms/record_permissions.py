"""Who may open and change the addresses of what a doctor keeps about themselves: nobody but the doctor."""

from __future__ import annotations

from collections.abc import Mapping

from cms.roles import DOCTORS, EVERYBODY, THE_LEARNER, Access, acting, both, reading

PORTFOLIO: Mapping[str, Access] = {
    "leadership_learn:portfolio": reading(DOCTORS),
    "leadership_learn:new_evidence": both(DOCTORS),
    # What is posted names something that the doctor did.
    "leadership_learn:take_in_evidence": Access(read=DOCTORS, act=THE_LEARNER),
    "leadership_learn:export_evidence": acting(DOCTORS),
    # Whoever holds the link from the mail: the token is what lets in, and a press shows what is shared.
    "leadership_learn:shared_evidence": both(EVERYBODY),
    "leadership_learn:shared_evidence_file": reading(EVERYBODY),
    "leadership_learn:evidence": reading(THE_LEARNER),
    "leadership_learn:change_evidence": both(THE_LEARNER),
    "leadership_learn:save_evidence": acting(THE_LEARNER),
    "leadership_learn:add_evidence_files": acting(THE_LEARNER),
    "leadership_learn:evidence_file": reading(THE_LEARNER),
    "leadership_learn:remove_evidence_file": acting(THE_LEARNER),
    "leadership_learn:archive_evidence": acting(THE_LEARNER),
    "leadership_learn:nobody_in_it": acting(THE_LEARNER),
    "leadership_learn:remove_evidence": both(THE_LEARNER),
    "leadership_learn:export_one_evidence": reading(THE_LEARNER),
    "leadership_learn:share_evidence": both(THE_LEARNER),
    "leadership_learn:end_evidence_share": acting(THE_LEARNER),
}
