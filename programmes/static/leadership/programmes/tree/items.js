// What an item is: its module or programme, its credits, or what a type of another app's asks for by its schema.
import { make, say } from "./dom.js";
import { button, choice, field, number, text, tick } from "./fields.js";

const CHOSEN = ["module", "programme"];

export const needsChoosing = (type) => CHOSEN.includes(type);

const BLANKS = { string: "", integer: null, boolean: false };

// With every field that its type asks for, still empty.
export const newItem = ({ code, schema }) => {
  const blank = Object.entries(schema).map(([name, wanted]) => [name, BLANKS[wanted.type] ?? ""]);
  return { type: code, ...Object.fromEntries(blank), ...(code === "credits" ? { credits: "1" } : {}) };
};

// What is known of the module or programme that an item names.
export const knownOf = (node, config) => config.known[node.item.type]?.[node.item[node.item.type]];

const chosen = (node, panel) => {
  const known = knownOf(node, panel.config);
  const words = panel.words;
  const facts = known
    ? [known.minutes && say(words.minutes, { count: known.minutes }), known.state].filter(Boolean).join(" · ")
    : words.unknown_item;
  const address = known?.url
    ? make("a", { href: known.url, target: "_blank", rel: "noreferrer" }, say(words.open_item, { title: known.title }))
    : null;
  return make(
    "div",
    { class: "lp-tree-field" },
    make("p", {}, facts),
    make("p", { class: "lp-tree-buttons" }, button(words.choose_other, panel.acts.choose, { name: "choose" }), " ", address),
  );
};

const credits = (node, panel) => {
  const typed = (event) =>
    panel.change({ item: { ...node.item, credits: event.target.value.trim() } }, "", `credits ${node.id}`);
  const control = make("input", {
    type: "number", min: 0.25, step: 0.25, value: node.item.credits, oninput: typed,
  });
  return field({ label: panel.words.credits, name: "credits", control });
};

const ofSchema = (node, panel) => {
  const type = panel.config.items.find((each) => each.code === node.item.type);
  return Object.entries(type?.schema || {}).map(([name, wanted]) => {
    const value = node.item[name];
    const change = (now) => panel.change({ item: { ...node.item, [name]: now } }, "", `${name} ${node.id}`);
    const label = wanted.title || name;
    if (wanted.type === "boolean") return tick({ label, name, checked: Boolean(value), ticked: change });
    const control = wanted.enum
      ? choice({ value, options: [["", ""], ...wanted.enum.map((each) => [each, each])], chosen: change })
      : wanted.type === "integer"
        ? number({ value, typed: change })
        : text({ value, typed: change });
    return field({ label, help: wanted.description || "", name, control });
  });
};

export const itemFields = (node, panel) => {
  if (needsChoosing(node.item.type)) return [chosen(node, panel)];
  if (node.item.type === "credits") return [credits(node, panel)];
  return ofSchema(node, panel);
};
