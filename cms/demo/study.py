"""A study for the demonstration: invented doctors who lead, made from the template that ships."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from cms.demo import users
from engagement.actions import studies
from engagement.studies import selectors
from engagement.studies.enums import Contact, PostKind, Progress, StudyState
from engagement.studies.models import Study
from engagement.studies.services.people import CareerData, Held, Listed, Told
from engagement.studies.services.studies import Plan, plan_from
from engagement.studies.services.talk import Advised, Coded, Found
from engagement.studies.templates import templates
from kernel.audit import Actor
from lms.actions.base import Context

TEMPLATE = "medical-chief-executives"
TITLE = "Invented doctors who lead"

# Group, specialty, birth year, year of the first chief executive post, how many, programmes, sessions.
CAREERS: tuple[tuple[str, str, int, int, int, tuple[str, ...], str], ...] = (
    ("Hospital specialties", "Cardiology", 1964, 2012, 1, ("a director's course",), "0"),
    ("Hospital specialties", "Anaesthetics", 1967, 2014, 1, (), "1"),
    ("Hospital specialties", "General surgery", 1959, 2013, 2, ("a master's degree",), "0"),
    ("Hospital specialties", "Paediatrics", 1970, 2016, 1, ("a master's degree", "a fellowship"), "0"),
    ("Hospital specialties", "Acute medicine", 1966, 2018, 1, (), "2"),
    ("Hospital specialties", "Obstetrics", 1962, 2009, 3, (), "0"),
    ("Psychiatry", "General adult psychiatry", 1961, 2010, 2, ("a fellowship",), "1"),
    ("Psychiatry", "Child psychiatry", 1968, 2015, 1, ("a director's course",), "1"),
    ("Psychiatry", "Old age psychiatry", 1963, 2017, 1, (), "0"),
    ("Psychiatry", "General adult psychiatry", 1971, 2013, 2, ("a master's degree",), "1"),
    ("Psychiatry", "Forensic psychiatry", 1957, 2011, 1, (), "0"),
    ("Public health and general practice", "Public health", 1965, 2008, 2, ("a fellowship",), "0"),
    ("Public health and general practice", "General practice", 1969, 2019, 1, (), "2"),
    ("Public health and general practice", "General practice", 1960, 2012, 1, (), "1"),
    ("Public health and general practice", "Public health", 1972, 2020, 1, ("a director's course",), "0"),
    ("Public health and general practice", "General practice", 1958, 2007, 4, (), "0"),
)
FORENAMES = "Alun Bea Cai Dora Elis Fay Glyn Huw Ida Jac Kit Lowri Mabel Nest Owen Petra"
FRAME = tuple(f"Dr {name} Fictive" for name in FORENAMES.split())
"""Those who take part, in the order of their careers; two more did not."""
OTHERS = ("Dr Quinn Declined", "Dr Ros Awaited")
SPOKEN: tuple[tuple[str, str, str, int], ...] = (
    ("Improving services on a larger scale", "facilitator", "being", 11),
    ("Advice from senior colleagues", "facilitator", "becoming", 8),
    ("An early taste of management", "facilitator", "early", 6),
    ("Training and structured support", "barrier", "becoming", 9),
    ("Security of the career", "risk", "becoming", 7),
    ("Professional identity", "barrier", "being", 5),
    ("Pay", "barrier", "becoming", 3),
)
"""Theme, as what, of which stage, and how many said so."""
WORDS = "Invented: nobody had told me that it was a road at all."


def tell(*, now: datetime) -> UUID:
    """The reference of a study whose tables are released."""
    user = users.ensure(users.RESEARCHER)
    plan = Plan(**{**plan_from(templates()[TEMPLATE], starts_on=_before(now, 300)).__dict__, "title": TITLE})
    study = studies.make_study(
        _context(user, now), user=user, plan=plan, template=TEMPLATE, is_demonstration=True
    )
    context = _context(user, now)
    _ask(context, study)
    told = [
        Told(f"P{number:02}", _career(*each), _before(now, 240)) for number, each in enumerate(CAREERS, 1)
    ]
    studies.import_careers(context, study_uid=study.uid, told=told)
    _talk(context, study)
    _conclude(context, study)
    running = Plan(**{**plan.__dict__, "state": StudyState.RUNNING, "ethics_reference": "none (invented)"})
    studies.change_study(context, study_uid=study.uid, plan=running)
    studies.release(context, study_uid=study.uid)
    return study.uid


def _context(user: Any, now: datetime) -> Context:
    return Context(Actor.user(user.pk), selectors.viewer_for(user.pk), now)


def _before(now: datetime, days: int) -> date:
    return now.date() - timedelta(days=days)


def _ask(context: Context, study: Study) -> None:
    listed = [
        Listed(name, "Estuary Care (invented)", "the team's own knowledge", "an invented directory")
        for name in (*FRAME, *OTHERS)
    ]
    studies.list_people(context, study_uid=study.uid, listed=listed)
    entries = {entry.name: entry.uid for entry in selectors.frame_of(context.viewer, study)}
    asked, answered = _before(context.now, 250), _before(context.now, 240)
    for uid in entries.values():
        studies.record_contact(context, study_uid=study.uid, entry_uid=uid, kind=Contact.INVITED, on=asked)
    for number, name in enumerate(FRAME, 1):
        studies.take_part(
            context,
            study_uid=study.uid,
            entry_uid=entries[name],
            pseudonym=f"P{number:02}",
            consented_on=answered,
        )
    declined = entries[OTHERS[0]]
    studies.record_contact(
        context, study_uid=study.uid, entry_uid=declined, kind=Contact.DECLINED, on=answered
    )


def _career(
    group: str, specialty: str, born: int, first: int, posts: int, attended: tuple[str, ...], sessions: str
) -> CareerData:
    before = Held(PostKind.OTHER, date(first - 6, 4, 1), date(first - 1, 12, 31))
    held = [Held(PostKind.CHIEF_EXECUTIVE, date(first + 2 * number, 1, 1)) for number in range(posts)]
    return CareerData(
        specialty=specialty,
        specialty_group=group,
        birth_year=born,
        in_post=first > 2009,
        sessions=Decimal(sessions),
        programmes=attended,
        posts=(before, *held),
    )


def _talk(context: Context, study: Study) -> None:
    people = list(selectors.participants_of(context.viewer, study))
    themes = {theme.title: theme for theme in selectors.themes_of(context.viewer, study)}
    for title, polarity, point, count in SPOKEN:
        for number, who in enumerate(people[:count]):
            coded = Coded(polarity, point, WORDS if number == 0 else "", may_quote=number == 0)
            uids = {"participant_uid": who.uid, "theme_uid": themes[title].uid}
            studies.code_excerpt(context, study_uid=study.uid, **uids, coded=coded)


def _conclude(context: Context, study: Study) -> None:
    found = Found("Most came to it by chance (invented).", "Few had planned it, and few were prepared.", True)
    finding = studies.save_finding(context, study_uid=study.uid, given=found)
    advice = Advised(
        "Offer every clinical director a mentor outside the own trust (invented).",
        progress=Progress.UNDER_WAY,
        owner="An invented academy",
        due_on=context.today + timedelta(days=120),
        is_public=True,
        finding_id=finding.pk,
    )
    studies.save_recommendation(context, study_uid=study.uid, given=advice)
