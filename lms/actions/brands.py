"""How an organisation looks to its own people, set by its lead or an operator."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.access import ViewerKind
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.organisations import locks
from lms.organisations.models import Brand
from lms.organisations.selectors import brands_for
from lms.organisations.services import brands
from lms.organisations.services.brands import Look


@action("brand.save")
def save_brand(act: Act, *, organisation_id: int, look: Look) -> Brand:
    """Keep the look of an organisation. A new logo needs the word of whoever saves it, and their name."""
    if act.viewer.kind is ViewerKind.TRUST and organisation_id not in act.viewer.ids:
        raise NotAllowed
    if look.logo is not None and (act.user_id is None or not look.right_confirmed):
        raise Refused(
            "right_not_confirmed",
            _("The logo was not saved: nobody has confirmed the right to show it."),
            _("Tick that you have the right to show it."),
        )
    organisation = locks.lock_organisation(organisation_id)
    brand = brands_for(act.viewer).filter(organisation=organisation).first() or Brand(
        organisation=organisation
    )
    before = brands.values_of(brand) if brand.pk else {}
    if not brands.keep_brand(brand, look, user_id=act.user_id, now=act.now):
        act.changed_nothing()
        return brand
    act.audit(Change(brand, before=before, after=brands.values_of(brand), organisation_key=organisation.pk))
    return brand
