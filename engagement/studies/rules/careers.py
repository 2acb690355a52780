"""What is derived from one career: the age at the first post, and how many there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Career:
    """One participant's row of the table. What is not known is none, and never counted as no."""

    group: str = ""
    birth_year: int | None = None
    first_posts: Sequence[date] = ()
    """The first days of the chief executive posts."""
    in_post: bool | None = None
    attended: bool | None = None
    clinical: bool | None = None

    @property
    def posts(self) -> int | None:
        return len(self.first_posts) or None

    @property
    def first_year(self) -> int | None:
        return min(self.first_posts).year if self.first_posts else None

    @property
    def age_at_first(self) -> int | None:
        """As years go by: the day of birth is not asked for."""
        if self.first_year is None or self.birth_year is None:
            return None
        return self.first_year - self.birth_year

    @property
    def is_first_post(self) -> bool | None:
        return None if self.posts is None else self.posts == 1
