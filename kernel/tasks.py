"""Celery tasks of the kernel: the outbox is drained, at once and on a clock, and what is over is put away."""

from __future__ import annotations

from celery import shared_task

from kernel import clock, files, outbox


@shared_task(name="kernel.drain_outbox", ignore_result=True)
def drain_outbox() -> int:
    return outbox.drain(clock=clock.now)


@shared_task(name="kernel.purge_outbox", ignore_result=True)
def purge_outbox() -> int:
    return outbox.purge(now=clock.now())


@shared_task(name="kernel.purge_files", ignore_result=True)
def purge_files() -> int:
    return files.purge_unused(now=clock.now())
