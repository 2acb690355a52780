"""Waves in words: what a lead reads about each."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import qrcode
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from qrcode.image.svg import SvgPathImage

from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import Invitation, SurveyWave
from engagement.waves.rules import merging
from engagement.waves.selectors import Refusals, Sheet, Turnout
from engagement.waves.services.mailing import link_to
from engagement.waves.services.opening import planned_strata


@dataclass(frozen=True)
class Together:
    """Groups that are stored and shown as one, with how many are asked in them."""

    names: str
    asked: int
    is_merged: bool


def percent(part: int, whole: int) -> int:
    """Half-up, so that nothing looks like everybody before it is."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def sentence(wave: SurveyWave, turnout: Turnout | None, *, on: date) -> str:
    """The answer to what somebody opens the page for."""
    if wave.state == WaveState.DRAFT:
        return _("Being prepared: nobody has been asked yet")
    if wave.state == WaveState.CANCELLED:
        return _("Cancelled before it was opened")
    assert turnout is not None  # noqa: S101 -- every other state has one
    given = {
        "answered": turnout.answered,
        "asked": turnout.asked,
        "percent": percent(turnout.answered, turnout.asked),
    }
    if wave.state == WaveState.CLOSED:
        return _("%(answered)s of %(asked)s answered (%(percent)s %%)") % given
    return _("%(answered)s of %(asked)s have answered (%(percent)s %%)") % given


@dataclass(frozen=True)
class CampaignRow:
    """One organisation's wave of a campaign."""

    wave: SurveyWave
    answered: str


def campaign_sentence(waves: Sequence[SurveyWave]) -> str:
    counts = Counter(wave.state for wave in waves)
    said = ngettext("%(count)s organisation", "%(count)s organisations", len(waves)) % {"count": len(waves)}
    return f"{said}: " + ", ".join(f"{counts[state]} {state.label}" for state in WaveState if counts[state])


def campaign_rows(waves: Sequence[SurveyWave], turnouts: Mapping[int, Turnout]) -> list[CampaignRow]:
    return [CampaignRow(wave, _answered(turnouts.get(wave.pk))) for wave in waves]


def _answered(turnout: Turnout | None) -> str:
    if turnout is None:
        return "–"
    return _("%(answered)s of %(asked)s (%(percent)s %%)") % {
        "answered": turnout.answered,
        "asked": turnout.asked,
        "percent": percent(turnout.answered, turnout.asked),
    }


def days_left(wave: SurveyWave, *, on: date) -> str:
    left = (wave.closes_on - on).days
    day = date_format(wave.closes_on, "j F Y")
    if left < 0:
        return _("Its last day was %(day)s. It closes within the hour.") % {"day": day}
    if left == 0:
        return _("Today is its last day.")
    return ngettext(
        "Open for one more day, until %(day)s.", "Open for %(left)s more days, until %(day)s.", left
    ) % {"left": left, "day": day}


def refused_sentence(found: Refusals | None, *, fewest: int) -> str:
    """How many invitations no server took. Of few it is said only that they are few: who knows whose address
    is wrong would learn that this person cannot have answered; likewise where few went through (ADR 51).
    """
    if found is None:
        return _("The invitations are on their way.")
    if not found.written:
        return ""
    given = {"refused": found.refused, "written": found.written, "few": fewest}
    if found.refused < fewest:
        return _("Fewer than %(few)s of %(written)s addresses were refused by a mail server.") % given
    if found.written - found.refused < fewest:
        return (
            _(
                "Nearly all of the %(written)s addresses were refused by a mail server: fewer than %(few)s"
                " mails were taken. Ask the people who run this site before you remind anybody."
            )
            % given
        )
    return (
        _(
            "%(refused)s of %(written)s addresses were refused by a mail server. Nobody sees which. Correct"
            " the list before your next wave."
        )
        % given
    )


def groups(invitations: Sequence[Invitation], respondents: Respondents, *, fewest: int) -> list[Together]:
    """Before a wave opens: who would be shown with whom."""
    asked = [each for each in invitations if each.respondents == respondents]
    return [
        Together(names_of(stratum), count, len(stratum) > 1)
        for stratum, count in planned_strata(asked, fewest=fewest)
        if count
    ]


@dataclass(frozen=True)
class Card:
    """A code on paper, with the same as a picture for a phone."""

    code: str
    picture: str


@dataclass(frozen=True)
class Cards:
    """What is cut out and handed to one group, one each, as it comes."""

    names: str
    respondents: str
    cards: list[Card]


def cards_of(sheets: Sequence[Sheet]) -> list[Cards]:
    return [
        Cards(
            names_of(frozenset(tuple(cell) for cell in sheet.cells)),
            str(Respondents(sheet.respondents).label),
            [Card(code, _picture(link_to(code))) for code in sheet.codes],
        )
        for sheet in sheets
    ]


def _picture(address: str) -> str:
    """A QR code as a picture that stands in the page itself: no address of its own leads to it."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def names_of(stratum: merging.Stratum) -> str:
    cells = sorted(stratum)
    if cells == [()]:
        return _("everybody")
    return "; ".join(" · ".join(cell) for cell in cells)


def people_sentence(invitations: Sequence[Any]) -> str:
    doctors = sum(each.respondents == Respondents.DOCTORS for each in invitations)
    managers = len(invitations) - doctors
    said = ngettext("%(count)s doctor", "%(count)s doctors", doctors) % {"count": doctors}
    if not managers:
        return said
    return _("%(doctors)s and %(managers)s") % {
        "doctors": said,
        "managers": ngettext("%(count)s manager", "%(count)s managers", managers) % {"count": managers},
    }
