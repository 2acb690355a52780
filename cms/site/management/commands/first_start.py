"""What a new installation needs before anybody can use it; running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

import lms.organisations
from cms.demo import story
from cms.finding import keeping
from cms.site.library_content import build_library
from cms.site.selectors import has_home
from cms.site.services import build_site
from cms.site.study_pages import build_study_pages
from kernel import clock

REGISTER = Path(lms.organisations.__file__).parent / "data" / "etr.csv"


class Command(BaseCommand):
    help = (
        "Load the register of trusts, the MLCF and a questionnaire, public pages; a demonstration has people."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("import_organisations", str(REGISTER), stdout=self.stdout)
        keeping.rebuild_where_empty()
        demo = getattr(settings, "LEADERSHIP_DEMO", False)
        call_command("load_framework", "mlcf", publish=demo, stdout=self.stdout)
        call_command("load_references", publish=demo, stdout=self.stdout)
        call_command("load_scale", "leadership-4", publish=True, stdout=self.stdout)
        call_command("load_cpd_schemes", stdout=self.stdout)
        call_command("load_instrument", "omeq", publish=True, stdout=self.stdout)
        call_command("load_templates", stdout=self.stdout)
        if not demo:
            if not has_home():
                now = clock.now()
                home = build_site(now)
                build_library(home, now=now)
                build_study_pages(home, now=now)
                self.stdout.write("public pages: ready for your own words")
            return
        if story.is_told():
            self.stdout.write("demonstration: there already")
            return
        story.tell(now=clock.now(), say=self.stdout.write)
        self.stdout.write("demonstration: ready")
