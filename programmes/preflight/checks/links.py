"""Rules about addresses outside the site: what workers found when they asked for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.enums import LinkAnswer
from programmes.models import LinkCheck
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import ModuleContext

CERTAIN = (LinkAnswer.GONE, LinkAnswer.NOT_PUBLIC)
"""What needs no second look. Everything else may be a bad day of somebody else's server."""


def is_broken(link: LinkCheck) -> bool:
    return link.answer in CERTAIN or link.failures > 1


class BrokenLink(Rule):
    code = "broken_link"
    severity = Severity.WARN
    title = _("A link that leads nowhere")
    why = _("A doctor who follows it has given their time for nothing, and cannot do what the activity asks.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for where, address, path in module.addresses:
            link = module.around.links.get(address)
            if link is not None and is_broken(link):
                what = now_("%(address)s did not open on %(day)s: %(answer)s.")
                day = date_format(localtime(link.checked_at), "j F Y")
                values = {"address": address, "day": day, "answer": LinkAnswer(link.answer).label}
                mend = now_("Open it yourself; put in the address that it has now, or another page.")
                yield Finding(where, what % values, mend, path)


RULES = (BrokenLink,)
