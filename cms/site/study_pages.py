"""The pages about studies that come with the site: what others published, in our words, with its sources."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cms.site.models import HomePage, StudyIndexPage, StudyPage, StudySource
from cms.site.services import add_page

READ_BY = date(2026, 11, 23)

PAPER = (
    "Ham C, Clark J, Spurgeon P, Dickinson H, Armit K. Doctors who become chief executives in the"
    " NHS: from keen"
    " amateurs to skilled professionals. J R Soc Med 2011;104(3):113–9. doi 10.1258/jrsm.2011.110042."
)
PAPER_AT = "https://pmc.ncbi.nlm.nih.gov/articles/PMC3046192"
FIGURES = (
    ("22", "Medical chief executives who were interviewed: 20 in post and 2 who had been"),
    ("36 to 64 years", "Age at the first appointment as chief executive"),
    ("48 years", "Mean age at the first appointment"),
    ("13 of 22", "In their first chief executive post, or had held only one"),
    ("6", "Chief executive posts that the most experienced had held"),
)
RELATED = (
    (
        "",
        "Twenty-eight interviews with medical, clinical and managerial chief executives of the NHS.",
        "Till A, McGivern G. Routes to the top: the developmental journeys of medical, clinical and"
        " managerial NHS"
        " chief executives. BMJ Leader 4(2):64.",
        "https://bmjleader.bmj.com/content/4/2/64",
    ),
    (
        "8.3 % and 10.5 %",
        "Later survey of 129 chief executives in England: medically qualified among those appointed"
        " before 2015,"
        " and in 2015 to 2017",
        "Thornton J. “Doctors need to step up”: why are there still so few medical chief executives"
        " in the NHS?"
        " BMJ 2019;365:l4341.",
        "https://www.bmj.com/content/365/bmj.l4341",
    ),
)
SUMMARY = (
    "In 2009 researchers spoke with 22 doctors who ran an NHS organisation, or had done. They called"
    " themselves keen amateurs, and how they had been prepared differed greatly."
)
QUESTION = (
    "What careers lead doctors to the post of chief executive, and what do they meet on the way that helps or"
    " hinders them?"
)
METHOD = (
    "<p>All NHS organisations in the United Kingdom were in view, in 2009. The researchers"
    " identified 22 doctors in"
    " chief executive posts; 20 of them were interviewed, and two who had left such a post.</p>"
    "<p>They were asked at what age they first became chief executive, how many such posts they had"
    " held, what"
    " training they had had, and what chances, challenges and risks they had met.</p>"
)
FINDINGS = (
    "<h3>What helped</h3>"
    "<ul><li>The prospect of improving services on a larger scale than clinical work allows.</li></ul>"
    "<h3>What hindered, and what was a risk</h3>"
    "<ul><li>The insecurity of the post.</li>"
    "<li>Preparation that differed greatly from one to the next: there was no common road.</li>"
    "<li>A change in who they were as professionals, and little recognition for a role between medicine and"
    " management.</li></ul>"
)
ADVICE = (
    "<p>The authors call for support with a structure to it, so that “keen amateurs” become skilled"
    " professionals,"
    " and see a part in that for the faculty of medical leadership and management, new at the time.</p>"
)
LIMITS = (
    "<p>We read the abstract and the opening of the paper, and figures that were taken from it; not"
    " the whole of"
    " it. So the page says nothing of how often each help or hindrance was named, of specialties, or"
    " of single"
    " careers.</p>"
    "<p>Accounts of the paper at second hand also speak of advice from senior colleagues, of pay, of"
    " tribes, and of"
    " most having been appointed in mid-career. We could not check those against the paper, and give"
    " no figure"
    " for them.</p>"
    "<p>Twenty-two people in one country in one year are too few to say what causes what. A team can"
    " run such a"
    " study again here: protocol, interview guide and themes come with the site as a template.</p>"
)


@transaction.atomic
def build_study_pages(home: HomePage, *, now: datetime) -> StudyIndexPage:
    """What is there already stays as it is."""
    index = StudyIndexPage.objects.child_of(home).get()
    page = StudyPage(
        title="Doctors who become chief executives",
        slug="medical-chief-executives",
        summary=SUMMARY,
        question=QUESTION,
        method=METHOD,
        findings=FINDINGS,
        recommendations=ADVICE,
        limits=LIMITS,
        search_description=SUMMARY[:160],
    )
    page.sources = [
        StudySource(figure=figure, says=says, source=PAPER, link=PAPER_AT, checked_on=READ_BY)
        for figure, says in FIGURES
    ] + [
        StudySource(figure=figure, says=says, source=source, link=link, checked_on=READ_BY)
        for figure, says, source, link in RELATED
    ]
    add_page(index, page, now)
    return index


def add_demonstration(index: StudyIndexPage, reference: UUID, *, now: datetime) -> None:
    """A page whose tables come from an invented study on this site."""
    page = StudyPage(
        title="Invented doctors who lead (demonstration)",
        slug="demonstration",
        summary="What a study’s page looks like with released tables. Everybody in it is invented.",
        question="How do invented doctors become chief executives of invented organisations?",
        method="<p>Made up, to show tables with small groups held back.</p>",
        reference=reference,
        is_demonstration=True,
    )
    add_page(index, page, now)
