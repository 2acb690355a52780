"""What trusts agree to, and what operators and analysts do with the results of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engagement.actions.base import Act, action
from engagement.comparing.enums import AgreementKind, UseKind
from engagement.comparing.errors import ComparisonRefused
from engagement.comparing.models import AnalystGrant, AnalystUse, NormSet, OutcomeFile
from engagement.comparing.rules.norm_file import NormLine
from engagement.comparing.rules.outcome_file import OutcomeLine
from engagement.comparing.selectors import grant_of
from engagement.comparing.services import agreeing, analysts, norming, outcomes
from engagement.comparing.services.norming import NormPlan
from engagement.instruments.models import InstrumentVersion
from kernel.audit import Change
from lms.actions.errors import NotAllowed, Refused
from lms.organisations import locks

WORDS: Mapping[str, tuple[Any, Any]] = {
    "too_few_trusts": (
        _("{trusts} trusts that agree have a published index from those days; a norm needs {fewest}."),
        _("Choose a longer time, or wait until more trusts have agreed and published."),
    ),
    "too_alike": (
        _("An earlier norm set has nearly the same results: what differs would point at a few trusts."),
        _("Wait until at least {least} results are others, or use the earlier one."),
    ),
    "name_taken": (
        _("This questionnaire has a norm set of that name."),
        _("Give it another name: a band is told by it."),
    ),
    "ended": (_("This norm set is out of use already."), ""),
    "grant_dates": (
        _("A grant lasts one year at most, and does not end before it begins."),
        _("Choose another last day."),
    ),
    "revoked": (_("This grant was revoked already."), ""),
}


@action("agreement.say")
def say_agreement(act: Act, *, organisation_id: int, kind: AgreementKind, is_given: bool) -> None:
    if organisation_id not in act.viewer.ids:
        raise NotAllowed
    organisation = locks.lock_organisation(organisation_id)
    made = agreeing.say(organisation, kind, is_given=is_given, user_id=act.user_id, now=act.now)
    if made is None:
        act.changed_nothing()
        return
    codes = {"kind": str(kind), "is_given": is_given}
    act.audit(Change(made, codes=codes, organisation_key=organisation.pk))


@action("norms.make")
def make_norms(act: Act, *, version: InstrumentVersion, plan: NormPlan) -> NormSet:
    with _in_words():
        made = norming.make(version, plan, user_id=act.user_id, now=act.now)
    act.audit(Change(made, codes={"trusts": made.trusts}, after={"name": made.name}))
    return made


@action("norms.take")
def take_norms(
    act: Act,
    *,
    version: InstrumentVersion,
    lines: Sequence[NormLine],
    name: str,
    dated_on: date,
    origin: str,
) -> NormSet:
    with _in_words():
        made = norming.take(
            version,
            lines,
            name=name,
            dated_on=dated_on,
            origin=origin,
            user_id=act.user_id,
            now=act.now,
        )
    act.audit(Change(made, codes={"trusts": made.trusts}, after={"name": name, "origin": origin}))
    return made


@action("norms.end")
def end_norms(act: Act, *, norm_set: NormSet, reason: str) -> None:
    with _in_words():
        norming.end(norm_set, reason=reason, user_id=act.user_id, now=act.now)
    act.audit(Change(norm_set, after={"reason": reason}))


@action("outcomes.take")
def take_outcomes(act: Act, *, lines: Sequence[OutcomeLine], name: str) -> OutcomeFile:
    file = outcomes.take(lines, name=name, user_id=act.user_id, now=act.now)
    act.audit(Change(file, codes={"rows": file.rows}, after={"name": name}))
    return file


@action("analyst.grant")
def grant_analyst(act: Act, *, user: Any, purpose: str, ends_on: date) -> AnalystGrant:
    with _in_words():
        made = analysts.grant(
            user,
            purpose=purpose,
            starts_on=act.today,
            ends_on=ends_on,
            granted_by=act.user_id,
            now=act.now,
        )
    after = {"purpose": purpose, "ends_on": ends_on.isoformat()}
    act.audit(Change(made, codes={"user": user.pk}, after=after))
    return made


@action("analyst.revoke")
def revoke_analyst(act: Act, *, grant: AnalystGrant) -> None:
    row = analysts.lock(grant)
    with _in_words():
        analysts.revoke(row, user_id=act.user_id, now=act.now)
    act.audit(Change(row, codes={"user": row.user_id}))


@action("analyst.use")
def use_as_analyst(act: Act, *, kind: UseKind, asked: str = "", rows: int = 0) -> AnalystUse:
    """Under the grant of whoever acts: without one there is nothing to use."""
    held = grant_of(act.user_id, on=act.today) if act.user_id else None
    if held is None:
        raise NotAllowed
    made = analysts.note(held, kind, now=act.now, asked=asked, rows=rows)
    act.audit(Change(made, codes={"grant": held.pk, "kind": str(kind), "rows": rows}))
    return made


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ComparisonRefused as refusal:
        message, mend = WORDS[refusal.code]
        raise Refused(
            refusal.code, format_lazy(message, **refusal.given), format_lazy(mend, **refusal.given)
        ) from refusal
