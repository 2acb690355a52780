// Keeps where somebody stopped in a recording: when it pauses, every 15 seconds, and when the page goes out
// of sight. Without this script a recording simply begins at its beginning.
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  const player = form && form.querySelector("[data-media]");
  const place = form && form.querySelector("[data-position]");
  if (!player || !place) return;

  const EVERY = 15;
  let kept = Number(place.value);
  let handedIn = false;

  const save = () => {
    const position = player.ended ? 0 : Math.floor(player.currentTime);
    if (handedIn || player.readyState === 0 || position === kept) return;
    place.value = position;
    kept = position;
    fetch(form.dataset.draft, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      keepalive: true,
    }).catch(() => {
      kept = -EVERY;
    });
  };

  player.addEventListener("pause", save);
  player.addEventListener("ended", save);
  player.addEventListener("timeupdate", () => {
    if (Math.abs(player.currentTime - kept) >= EVERY) save();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  form.addEventListener("submit", () => {
    handedIn = true;
  });
})();
