"""The public site's pages, and what visitors write to it."""

from cms.site.models.behaviours import BehaviourEvidence, BehaviourIndexPage, BehaviourPage
from cms.site.models.contact import ContactMessage, ContactPage
from cms.site.models.deliverables import (
    DeliverableFile,
    DeliverableIndexPage,
    DeliverableKind,
    DeliverablePage,
    DeliverableSource,
)
from cms.site.models.downloads import DeliverablePdf, DownloadCount
from cms.site.models.events import EventIndexPage, EventPage
from cms.site.models.good_practice import (
    GoodPracticeEvidence,
    GoodPracticeIndexPage,
    GoodPracticeMeasure,
    GoodPracticePage,
)
from cms.site.models.news import NewsIndexPage, NewsPage
from cms.site.models.newsletters import NewsletterIssue, NewsletterLine, Subscription
from cms.site.models.pages import ContentPage, HomePage, ProgrammeIndexPage, ProgrammePage
from cms.site.models.persons import PersonIndexPage, PersonPage
from cms.site.models.questions import Question, QuestionsPage
from cms.site.models.studies import StudyIndexPage, StudyPage, StudySource
from cms.site.models.terms import Theme, Topic

__all__ = [
    "BehaviourEvidence",
    "BehaviourIndexPage",
    "BehaviourPage",
    "ContactMessage",
    "ContactPage",
    "ContentPage",
    "DeliverableFile",
    "DeliverableIndexPage",
    "DeliverableKind",
    "DeliverablePage",
    "DeliverablePdf",
    "DeliverableSource",
    "DownloadCount",
    "EventIndexPage",
    "EventPage",
    "GoodPracticeEvidence",
    "GoodPracticeIndexPage",
    "GoodPracticeMeasure",
    "GoodPracticePage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "NewsletterIssue",
    "NewsletterLine",
    "PersonIndexPage",
    "PersonPage",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "Question",
    "QuestionsPage",
    "StudyIndexPage",
    "StudyPage",
    "StudySource",
    "Subscription",
    "Theme",
    "Topic",
]
