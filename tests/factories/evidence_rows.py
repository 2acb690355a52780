"""A doctor's portfolio for the scene of all addresses: kept, half written, in the archive, and shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.actions import evidence, learning
from lms.actions.enrolment import join_programme
from lms.portfolio import tokens
from lms.portfolio.enums import Kind
from lms.portfolio.models import EvidenceFile, EvidenceItem, EvidenceShare
from tests.factories import programmes, trusts
from tests.factories.evidence import a_draft, files, kept, shared
from tests.factories.programmes import a_project
from tests.factories.work import a_file


@dataclass
class EvidenceRows:
    item: EvidenceItem
    file: EvidenceFile
    draft: EvidenceItem
    archived: EvidenceItem
    open: EvidenceItem
    """Shared with somebody, and holding nothing that nobody else may read."""
    share: EvidenceShare
    open_file: EvidenceFile
    project: UUID
    """The fact of a project that can be taken in."""

    @property
    def token(self) -> str:
        return tokens.token_of(self.share.uid, self.share.token_hash)


def make_evidence_rows(learner: Any, private: str) -> EvidenceRows:
    context = trusts.learner_context(learner)
    mine = a_file(f"{private}.txt", f"{private} kept.".encode())
    item = kept(context, title=f"{private} title", words=f"{private} words", files=(mine,))
    draft = a_draft(context, Kind.REFLECTION, title=f"{private} draft", parts=(f"{private} part",))
    archived = kept(context, title=f"{private} archived")
    evidence.archive_evidence(context, item_uid=archived.uid)
    shown = kept(context, title="A talk on rotas", files=(a_file("rota.txt", b"A rota."),))
    share = shared(context, shown, f"{private} reader", address=f"{private}@mail.example")
    return EvidenceRows(
        item, files(item)[0], draft, archived, shown, share, files(shown)[0], make_project(learner)
    )


def make_project(learner: Any) -> UUID:
    module = programmes.make_module("Improving", activities=[a_project()])
    programme = programmes.make_programme("Improving", modules=[module], open_to_all=True)
    context = trusts.learner_context(learner)
    row = join_programme(context, programme_uid=programme.translation_key)
    words = {"plan": "Ask", "do": "Asked", "study": "It helps.", "act": "Go on"}
    done = learning.complete_activity(
        context,
        enrolment_uid=row.uid,
        activity_key=programmes.module_version(module).activities.get().key,
        answers={
            **dict.fromkeys(("aim", "measure", "change", "outcome"), "Words."),
            "cycles": [{**words, "starts_on": "2026-08-01", "ends_on": "2026-08-09"}],
        },
    )
    return done.facts[0].uid
