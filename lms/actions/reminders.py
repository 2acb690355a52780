"""Which mails a doctor wants, and what a trust makes of a programme's reminders for its own seats."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.enrolment.enums import State
from lms.enrolment.models import Contract, Enrolment
from lms.people.locks import lock_people, lock_self
from lms.reminders import tokens
from lms.reminders.enums import REMINDERS, Category, Reason, Rule
from lms.reminders.services import choosing, planning
from lms.reminders.services.choosing import Narrowing
from lms.reminders.validators import check_sentence

MOST_LATER = 90


@action("reminders.choose")
def choose_mails(act: Act, *, muted: Collection[Category]) -> bool:
    """Mute these kinds of mail and no others; returns whether that changes anything."""
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    off = [each for each in Category if each in muted and choosing.mute(person.pk, each, now=act.now)]
    on = [each for each in Category if each not in muted and choosing.unmute(person.pk, each)]
    for category in off:
        planning.suppress_muted(person.pk, category=category, now=act.now)
    if on:
        mine = Enrolment.objects.visible_to(act.viewer).filter(state__in=[State.ACTIVE, State.INVITED])
        planning.plan_due_reminders(now=act.now, enrolment_ids=list(mine.values_list("pk", flat=True)))
    if not (on or off):
        act.changed_nothing()
        return False
    codes = {"muted": [str(each) for each in off], "unmuted": [str(each) for each in on]}
    act.audit(Change(person, codes=codes, subject_key=person.pk))
    return True


@action("reminders.unsubscribe")
def unsubscribe(act: Act, *, token: str) -> Category:
    """Mute the kind of mail whose link this is. Its holder got the mail; a second press changes nothing."""
    try:
        uid, category = tokens.read_token(token)
    except tokens.BadToken as error:
        raise NotAllowed from error
    person = choosing.person_by_uid(uid)
    if person is None:
        raise NotAllowed
    lock_people([person.pk])
    if not choosing.mute(person.pk, category, now=act.now):
        act.changed_nothing()
        return category
    planning.suppress_muted(person.pk, category=category, now=act.now)
    act.audit(Change(person, codes={"muted": [str(category)]}, subject_key=person.pk))
    return category


@action("reminders.narrow")
def narrow_rules(
    act: Act, *, contract_uid: uuid.UUID, rules: Mapping[str, Narrowing], sentence: str
) -> Collection[str]:
    """Switch rules off or make them later for the organisation's own seats, and add one plain sentence."""
    contract = (
        Contract.objects.visible_to(act.viewer)
        .select_related("organisation", "programme")
        .select_for_update(of=("self",), no_key=True)
        .filter(uid=contract_uid)
        .first()
    )
    if contract is None:
        raise NotAllowed
    for rule, wanted in rules.items():
        _refuse_unless_narrower(rule, wanted)
    _refuse_unless_plain(sentence)
    ids = (contract.organisation_id, contract.programme_id)
    changed = choosing.narrow(*ids, rules, now=act.now)
    said = choosing.say(*ids, sentence, now=act.now)
    if changed:
        seats = Enrolment.objects.unscoped(reason="every seat that the rule holds for").filter(
            organisation_id=ids[0], programme_id=ids[1], state__in=[State.ACTIVE, State.INVITED]
        )
        found = list(seats.values_list("pk", flat=True))
        switched_off = any(rules[rule].is_off for rule in changed)
        stale = Reason.SWITCHED_OFF if switched_off else Reason.RULE_CHANGED
        planning.plan_due_reminders(now=act.now, enrolment_ids=found, stale=stale)
    if not changed and not said:
        act.changed_nothing()
        return changed
    codes = {
        "rules": {rule: "off" if rules[rule].is_off else rules[rule].later_by for rule in changed},
        "sentence": said,
    }
    act.audit(Change(contract, codes=codes, organisation_key=contract.organisation_id))
    return changed


def _refuse_unless_narrower(rule: str, wanted: Narrowing) -> None:
    too_late = wanted.later_by > MOST_LATER or wanted.later_by < 0
    if rule not in REMINDERS or too_late or (rule == Rule.ON_DUE and wanted.later_by):
        raise Refused(
            "not_narrower",
            _("A trust can switch a reminder off, or make it at most 90 days later."),
            _("Choose one of the two."),
        )


def _refuse_unless_plain(sentence: str) -> None:
    try:
        check_sentence(sentence)
    except ValidationError as error:
        raise Refused("sentence", error.messages[0], _("Write one plain sentence.")) from error
