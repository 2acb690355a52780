"""Schemes and entries for tests."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from kernel.audit import Actor
from lms.actions import cpd
from lms.actions.base import Context
from lms.cpd.models import CpdEntry
from lms.cpd.schemes import SHIPPED, read_schemes
from lms.cpd.services.entries import EntryWords
from lms.cpd.services.loading import load
from tests.factories.trusts import NOW, TODAY

_numbers = itertools.count(1)
TWO = """
schemes:
  - code: physicians
    title: Physicians
    college: Colleges of Physicians
    editions:
      - name: first
        year_begins: 04-01
        minimum: 50
        splits_clinical: true
        source_url: https://college.example/physicians
        read_on: 2026-08-01
        read: 50 a year, 25 external, at most 10 personal.
        limits: [{at_least: 25, about: external}, {at_most: 10, about: personal}]
  - code: radiologists
    title: Radiologists
    college: College of Radiologists
    editions:
      - name: first
        five_year: 250
        splits_settings: false
        source_url: https://college.example/radiologists
        read_on: 2026-08-01
        read: 250 in five years.
"""


def a_scheme() -> None:
    """Two: one by the year, one by five years."""
    load(read_schemes(TWO), actor=Actor.system(), now=NOW)


def shipped() -> None:
    load(read_schemes(SHIPPED.read_text(encoding="utf-8")), actor=Actor.system(), now=NOW)


def said(title: str = "A course", *, on: date = TODAY, hundredths: int = 100, **more: Any) -> EntryWords:
    values = {"setting": "external", "kind": "event", "is_clinical": False, **more}
    return EntryWords(title=title, ended_on=on, hundredths=hundredths, **values)


def an_entry(context: Context, *args: Any, **more: Any) -> CpdEntry:
    return cpd.add_entry(context, said=said(*args, **more), key=f"entry-{next(_numbers)}")
