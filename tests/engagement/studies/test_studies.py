"""What the team of a study does, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from engagement.actions import studies as actions
from engagement.studies import selectors
from engagement.studies.enums import Contact, StudyState, TeamRole
from engagement.studies.models import (
    Attended,
    Excerpt,
    FrameEntry,
    FrameEvent,
    GuideVersion,
    Participant,
    Post,
    Study,
    StudyMember,
    StudyRelease,
    Theme,
)
from engagement.studies.services.people import Listed, Told
from engagement.studies.services.talk import Coded, Found
from engagement.studies.templates import templates
from kernel.models import AuditDetail, AuditEntry
from lms.actions.errors import NotAllowed, Refused
from tests.engagement.studies.conftest import StudyWorld
from tests.factories.studies import (
    REASON,
    TEMPLATE,
    a_career,
    a_plan,
    add,
    context_of,
    list_people,
    make_researcher,
    make_study,
    take_part,
)
from tests.factories.trusts import TODAY, make_user

pytestmark = pytest.mark.django_db


def refusal(act: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as found:
        act(*given, **named)
    assert "{" not in str(found.value)
    return found.value.code


def test_a_template_brings_question_protocol_guide_and_themes(ready_study: StudyWorld) -> None:
    template = templates()[TEMPLATE]
    study = actions.make_study(ready_study.context, user=ready_study.lead, plan=a_plan(), template=TEMPLATE)

    guide = GuideVersion.objects.unscoped(reason=REASON).get(study=study)
    assert (guide.number, tuple(guide.headings)) == (1, template.guide)
    titles = Theme.objects.unscoped(reason=REASON).filter(study=study).values_list("title", flat=True)
    assert set(titles) == {title for title, _description in template.themes}


def test_who_may_not_begin_a_study_begins_none() -> None:
    user = make_user()

    with pytest.raises(NotAllowed):
        actions.make_study(context_of(user), user=user, plan=a_plan())

    assert not Study.objects.unscoped(reason=REASON).exists()


def test_nobody_begins_one_for_another(ready_study: StudyWorld) -> None:
    with pytest.raises(NotAllowed):
        actions.make_study(ready_study.context, user=make_researcher(), plan=a_plan())


def test_superusers_are_strangers_to_a_study(ready_study: StudyWorld) -> None:
    user = make_user(is_superuser=True, is_staff=True)
    viewer = selectors.viewer_for(user.pk)

    assert selectors.study_for(viewer, ready_study.study.uid) is None
    with pytest.raises(NotAllowed):
        actions.look(context_of(user), **ready_study.uid)


@pytest.mark.parametrize("email", ["doctor@mail.example", "nobody@mail.example"])
def test_only_researchers_come_into_a_team(ready_study: StudyWorld, email: str) -> None:
    """And whether anybody else has an account is not said."""
    make_user("doctor@mail.example")
    given = {"email": email, "role": TeamRole.READER}

    assert refusal(actions.add_member, ready_study.context, **ready_study.uid, **given) == "no_researcher"
    assert StudyMember.objects.unscoped(reason=REASON).filter(study=ready_study.study).count() == 1


def test_nobody_is_in_a_team_twice(ready_study: StudyWorld) -> None:
    given = {"email": ready_study.lead.email, "role": TeamRole.READER}

    assert refusal(actions.add_member, ready_study.context, **ready_study.uid, **given) == "in_team"


def test_the_last_lead_stays(ready_study: StudyWorld) -> None:
    (only,) = selectors.team_of(ready_study.context.viewer, ready_study.study)
    given = {"member_uid": only.uid}

    assert refusal(actions.end_member, ready_study.context, **ready_study.uid, **given) == "last_lead"
    only.refresh_from_db()
    assert only.ended_at is None


def test_whoever_has_left_sees_nothing_more(ready_study: StudyWorld) -> None:
    other = make_researcher()
    member = add(ready_study.study, ready_study.lead, other)
    before = context_of(other)
    actions.end_member(ready_study.context, **ready_study.uid, member_uid=member.uid)

    for context in (before, context_of(other)):
        assert selectors.study_for(context.viewer, ready_study.study.uid) is None
        with pytest.raises(NotAllowed):
            actions.look(context, **ready_study.uid)
    assert (
        refusal(actions.end_member, ready_study.context, **ready_study.uid, member_uid=member.uid)
        == "ended_before"
    )


def test_a_reader_reads_no_row_about_anybody(ready_study: StudyWorld) -> None:
    lead, study = ready_study.lead, ready_study.study
    list_people(study, lead, "Dr Ada Listed")
    take_part(study, lead, [a_career()])
    reader = make_researcher()
    add(study, lead, reader, TeamRole.READER)
    context = context_of(reader)

    found = selectors.study_for(context.viewer, study.uid)
    assert found is not None
    assert not selectors.frame_of(context.viewer, study).exists()
    assert not selectors.participants_of(context.viewer, study).exists()
    assert selectors.standing_of(context.viewer, study).consented == 1
    for act, given in (
        (actions.look, {}),
        (actions.list_people, {"listed": [Listed("Dr Ben")]}),
        (actions.save_finding, {"given": Found("So it is.")}),
        (actions.release, {}),
    ):
        with pytest.raises(NotAllowed):
            act(context, **ready_study.uid, **given)  # type: ignore[operator]


def test_a_researcher_neither_changes_the_plan_nor_releases(ready_study: StudyWorld) -> None:
    other = make_researcher()
    add(ready_study.study, ready_study.lead, other)

    for act, given in ((actions.change_study, {"plan": a_plan()}), (actions.release, {})):
        with pytest.raises(NotAllowed):
            act(context_of(other), **ready_study.uid, **given)  # type: ignore[operator]


def test_the_lead_of_another_study_is_a_stranger(ready_study: StudyWorld) -> None:
    other = make_researcher()
    make_study(other)
    (entry,) = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")
    context = context_of(other)

    with pytest.raises(NotAllowed):
        actions.take_part(
            context, **ready_study.uid, entry_uid=entry.uid, pseudonym="P01", consented_on=TODAY
        )
    assert not Participant.objects.unscoped(reason=REASON).exists()


def test_rows_of_two_studies_do_not_mix(ready_study: StudyWorld) -> None:
    """A lead of both: a theme of one is not there in the other."""
    second = make_study(ready_study.lead, title="Another", template=TEMPLATE)
    (found,) = take_part(ready_study.study, ready_study.lead, [a_career()])
    theme = Theme.objects.unscoped(reason=REASON).filter(study=second)[0]
    given = {"participant_uid": found.uid, "theme_uid": theme.uid, "coded": Coded("risk", "being")}

    with pytest.raises(NotAllowed):
        actions.code_excerpt(context_of(ready_study.lead), **ready_study.uid, **given)
    assert not Excerpt.objects.unscoped(reason=REASON).exists()


def test_who_is_on_the_frame_is_not_listed_twice(ready_study: StudyWorld) -> None:
    list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")
    entries = list_people(ready_study.study, ready_study.lead, "dr ada listed", "Dr Ben Listed")

    assert [entry.name for entry in entries] == ["Dr Ada Listed", "Dr Ben Listed"]


def consent(world: StudyWorld, entry: FrameEntry, pseudonym: str = "P01") -> Participant:
    return actions.take_part(
        world.context, **world.uid, entry_uid=entry.uid, pseudonym=pseudonym, consented_on=TODAY
    )


def test_consent_is_recorded_once_under_one_pseudonym(ready_study: StudyWorld) -> None:
    first, second = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed", "Dr Ben Listed")
    consent(ready_study, first)

    assert refusal(consent, ready_study, first, "P02") == "takes_part"
    assert refusal(consent, ready_study, second) == "pseudonym_taken"
    log = FrameEvent.objects.unscoped(reason=REASON).values_list("entry", "kind")
    assert list(log) == [(first.pk, Contact.AGREED)]


def test_agreeing_cannot_be_written_into_the_log_alone(ready_study: StudyWorld) -> None:
    (entry,) = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")

    with pytest.raises(NotAllowed):
        actions.record_contact(
            ready_study.context, **ready_study.uid, entry_uid=entry.uid, kind=Contact.AGREED, on=TODAY
        )


def test_withdrawing_leaves_a_pseudonym_and_two_days(ready_study: StudyWorld) -> None:
    (entry,) = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")
    found = consent(ready_study, entry)
    here = {**ready_study.uid, "participant_uid": found.uid}
    actions.save_career(ready_study.context, **here, career=a_career(programmes=("a course",)))
    theme = Theme.objects.unscoped(reason=REASON).filter(study=ready_study.study)[0]
    coded = Coded("risk", "being", "Words.")
    actions.code_excerpt(ready_study.context, **here, theme_uid=theme.uid, coded=coded)

    actions.withdraw_consent(ready_study.context, **here, on=TODAY)

    found.refresh_from_db()
    assert (found.withdrawn_on, found.birth_year, found.specialty, found.entry_id) == (TODAY, None, "", None)
    for model in (Post, Attended, Excerpt):
        assert not model.objects.unscoped(reason=REASON).exists()  # type: ignore[attr-defined]
    assert FrameEvent.objects.unscoped(reason=REASON).order_by("-pk")[0].kind == Contact.WITHDREW
    assert not selectors.taking_part(ready_study.study).exists()
    assert refusal(actions.save_career, ready_study.context, **here, career=a_career()) == "withdrew"
    told = [Told("P01", a_career(), TODAY)]
    assert refusal(actions.import_careers, ready_study.context, **ready_study.uid, told=told) == (
        "withdrew_in_file"
    )


def test_careers_from_a_list_need_consent(ready_study: StudyWorld) -> None:
    told = [Told("P01", a_career(), TODAY), Told("P02", a_career())]

    assert refusal(actions.import_careers, ready_study.context, **ready_study.uid, told=told) == "no_consent"
    assert not Participant.objects.unscoped(reason=REASON).exists()


def test_the_trail_says_who_did_what_and_nothing_of_what_was_told(ready_study: StudyWorld) -> None:
    (entry,) = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")
    found = consent(ready_study, entry)
    career = a_career(born=1951)
    here = {**ready_study.uid, "participant_uid": found.uid}
    actions.save_career(ready_study.context, **here, career=career)
    actions.look(ready_study.context, **ready_study.uid)

    trail = AuditEntry.objects.filter(action__startswith="study.").order_by("pk")
    assert [each.action for each in trail][-4:] == [
        "study.list_people",
        "study.take_part",
        "study.save_career",
        "study.look",
    ]
    assert {each.actor_id for each in trail} == {ready_study.lead.pk}
    assert "1951" not in str([each.codes for each in trail])
    assert not AuditDetail.objects.filter(entry__in=trail).exists()


def test_another_guide_is_another_version(ready_study: StudyWorld) -> None:
    first = GuideVersion.objects.unscoped(reason=REASON).get(study=ready_study.study)

    made = actions.save_guide(ready_study.context, **ready_study.uid, headings=["One question"])
    again = actions.save_guide(ready_study.context, **ready_study.uid, headings=["One question"])

    assert made is not None
    assert (first.number, made.number, again) == (1, 2, None)


def test_a_theme_is_there_once(ready_study: StudyWorld) -> None:
    given = {**ready_study.uid, "title": "PAY"}

    assert refusal(actions.add_theme, ready_study.context, **given) == "theme_there"


def test_a_finished_study_takes_nobody(ready_study: StudyWorld) -> None:
    (entry,) = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")
    finish(ready_study)

    assert refusal(consent, ready_study, entry) == "finished"
    given = {**ready_study.uid, "listed": [Listed("Dr Ben")]}
    assert refusal(actions.list_people, ready_study.context, **given) == "finished"


def finish(world: StudyWorld) -> None:
    plan = a_plan(state=StudyState.FINISHED)
    actions.change_study(world.context, **world.uid, plan=plan)


def test_names_are_forgotten_after_the_end_and_pseudonyms_lead_nowhere(ready_study: StudyWorld) -> None:
    (entry,) = list_people(ready_study.study, ready_study.lead, "Dr Ada Listed")
    found = consent(ready_study, entry)
    assert refusal(actions.forget_names, ready_study.context, **ready_study.uid) == "not_finished"
    finish(ready_study)

    assert actions.forget_names(ready_study.context, **ready_study.uid) == 1

    entry.refresh_from_db()
    found.refresh_from_db()
    assert (entry.name, entry.organisation, found.entry_id) == ("", "", None)
    assert entry.source == "own knowledge"
    assert found.birth_year is None
    with pytest.raises(NotAllowed):
        consent(ready_study, entry, "P02")


def test_tables_are_released_as_they_were_and_read_by_everybody(ready_study: StudyWorld) -> None:
    study, lead = ready_study.study, ready_study.lead
    people = take_part(study, lead, [a_career(first=2000 + n) for n in range(6)])
    actions.save_finding(ready_study.context, **ready_study.uid, given=Found("All saw it.", is_public=True))
    actions.save_finding(ready_study.context, **ready_study.uid, given=Found("For the team."))
    assert selectors.public_face(study.uid) is None

    made = actions.release(ready_study.context, **ready_study.uid)

    assert (made.number, made.people) == (1, sorted(each.pk for each in people))
    face = selectors.public_face(study.uid)
    assert face is not None
    told = {figure.table: figure for figure in face.figures if not figure.line}
    assert (told["age"].n, told["age"].lowest, told["age"].highest) == (6, 45, 50)
    assert told["first_post"].held_back == "same"
    assert [finding.title for finding in face.findings] == ["All saw it."]


def test_too_few_people_have_no_release(ready_study: StudyWorld) -> None:
    take_part(ready_study.study, ready_study.lead, [a_career() for _each in range(4)])

    assert refusal(actions.release, ready_study.context, **ready_study.uid) == "too_few"
    assert not StudyRelease.objects.unscoped(reason=REASON).exists()


def test_a_release_that_differs_by_few_people_is_refused(ready_study: StudyWorld) -> None:
    """One who withdraws could be had by taking the later tables from the earlier ones."""
    study, lead = ready_study.study, ready_study.lead
    people = take_part(study, lead, [a_career(first=2000 + n) for n in range(11)])
    actions.release(ready_study.context, **ready_study.uid)
    for found in people[:4]:
        uids = {**ready_study.uid, "participant_uid": found.uid}
        actions.withdraw_consent(ready_study.context, **uids, on=TODAY + timedelta(days=1))
        assert refusal(actions.release, ready_study.context, **ready_study.uid) == "differs_by_few"
    uids = {**ready_study.uid, "participant_uid": people[4].uid}
    actions.withdraw_consent(ready_study.context, **uids, on=TODAY + timedelta(days=1))

    assert actions.release(ready_study.context, **ready_study.uid).number == 2


def test_the_same_people_may_be_released_again(ready_study: StudyWorld) -> None:
    take_part(ready_study.study, ready_study.lead, [a_career(first=2000 + n) for n in range(6)])

    numbers = [actions.release(ready_study.context, **ready_study.uid).number for _each in range(2)]

    assert numbers == [1, 2]


def test_smaller_groups_cannot_be_had_by_changing_the_plan(ready_study: StudyWorld) -> None:
    with pytest.raises(IntegrityError, match="study_floor"), transaction.atomic():
        actions.change_study(ready_study.context, **ready_study.uid, plan=a_plan(fewest=4))

    ready_study.study.refresh_from_db()
    assert ready_study.study.fewest == 5
