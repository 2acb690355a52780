"""People on earlier versions, for whoever publishes programmes: what a move would do, ordered, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from lms.actions.base import Context
from lms.actions.context import for_operator
from lms.actions.errors import Refused
from lms.amendments import actions
from lms.amendments.page import page_of
from lms.amendments.permissions import may_move
from lms.amendments.views import REASON
from lms.api.documentation import moves as documented
from lms.api.inputs import Body, read_body
from lms.api.problems import Fault, not_found, wrong_content
from lms.api.selectors import studio as selectors
from lms.api.serializers.moves import (
    MoveQuery,
    MoveSerializer,
    OrderSerializer,
    PeopleQuery,
    PeopleSerializer,
    people_data,
)
from lms.api.views.base import written
from lms.api.views.studio import StudioView


class PeopleView(StudioView):
    def may(self, user: Any) -> bool:
        return may_move(user)

    @property
    def operator(self) -> Context:
        return for_operator(self.request.user, reason=REASON, now=clock.now())

    def group(self, asked: dict[str, Any]) -> tuple[int | None, int | None]:
        """The ids of an organisation and its cohort, as they are named outside."""
        organisation_uid, cohort_uid = asked.get("organisation"), asked.get("cohort")
        organisation = selectors.organisation(organisation_uid) if organisation_uid else None
        if organisation_uid and organisation is None:
            raise _none_there("/organisation")
        if cohort_uid is None:
            return (organisation.pk if organisation else None), None
        cohort = selectors.cohort_of(organisation, cohort_uid) if organisation else None
        if organisation is None or cohort is None:
            raise _none_there("/cohort")
        return organisation.pk, cohort.pk

    def one(self, uid: UUID) -> dict[str, Any]:
        run = selectors.runs().filter(uid=uid).first()
        if run is None:
            raise not_found()
        return MoveSerializer(run, context={"now": clock.now()}).data


def _none_there(place: str) -> Exception:
    return wrong_content([Fault(place, _("There is none of this name."), _("Look at the figures again."))])


class People(PeopleView):
    query = PeopleQuery

    @documented.get_people
    def get(self, request: Request, uid: UUID) -> Response:
        programme = selectors.draft("programmes", uid)
        only = ""
        if self.params.get("organisation") or self.params.get("cohort"):
            only = ":".join(str(each or "") for each in self.group(self.params))
        of_draft, now = self.params["draft"], clock.now()
        page = page_of(programme.pk, of_draft=of_draft, only=only, now=now) if programme else None
        if page is None:
            raise not_found()
        return Response(PeopleSerializer(people_data(page, only=only)).data)


class Moves(PeopleView):
    query = MoveQuery

    @documented.list_moves
    def get(self, request: Request) -> Response:
        rows = selectors.runs(programme=self.params.get("programme"))
        context = {"now": clock.now()}
        return self.page(rows, lambda found: MoveSerializer(found, many=True, context=context))

    @documented.order_move
    def post(self, request: Request) -> Response:
        body = read_body(OrderSerializer, request)
        version = selectors.version_to_move_to(body["version"])
        if version is None:
            raise not_found()
        if not selectors.is_latest(version):
            raise Refused(
                "not_the_latest",
                _("A later version has been published."),
                _("Look at the figures again: they are of the latest."),
            )
        organisation, cohort = self.group(body)
        before = set(selectors.runs(programme=version.programme_key).values_list("pk", flat=True))
        run = actions.start_move(
            self.operator, version_uid=version.uid, organisation_id=organisation, cohort_id=cohort
        )
        address = reverse("leadership_api:move", args=[run.uid])
        return written(self.one(run.uid), address, created=run.pk not in before)


class OneMove(PeopleView):
    @documented.get_move
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(self.one(uid))


class TakingBack(PeopleView):
    @documented.take_back
    def post(self, request: Request, uid: UUID) -> Response:
        read_body(Body, request)
        actions.take_back_batch(self.operator, run_uid=uid, begin=True)
        return Response(self.one(uid))
