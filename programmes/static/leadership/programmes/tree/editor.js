// The editor of a programme's requirement tree. The document is in a field of the form, so that drafts, comparison,
// preview and autosave see it as they see any field. How it works: docs/front-end.md.
import { Checking } from "./checking.js";
import { choose } from "./choosing.js";
import { copyOf, insert, isGroup, move, newId, read, remove, replace, set, survey, written } from "./document.js";
import { makeDraggable } from "./dragging.js";
import { make, say } from "./dom.js";
import { History } from "./history.js";
import { knownOf, newItem, needsChoosing } from "./items.js";
import { actOf, isLetter } from "./keys.js";
import { Panel } from "./panel.js";
import { drawTree } from "./picture.js";
import { Rows } from "./rows.js";
import { Telling } from "./telling.js";
import { totals } from "./totals.js";

// What can be done in a translation, beside looking.
const TITLE_ACTS = ["open", "close", "undo", "redo"];

class TreeEditor {
  constructor(host) {
    this.host = host;
    this.config = JSON.parse(host.dataset.config);
    this.words = this.config.words;
    this.field = host.querySelector("textarea");
    this.part = (name) => host.querySelector(`[data-${name}]`);
    this.history = new History(read(this.field.value));
    this.problems = new Map();
    this.telling = new Telling(this.config, (id) => this.places.get(id)?.node);
    this.rows = new Rows(this.part("list"), (node, parent) => this.telling.row(node, parent));
    this.panel = new Panel(this.part("panel"), {
      config: this.config,
      nameOf: (node) => this.telling.name(node),
      acts: this.panelActs(),
    });
    this.checking = new Checking(this.config.urls.problems, {
      ask: () => ({ tree: JSON.parse(written(this.root)), programme: this.config.programme, ...this.watched() }),
      answered: (problems) => this.showProblems(problems),
      failed: () => this.summarise(this.words.unchecked),
    });
    this.look();
    this.focused = this.root.children[0]?.id || null;
    this.listen();
    this.render();
    this.checking.soon(0);
    this.goToAddress();
    host.dataset.ready = "yes";
  }

  get root() {
    return this.history.root;
  }

  look() {
    Object.assign(this, survey(this.root));
  }

  // What else of the form the problems depend on.
  watched() {
    const values = {};
    for (const name of this.config.watch) values[name] = document.getElementById(`id_${name}`)?.value || "";
    return values;
  }

  listen() {
    const list = this.part("list");
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => this.press(event));
    list.addEventListener("dblclick", () => this.act("open"));
    this.host.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button) this.act(button.dataset.act, button.dataset.type);
    });
    this.part("bar").addEventListener("keydown", (event) => this.keyInBar(event));
    this.part("problems").addEventListener("click", (event) => {
      const { goto } = event.target.dataset;
      if (goto) this.goTo(goto);
    });
    this.part("canvas").addEventListener("click", (event) => {
      const id = event.target.closest("[data-node]")?.dataset.node;
      if (id) this.goTo(id);
    });
    this.part("picture").addEventListener("toggle", () => this.paint());
    for (const name of this.config.watch)
      document.getElementById(`id_${name}`)?.addEventListener("input", () => this.checking.soon());
    window.addEventListener("hashchange", () => this.goToAddress());
    document.addEventListener("leadership:open", (event) => this.openFor(event));
    makeDraggable(list, {
      places: () => this.places,
      isFixed: this.config.titles_only,
      drop: (id, target, where) => this.drop(id, target, where),
      ended: () => this.late && this.showProblems(this.late),
    });
  }

  // Preflight leads to a node, and to the field of it that it names.
  openFor(event) {
    const { node, name } = event.detail;
    if (!this.places.has(node) || node === this.root.id) return;
    event.preventDefault();
    this.goTo(node);
    if (name) this.panel.body.querySelector(`[data-field="${CSS.escape(name)}"]`)?.focus();
  }

  // Another part of the page may lead here: #tree-<id of a node>.
  goToAddress() {
    const id = window.location.hash.replace("#tree-", "");
    if (this.places.has(id) && id !== this.root.id) this.goTo(id);
  }

  render({ isTyping = false } = {}) {
    this.rows.render({ root: this.root, places: this.places, focused: this.focused, problems: this.problems });
    this.panel.show(this.focused, { root: this.root, places: this.places }, { isTyping });
    this.part("empty").hidden = this.root.children.length > 0;
    this.part("totals").replaceChildren(...this.telling.totals(totals(this.root, this.telling)));
    for (const button of this.part("bar").querySelectorAll("[data-act]")) button.disabled = !this.can(button.dataset.act);
    window.clearTimeout(this.painting);
    this.painting = window.setTimeout(() => this.paint(), 100);
  }

  can(act) {
    if (act === "undo") return this.history.past.length > 0;
    if (act === "redo") return this.history.future.length > 0;
    if (act.startsWith("add-")) return true;
    const place = this.places.get(this.focused);
    if (!place) return false;
    if (act === "up") return place.place > 0;
    if (act === "down") return place.place < place.size - 1;
    if (act === "out") return place.parent !== this.root.id;
    if (act === "in") return isGroup(this.siblings()[place.place - 1] || { kind: "item" });
    return true;
  }

  siblings() {
    return this.places.get(this.places.get(this.focused).parent).node.children;
  }

  paint() {
    if (!this.part("picture").open) return;
    drawTree(this.part("canvas"), this, {
      nameOf: (node) => this.telling.name(node),
      ruleOf: (node) => this.telling.rule(node),
      problems: this.problems,
      summary: this.telling.summary(totals(this.root, this.telling)),
    });
  }

  // One change: the tree as it is then, where the focus goes, and what is said.
  change(root, { focus = this.focused, what = "", typing = "", said = what } = {}) {
    if (!this.history.change(root, { focus: this.focused, what, typing })) return false;
    this.changed(focus, { isTyping: Boolean(typing) });
    if (said) this.say(said);
    return true;
  }

  changed(focus, { isTyping = false } = {}) {
    this.look();
    this.focused = this.places.has(focus) && focus !== this.root.id ? focus : this.root.children[0]?.id || null;
    if (this.focused) this.rows.unfold(this.places, this.focused);
    this.field.value = written(this.root);
    this.render({ isTyping });
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.checking.soon();
  }

  say(sentence) {
    this.part("say").textContent = sentence;
  }

  focus(id) {
    this.focused = id;
    this.rows.unfold(this.places, id);
    this.render();
    this.rows.showFocus(id);
  }

  goTo(id) {
    if (!this.places.has(id)) return;
    this.focus(id);
    this.rows.element(id).scrollIntoView({ block: "center" });
  }

  // What was asked for, by key or button; afterwards the row has the focus, unless the form got it.
  act(name, type = "") {
    if (this.config.titles_only && !TITLE_ACTS.includes(name) && !(name in this.steps)) return;
    const done = this.steps[name] || this.acts[name];
    if (done && (name in this.steps || this.can(name))) done.call(this, type);
  }

  steps = {
    previous: () => this.step(-1),
    next: () => this.step(1),
    first: () => this.focus(this.rows.shown[0]),
    last: () => this.focus(this.rows.shown.at(-1)),
    back: () => this.fold(true),
    forth: () => this.fold(false),
    "unfold-all": () => {
      this.rows.folded.clear();
      this.focus(this.focused);
    },
    "fold-all": () => {
      for (const { node } of this.places.values()) if (isGroup(node)) this.rows.folded.add(node.id);
      let top = this.focused;
      while (top && this.places.get(top).parent !== this.root.id) top = this.places.get(top).parent;
      if (top) this.focused = top;
      this.render();
    },
  };

  acts = {
    close: () => this.rows.showFocus(this.focused),
    open: () => {
      this.panel.show(this.focused, { root: this.root, places: this.places });
      this.panel.host.scrollIntoView({ block: "nearest" });
      this.panel.focusFirst();
    },
    up: () => this.shift(-1),
    down: () => this.shift(1),
    out: () => {
      const { parent } = this.places.get(this.focused);
      const above = this.places.get(parent);
      this.moveTo(this.focused, above.parent, above.place + 1);
    },
    in: () => {
      const group = this.siblings()[this.places.get(this.focused).place - 1];
      this.moveTo(this.focused, group.id, group.children.length);
    },
    remove: () => this.remove(),
    duplicate: () => {
      const { node, parent, place } = this.places.get(this.focused);
      const copy = copyOf(node);
      const said = say(this.words.said_duplicate, { title: this.telling.name(node) });
      this.change(insert(this.root, parent, place + 1, [copy]), { focus: copy.id, what: said });
      this.rows.showFocus(copy.id);
    },
    undo: () => this.travel(this.history.undo(this.focused), this.words.said_undo),
    redo: () => this.travel(this.history.redo(this.focused), this.words.said_redo),
    "add-group": () => this.add(this.besideGroup(), this.newGroup()),
    "add-inside": () => this.add(this.inside(), this.newGroup()),
    "add-module": () => this.choose("module"),
    "add-item": (type) => {
      if (needsChoosing(type)) this.choose(type);
      else this.add(this.inside(), this.newNode(newItem(this.telling.types.get(type))));
    },
  };

  step(by) {
    const here = this.rows.shown.indexOf(this.focused);
    const id = this.rows.shown[here + by];
    if (id) this.focus(id);
  }

  // Arrow left folds a group or goes up to what it is in; arrow right unfolds it or goes to its first child.
  fold(isFolding) {
    const { node, parent } = this.places.get(this.focused);
    const isFolded = this.rows.folded.has(node.id);
    if (isFolding && isGroup(node) && !isFolded && node.children.length) this.rows.folded.add(node.id);
    else if (isFolding && parent !== this.root.id) this.focused = parent;
    else if (!isFolding && isFolded) this.rows.folded.delete(node.id);
    else if (!isFolding && node.children?.length) this.focused = node.children[0].id;
    this.render();
    this.rows.showFocus(this.focused);
  }

  shift(by) {
    const { parent, place } = this.places.get(this.focused);
    this.moveTo(this.focused, parent, place + by);
  }

  moveTo(id, parent, place) {
    const { node } = this.places.get(id);
    this.change(move(this.root, id, parent, place), { focus: id, said: "", what: say(this.words.did_move, { title: this.telling.name(node) }) });
    const now = this.places.get(id);
    this.say(say(this.words.said_move, {
      title: this.telling.name(node),
      place: now.place + 1,
      size: now.size,
      group: now.parent === this.root.id ? this.words.top : this.telling.name(this.places.get(now.parent).node),
    }));
    this.rows.showFocus(id);
  }

  drop(id, target, where) {
    const goal = this.places.get(target);
    if (where === "inside") {
      this.moveTo(id, target, goal.node.children.filter((child) => child.id !== id).length);
      return;
    }
    const siblings = this.places.get(goal.parent).node.children.filter((child) => child.id !== id);
    const place = siblings.findIndex((child) => child.id === target) + (where === "after" ? 1 : 0);
    this.moveTo(id, goal.parent, place);
  }

  remove() {
    const { node, parent, place } = this.places.get(this.focused);
    const siblings = this.siblings();
    const focus = (siblings[place + 1] || siblings[place - 1])?.id || parent;
    const inside = survey(node).order.length - 1;
    const sentence = inside ? this.words.said_remove_group : this.words.said_remove;
    const what = say(sentence, { title: this.telling.name(node), count: inside });
    this.change(remove(this.root, node.id), { focus, what, said: `${what} ${this.words.said_undoable}` });
    if (this.focused) this.rows.showFocus(this.focused);
    else this.part("bar").querySelector("[data-act=add-group]").focus();
  }

  travel(step, sentence) {
    if (!step) return;
    this.changed(step.focus);
    this.say(say(sentence, { what: step.what || this.words.did_change }));
    if (this.focused) this.rows.showFocus(this.focused);
  }

  // Where something new goes: into the group that has the focus, else after the item that has it.
  inside() {
    const here = this.places.get(this.focused);
    if (!here) return [this.root.id, this.root.children.length];
    return isGroup(here.node) ? [here.node.id, here.node.children.length] : [here.parent, here.place + 1];
  }

  // A new group goes after the one that has the focus, or that the item with the focus is in.
  besideGroup() {
    const here = this.places.get(this.focused);
    if (!here) return [this.root.id, 0];
    const group = isGroup(here.node) || here.parent === this.root.id ? here : this.places.get(here.parent);
    return [group.parent, group.place + 1];
  }

  newGroup() {
    return { id: newId(), kind: "all", title: "", children: [] };
  }

  newNode(item) {
    return { id: newId(), kind: "item", item, title: "" };
  }

  add([parent, place], ...nodes) {
    const group = this.places.get(parent).node;
    const worth = group.kind === "points" ? nodes.map((node) => ({ ...node, points: 1 })) : nodes;
    const last = worth.at(-1);
    const what = say(this.words.said_add, { title: nodes.map((node) => this.telling.name(node)).join(", ") });
    this.change(insert(this.root, parent, place, worth), { focus: last.id, what });
    if (nodes.length === 1 && nodes[0].item?.type !== "module") this.act("open");
    else this.rows.showFocus(last.id);
  }

  choose(type, replaced = null) {
    choose({
      url: this.config.urls[type],
      several: !replaced,
      host: this.part("return"),
      chosen: (found) => {
        for (const each of found) this.learn(type, each);
        const items = found.map((each) => ({ type, [type]: each.key }));
        if (!items.length) this.rows.showFocus(this.focused);
        else if (replaced) this.change(set(this.root, replaced, { item: items[0] }), { what: this.words.did_change });
        else this.add(this.inside(), ...items.map((item) => this.newNode(item)));
        if (replaced) this.rows.showFocus(this.focused);
      },
    });
  }

  learn(type, { key, title, minutes, state, edit_url: url }) {
    this.config.known[type] = { ...this.config.known[type], [key]: { title, minutes, state, url } };
    this.rows.ask();
  }

  panelActs() {
    return {
      change: (values, how) => this.change(set(this.root, this.focused, values), { said: "", ...how }),
      changeKind: (kind) => this.change(replace(this.root, this.focused, (node) => this.ofKind(node, kind)), {
        what: this.words.did_kind,
      }),
      choose: () => this.choose(this.places.get(this.focused).node.item.type, this.focused),
      goTo: (id) => this.goTo(id),
      moveInto: (id) => this.moveTo(this.focused, id, this.places.get(id).node.children.length),
      close: () => this.rows.showFocus(this.focused),
    };
  }

  ofKind(node, kind) {
    if (kind === "at_least") return { ...node, kind, at_least: node.at_least || 1 };
    if (kind !== "points") return { ...node, kind };
    const children = node.children.map((child) => ({ ...child, points: child.points ?? 1 }));
    return { ...node, kind, children, points_needed: node.points_needed || Math.max(1, children.length) };
  }

  key(event) {
    const name = actOf(event);
    if (name) {
      event.preventDefault();
      event.stopPropagation();
      this.act(name);
    } else if (isLetter(event)) {
      this.jump(event.key.toLowerCase());
    }
  }

  // In the buttons above the list: undoing works there too, the arrow down leads into the list.
  keyInBar(event) {
    const name = actOf(event);
    if (name === "undo" || name === "redo") this.act(name);
    else if (event.key === "ArrowDown" && this.focused) this.rows.showFocus(this.focused);
    else return;
    event.preventDefault();
  }

  jump(letter) {
    const { shown } = this.rows;
    const here = shown.indexOf(this.focused);
    const ahead = [...shown.slice(here + 1), ...shown.slice(0, here + 1)];
    const id = ahead.find((each) => this.telling.name(this.places.get(each).node).toLowerCase().startsWith(letter));
    if (id) this.focus(id);
  }

  press(event) {
    const row = event.target.closest("[data-node]");
    if (!row) return;
    const id = row.dataset.node;
    if (event.target.closest("[data-fold]")) {
      if (this.rows.folded.has(id)) this.rows.folded.delete(id);
      else this.rows.folded.add(id);
    }
    this.focused = id;
    this.render();
    this.rows.showFocus(id);
  }

  // Rows do not grow or shrink under somebody who is dragging one.
  showProblems(problems) {
    const isHolding = Boolean(this.part("list").dataset.held);
    this.late = isHolding ? problems : null;
    if (isHolding) return;
    this.problems = Map.groupBy
      ? Map.groupBy(problems, (each) => each.node)
      : problems.reduce((all, each) => all.set(each.node, [...(all.get(each.node) || []), each]), new Map());
    this.render({ isTyping: true });
    const blocks = problems.filter((each) => each.blocks).length;
    const counts = { blocks, warns: problems.length - blocks };
    this.summarise(problems.length ? say(this.words.problems, counts) : this.words.no_problems, problems);
    if (this.field.getAttribute("aria-invalid") && problems.length) {
      this.field.removeAttribute("aria-invalid");
      const first = problems.find((each) => this.places.has(each.node) && each.node !== this.root.id);
      if (first) this.goTo(first.node);
    }
  }

  summarise(sentence, problems = []) {
    const lines = problems.map((each) => {
      const place = this.places.get(each.node);
      const isShown = place && each.node !== this.root.id;
      const link = isShown
        ? make("button", { type: "button", class: "lp-tree-link", "data-goto": each.node }, this.telling.name(place.node))
        : null;
      return make("li", {}, link, link ? ": " : null, each.message);
    });
    if (this.part("summary").textContent !== sentence) this.part("summary").textContent = sentence;
    this.part("problem-list").replaceChildren(...lines);
  }
}

for (const host of document.querySelectorAll("[data-tree-editor]")) new TreeEditor(host);
