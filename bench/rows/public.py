"""Pages that anybody reads: the site's own, the framework, and what a mail's link leads to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from bench.results import Result
from bench.rows.pages import one_visitors_page
from bench.rows.stage import Stage
from bench.seed.people import OPERATOR, email_of
from cms.accounts.models import Recovery
from cms.accounts.recovery import links
from kernel import clock
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.tokens import make_token

PAGES = {
    "public, home": "/",
    "public, programmes": "/programmes/",
    "public, a programme of 40 modules": "/programmes/leading-a-service/",
    "public, framework": "/framework/mlcf/",
    "public, framework at a stage": "/framework/mlcf/stage/continuing/",
    "public, an element": "/framework/mlcf/1.1/",
    "public, deliverables": "/deliverables/",
    "public, a deliverable": "/deliverables/programme-checklist/",
    "public, news": "/news/",
    "public, contact": "/contact/",
    "public, search": "/search/?q=checklist",
    "public, sitemap": "/sitemap.xml",
    "forgotten password": "/accounts/password/reset/",
}


def public(stage: Stage) -> Iterator[Result]:
    for row, path in PAGES.items():
        yield one_visitors_page(stage, row, path)
    yield one_visitors_page(stage, "an invitation's page", f"/learn/invitations/{_invitation()}/")
    yield one_visitors_page(stage, "a recovery's page", recovery_path(stage))


def _invitation() -> str:
    rows = Enrolment.objects.unscoped(reason="the benchmark opens somebody's invitation")
    uid, link = rows.filter(state=State.INVITED).values_list("uid", "link").order_by("pk")[0]
    return make_token(uid, link)


def recovery_path(stage: Stage) -> str:
    """Of one that is under way: written as it stands, so that no mail waits to be sent."""
    users: Any = get_user_model()._default_manager
    now = clock.now()
    recovery = Recovery.objects.create(
        user=users.get(email=email_of(stage.learners[-1].number)),
        started_by=users.get(email=OPERATOR),
        new_email="lasting@bench.example",
        reason="The post has ended.",
        identity_check="Seen with a passport.",
        started_at=now,
        opens_at=now + timedelta(days=3),
        expires_at=now + timedelta(days=10),
    )
    return f"/accounts/recovery/{links.make_token(recovery.uid, links.RECOVER)}/"
