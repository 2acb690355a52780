// What a tree asks of somebody: how many modules, the fewest and the most minutes, and when things are due.
// `minutes(node)` says how long an item takes, 0 where nobody knows.
import { isGroup } from "./document.js";

const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

// The fewest minutes whose points reach what is needed, as for a knapsack; all together where they never do.
const fewestFor = (needed, offers) => {
  const best = new Array(needed + 1).fill(Infinity);
  best[0] = 0;
  for (const { points, least } of offers)
    for (let have = needed; have >= 0; have -= 1) {
      if (best[have] === Infinity) continue;
      const reached = Math.min(needed, have + points);
      if (reached > have) best[reached] = Math.min(best[reached], best[have] + least);
    }
  return best[needed] === Infinity ? sum(offers.map((each) => each.least)) : best[needed];
};

const mostFor = (needed, offers) => {
  let points = 0;
  let minutes = 0;
  for (const offer of offers.toSorted((one, other) => other.most - one.most || one.points - other.points)) {
    if (points >= needed) break;
    points += offer.points;
    minutes += offer.most;
  }
  return minutes;
};

const inOrder = (numbers) => numbers.toSorted((one, other) => one - other);

// The fewest and the most minutes until this node is satisfied by somebody who does no more than it asks.
export const span = (node, minutes) => {
  if (!isGroup(node)) {
    const own = minutes(node);
    return { least: own, most: own };
  }
  const spans = node.children.map((child) => ({ ...span(child, minutes), child }));
  if (node.kind === "at_least") {
    const wanted = Math.min(node.at_least || 0, spans.length);
    return {
      least: sum(inOrder(spans.map((each) => each.least)).slice(0, wanted)),
      most: sum(inOrder(spans.map((each) => each.most)).slice(spans.length - wanted)),
    };
  }
  if (node.kind === "points") {
    const offers = spans.map((each) => ({ ...each, points: each.child.points || 0 }));
    const needed = Math.min(node.points_needed || 0, 10_000);
    return { least: fewestFor(needed, offers), most: mostFor(needed, offers) };
  }
  const needed = spans.filter((each) => each.child.required !== false);
  return { least: sum(needed.map((each) => each.least)), most: sum(needed.map((each) => each.most)) };
};

export const pointsOffered = (group) => sum(group.children.map((child) => child.points || 0));

export const totals = (root, { minutes }) => {
  const items = [];
  const visit = (node) => (isGroup(node) ? node.children.forEach(visit) : items.push(node));
  visit(root);
  const due = inOrder(items.map((item) => item.due_days).filter((days) => Number.isInteger(days)));
  const modules = items.filter((item) => item.item?.type === "module");
  return {
    ...span(root, minutes),
    items: items.length,
    modules: modules.length,
    all: sum(items.map(minutes)),
    dates: due.length,
    firstDue: due[0],
    lastDue: due.at(-1),
  };
};
