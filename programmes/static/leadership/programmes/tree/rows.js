// The list: one row for each node that is not folded away. Only what a row says otherwise than before is written anew, and
// only those that stand elsewhere are moved. A node that is the same object says the same: trees share what they have in
// common.
import { isGroup } from "./document.js";
import { icon, make } from "./dom.js";

const NONE = [];

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
      const element = this.row(id, places, { isFocused: id === focused, problems: problems.get(id) || NONE });
      if (element === next) next = next.nextElementSibling;
      else this.list.insertBefore(element, next);
    }
    this.list.hidden = !this.shown.length;
  }

  row(id, places, { isFocused, problems }) {
    const { node, parent, depth, place, size } = places.get(id);
    const open = isGroup(node) ? !this.folded.has(id) : null;
    const row = this.rows.get(id) || this.made(id);
    const values = {
      "aria-level": depth,
      "aria-posinset": place + 1,
      "aria-setsize": size,
      "aria-selected": isFocused,
      "aria-expanded": open,
      tabindex: isFocused ? 0 : -1,
    };
    for (const [name, value] of Object.entries(values)) this.put(row, name, value);
    if (row.depth !== depth) row.element.style.setProperty("--depth", depth - 1);
    row.depth = depth;
    this.tell(row, node, places.get(parent).node, open, problems);
    return row.element;
  }

  made(id) {
    const element = make("li", { role: "treeitem", id: `tree-${id}`, draggable: "true", "data-node": id });
    const row = { element, values: {} };
    this.rows.set(id, row);
    return row;
  }

  // An attribute, where it is another than before; none for null.
  put(row, name, value) {
    if (row.values[name] === value) return;
    row.values[name] = value;
    if (value === null) row.element.removeAttribute(name);
    else row.element.setAttribute(name, value);
  }

  // What a node says follows from itself, from the kind of the group that it is in, and from the names of what it needs.
  tell(row, node, { kind }, open, problems) {
    const isSame = row.node === node && row.kind === kind && row.open === open && !node.needs?.length;
    if (isSame && row.problems === problems) return;
    const said = this.describe(node, { kind });
    const key = JSON.stringify([open, said, problems]);
    Object.assign(row, { node, kind, open, problems });
    if (row.key === key) return;
    row.key = key;
    const worst = problems.some((each) => each.blocks) ? "blocks" : "warns";
    row.element.className = `lp-tree-row${problems.length ? ` lp-tree-row--${worst}` : ""}`;
    row.element.replaceChildren(...this.inside(said, open, problems));
  }

  // What is known of modules and programmes has changed: every row is asked again.
  ask() {
    for (const row of this.rows.values()) row.node = null;
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
