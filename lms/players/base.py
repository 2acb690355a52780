"""What a player is: how an activity looks to a learner, and how its form is read. It never scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import QueryDict
from wagtail import blocks

from kernel.access import Viewer
from programmes.models import Activity


class Player(ABC):
    """``template`` is a fragment for inside the page's form. It is given what ``context`` returns, and
    ``errors`` and ``outcome`` as the activity type judged the answers last handed in. The field that an error
    is about has the id ``answer-<key of the error>``."""

    code: ClassVar[str]
    template: ClassVar[str]
    keeps_drafts: ClassVar[bool] = False
    """Whether there is anything worth keeping before the activity is handed in."""
    begin_template: ClassVar[str] = ""
    """Of a kind that begins with a press: the fragment above its button, given what ``context`` returns."""
    script: ClassVar[str] = ""
    """A static file that the page loads until the activity is done. Nothing may depend on it."""

    style: ClassVar[str] = ""
    """A static file of styles beside those of the site."""
    summary_template: ClassVar[str] = ""
    """What the doctor prints of their own work, given what ``context`` returns."""

    @abstractmethod
    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        """What the fragment shows. ``state`` is what ``read`` returned earlier, or empty. A preview has no
        activity yet."""

    @abstractmethod
    def read(self, post: QueryDict) -> dict[str, Any]:
        """The answers in a posted form, as the activity type judges them and as a draft keeps them."""

    def own(self, viewer: Viewer, activity: Activity) -> dict[str, Any]:
        """What the fragment shows beside the draft: rows of the viewer's own, asked for with the page.

        ``is_closed`` among them says that nothing can be handed in now."""
        return {}

    def table(self, block_value: blocks.StructValue, state: Mapping[str, Any]) -> list[list[Any]]:
        """The same as the summary, as the lines of a spreadsheet, the first of them its heading."""
        return []

    def frames(self, block_value: blocks.StructValue, asked: QueryDict) -> str:
        """The address of a page elsewhere that the learner has asked to see inside this one; mostly none."""
        return ""

    @property
    @abstractmethod
    def submit_label(self) -> str:
        """What the button says that hands the activity in, unless ``context`` says otherwise."""
