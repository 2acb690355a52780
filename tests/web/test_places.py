"""The desk about one person: enrolled by a form, each act on a page of its own; and what the doctor reads."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail.backends import locmem
from django.test import Client

from kernel import outbox
from lms.enrolment.models import Enrolment, Note
from lms.enrolment.tokens import make_token
from lms.reminders.services import refusals, sending
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

REASON = "a test"
ADA = {"given_name": "Ada", "family_name": "King", "email": "ada@mail.example", "gmc_number": "1234567"}


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def place(row: Enrolment, act: str = "") -> str:
    return f"/trust/enrolments/{row.uid}/{f'{act}/' if act else ''}"


def stored(row: Enrolment) -> Enrolment:
    return Enrolment.objects.unscoped(reason=REASON).get(pk=row.pk)


def given(world: World, **values: str) -> dict[str, str]:
    return {"place": str(world.contract.uid), **ADA, **values}


class TestEnrolling:
    def test_one_person(self, world: World, desk: Client) -> None:
        assert "One mail with an invitation goes out" in text_of(desk.get("/trust/enrol/"))

        response = desk.post("/trust/enrol/", given(world), follow=True)

        page = text_of(response)
        assert "The invitation to ada@mail.example is on its way." in page
        assert "Send Ada King the invitation again" in page
        assert Enrolment.objects.unscoped(reason=REASON).get().invited_as == "ada@mail.example"

    def test_sent_twice_is_one_place(self, world: World, desk: Client) -> None:
        first = desk.post("/trust/enrol/", given(world))
        second = desk.post("/trust/enrol/", given(world), follow=True)

        assert second.redirect_chain == [(first.url, 302)]
        assert "This person holds a place already. Nothing was changed." in text_of(second)
        assert Enrolment.objects.unscoped(reason=REASON).count() == 1

    def test_what_is_wrong_is_said_at_its_field(self, world: World, desk: Client) -> None:
        response = desk.post("/trust/enrol/", given(world, email="ada", gmc_number="12", given_name=""))

        page = text_of(response)
        assert response.status_code == 422
        assert "Fill in “Given name”." in page
        assert "A GMC number has 7 digits; this has 2." in page
        assert not Enrolment.objects.unscoped(reason=REASON).exists()

    def test_a_question_is_answered_with_a_tick(self, world: World, desk: Client) -> None:
        desk.post("/trust/enrol/", given(world))
        other = given(world, email="other@mail.example")

        asked = desk.post("/trust/enrol/", other)
        page = text_of(asked)
        assert asked.status_code == 422
        assert "You hold another email address for this GMC number: ada@mail.example." in page
        assert 'name="agreed" id="id_agreed" value="other_address"' in page
        assert Enrolment.objects.unscoped(reason=REASON).count() == 1

        done = desk.post("/trust/enrol/", {**other, "agreed": "other_address"})
        assert done.status_code == 302
        assert Enrolment.objects.unscoped(reason=REASON).count() == 1

    def test_no_seat(self, world: World, desk: Client) -> None:
        small = make_world("Small (invented)", seats=1)
        small.invite("first@mail.example")
        desk.force_login(small.lead)

        response = desk.post("/trust/enrol/", given(small))

        assert response.status_code == 422
        assert "No seat is free there." in text_of(response)

    def test_another_trusts_contract_cannot_be_chosen(self, world: World, desk: Client) -> None:
        other = make_world("Hillside (invented)")

        response = desk.post("/trust/enrol/", given(other))

        assert response.status_code == 422
        assert not Enrolment.objects.unscoped(reason=REASON).exists()

    def test_without_seats_it_says_who_gives_them(self, as_user: Any, db: None) -> None:
        client = as_user(trusts.make_lead(trusts.make_trust()))

        for address in ("/trust/enrol/", "/trust/cohorts/", "/trust/cohorts/new/"):
            assert "Your organisation holds no seats yet." in text_of(client.get(address))


class TestActs:
    def test_buttons_say_whom_they_are_about(self, world: World, desk: Client) -> None:
        _user, row = world.enrolled()

        page = text_of(desk.get(place(row)))

        for words in ("Defer Given0 Family0’s place", "Extend Given0 Family0’s place", "Withdraw Given0"):
            assert words in page
        assert "Resume" not in page
        assert "Defer Given0 Family0’s place</button>" in text_of(desk.get(place(row, "defer")))

    def test_deferring_asks_why_and_until_when(self, world: World, desk: Client) -> None:
        _user, row = world.enrolled()
        asked = desk.post(place(row, "defer"), {"resumes_on": "2027-01-10"})
        assert asked.status_code == 422
        assert "Choose “Reason”." in text_of(asked)

        desk.post(place(row, "defer"), {"reason": "duties", "resumes_on": "2027-01-10"})

        page = text_of(desk.get(place(row)))
        assert "expected back 10 January 2027" in page
        assert "deferred: clinical duties leave no time" in page
        assert "expected back 10 January 2027" in text_of(desk.get("/trust/enrolments/"))
        with time_machine.travel(NOW.replace(year=2027, month=1, day=10), tick=False):
            desk.force_login(world.lead)
            home = text_of(desk.get("/trust/"))
            assert "<strong>1</strong> expected back by now" in home
            assert len(desk.get("/trust/enrolments/?need=back").context["lines"]) == 1

    def test_a_return_in_the_past_stands_at_the_form(self, world: World, desk: Client) -> None:
        _user, row = world.enrolled()

        response = desk.post(place(row, "defer"), {"reason": "other", "resumes_on": "2026-08-01"})

        assert response.status_code == 422
        assert "The expected return is a day from tomorrow on" in text_of(response)
        assert stored(row).state == "active"

    def test_a_note_is_read_by_both(self, world: World, desk: Client) -> None:
        user, row = world.enrolled()
        form = text_of(desk.get(place(row, "note")))
        assert "The doctor reads this note too" in form

        desk.post(place(row, "note"), {"text": "We agreed on <b>May</b>."})

        learner = Client()
        learner.force_login(user)
        for page in (desk.get(place(row)), learner.get(f"/learn/{row.uid}/place/")):
            assert "We agreed on &lt;b&gt;May&lt;/b&gt;." in text_of(page)
            assert "Ada Imagined" in text_of(page)
        assert f'href="/learn/{row.uid}/place/"' in text_of(learner.get(f"/learn/{row.uid}/"))

    @pytest.mark.parametrize("text", ["", "x" * 501])
    def test_a_note_of_nothing_or_too_much_is_not_kept(self, world: World, desk: Client, text: str) -> None:
        _user, row = world.enrolled()

        assert desk.post(place(row, "note"), {"text": text}).status_code == 422
        assert not Note.objects.unscoped(reason=REASON).exists()

    def test_a_note_that_is_too_long_comes_back_whole_with_its_count(
        self, world: World, desk: Client
    ) -> None:
        _user, row = world.enrolled()
        text = "One line.\r\n" * 120

        response = desk.post(place(row, "note"), {"text": text})

        page = text_of(response)
        assert "The note is 699 characters too long: it has 1,199, and at most 500 are kept." in page
        assert "maxlength" not in str(response.context["form"]["text"])
        assert response.context["form"]["text"].value() == text
        assert desk.post(place(row, "note"), {"text": "Two lines.\r\n" * 45}).status_code == 302

    def test_another_doctor_reads_none_of_it(self, world: World, desk: Client, as_user: Any) -> None:
        _user, row = world.enrolled()
        other, _row = world.enrolled("other@mail.example")
        desk.post(place(row, "note"), {"text": "Between us."})

        assert as_user(other).get(f"/learn/{row.uid}/place/").status_code == 404

    def test_sending_again_is_once_an_hour(self, world: World, desk: Client) -> None:
        (row,) = world.invite("invited@mail.example")

        early = desk.post(place(row, "resend"), {"email": "invited@mail.example"})
        assert early.status_code == 422
        assert "You can send it again from 11:00 on." in text_of(early)
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            desk.force_login(world.lead)
            done = desk.post(place(row, "resend"), {"email": "invited@mail.example"}, follow=True)

        assert "is on its way again." in text_of(done)
        assert "sent 2 times" in text_of(done)

    def test_the_link_before_says_that_a_newer_one_was_sent(self, world: World, desk: Client) -> None:
        (row,) = world.invite("invited@mail.example")
        desk.post(place(row, "resend"), {"email": "right@mail.example"})

        link = f"/learn/invitations/{make_token(row.uid, 1)}/"
        shown, accepted = Client().get(link), Client().post(f"{link}accept/", {"password": "three odd words"})

        assert shown.status_code == 410
        assert "A newer link was sent" in text_of(shown)
        for private in ("right@mail.example", "invited@mail.example", "Family0"):
            assert private not in text_of(shown)
        assert accepted.url == link
        assert stored(row).state == "invited"
        newest = f"/learn/invitations/{make_token(row.uid, 2)}/"
        assert "Accept the invitation" in text_of(Client().get(newest))

    def test_inviting_again_leads_to_the_new_place(self, world: World, desk: Client) -> None:
        (row,) = world.invite("invited@mail.example")
        desk.post(place(row, "withdraw"))

        response = desk.post(place(row, "again"))

        new = Enrolment.objects.unscoped(reason=REASON).get(state="invited")
        assert response.url == place(new)
        assert stored(row).state == "withdrawn"

    @pytest.mark.parametrize("act", ["extend", "defer", "resume", "again"])
    def test_what_does_not_fit_leads_back_to_the_person(self, world: World, desk: Client, act: str) -> None:
        (row,) = world.invite("invited@mail.example")

        response = desk.get(place(row, act))

        assert response.status_code == 409
        assert f'<a href="{place(row)}">Go back</a>' in text_of(response)

    @pytest.mark.parametrize("act", ["extend", "resend", "again", "note"])
    def test_other_trusts_have_no_such_page(self, world: World, as_user: Any, act: str) -> None:
        _user, row = world.enrolled()
        client = as_user(make_world("Hillside (invented)").lead)

        assert client.get(place(row, act)).status_code == 404
        assert client.post(place(row, act), {"text": "Mine.", "ends_on": "2028-01-01"}).status_code == 404


class RefusingServer(locmem.EmailBackend):
    def send_messages(self, messages: Any) -> int:
        for message in messages:
            raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return 0


class TestMailRefused:
    def test_is_shown_found_and_mended(self, world: World, desk: Client, settings: Any) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
        (row,) = world.invite("wrong@mail.example")
        world.invite("right@mail.example")
        assert "mail refused" not in text_of(desk.get("/trust/"))
        refusals.note(row.person_id, "wrong@mail.example", now=NOW)

        home = text_of(desk.get("/trust/"))
        assert "1 needs you." in home
        assert "<strong>1</strong> mail refused" in home
        found = desk.get("/trust/enrolments/?need=refused")
        assert [line.row.pk for line in found.context["lines"]] == [row.pk]
        assert "Mail refused" in text_of(found)
        page = text_of(desk.get(place(row)))
        assert "The mail server does not take mail to wrong@mail.example." in page
        assert "Correct the address and send again" in page

        desk.post(place(row, "resend"), {"email": "mended@mail.example"})

        assert desk.get("/trust/enrolments/?need=refused").context["lines"] == []
        assert "Mail refused" not in text_of(desk.get(place(row)))

    def test_by_the_server_itself(self, world: World, desk: Client, settings: Any) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
        (row,) = world.invite("wrong@mail.example")

        sending.queue_due(now=NOW)
        outbox.drain(clock=lambda: NOW)

        assert "Mail refused" in text_of(desk.get(place(row)))

    def test_of_a_doctor_with_an_account_the_doctor_mends_it(self, world: World, desk: Client) -> None:
        _user, row = world.enrolled()
        refusals.note(row.person_id, "doctor@mail.example", now=NOW)

        page = text_of(desk.get(place(row)))

        assert "the address that the doctor chose in their account" in page
        assert "Correct the address and send again" not in page


class TestLists:
    def test_sorting_lives_in_the_address(self, world: World, desk: Client) -> None:
        user, first = world.enrolled("a@mail.example")
        world.finish(user, first, "Why meetings fail")
        _user, second = world.enrolled("b@mail.example")
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            (third,) = trusts.enrol(world.lead, world.contract, "c@mail.example", now=NOW + timedelta(days=1))

        def order(sort: str) -> list[int]:
            return [line.row.pk for line in desk.get(f"/trust/enrolments/?sort={sort}").context["lines"]]

        assert order("progress")[-1] == first.pk
        assert order("due")[-1] == third.pk
        assert order("invited")[0] == third.pk
        assert order("state")[-1] == third.pk
        assert len(order("nonsense")) == len(order("programme")) == 3
        assert second.pk in order("")

    def test_pages_keep_the_order(self, world: World, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("lms.web.views.desk.PAGE", 2)
        for number in range(5):
            world.enrolled(f"d{number}@mail.example")

        for sort in ("", "programme", "state", "progress", "due", "invited"):
            pages = []
            for number in (1, 2, 3):
                page = desk.get(f"/trust/enrolments/?sort={sort}&page={number}")
                pages.append([line.row.pk for line in page.context["lines"]])
            assert [len(each) for each in pages] == [2, 2, 1]
            assert len({pk for page in pages for pk in page}) == 5

    @pytest.mark.parametrize("query", ["", "sort=invited", "need=refused", "state=invited&sort=progress"])
    def test_the_file_has_the_rows_of_the_screen_in_its_order(
        self, world: World, desk: Client, query: str
    ) -> None:
        world.enrolled("a@mail.example")
        found = world.invite("b@mail.example", "c@mail.example")
        refusals.note(found[0].person_id, "b@mail.example", now=NOW)

        screen = [line.row.invited_as for line in desk.get(f"/trust/enrolments/?{query}").context["lines"]]
        lines = desk.get(f"/trust/enrolments.csv?{query}").getvalue().decode("utf-8-sig").splitlines()

        assert lines[0].endswith("Overdue,Waiting for marking since,Expected back,Invited at,Mail refused")
        assert [line.split(",")[-2] for line in lines[1:]] == screen
        assert [line.split(",")[-2] for line in lines[1:] if line.endswith(",yes")] == [
            address for address in screen if address == "b@mail.example"
        ]

    def test_nobody_yet_says_how_to_begin(self, world: World, desk: Client) -> None:
        assert "Nobody is enrolled yet." in text_of(desk.get("/trust/enrolments/"))
        assert "Nobody fits these filters." in text_of(desk.get("/trust/enrolments/?state=active"))

    @pytest.mark.parametrize("count", [1, 3, 30])
    def test_cost_does_not_grow(
        self, world: World, as_user: Any, django_assert_num_queries: Any, count: int
    ) -> None:
        big = make_world("Big (invented)", seats=60)
        client = as_user(big.lead)
        found = big.invite(*(f"doctor{number}@mail.example" for number in range(count)))
        refusals.note(found[0].person_id, found[0].invited_as, now=NOW)

        for address, queries in (
            ("/trust/", 11),
            ("/trust/enrolments/?sort=due", 10),
            ("/trust/enrolments.csv?sort=progress", 7),
            ("/trust/enrolments/?need=you", 10),
        ):
            client.get(address)
            with django_assert_num_queries(queries):
                response = client.get(address)
                if response.streaming:
                    b"".join(response.streaming_content)
