"""Celery tasks of the kernel: one drains the outbox; the sweep is the same task on a clock."""

from __future__ import annotations

from celery import shared_task

from kernel import clock, outbox


@shared_task(name="kernel.drain_outbox", ignore_result=True)
def drain_outbox() -> int:
    return outbox.drain(clock=clock.now)


@shared_task(name="kernel.purge_outbox", ignore_result=True)
def purge_outbox() -> int:
    return outbox.purge(now=clock.now())
