/* Keeps what is ticked in this browser until it is sent, and counts it. Everything works without this. */

const PREFIX = "lp-survey.";
const SENT = "lp-survey-sent";

function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name) || "null");
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // No storage: nothing was kept.
  }
}

/* Of surveys that are over: nobody sends these any more. */
function forgetOld(today, except) {
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX) && name !== except)
      .filter((name) => (stored(name)?.until ?? "") < today)
      .forEach(forget);
  } catch {
    // No storage: nothing was kept.
  }
}

/* A name for this link's answers: two people at one computer do not find each other's. */
async function shelf(wave) {
  const text = new TextEncoder().encode(location.pathname);
  const digest = crypto.subtle ? await crypto.subtle.digest("SHA-256", text) : null;
  if (!digest) {
    return null;
  }
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${PREFIX}${wave}.${hex.slice(0, 24)}`;
}

function answersOf(form) {
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("item-") || name === "words") {
      kept[name] = value;
    }
  }
  return kept;
}

function putBack(form, kept) {
  for (const [name, value] of Object.entries(kept)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") {
        field.checked = field.value === value;
      } else if (!field.value) {
        field.value = value;
      }
    }
  }
}

function keep(form, name) {
  const progress = form.querySelector("[data-progress]");
  const answered = form.querySelector("[data-answered]");
  const note = form.querySelector("[data-kept]");
  const count = () => {
    answered.textContent = form.querySelectorAll(".lp-survey__item:has(input:checked)").length;
  };
  const before = name && stored(name);
  if (before && !form.querySelector("input[type=radio]:checked")) {
    putBack(form, before.kept ?? {});
  }
  progress.hidden = false;
  count();
  const save = () => {
    count();
    if (name && store(name, { until: form.dataset.until, kept: answersOf(form) })) {
      note.hidden = false;
    }
  };
  note.hidden = !before;
  form.addEventListener("change", save);
  form.addEventListener("input", save);
  // The page that says thank you forgets it: what was not taken comes back to this one.
  form.addEventListener("submit", (event) => {
    // A second press would be told that the code was used already.
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    setTimeout(() => delete form.dataset.sending, 10000);
    try {
      sessionStorage.setItem(SENT, name);
    } catch {
      // No storage: nothing was kept.
    }
  });
  form.querySelector("[data-forget]").addEventListener("click", () => {
    forget(name);
    form.reset();
    form.querySelectorAll("input[type=radio]").forEach((field) => {
      field.checked = false;
    });
    note.hidden = true;
    count();
    form.querySelector("input[type=radio]").focus();
  });
}

// On a shared computer, "back" must not bring somebody's answers: the server says what there is now.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});

const form = document.querySelector("[data-survey]");
const name = form && (await shelf(form.dataset.survey));
forgetOld(new Date().toISOString().slice(0, 10), name);
if (form) {
  keep(form, name);
}
if (document.querySelector("[data-survey-done]")) {
  try {
    forget(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
  } catch {
    // No storage: nothing was kept.
  }
}
