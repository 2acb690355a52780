"""Recording, taking in, following and exempting: what is written, what is refused, what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lms.actions import cpd, recognition
from lms.actions.calendar import cancel_absence, record_absence
from lms.actions.errors import NotAllowed, Refused
from lms.cpd import selectors
from lms.cpd.models import CpdEntry, CpdExemption, CpdMembership, RevalidationCycle
from lms.cpd.proposals import proposals
from lms.records.models import LearningFact
from programmes.services.authoring import credits_item
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.cpd import a_scheme, an_entry, said, shipped
from tests.factories.trusts import TODAY
from tests.ready import worlds

ready_credits = worlds.fixture("ready_credits", lambda: make_world(more=[credits_item("Credits", "2")])) if hasattr(worlds, "fixture") else None
