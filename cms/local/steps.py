"""Runs several management commands in one process: loading the site takes longer than most of them."""

import sys

import django
from django.core.management import CommandError, call_command

from cms.rubbish import look_less_often

OPTIONS: dict[str, dict[str, object]] = {
    "createcachetable": {},
    "migrate": {"interactive": False, "verbosity": 0},
    "collectstatic": {"interactive": False, "verbosity": 0},
    # What is left on the standard output are the demo sign-ins, which the launcher keeps.
    "first_start": {"stdout": sys.stderr},
    "demo_users": {},
}


def main() -> None:
    django.setup()
    look_less_often()
    for command in sys.argv[1:]:
        try:
            call_command(command, **OPTIONS[command])
        except CommandError as fault:
            # Says what to do: where it was raised helps nobody.
            sys.exit(str(fault))


if __name__ == "__main__":
    main()
