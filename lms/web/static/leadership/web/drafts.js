// Keeps what somebody writes: a while after the last key, and when the page goes out of sight.
// Without this script the button "Save draft" does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  const note = form && form.querySelector("[data-saved]");
  if (!form || !note) return;

  const PAUSE = 4000;
  let timer = 0;
  let unsaved = false;

  const save = async () => {
    window.clearTimeout(timer);
    if (!unsaved) return;
    unsaved = false;
    try {
      const response = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        keepalive: true,
      });
      // No answer of ours: who is signed out is sent elsewhere to sign in, and an old form gets a page.
      const isJson = (response.headers.get("Content-Type") || "").includes("json");
      const isAnswer = isJson && !response.redirected;
      unsaved = !isAnswer;
      note.textContent = isAnswer ? (await response.json()).message : note.dataset.refused;
    } catch {
      unsaved = true;
      note.textContent = note.dataset.failed;
    }
  };

  form.addEventListener("input", () => {
    unsaved = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    window.clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
})();
