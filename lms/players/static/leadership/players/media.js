// Keeps where somebody stopped in a recording: when it pauses, every 15 seconds, and when the page goes out
// of sight; says so where that fails, and tries again. Without this script a recording begins at its beginning.
import { look, send } from "./server.js";

const form = document.querySelector("form[data-draft]");
const player = form && form.querySelector("[data-media]");
const place = form && form.querySelector("[data-position]");
const note = form && form.querySelector("[data-place]");
const signedOut = form && form.querySelector("[data-signed-out]");

const EVERY = 15;

const start = () => {
  let kept = Number(place.value);
  let handedIn = false;

  const hear = ({ kind }) => {
    const words = { saved: "", away: note.dataset.away, "signed-out": note.dataset.out }[kind];
    note.textContent = words ?? note.dataset.refused;
    signedOut.hidden = kind !== "signed-out";
    if (kind !== "saved") kept = -EVERY;
  };

  // Signed in anew since this page came: its form needs a new token.
  const renew = async () => {
    const { kind, there } = await look();
    if (kind !== "there") return { kind };
    form.elements.csrfmiddlewaretoken.value = there.elements.csrfmiddlewaretoken.value;
    return send(form);
  };

  const save = async () => {
    const position = player.ended ? 0 : Math.floor(player.currentTime);
    if (handedIn || player.readyState === 0 || position === kept) return;
    place.value = position;
    kept = position;
    const answer = await send(form, { leaving: true });
    hear(answer.kind === "stale" ? await renew() : answer);
  };

  player.addEventListener("pause", save);
  player.addEventListener("ended", save);
  player.addEventListener("timeupdate", () => {
    if (Math.abs(player.currentTime - kept) >= EVERY) save();
  });
  document.addEventListener("visibilitychange", save);
  window.addEventListener("online", save);
  form.addEventListener("submit", () => {
    handedIn = true;
  });
};

if (player && place) start();
