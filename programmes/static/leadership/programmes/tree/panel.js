// The form beside the list: all that can be said of the node that has the focus.
import { couldNeed, isGroup, isWithin } from "./document.js";
import { make, say } from "./dom.js";
import { button, choice, field, longChoice, number, text, tick } from "./fields.js";
import { itemFields } from "./items.js";

export class Panel {
  // `acts`: change(values, how), changeKind(kind), choose(), goTo(id), moveInto(id), close().
  constructor(host, { config, nameOf, acts }) {
    this.host = host;
    this.body = host.querySelector("[data-fields]");
    this.heading = host.querySelector("[data-heading]");
    this.config = config;
    this.words = config.words;
    this.nameOf = nameOf;
    this.acts = acts;
    host.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const isField = event.target.matches("input, select");
    if (event.key === "Escape" || (event.key === "Enter" && isField)) {
      event.preventDefault();
      event.stopPropagation();
      this.acts.close();
    }
  }

  focusFirst() {
    this.body.querySelector("input:not([disabled]), select, button")?.focus();
  }

  // Fields are made anew, but for a change that came from somebody typing in one of them.
  show(id, { root, places }, { isTyping = false } = {}) {
    this.host.hidden = !id;
    if (!id) return;
    const { node, parent } = places.get(id);
    this.heading.textContent = this.nameOf(node);
    if (isTyping && this.host.dataset.node === id) return;
    const held = this.body.contains(document.activeElement) ? document.activeElement.dataset.field : "";
    this.host.dataset.node = id;
    const above = places.get(parent).node;
    const fields = this.config.titles_only
      ? this.titleFields(node)
      : [
          ...this.titleFields(node),
          ...(isGroup(node) ? this.ruleFields(node) : itemFields(node, this)),
          ...this.worthFields(node, above),
          ...this.whenFields(node, { root, places }),
          this.stageField(node),
          this.placeField(node, parent, { root, places }),
        ];
    this.body.replaceChildren(...fields.filter(Boolean));
    if (held) (this.body.querySelector(`[data-field="${CSS.escape(held)}"]`) || this.heading).focus();
  }

  change(values, what, typing = "") {
    this.acts.change(values, { what: what || this.words.did_change, typing });
  }

  titleFields(node) {
    const type = node.item && this.config.items.find((each) => each.code === node.item.type);
    if (type && !type.own_title) return [make("p", { class: "help" }, this.words.no_own_title)];
    const control = text({
      value: node.title,
      maxlength: 120,
      typed: (title) => this.change({ title }, this.words.did_title, `title ${node.id}`),
    });
    const original = this.config.originals?.[node.id];
    const help = original ? say(this.words.original, { title: original }) : "";
    return [field({ label: this.words.title, name: "title", help, control })];
  }

  ruleFields(node) {
    const fields = [
      field({
        label: this.words.kind,
        name: "kind",
        control: choice({
          value: node.kind,
          options: this.config.kinds,
          chosen: (kind) => this.acts.changeKind(kind),
        }),
      }),
    ];
    const numbers = { at_least: this.words.at_least, points: this.words.points_needed };
    const name = node.kind === "points" ? "points_needed" : "at_least";
    if (node.kind in numbers) {
      const typed = (value) => this.change({ [name]: value }, "", `${name} ${node.id}`);
      const control = number({ value: node[name], typed });
      fields.push(field({ label: numbers[node.kind], name, control }));
    }
    return fields;
  }

  worthFields(node, above) {
    if (above.kind === "all")
      return [
        tick({
          label: this.words.required,
          name: "required",
          checked: node.required !== false,
          ticked: (required) => this.change({ required }, this.words.did_required),
        }),
      ];
    if (above.kind !== "points") return [];
    const typed = (points) => this.change({ points }, "", `points ${node.id}`);
    return [
      field({
        label: this.words.points,
        help: this.words.points_help,
        name: "points",
        control: number({ value: node.points, typed }),
      }),
    ];
  }

  whenFields(node, { root, places }) {
    const due = (due_days) => this.change({ due_days }, "", `due ${node.id}`);
    return [
      isGroup(node)
        ? null
        : field({
            label: this.words.due,
            help: this.words.due_help,
            name: "due",
            control: number({ value: node.due_days, typed: due }),
          }),
      ...this.opensFields(node),
      this.needsField(node, { root, places }),
      (node.needs || []).length ? this.delayField(node) : null,
    ];
  }

  opensFields(node) {
    const how = node.opens ? ("on" in node.opens ? "on" : "after_start") : "";
    const made = { "": () => null, after_start: () => ({ after_start: 30 }), on: () => ({ on: "" }) };
    const select = choice({
      value: how,
      options: [["", this.words.opens_start], ["after_start", this.words.opens_after], ["on", this.words.opens_on]],
      chosen: (chosen) => this.change({ opens: made[chosen]() }, this.words.did_opens),
    });
    const fields = [field({ label: this.words.opens, name: "opens", control: select })];
    const typing = `opens ${node.id}`;
    if (how === "after_start") {
      const typed = (days) => this.change({ opens: { after_start: days } }, "", typing);
      const control = number({ value: node.opens.after_start, typed });
      fields.push(field({ label: this.words.opens_days, name: "opens_days", control }));
    }
    if (how === "on") {
      const typed = (event) => this.change({ opens: { on: event.target.value } }, "", typing);
      const control = make("input", { type: "date", value: node.opens.on, oninput: typed });
      fields.push(field({ label: this.words.opens_date, name: "opens_date", control }));
    }
    return fields;
  }

  needsField(node, { root, places }) {
    const needs = node.needs || [];
    const without = (id) => {
      const left = needs.filter((each) => each !== id);
      this.change({ needs: left, ...(left.length ? {} : { delay_days: null }) }, this.words.did_needs);
    };
    const listed = needs.map((id) => {
      const name = places.has(id) ? this.nameOf(places.get(id).node) : this.words.gone;
      return make(
        "li",
        {},
        button(name, () => this.acts.goTo(id), { look: "lp-tree-link" }),
        " ",
        button(say(this.words.remove_need, { title: name }), () => without(id), { name: `need ${id}` }),
      );
    });
    const options = () =>
      couldNeed(root, node.id).map((id) => {
        const place = places.get(id);
        return [id, `${"\u2003".repeat(place.depth - 1)}${this.nameOf(place.node)}`];
      });
    const control = longChoice({
      first: ["", this.words.choose_need],
      options,
      chosen: (id) => id && this.change({ needs: [...needs, id] }, this.words.did_needs),
    });
    const made = field({ label: this.words.needs, help: this.words.needs_help, name: "needs", control });
    if (listed.length) made.insertBefore(make("ul", { class: "lp-tree-needs" }, ...listed), control);
    return made;
  }

  delayField(node) {
    const typed = (delay_days) => this.change({ delay_days }, "", `delay ${node.id}`);
    const control = number({ value: node.delay_days, typed });
    return field({ label: this.words.delay, help: this.words.delay_help, name: "delay", control });
  }

  stageField(node) {
    const held = node.stages || [];
    const boxes = this.config.stages.map(([value, label]) =>
      tick({
        label,
        name: `stage ${value}`,
        checked: held.includes(value),
        ticked: (isTicked) => {
          const chosen = this.config.stages.map(([code]) => code);
          const now = chosen.filter((code) => (code === value ? isTicked : held.includes(code)));
          this.change({ stages: now.length === chosen.length ? [] : now }, this.words.did_stages);
        },
      }),
    );
    const control = make("div", {}, ...boxes);
    return field({ label: this.words.stages, help: this.words.stages_help, name: "stages", control, group: true });
  }

  placeField(node, parent, { root, places }) {
    const named = (each) => [
      each.node.id,
      each.node.id === root.id ? this.words.top : `${"\u2003".repeat(each.depth - 1)}${this.nameOf(each.node)}`,
    ];
    const isElsewhere = (each) =>
      isGroup(each.node) && each.node.id !== parent && !isWithin(places, each.node.id, node.id);
    const control = longChoice({
      first: named(places.get(parent)),
      options: () => [...places.values()].filter(isElsewhere).map(named),
      chosen: (id) => this.acts.moveInto(id),
    });
    return field({ label: this.words.inside, name: "inside", control });
  }
}
