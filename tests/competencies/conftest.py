"""A small framework with every feature of a file, and MLCF as shipped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from competencies.management.files import read_text
from competencies.models import Framework
from competencies.services import load_framework, publish_framework
from competencies.validators.framework_file import FrameworkFile, read_framework
from kernel.audit import Actor
from tests.ready import ready

NOW = datetime(2026, 8, 5, 9, 30, tzinfo=UTC)
CANARY = "Licensed wording that nobody may see"

SMALL = f"""\
framework:
  code: small
  edition: "1"
  title: Small framework
  owner: Nobody in particular
  notice: Not endorsed by anyone.
  numbering_note: The third digit is ours.
  licence_note: Free of any licence.
  source_url: https://framework.example/small
  valid_from: 2020-01-01
  codes: nested
  stages: [undergraduate, continuing]
  expect: {{domains: 1, elements: 2, competences: 1, stage_texts: 6}}
domains:
  - code: "1"
    title: First domain
    descriptor: What the first domain is about.
    source_text: {CANARY} 1
    elements:
      - code: "1.1"
        title: First element
        descriptor: What the first element is about.
        source_text: {CANARY} 1.1
        stages:
          undergraduate: A student does this.
          continuing:
            descriptor: A consultant does that.
            example: [One example., Another example.]
        competences:
          - code: "1.1.1"
            title: First competence
            descriptor: What the first competence is about.
            source_text: {CANARY} 1.1.1
      - code: "1.2"
        title: Second element
        descriptor: What the second element is about.
        stages:
          undergraduate: A student does something else.
          continuing: A consultant does something else.
"""


def small_file(changes: dict[str, str] | None = None) -> FrameworkFile:
    """The small file, each old text replaced by its new one."""
    return read_framework(changed(SMALL, changes or {}))


def changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def load(file: FrameworkFile) -> Framework:
    return load_framework(file, actor=Actor.system(), now=NOW).framework


def publish(framework: Framework, name: str = "Dr A. Example, medical director") -> Framework:
    return publish_framework(
        framework, decided_by_name=name, decision_note="Our own words.", actor=Actor.system(), now=NOW
    )


@pytest.fixture
def draft(db: None) -> Framework:
    return load(small_file())


ready_small = ready("ready_small", lambda: publish(load(small_file())))


@pytest.fixture
def small(ready_small: Framework) -> Framework:
    return ready_small


@pytest.fixture(scope="session")
def mlcf_file() -> FrameworkFile:
    return read_framework(read_text("mlcf"))


@pytest.fixture
def mlcf(db: None, mlcf_file: FrameworkFile) -> Framework:
    return publish(load(mlcf_file))
