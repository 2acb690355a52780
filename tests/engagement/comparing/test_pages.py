"""Comparing trusts: on the desk, in the results database, and in the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from engagement.actions import comparing
from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import Agreement, AnalystGrant, AnalystUse, NormSet, OutcomeValue
from engagement.comparing.services import norming, outcomes
from engagement.comparing.services.norming import NormPlan
from engagement.instruments.models import InstrumentVersion
from engagement.web.views import analysis
from kernel.models import AuditEntry
from tests.factories.comparisons import (
    REASON,
    a_grant,
    agree,
    many_published,
    operator_context,
    published,
)
from tests.factories.trusts import NOW, TODAY, make_lead, make_trust, make_user, trust_of
from tests.factories.waves import make_version
from tests.ready import ready

pytestmark = pytest.mark.django_db


class World:
    """Twelve trusts that agreed, with an index of 40 to 51, and mortality that falls with it."""

    version: InstrumentVersion
    lead: Any
    operator: Any
    analyst: Any
    waves: Any


def make_world() -> World:
    world = World()
    world.version = make_version()
    world.waves = many_published(world.version, 12, national_grouping="Y62")
    world.lead = make_lead(world.waves[0].organisation)
    world.operator = make_user(is_superuser=True, is_staff=True)
    world.analyst = make_user()
    a_grant(world.analyst)
    lines = "".join(f"ZZ{n:02},2025,Mortality,{100 - n + n % 3}\n" for n in range(12))
    raw = f"ODS code,period,measure,value\n{lines}".encode()
    comparing.take_outcomes(operator_context(world.operator), lines=outcomes.read(raw), name="m.csv")
    return world


ready_comparing = ready("ready_comparing", make_world)


@pytest.fixture
def world(ready_comparing: World) -> World:
    return ready_comparing


def client_of(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def desk(world: World) -> Client:
    return client_of(world.lead)


@pytest.fixture
def admin(world: World) -> Client:
    return client_of(world.operator)


@pytest.fixture
def analyst(world: World) -> Client:
    browser = client_of(world.analyst)
    assert browser.post(reverse("leadership_analysis:home")).status_code == 302
    return browser


def agreements(lead: Any) -> list[tuple[str, bool]]:
    rows = Agreement.objects.unscoped(reason=REASON).filter(organisation=trust_of(lead))
    return list(rows.order_by("pk").values_list("kind", "is_given"))


# The desk


def test_agreeing_and_withdrawing(desk: Client, world: World) -> None:
    page = reverse("leadership_surveys:agreements")
    sent = {"organisation": str(trust_of(world.lead).uid), "kind": "named"}
    assert "Agreed on 1 September 2026" in desk.get(page).content.decode()

    for say in ("give", "give", "withdraw"):
        assert desk.post(page, {**sent, "say": say}).status_code == 302

    assert agreements(world.lead) == [("norms", True), ("named", True), ("named", False)]
    assert "Withdrawn on 1 September 2026" in desk.get(page).content.decode()
    assert AuditEntry.objects.filter(action="agreement.say").count() == 2


@pytest.mark.parametrize(
    "sent",
    [{"say": "take"}, {"kind": "all", "say": "give"}, {"organisation": "", "say": "give"}],
)
def test_nonsense_about_agreements(desk: Client, world: World, sent: dict[str, str]) -> None:
    whole = {"organisation": str(trust_of(world.lead).uid), "kind": "named", **sent}

    assert desk.post(reverse("leadership_surveys:agreements"), whole).status_code == 404
    assert agreements(world.lead) == [("norms", True)]


def test_nobody_agrees_for_another_trust(desk: Client, world: World) -> None:
    other = make_trust()
    sent = {"organisation": str(other.uid), "kind": "named", "say": "give"}

    assert desk.post(reverse("leadership_surveys:agreements"), sent).status_code == 404
    assert not Agreement.objects.unscoped(reason=REASON).filter(organisation=other).exists()


def test_leads_see_their_own_trust_among_numbers(desk: Client, world: World) -> None:
    page = desk.get(reverse("leadership_surveys:performance")).content.decode()

    assert "those that are higher in “index 2” tend to be lower in “Mortality, 2025”" in page
    assert "This does not show that one leads to the other." in page
    assert "about 0.2 of them" in page
    assert page.count("<circle") == 12
    assert "your trust" in page
    assert "Compared 00 (invented)" in page
    assert "Compared 01 (invented)" not in page
    assert "second highest fifth" in page


def test_named_where_it_was_agreed(desk: Client, world: World) -> None:
    agree(world.waves[1].organisation, AgreementKind.NAMED)

    assert "Compared 01 (invented)" in desk.get(reverse("leadership_surveys:performance")).content.decode()


def test_below_ten_trusts_nothing_is_told(desk: Client, world: World) -> None:
    for wave in world.waves[:3]:
        agree(wave.organisation, AgreementKind.NORMS, is_given=False)

    page = desk.get(reverse("leadership_surveys:performance")).content.decode()

    assert "9 trusts have both figures. Ten are needed" in page
    assert "<circle" not in page


def test_nothing_to_compare(world: World) -> None:
    stranger = client_of(make_lead(make_trust()))
    page = stranger.get(reverse("leadership_surveys:performance") + "?measure=nonsense&outcome=1:2")

    assert page.status_code == 200
    assert "Your trust is not among them." in page.content.decode()


# The results database


def test_it_is_there_for_whoever_was_let_in(world: World) -> None:
    home, wave = reverse("leadership_analysis:home"), world.waves[0]
    addresses = [
        home,
        reverse("leadership_analysis:performance"),
        reverse("leadership_analysis:wave", args=[wave.uid]),
    ]
    for user in (world.lead, world.operator, make_user()):
        browser = client_of(user)
        assert [browser.get(each).status_code for each in addresses] == [404, 404, 404]
        assert browser.post(home).status_code == 404
        assert browser.post(reverse("leadership_analysis:figures")).status_code == 404
    assert not AnalystUse.objects.unscoped(reason=REASON).exists()


def test_it_is_opened_by_a_press_that_is_written_down(world: World) -> None:
    browser, home = client_of(world.analyst), reverse("leadership_analysis:home")

    door = browser.get(home).content.decode()
    assert "Does engagement last?" in door
    assert "Compared 00" not in door
    assert browser.get(reverse("leadership_analysis:performance")).status_code == 302
    assert browser.post(home).status_code == 302

    page = browser.get(home).content.decode()
    assert "12 published waves" in page
    assert "Compared 00 (invented)" in page
    uses = AnalystUse.objects.unscoped(reason=REASON)
    assert [(each.kind, each.asked) for each in uses] == [("opened", "")]


def test_filters(analyst: Client, world: World) -> None:
    published(make_trust("Elsewhere (invented)", national_grouping="Y56"), world.version, days_ago=100)
    home = reverse("leadership_analysis:home")

    assert "1 published wave\n" in analyst.get(home, {"region": "Y56"}).content.decode()
    since = (TODAY - timedelta(days=50)).isoformat()
    assert "12 published waves" in analyst.get(home, {"since": since}).content.decode()
    assert "No published wave is like that." in analyst.get(home, {"kind": "college"}).content.decode()
    assert "13 published waves" in analyst.get(home, {"since": "whenever"}).content.decode()


def test_a_page_at_a_time(analyst: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "PER_PAGE", 5)

    page = analyst.get(reverse("leadership_analysis:home"), {"region": "Y62", "page": 3}).content.decode()

    assert "12 published waves" in page
    assert page.count("Compared 0") + page.count("Compared 1") == 2
    assert "?region=Y62&amp;page=2" in page


def test_one_wave(analyst: Client, world: World) -> None:
    page = analyst.get(reverse("leadership_analysis:wave", args=[world.waves[0].uid])).content.decode()

    assert "50 of 100 answered" in page
    assert "40.0 – 40.0" in page


def test_a_download_is_written_down(analyst: Client, world: World) -> None:
    sent = analyst.post(reverse("leadership_analysis:figures"), {"region": "Y62"})

    lines = sent.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 25
    assert lines[1].startswith(
        "Compared 00 (invented),ZZ00,Y62,trust,2026-08-22,small,1,doctors,,,100,50,index,50,40"
    )
    use = AnalystUse.objects.unscoped(reason=REASON).latest("pk")
    assert (use.kind, use.asked, use.rows) == ("downloaded", "region=Y62", 24)
    assert AuditEntry.objects.filter(action="analyst.use").count() == 2


def test_analysts_see_all_trusts_and_exact_outcomes(analyst: Client, world: World) -> None:
    agree(world.waves[5].organisation, AgreementKind.NORMS, is_given=False)

    page = analyst.get(reverse("leadership_analysis:performance")).content.decode()

    assert page.count("<circle") == 12
    assert "highest fifth" not in page
    assert "Compared 05 (invented)" not in page
    assert "What programmes did there" in page


def test_it_ends(analyst: Client, world: World) -> None:
    grant = AnalystGrant.objects.unscoped(reason=REASON).get()
    comparing.revoke_analyst(operator_context(world.operator), grant=grant)

    assert analyst.get(reverse("leadership_analysis:home")).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same(
    analyst: Client, world: World, django_assert_num_queries: Any, more: int
) -> None:
    for _each in range(more):
        published(make_trust(), world.version)
    with django_assert_num_queries(7):
        analyst.get(reverse("leadership_analysis:home"))


# The admin

PLAN = {"name": "Norms of 2026", "dated_on": "2026-09-01", "first": "2026-01-01", "last": "2026-09-01"}


def test_norms_are_made_and_ended(admin: Client, world: World) -> None:
    made = admin.post(reverse("leadership_norm_make"), {**PLAN, "version": str(world.version.pk)})

    norm_set = NormSet.objects.get()
    address = reverse("leadership_norm", args=[norm_set.uid])
    assert (made.status_code, made["Location"]) == (302, address)
    assert norm_set.trusts == 12
    page = admin.get(address).content.decode()
    assert "42.2" in page
    assert "Norms of 2026" in admin.get(reverse("leadership_norms")).content.decode()

    assert admin.post(address, {"reason": ""}).status_code == 422
    assert admin.post(address, {"reason": "Newer ones."}).status_code == 302
    assert "Newer ones." in admin.get(address).content.decode()
    assert admin.post(address, {"reason": "Again."}).status_code == 422


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"first": "2026-08-30"}, "0 trusts that agree have a published index from those days"),
        ({"first": "2026-09-02", "last": "2026-09-01"}, "The last day is before the first."),
        ({"name": ""}, "Fill in “Name”."),
    ],
)
def test_norms_that_cannot_be_made(admin: Client, world: World, sent: dict[str, str], message: str) -> None:
    refused = admin.post(reverse("leadership_norm_make"), {**PLAN, "version": str(world.version.pk), **sent})

    assert refused.status_code == 422
    assert message in refused.content.decode()
    assert not NormSet.objects.exists()


def a_file(text: str, name: str = "norms.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_norms_are_imported(admin: Client, world: World) -> None:
    sent = {
        "name": "Of others",
        "dated_on": "2025-01-01",
        "origin": "A report, page 5",
        "version": world.version.pk,
    }
    address = reverse("leadership_norm_take")
    wrong = a_file(
        "measure,trusts,p20,p40,p60,p80\nindex,9,1,2,3,4\nrest,30,1,2,3,4\nmeta:theme,30,4,3,2,x\n"
    )

    refused = admin.post(address, {**sent, "file": wrong})

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "A norm is made of at least 10 trusts." in text
    assert "The questionnaire has no measure “rest”." in text
    assert "“x” in p80 is not a number." in text
    assert not NormSet.objects.exists()
    right = a_file(
        "- measure: index\n  trusts: 30\n  p20: 41\n  p40: 45.5\n  p60: 50\n  p80: 55\n", "norms.yaml"
    )
    assert admin.post(address, {**sent, "file": right}).status_code == 302
    assert NormSet.objects.get().measures.get().cuts[1] == 45.5


def test_outcomes_with_wrong_lines(admin: Client, world: World) -> None:
    before = OutcomeValue.objects.count()
    wrong = a_file(
        "ODS code,period,measure,value\nZZ00,2025,M,1\nQQQ,2025,M,1\nZZ00,25,M,1\nZZ00,2025,M,high\n"
    )

    refused = admin.post(reverse("leadership_outcomes"), {"file": wrong})

    assert refused.status_code == 422
    for said in ("no organisation “QQQ”", "“25” is not a period", "“high” is not a number"):
        assert said in refused.content.decode()
    assert OutcomeValue.objects.count() == before


def test_granting_and_revoking(admin: Client, world: World) -> None:
    user = make_user("somebody@mail.example")
    sent = {"email": user.email, "purpose": "One question", "ends_on": "2026-12-31"}
    address = reverse("leadership_analysts")
    for wrong, message in (
        ({"email": "nobody@mail.example"}, "Nobody has an account with this address."),
        ({"ends_on": "2026-08-31"}, "This day has passed."),
        ({"ends_on": "2028-08-31"}, "A grant lasts one year at most"),
        ({"purpose": ""}, "Fill in “Purpose”."),
    ):
        refused = admin.post(address, {**sent, **wrong})
        assert (refused.status_code, message in refused.content.decode()) == (422, True), message

    assert admin.post(address, sent).status_code == 302

    grant = AnalystGrant.objects.unscoped(reason=REASON).get(user=user)
    one = reverse("leadership_analyst", args=[grant.uid])
    assert "One question" in admin.get(one).content.decode()
    assert admin.post(one).status_code == 302
    assert "Revoked" in admin.get(address).content.decode()
    grant.refresh_from_db()
    assert grant.revoked_by == world.operator


@pytest.mark.parametrize("name", ["norms", "norm_make", "norm_take", "outcomes", "analysts"])
def test_only_operators(world: World, name: str) -> None:
    assert client_of(world.analyst).get(reverse(f"leadership_{name}")).status_code == 302


def test_results_stand_beside_their_norm_and_what_was_done(desk: Client, world: World) -> None:
    page = reverse("leadership_surveys:results", args=[world.waves[0].uid])
    before = desk.get(page).content.decode()
    assert "No norm yet: compare it with your own earlier waves." in before
    assert "Of 11 other trusts in your region (North West)" in before

    norming.make(
        world.version,
        NormPlan("Norms of 2026", TODAY, TODAY - timedelta(days=60), TODAY),
        user_id=None,
        now=NOW,
    )

    after = desk.get(page).content.decode()
    assert "of the norm “Norms of 2026”" in after
    assert "Bands of the norm “Norms of 2026”" in after
    assert "Nothing has been promised yet" in after
