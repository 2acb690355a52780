// A form that was just sent is not sent again by a second click. Without this script the site itself sees to
// it that nothing is done twice; it then says so, which reads like a fault to somebody whose finger slipped.
"use strict";

(() => {
  const PAUSE = 5000;
  const sent = new WeakMap();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (Date.now() - (sent.get(form) ?? -Infinity) < PAUSE) {
      event.preventDefault();
    } else {
      sent.set(form, Date.now());
    }
  });

  // Back on a page that the browser had kept: its forms may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) sent.delete(form);
  });
})();
