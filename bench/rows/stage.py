"""What a row has to work with: a size, a running site, and doctors to act as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.test import Client
from rest_framework.authtoken.models import Token

from bench.measuring import Site, session_of, signed_in
from bench.seed.people import email_of
from bench.seed.shape import ACTIVITIES, Doctor, Shape, doctors
from kernel import clock
from lms.enrolment.enums import Source, State
from lms.enrolment.models import Enrolment
from programmes.models import Activity, Requirement

WARMING = 60
CSRF = "b" * 32


@dataclass
class Stage:
    """``taken`` counts the doctors that rows have used up, so that no two rows act as the same one."""

    shape: Shape
    site: Site
    floor: Site
    environment: Mapping[str, str]
    taken: int = 0
    _sessions: dict[int, Client] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.shape.doctors

    @cached_property
    def learners(self) -> list[Doctor]:
        """Active doctors of ordinary trusts, of every trust in turn."""
        found = doctors(self.shape, today=clock.today())
        return [doctor for doctor in found if doctor.trust and doctor.state == State.ACTIVE]

    @cached_property
    def enrolments(self) -> dict[str, UUID]:
        rows = Enrolment.objects.unscoped(reason="the benchmark acts as everybody")
        return dict(rows.filter(source=Source.IMPORT).values_list("invited_as", "uid"))

    @cached_property
    def steps(self) -> list[Activity]:
        """The activities of the large programme in order."""
        leaves = Requirement.objects.filter(
            version__slug="leading-a-service", module_version__isnull=False
        ).order_by("position")
        order = {pk: place for place, pk in enumerate(leaves.values_list("module_version_id", flat=True))}
        found = Activity.objects.filter(version_id__in=order)
        return sorted(found, key=lambda activity: (order[activity.version_id], activity.position))

    def some(self, count: int) -> list[Doctor]:
        """Doctors spread over the whole, the same ones for every reading row."""
        every = max(len(self.learners) // count, 1)
        return self.learners[::every][:count]

    def take(self, count: int, *, step: int) -> list[Doctor]:
        """Doctors whose next activity is the ``step``-th of its module, each handed out once."""
        fitting = [doctor for doctor in self.learners if doctor.facts % ACTIVITIES == step]
        chosen = fitting[self.taken : self.taken + count]
        self.taken += count
        if len(chosen) < count:
            raise ValueError(f"only {len(chosen)} of {count} doctors are left to act as")
        return chosen

    def client(self, doctor: Doctor) -> Client:
        if doctor.number not in self._sessions:
            self._sessions[doctor.number] = signed_in(doctor.number)
        return self._sessions[doctor.number]

    def cookies(self, doctor: Doctor) -> dict[str, str]:
        return {"Cookie": session_of(self.client(doctor))}

    def posting(self, doctor: Doctor) -> dict[str, str]:
        """The headers of a form that the doctor sends from a page of the site."""
        return {
            "Cookie": f"{session_of(self.client(doctor))}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def programme_path(self, doctor: Doctor) -> str:
        return f"/learn/{self.enrolments[email_of(doctor.number)]}/"

    def next_path(self, doctor: Doctor) -> str:
        return f"{self.programme_path(doctor)}{self.steps[doctor.facts].key}/"

    def tokens(self, found: list[Doctor]) -> dict[int, str]:
        users: Any = get_user_model()._default_manager
        ids = dict(users.filter(email__in=[email_of(one.number) for one in found]).values_list("email", "pk"))
        made = [Token(user_id=ids[email_of(one.number)], key=Token.generate_key()) for one in found]
        Token.objects.bulk_create(made)
        return {one.number: token.key for one, token in zip(found, made, strict=True)}


def get(path: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"method": "GET", "path": path, "headers": headers}


def post(path: str, headers: dict[str, str], body: str = "") -> dict[str, Any]:
    return {"method": "POST", "path": path, "headers": headers, "body": body}


def a_key() -> str:
    return str(uuid4())
