"""``python -m cms.local.waiting MODULE ...``: loads the site's code at once, runs the module when told.

The code takes seconds to load, and so does what it waits for. The word is a line on the standard input;
whoever is killed before saying it closes that, and nothing is left waiting.
"""

import os
import runpy
import sys
from importlib import import_module

from cms.rubbish import load_in_peace


def main() -> None:
    load()
    if not sys.stdin.readline():
        return
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def load() -> None:
    """Nothing here may ask the database: it may have no tables yet."""
    load_in_peace()
    import django  # noqa: PLC0415 -- after what spares its loading a quarter

    django.setup()
    from django.urls import get_resolver  # noqa: PLC0415 -- needs the settings

    import_module("cms.celery")
    # Asking for them loads all views.
    _ = get_resolver().url_patterns


if __name__ == "__main__":
    main()
