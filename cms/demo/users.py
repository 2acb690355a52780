"""The demonstration's sign-ins. Passwords are made for this installation and kept beside its data."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group


@dataclass(frozen=True)
class DemoUser:
    email: str
    given_name: str
    family_name: str
    shows: str
    group: str = ""
    superuser: bool = False


OPERATOR = DemoUser("operator@demo.example", "Olu", "Invented", "everything, in the admin", superuser=True)
DESIGNER = DemoUser(
    "designer@demo.example", "Dilys", "Madeup", "the studio: /admin/", group="Programme designers"
)
LEAD = DemoUser("lead@northvale.example", "Lena", "Pretend", "the trust desk: /trust/")
OTHER_LEAD = DemoUser("lead@estuary.example", "Emrys", "Fictive", "another trust's desk: /trust/")
CONSULTANT = DemoUser("ada@northvale.example", "Ada", "Imagined", "a consultant's learning: /learn/")
BASHIR = DemoUser("bashir@northvale.example", "Bashir", "Madeup", "a plan that came back: /learn/")
CARYS = DemoUser("carys@northvale.example", "Carys", "Pretend", "a plan that has passed: /learn/")
MARKER = DemoUser("marker@demo.example", "Mair", "Imagined", "work to mark: /learn/marking/")
RESEARCHER = DemoUser(
    "researcher@demo.example",
    "Rhys",
    "Fictive",
    "a study’s team: /studies/",
    group="Researchers",
)
STUDENT = DemoUser("sam@student.example", "Sam", "Nobody", "a student's learning: /learn/")

USERS = (OPERATOR, DESIGNER, LEAD, OTHER_LEAD, CONSULTANT, BASHIR, CARYS, MARKER, RESEARCHER, STUDENT)


def password_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-passwords.json"


def passwords() -> dict[str, str]:
    """Address to password; made on the first call and readable by this account only."""
    path = password_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {user.email: secrets.token_urlsafe(9) for user in USERS}
        path.touch(mode=0o600)
        path.write_text(json.dumps(made, indent=2), encoding="utf-8")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


_hashes: ContextVar[dict[str, Future[str]] | None] = ContextVar("demo_hashes", default=None)


@contextmanager
def hashing_beside() -> Iterator[None]:
    """While it lasts their passwords are hashed on another processor, if there is one: that takes seconds."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        found = {email: beside.submit(make_password, password) for email, password in passwords().items()}
        token = _hashes.set(found)
        try:
            yield
        finally:
            _hashes.reset(token)
            beside.shutdown(wait=False, cancel_futures=True)


def _hash_of(email: str) -> str:
    hashes = _hashes.get()
    return hashes[email].result() if hashes else make_password(passwords()[email])


def ensure(demo: DemoUser) -> Any:
    """The user, with a verified address and this installation's password."""
    users: Any = get_user_model()._default_manager
    user = users.filter(email=demo.email).first()
    if user is None:
        make = users.create_superuser if demo.superuser else users.create_user
        user = make(demo.email, None, first_name=demo.given_name, last_name=demo.family_name)
        user.password = _hash_of(demo.email)
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=demo.email, verified=True, primary=True)
    if demo.group:
        user.groups.add(Group.objects.get(name=demo.group))
    return user
