"""``python -m bench.tree_editor``: how long the editor of the requirement tree takes for an act, in Chromium.

The widget is rendered with 400 items, and with 1,000, on a bare page; no site runs. An act is timed from the
key's press until the frame after it has been painted.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import shutil
import statistics
import tempfile
import threading
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

ACTS = {
    "move down": "Alt+ArrowDown",
    "move up": "Alt+ArrowUp",
    "add a group": "Shift+Insert",
    "delete": "Delete",
    "undo": "Control+z",
    "redo": "Control+Shift+z",
    "copy": "Control+d",
    "focus below": "ArrowDown",
}
TIMES = 15
TIMED = """
async act => {
  const row = document.querySelector('[role=treeitem][tabindex="0"]');
  row.focus();
  const [key, ...held] = act.split("+").reverse();
  const pressed = new KeyboardEvent("keydown", {
    key, bubbles: true, cancelable: true,
    altKey: held.includes("Alt"), ctrlKey: held.includes("Control"), shiftKey: held.includes("Shift"),
  });
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  row.dispatchEvent(pressed);
  await new Promise(done => requestAnimationFrame(() => { new MessageChannel().port1; setTimeout(done); }));
  return performance.now() - start;
}
"""
PAGE = """<!doctype html><html lang="en-gb"><head><meta charset="utf-8"><title>Tree</title>
<link rel="stylesheet" href="/wagtailadmin/css/core.css">
<link rel="stylesheet" href="/leadership/programmes/tree/editor.css"></head>
<body><script src="/start.js"></script><form>{widget}</form>
<script type="module" src="/leadership/programmes/tree/editor.js"></script></body></html>"""
START = """window.wagtailConfig = {CSRF_HEADER_NAME: "x-csrftoken", CSRF_TOKEN: ""};
window.opened = performance.now();
new MutationObserver((_, seen) => {
  if (!document.querySelector("[data-tree-editor][data-ready]")) return;
  seen.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.ready = performance.now(); }));
}).observe(document, {subtree: true, attributes: true});"""


def document_of(size: int) -> dict[str, Any]:
    """Groups of ten items, every third of which needs the group before it."""
    numbers = iter(range(10**6))
    new = lambda: str(UUID(int=next(numbers)))  # noqa: E731 -- a name for what is used four times below
    children: list[dict[str, Any]] = []
    for place in range(size // 10):
        items = [
            {"id": new(), "kind": "item", "item": {"type": "module", "module": new()}, "due_days": 10 + place}
            for _ in range(10)
        ]
        group = {"id": new(), "kind": "all", "title": f"Part {place + 1}", "children": items}
        if place % 3 == 2:
            group["needs"] = [children[-1]["id"]]
        children.append(group)
    return {"version": 1, "root": {"id": new(), "kind": "all", "children": children}}


def page_with(size: int) -> str:
    from programmes.editor.widget import TreeEditor  # noqa: PLC0415 -- needs Django to be set up

    class Alone(TreeEditor):
        def known(self, document: Any) -> dict[str, Any]:
            keys = [
                item["item"]["module"] for group in document["root"]["children"] for item in group["children"]
            ]
            told = {"minutes": 12, "state": "Live", "url": "/"}
            modules = {key: {**told, "title": f"Leading well, part {n}"} for n, key in enumerate(keys)}
            return {"module": modules, "programme": {}}

    return PAGE.format(widget=Alone().render("tree", document_of(size), {"id": "id_tree"}))


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        answer = b'{"problems": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def served(folder: Path) -> http.server.ThreadingHTTPServer:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def fill(folder: Path, size: int) -> None:
    for package in ("programmes", "wagtail.admin"):
        shutil.copytree(Path(str(files(package))) / "static", folder, dirs_exist_ok=True)
    (folder / "index.html").write_text(page_with(size), encoding="utf-8")
    (folder / "start.js").write_text(START, encoding="utf-8")


def measure(url: str, *, picture: str = "") -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where it is measured

    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        found: dict[str, list[float]] = {"open the page": []}
        for _ in range(3):
            page.goto(url)
            page.wait_for_function("window.ready")
            found["open the page"].append(page.evaluate("window.ready - window.opened"))
        for name, keys in ACTS.items():
            found[name] = [page.evaluate(TIMED, keys) for _ in range(TIMES)]
        if picture:
            page.locator("details[data-picture] > summary").click()
            page.wait_for_selector("[data-canvas] rect")
            page.screenshot(path=picture, full_page=True)
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="items; 400 and 1000 where left out")
    parser.add_argument("--picture", default="", help="keep a picture of the page here")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    os.environ.setdefault("DATABASE_URL", "postgres:///nothing-is-asked-of-it")
    import django  # noqa: PLC0415 -- after its settings are named

    django.setup()
    for size in given.size or (400, 1000):
        with tempfile.TemporaryDirectory() as kept:
            fill(Path(kept), size)
            server = served(Path(kept))
            found = measure(f"http://127.0.0.1:{server.server_port}/", picture=given.picture)
            server.shutdown()
        print(f"{size} items: milliseconds, median and longest")
        for name, times in found.items():
            print(f"  {name:14} {statistics.median(times):6.1f} {max(times):6.1f}")


if __name__ == "__main__":
    main()
