"""The sampling frame and its log, who consented and who withdrew, and careers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engagement.studies.enums import Contact, StudyState
from engagement.studies.errors import StudyRefused
from engagement.studies.models import (
    Attended,
    Excerpt,
    FrameEntry,
    FrameEvent,
    Participant,
    Post,
    Study,
)
from engagement.studies.services.studies import By

WHY = "the rows of a study that is locked"


@dataclass(frozen=True)
class Listed:
    """Somebody for the frame, with where they were found and what that was checked against."""

    name: str
    organisation: str = ""
    source: str = ""
    checked_against: str = ""


@dataclass(frozen=True)
class Held:
    """A post, and when it was held."""

    kind: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class CareerData:
    """``programmes`` is none where nobody asked, and empty where there was none."""

    specialty: str = ""
    specialty_group: str = ""
    birth_year: int | None = None
    in_post: bool | None = None
    sessions: Decimal | None = None
    programmes: tuple[str, ...] | None = None
    posts: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Told:
    """A career as a file has it: of a participant who is there, or of one who consented on that day."""

    pseudonym: str
    career: CareerData
    consented_on: date | None = None


def list_people(study: Study, listed: Sequence[Listed]) -> int:
    """Add those who are not on the frame yet; a name with another organisation is another person."""
    _refuse_finished(study)
    rows = FrameEntry.objects.unscoped(reason=WHY).filter(study=study, forgotten_at__isnull=True)
    there = {(name.lower(), place.lower()) for name, place in rows.values_list("name", "organisation")}
    new: dict[tuple[str, str], FrameEntry] = {}
    for each in listed:
        key = (each.name.lower(), each.organisation.lower())
        if key not in there:
            new.setdefault(
                key,
                FrameEntry(
                    study=study,
                    name=each.name,
                    organisation=each.organisation,
                    source=each.source,
                    checked_against=each.checked_against,
                ),
            )
    FrameEntry.objects.bulk_create(new.values())
    return len(new)


def record_contact(entry: FrameEntry, kind: Contact, *, on: date, by: By) -> FrameEvent:
    return FrameEvent.objects.create(
        entry=entry, kind=kind, on=on, recorded_by_id=by.user_id, recorded_at=by.now
    )


def take_part(entry: FrameEntry, *, pseudonym: str, consented_on: date, by: By) -> Participant:
    """Record consent: from then on there is a participant, named nowhere but on the frame."""
    study = entry.study
    _refuse_finished(study)
    rows = Participant.objects.unscoped(reason=WHY)
    if rows.filter(entry=entry).exists():
        raise StudyRefused("takes_part")
    if rows.filter(study=study, pseudonym=pseudonym).exists():
        raise StudyRefused("pseudonym_taken")
    record_contact(entry, Contact.AGREED, on=consented_on, by=by)
    return Participant.objects.create(
        study=study,
        entry=entry,
        pseudonym=pseudonym,
        consented_on=consented_on,
        recorded_by_id=by.user_id,
    )


def save_career(participant: Participant, career: CareerData) -> None:
    if participant.withdrawn_on is not None:
        raise StudyRefused("withdrew")
    for name in ("specialty", "specialty_group", "birth_year", "in_post", "sessions"):
        setattr(participant, name, getattr(career, name))
    participant.programmes_known = career.programmes is not None
    participant.save()
    _empty(participant, Post, Attended)
    Post.objects.bulk_create(
        Post(participant=participant, kind=post.kind, starts_on=post.starts_on, ends_on=post.ends_on)
        for post in career.posts
    )
    titles = dict.fromkeys(career.programmes or ())
    Attended.objects.bulk_create(Attended(participant=participant, title=title) for title in titles)


def save_careers(study: Study, told: Sequence[Told], *, by: By) -> list[Participant]:
    """All of a file or nothing of it."""
    _refuse_finished(study)
    rows = Participant.objects.unscoped(reason=WHY).filter(study=study)
    there = {each.pseudonym: each for each in rows}
    found = []
    for each in told:
        participant = there.get(each.pseudonym)
        if participant is None:
            if each.consented_on is None:
                raise StudyRefused("no_consent", pseudonym=each.pseudonym)
            participant = Participant.objects.create(
                study=study,
                pseudonym=each.pseudonym,
                consented_on=each.consented_on,
                recorded_by_id=by.user_id,
            )
        if participant.withdrawn_on is not None:
            raise StudyRefused("withdrew_in_file", pseudonym=each.pseudonym)
        save_career(participant, each.career)
        found.append(participant)
    return found


def withdraw(participant: Participant, *, on: date, by: By) -> None:
    """Nothing of what they told is left, and no table counts them any more."""
    if participant.withdrawn_on is not None:
        raise StudyRefused("withdrew")
    if participant.entry_id is not None:
        entry = FrameEntry.objects.unscoped(reason=WHY).get(pk=participant.entry_id)
        record_contact(entry, Contact.WITHDREW, on=on, by=by)
    _empty(participant, Post, Attended, Excerpt)
    participant.entry = None
    participant.specialty = participant.specialty_group = ""
    participant.birth_year = participant.in_post = participant.sessions = None
    participant.programmes_known = False
    participant.withdrawn_on = max(on, participant.consented_on)
    participant.save()


def forget_names(study: Study, *, by: By) -> int:
    """Cut pseudonyms from names for good: of the frame only its numbers, sources and log are left."""
    if study.state != StudyState.FINISHED:
        raise StudyRefused("not_finished")
    entries = FrameEntry.objects.unscoped(reason=WHY).filter(study=study, forgotten_at__isnull=True)
    Participant.objects.unscoped(reason=WHY).filter(study=study).update(entry=None)
    return entries.update(name="", organisation="", forgotten_at=by.now)


def _empty(participant: Participant, *models: type[Post] | type[Attended] | type[Excerpt]) -> None:
    for model in models:
        model.objects.unscoped(reason=WHY).filter(participant=participant).delete()


def _refuse_finished(study: Study) -> None:
    if study.state == StudyState.FINISHED:
        raise StudyRefused("finished")
