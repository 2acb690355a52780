"""The forms of contracts and cohorts. A cohort's contract is one that the user sees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from kernel.admin import ScopedForm
from lms.enrolment.models import Cohort, Contract
from lms.enrolment.selectors import contracts_for

DATES = {"starts_on": AdminDateInput, "ends_on": AdminDateInput}


class ContractForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Contract
        fields = ("organisation", "programme", "seats", "starts_on", "ends_on")
        widgets = DATES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # People are enrolled on it: whose seats they are, and in what, stays.
            for name in ("organisation", "programme"):
                self.fields[name].disabled = True


class ContractChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, contract: Contract) -> str:
        return _("%(organisation)s, %(programme)s: %(contract)s") % {
            "organisation": contract.organisation,
            "programme": contract.programme,
            "contract": contract,
        }


class CohortForm(ScopedForm, forms.ModelForm):  # type: ignore[type-arg]
    contract = ContractChoice(label=_("Contract"), queryset=None)

    class Meta:
        model = Cohort
        fields = ("contract", "name", "starts_on", "ends_on", "capacity")
        widgets = DATES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contract: Any = self.fields["contract"]
        contract.queryset = contracts_for(self.viewer)
        contract.disabled = self.instance.pk is not None
