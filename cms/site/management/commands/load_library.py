"""Add the library's pages to a site that is there already; running it again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.site.library_content import build_library
from cms.site.selectors import home_page
from kernel import clock


class Command(BaseCommand):
    help = "Add deliverables, good practice, behaviours and questions in our own words to the public site."

    def handle(self, *args: Any, **options: Any) -> None:
        home = home_page()
        if home is None:
            raise CommandError("There is no public site yet: the first start makes one.")
        self.stdout.write(f"library: {build_library(home, now=clock.now())} new pages")
