"""Whether the banks and recordings that a module's activities name are in the file or on the site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail import blocks

from programmes.bank.pinning import BankBlock
from programmes.interchange import ids
from programmes.interchange.document import Streams
from programmes.interchange.mapping import chosen_in
from programmes.interchange.media import media_with
from programmes.media_block import MediaBlock
from programmes.models import QuestionBank
from programmes.rules.problems import Path, Problem

Data = Mapping[str, Any]


def _banks_here(uids: Collection[UUID]) -> set[UUID]:
    return set(QuestionBank.objects.filter(uid__in=uids).values_list("uid", flat=True))


def _recordings_here(uids: Collection[UUID]) -> set[UUID]:
    return {row.uid for row in media_with(uids)}


@dataclass
class Named:
    document: Data
    streams: Streams
    problems: list[Problem]

    @cached_property
    def banks_coming(self) -> set[UUID]:
        return self._coming("banks", ids.bank_uid)

    @cached_property
    def recordings_coming(self) -> set[UUID]:
        return self._coming("media", ids.media_uid)

    def _coming(self, name: str, uid_of: Callable[[str], UUID]) -> set[UUID]:
        return {uid_of(each["id"]) for each in self.document.get(name, []) if ids.is_id(each.get("id"))}

    def are_here(self, module: Data, path: Path) -> bool:
        """Of the module and its translations. Both kinds are asked about, so that both say what is not."""
        bodies = list(_bodies(module, path))
        return all(
            [
                self._all_of(MediaBlock, bodies, ids.media_uid, self.recordings_coming, _recordings_here),
                self._all_of(BankBlock, bodies, ids.bank_uid, self.banks_coming, _banks_here),
            ]
        )

    def _all_of(
        self,
        kind: type[blocks.Block],
        bodies: list[tuple[Path, Any]],
        uid_of: Callable[[str], UUID],
        coming: set[UUID],
        here_of: Callable[[Collection[UUID]], set[UUID]],
    ) -> bool:
        chosen = [
            ((*path, place, name), given, uid_of(given))
            for path, body in bodies
            for place, name, given in chosen_in(body, self.streams.body.child_blocks, kind)
        ]
        if not chosen:
            return True
        here = here_of({uid for _path, _given, uid in chosen})
        for path, given, uid in chosen:
            if uid not in here | coming:
                message = _("“%(id)s” is neither in this file nor on this site.")
                self.problems.append(Problem(message % {"id": given}, path))
        return all(uid in here for _path, _given, uid in chosen)


def _bodies(module: Data, path: Path) -> Iterator[tuple[Path, Any]]:
    yield (*path, "body"), module["body"]
    for place, each in enumerate(module.get("translations", [])):
        yield (*path, "translations", place, "body"), each["body"]
