"""What axe finds on a page, and what of it need not be looked at again.

Half of axe's time goes into colours. Whether a colour can be read depends on what is behind it, how large and
how bold it is: a text that looks like one that this process has found readable is not asked about again. All
other rules are asked of every page as a whole. ``make bars`` asks everything of every page.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from tests.sizes import FULL

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# A colour on its way from one to another is neither of them: what moves is at its end before it is looked at.
STILL = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {
  for (const moving of document.getAnimations())
    if (moving.effect.getComputedTiming().endTime !== Infinity) moving.finish();
})"""

# Not preloaded: two rules would load every style sheet and every film for themselves.
AXE = """async ({tags, readable, full, everything}) => {
  const colours = "color-contrast";
  const asked = {resultTypes: ["violations"], preload: full, iframes: false};
  const tagged = {...asked, runOnly: {type: "tag", values: tags}};
  if (full) return {violations: (await axe.run(document, tagged)).violations, looks: []};

  const behind = new Map([[null, ""]]);
  function backdrop(element) {
    if (!behind.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
      const placed = style.position === "static" ? "" : `/${element.getAttribute("class")}`;
      const plain = own === "rgba(0, 0, 0, 0),none,1,none";
      behind.set(element, backdrop(element.parentElement) + (plain ? "" : `/${own}`) + placed);
    }
    return behind.get(element);
  }
  function look(element) {
    const style = getComputedStyle(element);
    const own = [style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextFillColor];
    return [element.matches(":disabled"), ...own, backdrop(element)].join("|");
  }
  function shows(element) {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({opacityProperty: true, visibilityProperty: true})
      && box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0;
  }
  const texts = new Set(document.querySelectorAll("input:not([type=hidden]), select, textarea"));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (walk.currentNode.data.trim()) texts.add(walk.currentNode.parentElement);
  const known = new Set(readable), looks = new Set(), fresh = [];
  for (const element of texts) {
    if (element.matches("script, style, noscript") || !shows(element)) continue;
    const its = look(element);
    if (known.has(its)) continue;
    looks.add(its);
    fresh.push(element);
  }
  const others = {...tagged, rules: {[colours]: {enabled: false}}};
  const violations = everything ? (await axe.run(document, others)).violations : [];
  if (fresh.length) {
    const only = {...asked, runOnly: {type: "rule", values: [colours]}};
    violations.push(...(await axe.run({include: fresh}, only)).violations);
  }
  return {violations, looks: [...looks]};
}"""

_readable: set[str] = set()


def assert_accessible(page: Page, *, everything: bool = True) -> None:
    """``everything=False`` asks only whether the colours can be read."""
    found = violations(page, everything=everything)
    assert not found, f"{page.url}\n" + "\n".join(described(one) for one in found)


def violations(page: Page, *, everything: bool) -> list[dict[str, Any]]:
    page.evaluate(STILL)
    # Run by the browser's own debugger, which no policy of the page concerns; it stays until the next page.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe_source())
    asked = {"tags": WCAG, "readable": sorted(_readable), "full": FULL, "everything": everything}
    result = page.evaluate(AXE, asked)
    if not result["violations"]:
        _readable.update(result["looks"])
    return list(result["violations"])


def described(violation: dict[str, Any]) -> str:
    places = "".join(f"\n    {node['html'][:160]}" for node in violation["nodes"][:5])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}{places}"


@functools.cache
def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
