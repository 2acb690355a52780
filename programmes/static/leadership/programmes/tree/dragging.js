// Rows are dragged: above or below another one, or into a group. Where a row would land is shown while it is held.
import { isGroup, isWithin } from "./document.js";

const MARKS = ["before", "inside", "after"];

const rowAt = (event) => event.target.closest?.("[data-node]");

const zone = (event, row, node) => {
  const box = row.getBoundingClientRect();
  const part = (event.clientY - box.top) / box.height;
  if (!isGroup(node)) return part < 0.5 ? "before" : "after";
  if (part < 0.3) return "before";
  return part > 0.7 && row.getAttribute("aria-expanded") !== "true" ? "after" : "inside";
};

// `drop(id, target, where)` moves it; `places()` says where all nodes are now; `ended()` is told when it is let go.
export const makeDraggable = (list, { places, drop, ended, isFixed }) => {
  let held = null;
  const unmark = () => {
    for (const name of MARKS)
      for (const row of list.querySelectorAll(`.lp-tree-row--${name}`)) row.classList.remove(`lp-tree-row--${name}`);
  };
  const targetOf = (event) => {
    const row = rowAt(event);
    if (!held || !row || isWithin(places(), row.dataset.node, held)) return null;
    return { row, id: row.dataset.node, where: zone(event, row, places().get(row.dataset.node).node) };
  };

  list.addEventListener("dragstart", (event) => {
    const row = rowAt(event);
    if (!row || isFixed) {
      event.preventDefault();
      return;
    }
    held = row.dataset.node;
    list.dataset.held = held;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.querySelector(".lp-tree-title").textContent);
    row.classList.add("lp-tree-row--held");
  });
  list.addEventListener("dragover", (event) => {
    const target = targetOf(event);
    unmark();
    if (!target) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    target.row.classList.add(`lp-tree-row--${target.where}`);
  });
  list.addEventListener("drop", (event) => {
    const target = targetOf(event);
    if (!target) return;
    event.preventDefault();
    const id = held;
    held = null;
    unmark();
    drop(id, target.id, target.where);
  });
  list.addEventListener("dragend", () => {
    held = null;
    delete list.dataset.held;
    unmark();
    for (const row of list.querySelectorAll(".lp-tree-row--held")) row.classList.remove("lp-tree-row--held");
    ended();
  });
};
