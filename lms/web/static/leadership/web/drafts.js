// Loses nothing that somebody types. At each key it is kept in this browser, encrypted; a while after the last
// one, when the page goes out of sight and when the network comes back it is saved on the site, and then no
// longer kept here. Without this script the button "Save draft" saves, and signing in again brings back what
// was sent meanwhile. How and why: docs/adr/0031-local-drafts.md.
import { fill, read, same, served } from "./fields.js";
import { channel, look, send } from "../players/server.js";
import { Shelf, askForKeys } from "./shelf.js";
import { choose, sayRestored } from "./versions.js";

const PAUSE = 4000;
const PAUSE_UNKEPT = 1500;
const RETRY = 5000;
const RETRY_AT_MOST = 60_000;

class Draft {
  constructor(form) {
    this.form = form;
    this.fields = form.elements;
    this.note = form.querySelector("[data-saved]");
    this.isDone = form.hasAttribute("data-done");
    this.saved = form.hasAttribute("data-unsaved") ? null : served(form);
    this.mustCompare = form.hasAttribute("data-changed");
    this.kept = null;
    this.shelf = null;
    this.queue = Promise.resolve();
    this.wait = RETRY;
    this.mark = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) =>
      each.toString(16).padStart(2, "0"),
    ).join("");
    this.fields.mark.value = this.mark;
  }

  get isUnsaved() {
    return !this.isDone && !same(read(this.form), this.saved);
  }

  get isKept() {
    return same(read(this.form), this.kept);
  }

  say(words) {
    if (this.note && this.note.textContent !== words) this.note.textContent = words;
  }

  sayUnsaved() {
    this.say(this.isKept ? this.note.dataset.kept : this.note.dataset.nowhere);
  }

  // In this browser

  open() {
    this.opening ??= this.openShelf().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  async openShelf() {
    if (this.shelf || !globalThis.crypto?.subtle) return;
    try {
      const keys = await askForKeys(this.form.dataset.key, this.fields.csrfmiddlewaretoken.value);
      if (!keys?.length) return;
      this.shelf = await Shelf.open(keys);
    } catch {
      return; // No network, or a browser that keeps nothing: saving on the site is all there is.
    }
    this.name = this.shelf.name(this.mark);
    await this.unpack();
    await this.keep();
    if (this.note && this.note.textContent === this.note.dataset.nowhere) this.sayUnsaved();
  }

  // What other pages have left on the shelf: a browser that was closed, or a window beside this one.
  async unpack() {
    let isUntouched = !this.isUnsaved;
    for (const found of await this.shelf.find(this.form.dataset.activity)) {
      if (found.name === this.name) continue;
      const goesOn = found.seen === this.fields.seen.value || found.mark === this.form.dataset.mark;
      if (same(found.pairs, read(this.form))) {
        await this.keep();
      } else if (isUntouched && goesOn && !this.isDone) {
        fill(this.form, found.pairs);
        sayRestored(this.form, found.at);
        isUntouched = false;
        this.isRestored = true;
        await this.keep();
      } else if ((await this.ask(found.pairs, "device")) === "take") {
        fill(this.form, found.pairs);
        await this.keep();
      }
      this.shelf.drop(found.name);
    }
  }

  // One after the other, and each time what is there by then.
  keep() {
    this.queue = this.queue.then(async () => {
      if (!this.shelf) return;
      if (!this.isUnsaved) {
        this.shelf.drop(this.name);
        this.kept = null;
      } else if (!this.isKept) {
        const { activity } = this.form.dataset;
        const record = { activity, pairs: read(this.form), seen: this.fields.seen.value, mark: this.mark };
        this.kept = (await this.shelf.put(this.name, record)) ? record.pairs : null;
      }
    });
    return this.queue;
  }

  // On the site

  plan(pause = this.shelf ? PAUSE : PAUSE_UNKEPT) {
    window.clearTimeout(this.timer);
    if (this.isUnsaved) this.timer = window.setTimeout(() => this.save(), pause);
  }

  async save({ leaving = false } = {}) {
    window.clearTimeout(this.timer);
    if (!this.isUnsaved || this.isChoosing || this.handsIn || (this.isSaving && !leaving)) return;
    if (this.mustCompare) {
      await this.elsewhere({});
      return;
    }
    this.isSaving = true;
    const pairs = read(this.form);
    const answer = await send(this.form, { leaving });
    this.isSaving = false;
    const hear = { saved: "heard", elsewhere: "elsewhere", refused: "refused", stale: "stale" }[answer.kind];
    await this[hear ?? "unheard"](answer, pairs);
  }

  async heard({ message, seen }, pairs) {
    this.saved = pairs;
    this.fields.seen.value = seen;
    this.wait = RETRY;
    this.isFresh = false;
    this.showSignedOut(false);
    await this.keep();
    this.say(this.isUnsaved ? "" : message);
    this.plan();
  }

  async unheard({ kind }) {
    await this.keep();
    if (kind === "other") this.say(this.note.dataset.other);
    else this.sayUnsaved();
    this.showSignedOut(kind === "signed-out");
    if (kind === "away") this.plan(this.wait);
    this.wait = Math.min(this.wait * 2, RETRY_AT_MOST);
  }

  refused({ message }) {
    if (message) this.say(message);
    else this.sayUnsaved();
  }

  // Signed in anew since this page came: its form needs a new token.
  async stale() {
    if (this.isFresh) await this.unheard({ kind: "away" });
    else await this.goOn();
  }

  async goOn() {
    if (this.isLooking) return;
    this.isLooking = true;
    const { kind, there } = await look();
    this.isLooking = false;
    if (kind !== "there") {
      await this.unheard({ kind });
      return;
    }
    this.isFresh = true;
    this.takeToken(there);
    await this.open();
    await this.save();
  }

  async elsewhere({ message }) {
    const { kind, there } = await look();
    if (kind !== "there") {
      await this.unheard({ kind });
    } else if (!there.hasAttribute("data-done")) {
      await this.compare(there);
    } else if (this.isKept) {
      // Handed in elsewhere: the page as it is now shows what was typed here beside it.
      this.handsIn = true;
      window.location.reload();
    } else {
      this.say(message);
    }
  }

  async compare(there) {
    const other = read(there);
    const chosen = same(other, read(this.form)) ? "take" : await this.ask(other, "saved");
    this.takeToken(there);
    this.mustCompare = false;
    this.fields.seen.value = there.elements.seen.value;
    this.saved = other;
    if (chosen === "take") fill(this.form, other);
    await this.keep();
    this.say(this.isUnsaved ? "" : there.querySelector("[data-saved]").textContent);
    await this.save();
  }

  async ask(pairs, from) {
    this.isChoosing = true;
    if (this.note) this.say(this.note.dataset.choose);
    const chosen = await choose(this.form, pairs, from);
    this.isChoosing = false;
    this.say("");
    return chosen;
  }

  takeToken(there) {
    this.fields.csrfmiddlewaretoken.value = there.elements.csrfmiddlewaretoken.value;
  }

  showSignedOut(isOut) {
    this.isOut = isOut;
    this.form.querySelector("[data-signed-out]").hidden = !isOut;
  }

  // What happens to the page

  listen() {
    this.form.addEventListener("input", () => {
      if (!this.isChoosing) this.say("");
      this.keep();
      this.plan();
    });
    this.form.addEventListener("submit", (event) => {
      window.clearTimeout(this.timer);
      this.handsIn ||= navigator.onLine;
      if (this.handsIn) return;
      event.preventDefault();
      this.tryToHandIn(event.submitter);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isUnsaved && !this.isKept && !this.handsIn) event.preventDefault();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.handsIn = false;
    });
    window.addEventListener("online", async () => {
      await this.open();
      await this.save();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save({ leaving: true });
      else if (this.isOut) this.goOn();
    });
    document.addEventListener("leadership:signing-out", (event) => event.detail.push(this.save()));
    if (channel) {
      channel.addEventListener("message", ({ data }) => {
        if (data === "signed-in" && this.isUnsaved) this.goOn();
        if (data === "signed-out") this.forget();
      });
    }
  }

  // Some browsers take a network for none: asked before something is sent that would be lost.
  async tryToHandIn(button) {
    const { kind } = await look();
    if (kind === "away") {
      await this.unheard({ kind });
    } else {
      this.handsIn = true;
      this.form.requestSubmit(button);
    }
  }

  // Signed out in another window: from here on nothing is kept in this browser.
  forget() {
    this.shelf = null;
    this.kept = null;
    if (this.isUnsaved) this.unheard({ kind: "signed-out" });
  }
}

const form = document.querySelector("form[data-key]");
if (form) {
  const draft = new Draft(form);
  if (!draft.isDone) draft.listen();
  draft.open().then(() => draft.plan(draft.mustCompare || draft.isRestored ? 0 : undefined));
}
