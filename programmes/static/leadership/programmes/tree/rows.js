// The list: one row for each node that is not folded away. Only rows that look different from before are made anew, and
// only those that stand elsewhere are moved.
import { isGroup } from "./document.js";
import { icon, make } from "./dom.js";

export class Rows {
  // `describe(node, parent)` gives what a row says: icon, title, notes, flags.
  constructor(list, describe) {
    this.list = list;
    this.describe = describe;
    this.rows = new Map();
    this.folded = new Set();
    this.shown = [];
  }

  element(id) {
    return this.rows.get(id)?.element;
  }

  // Ids from top to bottom, without what is folded away.
  visible(root) {
    const ids = [];
    const visit = (node) => {
      for (const child of node.children) {
        ids.push(child.id);
        if (isGroup(child) && !this.folded.has(child.id)) visit(child);
      }
    };
    visit(root);
    return ids;
  }

  unfold(places, id) {
    for (let each = places.get(id)?.parent; each; each = places.get(each).parent) this.folded.delete(each);
  }

  render({ root, places, focused, problems }) {
    this.shown = this.visible(root);
    const kept = new Set(this.shown);
    for (const [id, row] of this.rows)
      if (!kept.has(id)) {
        row.element.remove();
        this.rows.delete(id);
      }
    let next = this.list.firstElementChild;
    for (const id of this.shown) {
      const element = this.row(id, places, { isFocused: id === focused, problems: problems.get(id) || [] });
      if (element === next) next = next.nextElementSibling;
      else this.list.insertBefore(element, next);
    }
    this.list.hidden = !this.shown.length;
  }

  row(id, places, { isFocused, problems }) {
    const { node, parent, depth, place, size } = places.get(id);
    const open = isGroup(node) ? !this.folded.has(id) : null;
    const said = this.describe(node, places.get(parent).node);
    const key = JSON.stringify([depth, place, size, open, isFocused, said, problems]);
    const before = this.rows.get(id);
    if (before?.key === key) return before.element;
    const element = before?.element || make("li", { role: "treeitem", id: `tree-${id}`, draggable: "true" });
    element.dataset.node = id;
    const values = {
      "aria-level": depth,
      "aria-posinset": place + 1,
      "aria-setsize": size,
      "aria-selected": isFocused,
      tabindex: isFocused ? 0 : -1,
    };
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
    if (open === null) element.removeAttribute("aria-expanded");
    else element.setAttribute("aria-expanded", open);
    element.style.setProperty("--depth", depth - 1);
    const worst = problems.some((each) => each.blocks) ? "blocks" : "warns";
    element.className = `lp-tree-row${problems.length ? ` lp-tree-row--${worst}` : ""}`;
    element.replaceChildren(...this.inside(said, open, problems));
    this.rows.set(id, { element, key });
    return element;
  }

  inside(said, open, problems) {
    return [
      make("span", { class: "lp-tree-twist", "data-fold": open !== null, "aria-hidden": "true" }),
      icon(said.icon),
      make(
        "span",
        { class: "lp-tree-words" },
        make("span", { class: said.title ? "lp-tree-title" : "lp-tree-title lp-tree-title--none" }, said.title || said.untitled),
        ...said.notes.flatMap((note) => [" ", make("span", { class: "lp-tree-note" }, note)]),
        ...said.flags.flatMap((flag) => [" ", make("span", { class: "lp-tree-flag" }, flag)]),
        ...problems.map((problem) =>
          make("span", { class: "lp-tree-problem" }, icon(problem.blocks ? "error" : "warning"), ` ${problem.message}`),
        ),
      ),
    ];
  }

  showFocus(id) {
    const element = this.element(id);
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }
}
