// The requirement tree as plain data. Every change makes a new root and leaves the old one as it was, so that
// undoing is going back to one.

export const isGroup = (node) => node.kind !== "item";

const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");

// Not crypto.randomUUID: browsers keep that for addresses with https.
export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

export const emptyRoot = () => ({ id: newId(), kind: "all", children: [] });

// Where every node is: by id its node, parent, depth (1 below the root), place among its siblings; and all ids in
// reading order, the root first.
export const survey = (root) => {
  const places = new Map();
  const order = [];
  const visit = (node, parent, depth, place, size) => {
    places.set(node.id, { node, parent, depth, place, size });
    order.push(node.id);
    const children = node.children || [];
    children.forEach((child, index) => visit(child, node.id, depth + 1, index, children.length));
  };
  visit(root, null, 0, 0, 1);
  return { places, order };
};

export const idsIn = (node) => survey(node).order;

// Whether `inner` is `outer` or below it.
export const isWithin = (places, inner, outer) => {
  for (let id = inner; id; id = places.get(id).parent) if (id === outer) return true;
  return false;
};

// The node with this id changed, or taken out where `change` gives nothing; all else is shared with the old tree.
export const replace = (root, id, change) => {
  if (root.id === id) return change(root);
  if (!root.children) return root;
  let touched = false;
  const children = [];
  for (const child of root.children) {
    const made = replace(child, id, change);
    touched ||= made !== child;
    if (made) children.push(made);
  }
  return touched ? { ...root, children } : root;
};

export const set = (root, id, values) => replace(root, id, (node) => ({ ...node, ...values }));

export const insert = (root, parent, place, nodes) =>
  replace(root, parent, (group) => ({ ...group, children: group.children.toSpliced(place, 0, ...nodes) }));

const forget = (node, gone) => {
  const needs = (node.needs || []).filter((id) => !gone.has(id));
  const children = node.children?.map((child) => forget(child, gone));
  const isSame =
    needs.length === (node.needs || []).length && (!children || children.every((each, i) => each === node.children[i]));
  if (isSame) return node;
  const delay = needs.length ? node.delay_days : null;
  return { ...node, needs, delay_days: delay, ...(children ? { children } : {}) };
};

// Without the node, and without what others said of needing it or what is in it.
export const remove = (root, id) => {
  const gone = new Set(idsIn(survey(root).places.get(id).node));
  return forget(replace(root, id, () => null), gone);
};

// To this place among what the group holds once the node is taken out of where it was.
export const move = (root, id, parent, place) => {
  const { places } = survey(root);
  if (isWithin(places, parent, id)) return root;
  return insert(replace(root, id, () => null), parent, place, [places.get(id).node]);
};

// The same with ids of its own; what needs something inside needs the copy of that.
export const copyOf = (node) => {
  const ids = new Map(idsIn(node).map((id) => [id, newId()]));
  const copied = (each) => ({
    ...each,
    id: ids.get(each.id),
    ...(each.needs ? { needs: each.needs.map((id) => ids.get(id) || id) } : {}),
    ...(each.children ? { children: each.children.map(copied) } : {}),
  });
  return copied(node);
};

// What can only be done once this node is open: to be satisfied, a node has to be open and its children satisfied; to be
// open, what it needs has to be satisfied and its parent open. Followed backwards from this node being open.
const waitingFor = (places, id) => {
  const needing = new Map();
  for (const { node } of places.values())
    for (const each of node.needs || []) needing.set(each, [...(needing.get(each) || []), node.id]);
  const open = new Set();
  const satisfied = new Set();
  const waiting = [["open", id]];
  while (waiting.length) {
    const [what, each] = waiting.pop();
    const seen = what === "open" ? open : satisfied;
    if (seen.has(each)) continue;
    seen.add(each);
    const { node, parent } = places.get(each);
    if (what === "open") {
      waiting.push(["satisfied", each], ...(node.children || []).map((child) => ["open", child.id]));
    } else {
      if (parent) waiting.push(["satisfied", parent]);
      waiting.push(...(needing.get(each) || []).map((other) => ["open", other]));
    }
  }
  return satisfied;
};

// What a node may need: not itself, nothing around or inside it, nothing that waits for it already.
export const couldNeed = (root, id) => {
  const { places, order } = survey(root);
  const late = waitingFor(places, id);
  const held = new Set(places.get(id).node.needs || []);
  return order.filter((each) => each !== root.id && !held.has(each) && !late.has(each));
};

const DEFAULTS = { title: "", required: true, needs: [], stages: [] };
const NUMBERS = new Set(["at_least", "points_needed", "points", "delay_days", "due_days"]);
const isCount = (value) => Number.isInteger(value) && value > 0;

// Unfinished words and numbers are no content: a date that is half typed is no date yet.
const isSaid = (name, value) => {
  if (value === undefined || value === null) return false;
  if (NUMBERS.has(name)) return isCount(value);
  if (name === "opens") return isCount(value.after_start) || /^\d{4}-\d\d-\d\d$/.test(value.on || "");
  return !(name in DEFAULTS) || JSON.stringify(value) !== JSON.stringify(DEFAULTS[name]);
};

const hasUse = (name, node, parent) => {
  if (name === "at_least") return node.kind === "at_least";
  if (name === "points_needed") return node.kind === "points";
  if (name === "points") return parent?.kind === "points";
  return true;
};

// As it is stored: what has its ordinary value is left out, and so is what its kind has no use for.
export const stored = (node, parent = null) => {
  const kept = Object.entries(node).filter(([name, value]) => isSaid(name, value) && hasUse(name, node, parent));
  const made = Object.fromEntries(kept);
  if (node.children) made.children = node.children.map((child) => stored(child, node));
  return made;
};

export const read = (text) => {
  try {
    const document = JSON.parse(text);
    if (document?.root?.id && Array.isArray(document.root.children)) return document.root;
  } catch {
    // What cannot be read is as good as empty: the field keeps it until something is changed.
  }
  return emptyRoot();
};

export const written = (root) => JSON.stringify({ version: 1, root: stored(root) });
