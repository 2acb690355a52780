"""``python -m bench.claims``: is the element that a passage is about suggested first, or among three?"""

from __future__ import annotations

import os
import sys

import django

from bench.ground import Ground
from cms.local.postgres import OWNER


def main() -> int:
    ground = Ground(say=print)
    with ground.running():
        os.environ["DATABASE_URL"] = ground.cluster.access.url(OWNER, "postgres")
        django.setup()
        from bench.claims import measuring  # noqa: PLC0415 -- not before Django is ready

        print(measuring.table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
