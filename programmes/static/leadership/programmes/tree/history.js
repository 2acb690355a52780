// What was changed since the page was opened, forwards and backwards. Nothing limits how far: trees share what
// they have in common.

export class History {
  constructor(root) {
    this.root = root;
    this.past = [];
    this.future = [];
    this.typing = "";
  }

  // `focus` is where to go when this is undone, `what` says it in words. Changes with the same `typing` one after
  // another (keys pressed in one field) are one.
  change(root, { focus, what, typing = "" }) {
    if (root === this.root) return false;
    if (!typing || typing !== this.typing) this.past.push({ root: this.root, focus, what });
    this.typing = typing;
    this.root = root;
    this.future = [];
    return true;
  }

  undo(focus) {
    return this.step(this.past, this.future, focus);
  }

  redo(focus) {
    return this.step(this.future, this.past, focus);
  }

  step(from, to, focus) {
    const taken = from.pop();
    if (!taken) return null;
    to.push({ root: this.root, focus, what: taken.what });
    this.root = taken.root;
    this.typing = "";
    return taken;
  }
}
