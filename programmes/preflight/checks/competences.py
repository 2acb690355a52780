"""Rules about claims and promises: what is said to be built, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from competencies.enums import NodeKind, Stage
from competencies.models import Node
from programmes.preflight.around import UsedClaim
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import ModuleContext, ProgrammeContext
from programmes.rules.problems import Path


def _element_of(node: Node | None) -> int | None:
    if node is None:
        return None
    return node.pk if node.kind == NodeKind.ELEMENT else node.parent_id


class NothingClaimed(Rule):
    code = "nothing_claimed"
    severity = Severity.WARN
    title = _("A module that claims no competence")
    why = _("It will not show on any doctor's competences, nor in the coverage of a programme.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        if (
            module.activities
            and not module.claims
            and not module.is_translation
            and module.around.has_framework
        ):
            yield Finding(
                now_("Body"),
                now_("No activity claims a competence."),
                now_("In an activity press the plus under “Competences”, and claim what it really builds."),
                (*module.activities[0].path, "claims"),
            )


class DemonstratedByReading(Rule):
    code = "demonstrated_by_reading"
    severity = Severity.WARN
    title = _("Demonstrated by reading, watching or listening only")
    why = _("Who has read about something has not shown that they can do it, and an appraiser will say so.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, claim in module.claims:
            if claim.demonstrates and activity.kind.is_taken_in:
                what = now_("It claims to demonstrate %(key)s, but the doctor only takes something in.")
                mend = now_("Make it “introduces”, or claim it where the doctor does something.")
                yield Finding(activity.where, what % {"key": _name(module, claim.key)}, mend, claim.path)


class DemonstratedUnassessed(Rule):
    code = "demonstrated_unassessed"
    severity = Severity.WARN
    title = _("No assessment behind “demonstrates”")
    why = _(
        "What nobody looks at is practised. Demonstrated is what was judged by something or somebody else."
    )

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        nodes = module.around.nodes
        assessed = {
            _element_of(nodes.get(claim.key))
            for activity, claim in module.claims
            if activity.kind.is_assessed
        }
        for activity, claim in module.claims:
            if not claim.demonstrates or activity.kind.is_taken_in:
                continue
            if _element_of(nodes.get(claim.key)) not in assessed:
                what = now_("It claims to demonstrate %(key)s, and nothing in the module assesses that.")
                mend = now_("Make it “practises”, or add something that is assessed and claims it too.")
                yield Finding(activity.where, what % {"key": _name(module, claim.key)}, mend, claim.path)


class OldEdition(Rule):
    code = "old_edition"
    severity = Severity.WARN
    title = _("A claim from an older edition of a framework")
    why = _(
        "Coverage and the doctor's competences are counted by edition: the claim is missing in the newer one."
    )

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, claim in module.claims:
            node = module.around.nodes.get(claim.key)
            newest = module.around.newest_editions.get(node.framework.code) if node else None
            if node and newest and newest.pk != node.framework_id:
                what = now_("%(key)s is of the edition %(old)s; %(new)s is the newest.")
                values = {"key": claim.key, "old": node.framework.edition, "new": newest.edition}
                mend = now_("Choose the competence of the newest edition that means the same.")
                yield Finding(activity.where, what % values, mend, claim.path)


class StageWithoutDescriptor(Rule):
    code = "stage_without_descriptor"
    severity = Severity.WARN
    title = _("A competence that says nothing for the programme's stage")
    why = _("The doctor's page of competences would show nothing of what it means for them.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        stage = getattr(programme.draft, "stage", "")
        if stage not in Stage.values:
            return
        silent: dict[int, Node] = {}
        for use in programme.uses:
            for claim in programme.around.used_claims.get(use.module, ()):
                element = claim.element
                if element is not None and (element.pk, stage) not in programme.around.described:
                    silent[element.pk] = element
        for node in silent.values():
            what = now_("%(element)s is claimed, and has no descriptor for “%(stage)s”.")
            values = {"element": node, "stage": Stage(stage).label}
            mend = now_("Choose another stage, or have the framework's next edition say what it means there.")
            yield Finding(now_("Career stage"), what % values, mend, ("stage",))


class PromiseNotKept(Rule):
    code = "promise_not_kept"
    severity = Severity.BLOCK
    title = _("A promised competence that no activity claims")
    why = _("Trusts choose by what a programme promises. This would be a promise that nothing in it keeps.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for node, path, claims in _promises(programme):
            if not claims:
                what = now_("%(competence)s is promised, and no activity of its modules claims it.")
                mend = now_("Add a module that builds it, or take the promise back.")
                yield Finding(now_("Promised competences"), what % {"competence": node}, mend, path)


class PromiseMayBeSkipped(Rule):
    code = "promise_may_be_skipped"
    severity = Severity.WARN
    title = _("A promised competence that can be passed over")
    why = _("A doctor can complete the programme without ever meeting what it promises.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for node, path, claims in _promises(programme):
            if claims and not any(claims):
                what = now_("%(competence)s is promised, but only what is optional claims it.")
                mend = now_("Require one of the activities that claim it, and its module.")
                yield Finding(now_("Promised competences"), what % {"competence": node}, mend, path)


def _promises(programme: ProgrammeContext) -> Iterator[tuple[Node, Path, list[bool]]]:
    """Each promised competence with whether each claim of it is in what must be done."""
    promises = programme.stored("promises")
    if not promises or programme.is_translation:
        return
    for index, item in enumerate(promises):
        node = programme.around.nodes.get(str(item["value"]))
        if node is None:
            continue
        claims = [
            use.required and claim.required
            for use in programme.uses
            for claim in programme.around.used_claims.get(use.module, ())
            if _keeps(claim, node)
        ]
        yield node, ("promises", index), claims


def _keeps(claim: UsedClaim, node: Node) -> bool:
    return node.pk in {claim.node.pk, claim.node.parent_id}


def _name(module: ModuleContext, key: str) -> str:
    node = module.around.nodes.get(key)
    return str(node) if node else key


RULES = (
    NothingClaimed,
    DemonstratedByReading,
    DemonstratedUnassessed,
    OldEdition,
    StageWithoutDescriptor,
    PromiseNotKept,
    PromiseMayBeSkipped,
)
