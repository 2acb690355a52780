"""Runs several management commands in one process: loading the site takes longer than most of them."""

import sys

import django
from django.core.management import call_command

OPTIONS: dict[str, dict[str, object]] = {
    "createcachetable": {},
    "migrate": {"interactive": False, "verbosity": 0},
    "collectstatic": {"interactive": False, "verbosity": 0},
    "first_start": {},
    "demo_users": {},
}


def main() -> None:
    django.setup()
    for command in sys.argv[1:]:
        call_command(command, **OPTIONS[command])


if __name__ == "__main__":
    main()
