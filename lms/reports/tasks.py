"""The clock's part in reports: figures of large programmes are worked out before anybody asks."""

from __future__ import annotations

from celery import shared_task

from kernel import clock
from lms.reports.insight import keeping


@shared_task(name="leadership.keep_figures", ignore_result=True)
def keep_figures() -> int:
    return keeping.keep_large(now=clock.now())
