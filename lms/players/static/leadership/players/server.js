// What a page of the player asks of the site, and what became of it, in one word.

export const channel = "BroadcastChannel" in window ? new BroadcastChannel("leadership") : null;

// "saved", "elsewhere" (something else was saved meanwhile), "refused", "signed-out", "stale" (an old form) or
// "away" (no network, or a server in trouble).
export const send = async (form, { leaving = false } = {}) => {
  const body = new FormData(form);
  // Files go when somebody presses a button, not each time that a word is saved.
  for (const field of form.querySelectorAll("input[type=file]")) body.delete(field.name);
  let response;
  try {
    response = await fetch(form.dataset.draft, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: leaving,
    });
  } catch {
    return { kind: "away" };
  }
  if (response.type === "opaqueredirect") return { kind: "signed-out" };
  if (response.status === 403) return { kind: "stale" };
  if (response.status >= 500 || response.status === 429) return { kind: "away" };
  if (!(response.headers.get("Content-Type") || "").includes("json")) return { kind: "refused", message: "" };
  const { message, code, seen } = await response.json();
  if (response.ok) return { kind: "saved", message, seen };
  return { kind: code === "changed_elsewhere" ? "elsewhere" : "refused", message };
};

// The page as it is now: the form in it has a new token and what is saved. Nothing is changed by looking.
export const look = async () => {
  try {
    const response = await fetch(window.location.pathname, { cache: "no-store", redirect: "manual" });
    if (response.type === "opaqueredirect") return { kind: "signed-out" };
    if (response.status >= 500) return { kind: "away" };
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const there = response.ok && page.querySelector("form[data-draft]");
    return there ? { kind: "there", there } : { kind: "other" };
  } catch {
    return { kind: "away" };
  }
};
