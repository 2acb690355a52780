"""A quiz drawn from a bank as a doctor meets it: begin, answer, hand in, again; the clock; two draws."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from lms.actions.extra_time import set_extra_time
from lms.enrolment.models import Contract
from lms.records.models import Attempt, ExtraTime, LearningFact, QuestionOutcome
from programmes.bank.drawing import drawn
from programmes.enums import QuestionKind
from tests.factories import programmes, trusts
from tests.factories.banks import a_bank_quiz, as_post, make_bank, make_question, right
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW
from tests.ready import ready
from tests.web.conftest import text_of

QUIZ = "Prove it"


TIMED = "Against the clock"
ALL_KINDS = "One of each"


def make_quiz_world() -> World:
    """A trust with seats in a programme with a quiz of three questions, and one of two with a clock."""
    world = make_world()
    bank = make_bank()
    for number in range(10):
        make_question(bank, f"Choice {number}", feedback="Cardiff, since 1955.")
    for kind in QuestionKind:
        if kind != QuestionKind.SINGLE:
            make_question(bank, f"Of {kind}", kind=kind, tags=["odd"])
    return _world_of(
        world,
        a_bank_quiz(bank, draws=[{"count": 3}], pass_mark=2),
        a_bank_quiz(bank, TIMED, draws=[{"count": 2}], pass_mark=2, time_allowance=20),
        a_bank_quiz(bank, ALL_KINDS, draws=[{"count": 5, "tags": "odd"}], pass_mark=5),
    )


def _world_of(world: World, *quizzes: Any) -> World:
    programme = programmes.make_programme(modules=[programmes.make_module(activities=quizzes)])
    contract = Contract.objects.create(
        organisation=world.trust,
        programme=programme,
        seats=10,
        starts_on=world.contract.starts_on,
        ends_on=world.contract.ends_on,
    )
    return World(world.trust, world.lead, programme, contract, world.now)


ready_quiz_world = ready("ready_quiz_world", make_quiz_world)


class Doctor:
    """One doctor with a browser, at the quiz."""

    def __init__(
        self, world: World, as_user: Any, *, quiz: str = QUIZ, email: str = "one@mail.example"
    ) -> None:
        self.world = world
        self.user, self.row = world.enrolled(email)
        self.client = as_user(self.user)
        self.activity = world.activity(quiz)
        self.here = self.address("activity")

    def address(self, name: str) -> str:
        return reverse(f"leadership_learn:{name}", args=[self.row.uid, self.activity.key])

    def begin(self) -> Attempt:
        self.client.post(self.address("begin"))
        return self.attempt()

    def attempt(self) -> Attempt:
        rows = Attempt.objects.unscoped(reason="a test").filter(person=self.row.person)
        return rows.latest("pk")

    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.client.get(self.here).content, "html.parser")

    def asked(self) -> list[str]:
        return drawn(self.activity.scoring, self.attempt().setup["seed"])

    def answers(self, *, wrong: int = 0) -> dict[str, Any]:
        """Right ones, but for so many single answers at the beginning."""
        questions = self.activity.scoring["questions"]
        found = {key: right(questions[key]) for key in self.asked()}
        for key in self.asked()[:wrong]:
            options = questions[key]["options"]
            found[key] = [next(each for each in options if each not in questions[key]["correct"])]
        return found

    def hand_in(self, answers: dict[str, Any]) -> Any:
        return self.client.post(self.here, as_post(answers))

    def facts(self) -> list[LearningFact]:
        rows = LearningFact.objects.unscoped(reason="a test")
        return list(rows.filter(person=self.row.person, activity_key=self.activity.key).order_by("pk"))


@pytest.fixture
def doctor(ready_quiz_world: World, as_user: Any) -> Doctor:
    return Doctor(ready_quiz_world, as_user)


def test_nothing_is_asked_before_the_press(doctor: Doctor) -> None:
    page = doctor.page()

    assert page.select("[name^=question-]") == []
    said = [" ".join(each.text.split()) for each in page.select("article ul.nhsuk-list--bullet li")]
    assert said == [
        "3 questions, drawn anew for each attempt",
        "You need 2 right answers to pass",
        "As many attempts as you like",
        "Afterwards you see which answers were right",
    ]
    assert doctor.hand_in({}).status_code == 302
    assert doctor.facts() == []
    assert not Attempt.objects.unscoped(reason="a test").exists()


def test_wrong_then_right(doctor: Doctor) -> None:
    first = doctor.begin()
    assert doctor.client.post(doctor.address("begin")).status_code == 302
    assert doctor.attempt().pk == first.pk
    shown = {each["name"][:45] for each in doctor.page().select("[name^=question-]")}
    assert shown == {f"question-{key}" for key in doctor.asked()}

    questions = doctor.activity.scoring["questions"]
    singles = [key for key in doctor.asked() if questions[key]["kind"] == "single"]
    answers = doctor.answers()
    for key in singles[:2]:
        answers[key] = [
            next(each for each in questions[key]["options"] if each not in questions[key]["correct"])
        ]
    wrong = len(singles[:2])
    assert doctor.hand_in(answers).status_code == 302
    (fact,) = doctor.facts()
    assert fact.result == {"score": 3 - wrong, "of": 3, "passed": wrong < 2, "attempt": 1}
    outcomes = QuestionOutcome.objects.unscoped(reason="a test").filter(fact=fact).order_by("position")
    assert [str(each.question_key) for each in outcomes] == drawn(
        doctor.activity.scoring, first.setup["seed"]
    )
    assert sum(each.correct for each in outcomes) == 3 - wrong


def test_a_failed_attempt_is_shown_with_feedback_and_another_draws_anew(world: World, as_user: Any) -> None:
    bank = make_bank()
    for number in range(10):
        make_question(bank, f"Choice {number}", feedback="Cardiff, since 1955.")
    doctor = Doctor(_world_of(world, a_bank_quiz(bank, draws=[{"count": 3}], pass_mark=3)), as_user)
    first = doctor.begin()
    doctor.hand_in(doctor.answers(wrong=1))

    page = doctor.page()
    said = " ".join(page.select_one("article").text.split())  # type: ignore[union-attr]
    assert "2 of 3 right. You need 3 right answers." in said
    assert [each.text for each in page.select(".lp-verdict strong")] == ["Not right yet", "Right", "Right"]
    assert said.count("Cardiff, since 1955.") == 3
    assert page.select("form[data-draft]") == []

    again = doctor.hand_in(doctor.answers())
    assert (again.status_code, len(doctor.facts())) == (302, 1)

    second = doctor.begin()
    assert (second.setup["number"], second.setup["seed"] == first.setup["seed"]) == (2, False)
    assert doctor.hand_in(doctor.answers()).status_code == 302
    assert [(fact.verb, fact.result["attempt"]) for fact in doctor.facts()] == [
        ("scored", 1),
        ("completed", 2),
    ]
    assert "You have passed this quiz." in text_of(doctor.client.get(doctor.here))

    doctor.client.post(doctor.address("begin"))
    assert doctor.attempt().pk == second.pk
    doctor.hand_in(doctor.answers())
    assert len(doctor.facts()) == 2


def test_two_doctors_are_asked_each_their_own(doctor: Doctor, as_user: Any, monkeypatch: Any) -> None:
    other = Doctor(doctor.world, as_user, email="other@mail.example")
    seeds = iter([1, 2])
    monkeypatch.setattr("lms.actions.begun.secrets.randbits", lambda bits: next(seeds))
    doctor.begin()
    other.begin()

    assert doctor.asked() != other.asked()
    assert doctor.asked() == drawn(doctor.activity.scoring, 1)
    # Coming back shows the same, and neither may hand in for the other.
    assert {each["name"] for each in doctor.page().select("[name^=question-]")} == {
        each["name"] for each in doctor.page().select("[name^=question-]")
    }
    assert other.client.post(doctor.address("begin")).status_code == 404
    assert other.client.post(doctor.here, as_post(doctor.answers())).status_code == 404
    assert doctor.facts() == []


def test_every_kind_is_played_and_a_missing_answer_is_asked_for(
    ready_quiz_world: World, as_user: Any
) -> None:
    doctor = Doctor(ready_quiz_world, as_user, quiz=ALL_KINDS)
    doctor.begin()
    page = doctor.page()
    assert len(page.select("select")) == 3 + 2
    assert len(page.select("input[type=text]")) == 2
    assert all(each.find_previous("label") for each in page.select("select"))

    answers = doctor.answers()
    key = next(key for key, each in answers.items() if isinstance(each, str))
    refused = doctor.hand_in({**answers, key: ""})
    assert refused.status_code == 422
    kept = BeautifulSoup(refused.content, "html.parser")
    assert [each["href"] for each in kept.select(".nhsuk-error-summary a")] == [f"#answer-{key}"]
    assert len(kept.select("option[selected]")) == 5
    assert kept.select_one(f"#answer-{key}")

    assert doctor.hand_in(answers).status_code == 302
    (fact,) = doctor.facts()
    assert fact.result == {"score": 5, "of": 5, "passed": True, "attempt": 1}
    assert "Bevan" not in str(fact.result)
    rows = QuestionOutcome.objects.unscoped(reason="a test")
    assert "bevan" not in str(list(rows.values_list("chosen", flat=True))).lower()


def test_attempts_run_out(world: World, as_user: Any) -> None:
    bank = make_bank()
    make_question(bank)
    doctor = Doctor(_world_of(world, a_bank_quiz(bank, attempts=1)), as_user)
    assert "1 attempt left" in text_of(doctor.client.get(doctor.here))
    first = doctor.begin()
    doctor.hand_in(doctor.answers(wrong=1))

    assert doctor.begin().pk == first.pk
    page = doctor.client.get(doctor.here)
    assert "You have used all attempts." in text_of(page)
    assert BeautifulSoup(page.content, "html.parser").select("form[action$='begin/']") == []


# The clock


@pytest.fixture
def timed(ready_quiz_world: World, as_user: Any) -> Doctor:
    return Doctor(ready_quiz_world, as_user, quiz=TIMED)


def test_the_clock_starts_with_the_press_and_has_the_longer_extra_time(timed: Doctor) -> None:
    learner, lead = trusts.learner_context(timed.user), trusts.lead_context(timed.world.lead)
    set_extra_time(learner, percent=25)
    set_extra_time(lead, percent=50, enrolment_uid=timed.row.uid)
    assert "20 minutes from the press on “Start”, and your extra time of 50%" in text_of(
        timed.client.get(timed.here)
    )
    setup = timed.begin().setup

    assert setup["ends_at"] == (NOW + timedelta(minutes=30)).isoformat()
    assert (setup["seconds"], setup["extra_percent"]) == (1800, 50)
    assert "You have until 10:30 on 1 September 2026. That is 30 minutes" in text_of(
        timed.client.get(timed.here)
    )


def test_what_was_saved_before_the_end_counts_and_what_came_later_is_kept(timed: Doctor) -> None:
    timed.begin()
    answers = timed.answers()
    first, second = timed.asked()
    timed.client.post(timed.address("save_draft"), as_post({first: answers[first]}))

    with time_machine.travel(NOW + timedelta(minutes=21, seconds=1), tick=False):
        page = text_of(timed.client.get(timed.here))
        assert "Time is over." in page
        assert "Hand in what was saved" in page
        late = timed.client.post(
            timed.address("save_draft"), as_post(answers), headers={"Accept": "application/json"}
        )
        assert late.json()["message"] == "Time is over: this is kept, and does not count"
        assert timed.attempt().state == {"answers": {first: answers[first]}}
        assert timed.hand_in(answers).status_code == 302

    (fact,) = timed.facts()
    assert fact.result == {"score": 1, "of": 2, "passed": False, "attempt": 1, "time_over": True}
    held = timed.attempt()
    assert held.state == {"answers": {first: answers[first]}}
    assert held.setup["late"]["answers"] == {"answers": answers}
    assert "What you sent after that is kept" in text_of(timed.client.get(timed.here))
    assert second not in held.state["answers"]


def test_a_page_takes_a_moment_to_arrive(timed: Doctor) -> None:
    timed.begin()
    with time_machine.travel(NOW + timedelta(minutes=21), tick=False):
        timed.hand_in(timed.answers())

    assert timed.facts()[0].result["score"] == 2


def test_whoever_never_came_back_hands_in_what_was_saved(timed: Doctor) -> None:
    timed.begin()
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert timed.client.post(timed.address("begin")).status_code == 302
        assert timed.client.post(timed.here).status_code == 302

    (fact,) = timed.facts()
    assert (fact.result["score"], fact.result["time_over"]) == (0, True)
    assert timed.begin().setup["number"] == 2


# Extra time


def extra() -> list[tuple[int, bool, bool]]:
    rows = ExtraTime.objects.unscoped(reason="a test").order_by("pk")
    return [(each.percent, each.organisation_id is None, each.ended_at is None) for each in rows]


def test_a_doctor_sets_their_own_and_nobody_else_sees_it(doctor: Doctor, as_user: Any) -> None:
    address = reverse("leadership_learn:extra_time")
    assert doctor.client.post(address, {"percent": "50"}).status_code == 302
    assert doctor.client.post(address, {"percent": "25"}).status_code == 302
    assert doctor.client.post(address, {"percent": "33"}).status_code == 422
    assert extra() == [(50, True, False), (25, True, True)]

    viewer = trusts.lead_context(doctor.world.lead).viewer
    assert not ExtraTime.objects.visible_to(viewer).exists()
    desk = as_user(doctor.world.lead).get(
        reverse("leadership_trust:act", args=[doctor.row.uid, "extra-time"])
    )
    assert BeautifulSoup(desk.content, "html.parser").select("input[checked]") == []

    doctor.client.post(address, {"percent": "0"})
    assert extra() == [(50, True, False), (25, True, False)]


def test_a_lead_sets_it_for_a_doctor_of_the_trust(doctor: Doctor, as_user: Any) -> None:
    address = reverse("leadership_trust:act", args=[doctor.row.uid, "extra-time"])
    done = as_user(doctor.world.lead).post(address, {"percent": "50"}, follow=True)

    assert "The extra time of" in text_of(done)
    assert extra() == [(50, False, True)]
    page = text_of(doctor.client.get(reverse("leadership_learn:extra_time")))
    assert "Riverside (invented) has set half as much again for you." in page
