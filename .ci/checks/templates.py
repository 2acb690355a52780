"""Templates: every one parses with the site's own tags, and is indented as djhtml would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines
from sources import shown, template_files


def main() -> None:
    django.setup()
    engine = engines["django"]
    faults = []
    for path in template_files():
        try:
            engine.from_string(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as fault:
            faults.append(f"{shown(path)}: {fault}")
    pages = [str(path) for path in template_files() if path.suffix == ".html"]
    if pages:
        djhtml = Path(sys.executable).parent / "djhtml"
        done = subprocess.run([str(djhtml), "--check", *pages], capture_output=True, text=True, check=False)
        if done.returncode:
            faults.append(f"{done.stdout}{done.stderr}Put right by: make format")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
