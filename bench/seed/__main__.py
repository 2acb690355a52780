"""``python -m bench.seed base`` or ``python -m bench.seed 20000``, on the database of DATABASE_URL."""

from __future__ import annotations

import sys
import time

import django

WHOLE_CHECK_DOCTORS = 2000


def main(what: str) -> None:
    django.setup()
    from bench.seed import filling  # noqa: PLC0415 -- not before Django is ready

    began = time.monotonic()
    if what == "base":
        filling.publish()
        print(f"framework and programmes in {time.monotonic() - began:.1f} s")
        return
    counts = filling.fill(filling.Shape(int(what)))
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    print(f"{what} doctors in {time.monotonic() - began:.1f} s", flush=True)
    began = time.monotonic()
    filling.prove()
    print(f"check_integrity found nothing, in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1])
