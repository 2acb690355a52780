"""The pages that most people see, in Welsh: longer words fit, and what is English says so."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cms.site.services import build_demo_site
from kernel import clock
from tests.browser.conftest import LOOKS, OpenPage, See
from tests.competencies.conftest import load, publish, small_file
from tests.factories.courses import make_world


def test_welsh_fits(
    transactional_db: None, indexed: None, live_server: Any, open_page: OpenPage, see: See
) -> None:
    now = clock.now()
    publish(load(small_file()))
    world = make_world(now=now)
    build_demo_site(now)
    user, row = world.enrolled()
    world.invite("invited@mail.example")
    base = f"/learn/{row.uid}"
    for who, addresses in (
        (
            None,
            {
                "home": "/",
                "programme": f"/programmes/{world.programme.slug}/",
                "framework": "/framework/small/1.1/",
                "sign_in": "/accounts/login/",
            },
        ),
        (
            user,
            {
                "learn": "/learn/",
                "activity": f"{base}/{world.key('Check yourself')}/",
                "settings": "/learn/settings/",
            },
        ),
        (world.lead, {"trust": "/trust/", "enrolments": "/trust/enrolments/", "upload": "/trust/lists/"}),
    ):
        page = open_page(user=who)
        chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "cy", "url": live_server.url}
        page.context.add_cookies([chosen])
        for name, address in addresses.items():
            page.goto(address)
            assert page.get_attribute("html", "lang") == "cy"
            see(page, f"welsh_{name}", widths=(320, *LOOKS))
