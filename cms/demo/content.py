"""The demonstration's modules and programmes, from the data file beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from competencies.rules import format_key
from competencies.selectors import framework_by_code
from programmes.models import Activity, Module, Programme
from programmes.services import authoring

FILE = Path(__file__).with_name("programmes.yaml")


@cache
def data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def build(user: Any) -> list[Programme]:
    """Publish what is not there yet; running it again adds nothing."""
    modules = {given["id"]: _module(given, user) for given in data()["modules"]}
    return [_programme(given, modules, user) for given in data()["programmes"]]


def _module(given: Mapping[str, Any], user: Any) -> Module:
    key = UUID(authoring.stable_id("demo", "module", given["id"]))
    there = Module.objects.filter(translation_key=key).first()
    if there is not None:
        return there
    return authoring.create_module(
        key=key,
        title=given["title"],
        summary=given["summary"],
        activities=[_activity(activity) for activity in given["activities"]],
        user=user,
    )


def _activity(given: Mapping[str, Any]) -> authoring.ActivityData:
    framework = framework_by_code("mlcf")
    if framework is None:
        raise LookupError("the demonstration needs the published MLCF")
    common = {
        "minutes": given["minutes"],
        "claims": {
            format_key(framework.code, framework.edition, code): strength
            for code, strength in given["claims"].items()
        },
    }
    title = given["title"]
    if given["type"] == "reading":
        return authoring.reading(title, given["text"], **common)
    if given["type"] == "quiz":
        return authoring.quiz(title, given["questions"], pass_mark=given["pass_mark"], **common)
    return authoring.reflection(title, given["prompt"].strip(), min_words=given["minimum_words"], **common)


def _programme(given: Mapping[str, Any], modules: Mapping[str, Module], user: Any) -> Programme:
    key = UUID(authoring.stable_id("demo", "programme", given["id"]))
    there = Programme.objects.filter(translation_key=key).first()
    if there is not None:
        return there
    return authoring.create_programme(
        key=key,
        title=given["title"],
        slug=given["slug"],
        summary=given["summary"],
        stage=given["stage"],
        open_to_all=given["open_to_all"],
        duration_days=given["duration_days"],
        reminder_days=given["reminders"],
        parts=[_part(part, modules) for part in given["parts"]],
        user=user,
    )


def _part(given: Mapping[str, Any], modules: Mapping[str, Module]) -> authoring.PartData:
    return authoring.PartData(
        title=given["title"],
        at_least=given.get("at_least"),
        modules=tuple(
            authoring.PartModule(modules[entry["module"]], due_days=entry["due_days"])
            for entry in given["modules"]
        ),
    )


def right_answers(activity: Activity) -> dict[str, Any]:
    """What a doctor who knows would answer; nothing where there is nothing to answer."""
    questions = activity.scoring.get("questions", [])
    if not questions:
        return {}
    return {"answers": {question["id"]: question["correct"] for question in questions}}
