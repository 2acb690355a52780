"""The look of a trust: what the database refuses, what the action keeps, who may use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection

from kernel.access import UnscopedAccess
from kernel.models import AuditDetail, AuditEntry, StoredFile
from lms.actions.brands import save_brand
from lms.actions.errors import NotAllowed, Refused
from lms.organisations.models import Brand
from lms.organisations.selectors import brand_worn, brands_for
from tests.factories.brands import a_brand, a_look
from tests.factories.trusts import (
    NOW,
    lead_context,
    learner_context,
    make_lead,
    make_person,
    make_trust,
    make_user,
    system_context,
    trust_of,
)

pytestmark = pytest.mark.django_db
REASON = "a test's own rows"
TABLE = "leadership_organisations_brand"


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust("Westvale NHS Trust"))


def rows() -> list[Brand]:
    return list(Brand.objects.unscoped(reason=REASON).select_related("logo"))


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("right_confirmed_by_id = NULL", "brand_logo_with_right_and_words"),
        ("right_confirmed_at = NULL", "brand_logo_with_right_and_words"),
        ("logo_alt = ''", "brand_logo_with_right_and_words"),
        ("logo_width = 0", "brand_logo_with_right_and_words"),
        ("logo_id = NULL", "brand_logo_with_right_and_words"),
        ("main_colour = 'red'", "brand_colours"),
        ("link_colour = '#12345G'", "brand_colours"),
        ("main_colour = '#ABCDEF'", "brand_colours"),
        ("display_name = ''", "brand_has_a_name"),
    ],
)
def test_the_database_refuses(lead: Any, change: str, constraint: str) -> None:
    brand = a_brand(trust_of(lead), lead)

    with pytest.raises(IntegrityError, match=constraint):
        run(f"UPDATE {TABLE} SET {change} WHERE id = %s", brand.pk)


def test_one_look_for_each_organisation(lead: Any) -> None:
    a_brand(trust_of(lead), lead)

    with pytest.raises(IntegrityError, match="organisation_id"):
        a_brand(trust_of(lead), lead)


def test_a_look_is_read_for_somebody() -> None:
    with pytest.raises(UnscopedAccess):
        Brand.objects.count()


def test_a_lead_saves_a_look(lead: Any) -> None:
    brand = save_brand(lead_context(lead), organisation_id=trust_of(lead).pk, look=a_look("Westvale"))

    (kept,) = rows()
    assert kept.pk == brand.pk
    assert (kept.display_name, kept.main_colour, kept.link_colour) == ("Westvale", "#5b2a86", "#7a1f5c")
    assert kept.logo is not None
    assert (kept.logo.content_type, kept.logo_width, kept.logo_height) == ("image/png", 40, 20)
    assert (kept.right_confirmed_by_id, kept.right_confirmed_at) == (lead.pk, NOW)
    assert (kept.shown, kept.version, kept.changed_at) == (True, 1, NOW)
    entry = AuditEntry.objects.get(action="brand.save")
    assert (entry.actor_id, entry.organisation_key) == (lead.pk, trust_of(lead).pk)
    detail = AuditDetail.objects.get(entry=entry)
    assert detail.before == {}
    assert detail.after["logo"] == kept.logo.sha256


def test_saving_the_same_again_changes_nothing(lead: Any) -> None:
    context, organisation = lead_context(lead), trust_of(lead)
    save_brand(context, organisation_id=organisation.pk, look=a_look(with_logo=False))

    save_brand(context, organisation_id=organisation.pk, look=a_look(with_logo=False))

    assert [row.version for row in rows()] == [1]
    assert AuditEntry.objects.filter(action="brand.save").count() == 1


def test_a_change_has_another_version_and_keeps_the_logo(lead: Any) -> None:
    context, organisation = lead_context(lead), trust_of(lead)
    save_brand(context, organisation_id=organisation.pk, look=a_look("Westvale"))

    look = a_look("Westvale Hospitals", with_logo=False, logo_alt="Our logo")
    save_brand(context, organisation_id=organisation.pk, look=look)

    (kept,) = rows()
    assert (kept.display_name, kept.version, kept.logo_alt) == ("Westvale Hospitals", 2, "Our logo")
    assert kept.logo is not None
    assert kept.right_confirmed_by_id == lead.pk


def test_a_logo_is_taken_away(lead: Any) -> None:
    context, organisation = lead_context(lead), trust_of(lead)
    save_brand(context, organisation_id=organisation.pk, look=a_look())

    look = a_look(with_logo=False, logo_alt="Left over", remove_logo=True)
    save_brand(context, organisation_id=organisation.pk, look=look)

    (kept,) = rows()
    assert (kept.logo, kept.logo_alt, kept.logo_width) == (None, "", 0)
    assert (kept.right_confirmed_by_id, kept.right_confirmed_at) == (None, None)


def test_a_logo_without_the_right_is_refused(lead: Any) -> None:
    with pytest.raises(Refused) as refused:
        save_brand(lead_context(lead), organisation_id=trust_of(lead).pk, look=a_look(right_confirmed=False))

    assert refused.value.code == "right_not_confirmed"
    assert (rows(), StoredFile.objects.count()) == ([], 0)


def test_the_system_by_itself_confirms_no_right(lead: Any) -> None:
    with pytest.raises(Refused):
        save_brand(system_context(), organisation_id=trust_of(lead).pk, look=a_look())

    assert rows() == []


def test_another_trust_s_look_is_not_theirs_to_save(lead: Any) -> None:
    other = make_lead(make_trust("Eastvale NHS Trust"))
    before = a_brand(trust_of(other), other, "Eastvale")

    with pytest.raises(NotAllowed):
        save_brand(lead_context(lead), organisation_id=trust_of(other).pk, look=a_look("Mine"))

    assert [(row.pk, row.display_name) for row in rows()] == [(before.pk, "Eastvale")]


def test_a_doctor_saves_no_look(lead: Any) -> None:
    doctor = make_user()
    make_person(doctor)

    with pytest.raises(NotAllowed):
        save_brand(learner_context(doctor), organisation_id=trust_of(lead).pk, look=a_look())

    assert rows() == []


def test_a_lead_sees_their_own_only(lead: Any) -> None:
    other = make_lead(make_trust("Eastvale NHS Trust"))
    mine = a_brand(trust_of(lead), lead, "Westvale")
    a_brand(trust_of(other), other, "Eastvale")

    assert list(brands_for(lead_context(lead).viewer)) == [mine]
    assert list(brands_for(learner_context(lead).viewer)) == []


def test_what_is_not_shown_is_not_worn(lead: Any) -> None:
    organisation = trust_of(lead)
    brand = a_brand(organisation, lead, shown=False)
    organisation.brand = brand

    assert brand_worn(organisation) is None
    brand.shown = True
    assert brand_worn(organisation) == brand
    assert brand_worn(None) is None
