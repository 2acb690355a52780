"""Moving everybody on a live programme to its next version, while some go on completing things.

The new version replaces a module by another (what was done of the one counts for the other), lets a second
one grow and adds a third. Two workers carry the moves of all trusts and cohorts; meanwhile doctors post
completions.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.measuring import postgres_cpu, spending
from bench.results import Result
from bench.rows.stage import Stage, post
from bench.seed.shape import ACTIVITIES
from kernel import clock
from lms.actions.base import Context
from lms.amendments import actions, selectors
from lms.amendments.enums import RunState
from lms.amendments.models import Run
from lms.amendments.page import page_of
from programmes.models import Activity, Module, Programme, ProgrammeVersion
from programmes.selectors import latest_version
from programmes.services import authoring

WORKERS = 2
REPLACED, GROWN = 9, 19
"""Places of modules, from 0: about as far as many are."""
EVERY_SECONDS = 0.4
REASON = "the benchmark moves everybody"
POSTS = 300


def amend(stage: Stage) -> Iterator[Result]:
    programme = Programme.objects.get(slug="leading-a-service")
    poster = Poster(stage, _completions(stage))
    old = _reading_of(_module_at(programme, REPLACED))
    new = _change(programme)
    # Whoever has the page open has opened it before: nothing is worked out for the first time.
    page_of(programme.pk, of_draft=True, only="", now=clock.now())
    with spending() as looking:
        page_of(programme.pk, of_draft=True, only="", now=clock.now())
    yield looking.result("before publishing: people in flight", stage.size)
    authoring.publish_draft(programme)
    version = latest_version(programme)
    if version is None:
        raise AssertionError("nothing was published")
    context = Context.system(REASON, now=clock.now())
    actions.equate(context, version_uid=version.uid, old=old, new=_reading_of(new))
    people = _promise(context, version)
    yield _moved(stage, version, people, poster)


def _completions(stage: Stage) -> list[dict[str, Any]]:
    """What doctors are about to do while nothing has changed yet, but in the module that is replaced."""
    found = stage.take(min(POSTS, stage.size // 20), step=0)
    staying = [one for one in found if one.facts // ACTIVITIES != REPLACED]
    return [post(stage.next_path(one), stage.posting(one)) for one in staying]


def _module_at(programme: Programme, place: int) -> Module:
    items = [item for part in programme.tree["root"]["children"] for item in part["children"]]
    found: Module = Module.objects.get(translation_key=items[place]["item"]["module"])
    return found


def _reading_of(module: Module) -> tuple[uuid.UUID, uuid.UUID]:
    rows = Activity.objects.filter(version__module_key=module.translation_key, kind="reading")
    return module.translation_key, rows.order_by("-version__number").values_list("key", flat=True)[0]


def _change(programme: Programme) -> Module:
    """The draft of the next version; the module that stands in the place of another."""
    instead, added = (_module(title) for title in ("Instead", "Added"))
    grown = _module_at(programme, GROWN)
    grown.body = [*grown.stored("body"), *_module("More of it").stored("body")]
    authoring.publish_draft(grown)
    parts = programme.tree["root"]["children"]
    within = parts[REPLACED // len(parts[0]["children"])]["children"]
    within[REPLACED % len(within)] = _item(instead)
    parts[-1]["children"].append(_item(added))
    programme.save_revision()
    return instead


def _module(title: str) -> Module:
    return authoring.create_module(
        title=title,
        summary="What to read.",
        activities=[authoring.reading(f"{title}: reading", "<p>Read it.</p>")],
    )


def _item(module: Module) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "kind": "item",
        "item": {"type": "module", "module": str(module.translation_key)},
        "due_days": 365,
    }


def _promise(context: Context, version: ProgrammeVersion) -> int:
    groups = selectors.people_in(selectors.in_flight(version))
    for organisation, cohort in groups:
        actions.start_move(context, version_uid=version.uid, organisation_id=organisation, cohort_id=cohort)
    return sum(groups.values())


def _moved(stage: Stage, version: ProgrammeVersion, people: int, poster: Poster) -> Result:
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.worker", clock.now().isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(WORKERS)
    ]
    try:
        for worker in workers:
            _hear(worker)
        pg = postgres_cpu()
        poster.start()
        for worker in workers:
            _tell(worker)
        told = [json.loads(_hear(worker)) for worker in workers]
        pg = postgres_cpu() - pg
    finally:
        poster.stop()
        for worker in workers:
            worker.communicate("", timeout=60)
    return _result(stage, version, people, told=told, pg=pg, poster=poster)


def _hear(worker: subprocess.Popen[str]) -> str:
    said = worker.stdout.readline() if worker.stdout else ""
    if not said:
        raise AssertionError("a worker has ended")
    return said


def _tell(worker: subprocess.Popen[str]) -> None:
    if worker.stdin:
        worker.stdin.write("go\n")
        worker.stdin.flush()


def _result(
    stage: Stage, version: ProgrammeVersion, people: int, *, told: list[Any], pg: float, poster: Poster
) -> Result:
    runs = list(Run.objects.unscoped(reason=REASON).filter(version=version))
    moved, doubtful = sum(run.moved for run in runs), sum(run.doubtful for run in runs)
    left = selectors.in_flight(version).count()
    if {run.state for run in runs} != {RunState.MOVED} or (moved + doubtful, left) != (people, doubtful):
        raise AssertionError(f"of {people}: {moved} moved, {doubtful} to decide, {left} on earlier versions")
    if poster.faults:
        raise AssertionError(f"completions meanwhile: {poster.faults}")
    seconds = max(each["seconds"] for each in told)
    slowest = max(poster.times, default=0.0)
    most = max(each["most_mb"] for each in told)
    return Result(
        "move everybody to a newer version",
        stage.size,
        cpu=sum(each["cpu"] for each in told) * 1000,
        pg=pg * 1000,
        p50=seconds * 1000,
        rate=moved / seconds,
        note=f"{moved:,} moved in {len(runs)} groups, {doubtful:,} to decide; {len(poster.times)} completions"
        f" meanwhile, the slowest {slowest:,.0f} ms; a worker held {most:.0f} MB",
        extra={"most_mb": most, "slowest": slowest},
    )


@dataclass
class Poster:
    """Doctors who complete something, one after the other, until told to stop."""

    stage: Stage
    requests: list[dict[str, Any]]
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        for request in self.requests:
            if self._ended.wait(EVERY_SECONDS):
                return
            self._post(request)

    def _post(self, request: dict[str, Any]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.stage.site.port, timeout=30)
        began = time.perf_counter()
        try:
            connection.request("POST", request["path"], request["body"], request["headers"])
            status = connection.getresponse().status
        except OSError as fault:
            self.faults.append(repr(fault))
            return
        finally:
            connection.close()
        self.times.append((time.perf_counter() - began) * 1000)
        if status != http.client.FOUND:
            self.faults.append(str(status))
