// Before somebody signs out, what is kept of theirs in this browser is saved or, if they say so, deleted.
import { channel } from "../players/server.js";
import { askForKeys, own } from "./shelf.js";

const dialog = document.querySelector("[data-sign-out-dialog]");

const kept = async (form) => {
  const waiting = [];
  document.dispatchEvent(new CustomEvent("leadership:signing-out", { detail: waiting }));
  await Promise.all(waiting);
  return own((await askForKeys(form.dataset.signOut, form.elements.csrfmiddlewaretoken.value)) || []);
};

const confirmed = (count) =>
  new Promise((resolve) => {
    dialog.querySelector("[data-count]").textContent = count;
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "delete"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });

const leave = async (form) => {
  try {
    const names = await kept(form);
    if (names.length && !(await confirmed(names.length))) return;
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // No network: signing out will say so itself. A browser that keeps nothing has nothing to delete.
  }
  if (channel) channel.postMessage("signed-out");
  form.submit();
};

// Before the other scripts hear of it: this one sends the form itself.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.dataset.signOut || !dialog) return;
    event.preventDefault();
    leave(event.target);
  },
  true,
);
