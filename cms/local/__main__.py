"""``python -m cms.local run`` and ``python -m cms.local manage ...``: what the Makefile calls."""

import sys

from .problems import LocalProblem
from .run import reset, run, run_management_command

USAGE = 'Use: make run, or: make manage ARGS="COMMAND ..."'


def main(arguments: list[str]) -> int:
    try:
        return carry_out(arguments)
    except LocalProblem as problem:
        return complain(str(problem))
    except PermissionError as refused:
        return complain(
            f"This account may not use {refused.filename}. Another account, such as root, probably made it: "
            "run the command as that account, or make this one its owner."
        )
    except OSError as fault:
        return complain(f"{fault.strerror or fault}: {fault.filename or ''}")


def carry_out(arguments: list[str]) -> int:
    match arguments:
        case ["run"]:
            run()
        case ["reset", *words]:
            reset(confirmed=words == ["yes"])
        case ["manage", *rest]:
            return run_management_command(rest)
        case _:
            return complain(USAGE)
    return 0


def complain(text: str) -> int:
    print(f"\n{text}", file=sys.stderr, flush=True)  # noqa: T201 -- a command's answer
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
