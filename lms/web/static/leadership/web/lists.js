// Looks now and then how far a long list has come. Without this script the link "Refresh" does the same.
"use strict";

(() => {
  const PAUSE = 3000;
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const there = document.querySelector("[data-lists-waiting]");
        const fresh = page.querySelector("[data-lists-waiting]");
        if (!fresh) {
          window.location.reload();
          return;
        }
        there.replaceChildren(...fresh.childNodes);
      } catch {
        // The network is away for the moment: the next look may find it.
      }
    }
    window.setTimeout(look, PAUSE);
  };
  if (document.querySelector("[data-lists-waiting]")) window.setTimeout(look, PAUSE);
})();
