// What each key does in the list: the pattern for trees of the ARIA practices, and Alt with an arrow to move a node.

const isUndo = (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";

const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
const ACTS = {
  ArrowUp: "previous",
  ArrowDown: "next",
  ArrowLeft: "back",
  ArrowRight: "forth",
  Home: "first",
  End: "last",
  Enter: "open",
  F2: "open",
  Delete: "remove",
  Insert: "add-module",
  "*": "unfold-all",
};

// The name of what is asked for, or nothing.
export const actOf = (event) => {
  if (isUndo(event)) return event.shiftKey ? "redo" : "undo";
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") return "redo";
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") return "duplicate";
  if (event.ctrlKey || event.metaKey) return "";
  if (event.altKey) return MOVES[event.key] || "";
  if (event.shiftKey && event.key === "Insert") return "add-group";
  return ACTS[event.key] || "";
};

export const isLetter = (event) =>
  event.key.length === 1 && event.key !== " " && !event.altKey && !event.ctrlKey && !event.metaKey;
