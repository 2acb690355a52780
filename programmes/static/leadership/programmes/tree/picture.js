// The tree drawn: groups as boxes, items as tiles inside them, an arrow from what is needed to what needs it. The list
// says the same in words.
import { isGroup } from "./document.js";
import { draw } from "./dom.js";

const TILE = 176;
const HIGH = 26;
const GAP = 8;
const HEAD = 24;
const LETTER = 6.5;
const MARGIN = 20;

const shortened = (words, width) => {
  const room = Math.floor((width - 12) / LETTER);
  return words.length > room ? `${words.slice(0, Math.max(1, room - 1))}…` : words;
};

// Tiles fill rows from the left; a group has its rows to itself.
const place = (node, x, y, width, boxes) => {
  if (!isGroup(node)) {
    boxes.set(node.id, { node, x, y, width: Math.min(TILE, width), height: HIGH });
    return boxes.get(node.id);
  }
  const box = { node, x, y, width, height: 0 };
  boxes.set(node.id, box);
  let [left, top, row] = [x + GAP, y + HEAD, 0];
  for (const child of node.children) {
    const room = width - 2 * GAP;
    const wanted = isGroup(child) ? room : Math.min(TILE, room);
    if (left > x + GAP && left + wanted > x + width - GAP) {
      [left, top, row] = [x + GAP, top + row + GAP, 0];
    }
    const placed = place(child, left, top, wanted, boxes);
    left += placed.width + GAP;
    row = Math.max(row, placed.height);
  }
  box.height = (node.children.length ? top + row + GAP : y + HEAD) - y;
  return box;
};

const middle = (box) => box.x + box.width / 2;

const arrow = (from, to) => {
  const below = to.y >= from.y + from.height;
  const [x1, y1] = below ? [middle(from), from.y + from.height] : [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = below ? [middle(to), to.y] : [to.x, to.y + Math.min(to.height, HIGH) / 2];
  const bend = below
    ? `C ${x1} ${y1 + 18}, ${x2} ${y2 - 18}, ${x2} ${y2}`
    : `C ${x1 + 24} ${y1}, ${x2 - 24} ${y2}, ${x2} ${y2}`;
  return draw("path", { class: "lp-tree-arrow", d: `M ${x1} ${y1} ${bend}`, "marker-end": "url(#tree-arrow)" });
};

const shape = (box, { nameOf, ruleOf, problems }) => {
  const { node, x, y, width, height } = box;
  const looks = [
    "lp-tree-box",
    isGroup(node) ? "lp-tree-box--group" : "",
    node.required === false ? "lp-tree-box--optional" : "",
    problems.get(node.id)?.some((each) => each.blocks) ? "lp-tree-box--blocks" : "",
  ];
  const words = isGroup(node) ? [nameOf(node), ruleOf(node)].filter(Boolean).join(": ") : nameOf(node);
  return draw(
    "g",
    { class: looks.filter(Boolean).join(" "), "data-node": node.id },
    draw("title", {}, words),
    draw("rect", { x, y, width, height, rx: 3 }),
    draw("text", { x: x + 6, y: y + 17 }, shortened(words, width)),
  );
};

export const drawTree = (svg, { root, places }, { nameOf, ruleOf, problems, summary }) => {
  const width = Math.max(280, svg.parentElement.clientWidth - MARGIN);
  const boxes = new Map();
  let y = 0;
  for (const child of root.children) {
    const box = place(child, 0, y, width, boxes);
    y += box.height + GAP;
  }
  const shapes = [...boxes.values()].map((box) => shape(box, { nameOf, ruleOf, problems }));
  const arrows = [...boxes.values()].flatMap(({ node }) =>
    (node.needs || []).filter((id) => boxes.has(id)).map((id) => arrow(boxes.get(id), boxes.get(node.id))),
  );
  const head = draw(
    "marker",
    { id: "tree-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    draw("path", { class: "lp-tree-arrowhead", d: "M 0 0 L 8 4 L 0 8 z" }),
  );
  svg.setAttribute("viewBox", `0 0 ${width} ${Math.max(y, 1)}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", Math.max(y, 1));
  svg.setAttribute("aria-label", summary);
  svg.replaceChildren(draw("defs", {}, head), ...shapes, ...arrows);
  return places;
};
