// Two versions of the same answer: both are shown, and the reader says which is to stay.
import { words } from "./fields.js";

// "keep" what is in the form, or "take" the other, which comes "saved" from the site or from this "device".
export const choose = (form, pairs, from) =>
  new Promise((resolve) => {
    const panel = form.querySelector("[data-versions]");
    panel.querySelector("[data-other-words]").textContent = words(form, pairs);
    for (const line of panel.querySelectorAll("[data-from]")) line.hidden = line.dataset.from !== from;
    for (const name of ["keep", "take"]) {
      const button = panel.querySelector(`[data-${name}]`);
      if (button) {
        button.onclick = () => {
          panel.hidden = true;
          resolve(name);
        };
      }
    }
    panel.hidden = false;
  });

const LONDON = { timeZone: "Europe/London" };

// "14:02", or "5 November, 14:02" where that was not today.
const said = (moment, language) => {
  const day = (each) => new Intl.DateTimeFormat(language, { dateStyle: "short", ...LONDON }).format(each);
  const isToday = day(moment) === day(Date.now());
  const date = isToday ? {} : { day: "numeric", month: "long" };
  const time = { hour: "2-digit", minute: "2-digit", hour12: false };
  return [isToday, new Intl.DateTimeFormat(language, { ...date, ...time, ...LONDON }).format(moment)];
};

export const sayRestored = (form, moment) => {
  const line = form.querySelector("[data-restored]");
  const [isToday, when] = said(moment, document.documentElement.lang);
  line.textContent = (isToday ? line.dataset.today : line.dataset.earlier).replace("%s", when);
  line.hidden = false;
};
