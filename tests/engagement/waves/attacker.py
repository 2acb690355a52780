"""Somebody with the whole database, who tries to say whose answer is whose (bar 30).

They know who answered and in which order (having stood by the door), and read every row with what PostgreSQL
keeps beside it: ``xmin`` (who wrote it), ``ctid`` (where it lies). Each way of guessing pairs the people with
the answers; by chance one pair is right, however many people there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Row:
    """One row of a table: what PostgreSQL says of it, its id, and whose it is."""

    xmin: int
    ctid: tuple[int, int]
    key: str
    secret: int


def rows_of(table: str, key: str, secret: str, where: str = "TRUE") -> list[Row]:
    """Everything that a superuser sees. ``secret`` is an expression that says whose row it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT xmin::text::bigint, (ctid::text::point)[0]::int, (ctid::text::point)[1]::int,"
            f" {key}::text, {secret} FROM {table} WHERE {where}"
        )
        return [Row(xmin, (page, line), str(id_), who) for xmin, page, line, id_, who in cursor.fetchall()]


Order = Callable[[Row], object]
ORDERS: Mapping[str, Order] = {
    "transaction": lambda row: (row.xmin, row.ctid),
    "place": lambda row: row.ctid,
    "id": lambda row: row.key,
}


def guesses(arrivals: Sequence[int], answers: Sequence[Row]) -> dict[str, int]:
    """How many of each way's pairs are right: the first who came has the first answer, and so on."""
    right = {}
    for name, order in ORDERS.items():
        forwards = [row.secret for row in sorted(answers, key=order)]
        right[name] = _right(arrivals, forwards)
        right[f"{name}, backwards"] = _right(arrivals, forwards[::-1])
    return right


def pairs(marks: Sequence[Row], answers: Sequence[Row]) -> dict[str, int]:
    """The same where marks and answers are both in the database: lined up by who wrote them, and by place."""
    right = {}
    for name, order in ORDERS.items():
        left = [row.secret for row in sorted(marks, key=order)]
        there = [row.secret for row in sorted(answers, key=ORDERS["transaction"])]
        right[f"marks by {name}"] = _right(left, there)
    right["nearest transaction"] = sum(
        min(answers, key=lambda row, mark=mark: (abs(row.xmin - mark.xmin), row.ctid)).secret == mark.secret
        for mark in marks
    )
    return right


def _right(people: Sequence[int], answers: Sequence[int]) -> int:
    return sum(one == other for one, other in zip(people, answers, strict=True))
