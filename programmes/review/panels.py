"""In the editor, above the fields: who has signed the draft, who said what, and who is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from programmes.comparing.views import address_of as compare_address
from programmes.review.answering import ASKED
from programmes.review.signing import Signatures, signatures_of


class SigningPanel(Panel):
    """Nothing to fill in; not there where nobody was asked to sign."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "leadership/programmes/admin/signing.html"

        @cached_property
        def signatures(self) -> Signatures | None:
            draft: Any = self.instance
            return signatures_of(draft) if draft is not None and draft.pk else None

        def is_shown(self) -> bool:
            return self.signatures is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            draft: Any = self.instance
            compare = compare_address(draft) if draft.first_published_at else ""
            return {**context, "signatures": self.signatures, "field": ASKED, "compare_url": compare}
