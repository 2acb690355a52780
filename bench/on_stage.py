"""``python -m bench.on_stage``: measures the chosen rows at one size, one JSON object a line."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.results import Result
    from bench.rows.stage import Stage

Row = Callable[["Stage"], Iterator["Result"]]


def rows() -> dict[str, Row]:
    """In this order: what only reads first, what leaves work for others last."""
    from bench.rows import (  # noqa: PLC0415 -- needs Django
        admin,
        amending,
        desk,
        facts,
        floor,
        idle,
        learning,
        lists,
        public,
        reminding,
        rollup,
    )

    return {
        "floor": floor.measure,
        "dashboard": learning.dashboard,
        "player": learning.player,
        "learner": learning.own_pages,
        "desk": desk.desk,
        "lists": desk.uploaded,
        "export": desk.export,
        "public": public.public,
        "admin": admin.admin,
        "rollup": rollup.roll_up,
        "idle": idle.nothing_to_do,
        "remind": reminding.remind,
        "post": facts.posted,
        "saved": learning.saved,
        "api": facts.through_api,
        "enrol": lists.enrol,
        "enrol20k": lists.enrol_many,
        "workbook": lists.check_workbook,
        "amend": amending.amend,
    }


def main(given: str) -> None:
    django.setup()
    from bench.measuring import Site  # noqa: PLC0415 -- not before Django is ready
    from bench.rows.stage import Stage  # noqa: PLC0415 -- not before Django is ready
    from bench.seed.shape import Shape  # noqa: PLC0415 -- not before Django is ready

    plan = json.loads(given)
    stage = Stage(
        shape=Shape(plan["size"]),
        site=Site(plan["port"], plan["pid"]),
        floor=Site(plan["floor_port"], plan["floor_pid"]),
        environment=os.environ,
    )
    failed = [name for name, measure in rows().items() if name in plan["only"] and not told(measure, stage)]
    sys.exit(f"These rows failed: {', '.join(failed)}" if failed else 0)


def told(measure: Row, stage: Stage) -> bool:
    """Print what a group of rows gives; one that fails does not take the others with it."""
    try:
        for result in measure(stage):
            print(json.dumps(result.as_json()), flush=True)
    except Exception:  # noqa: BLE001 -- shown, and the process says so when it ends
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
