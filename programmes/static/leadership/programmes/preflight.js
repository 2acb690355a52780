/* Preflight beside the editor: asks the site about the form as it stands, shows what is found, leads there.
   A widget that is no stream field listens for "leadership:open" (docs/preflight.md). */
(() => {
  const WAIT = 1500;
  const NARROW = "(max-width: 799px)";
  const ENTRY = "input:not([type=hidden]), textarea, select, [contenteditable=true], button";

  const start = () => {
    const panel = document.querySelector("[data-preflight]");
    const form = document.querySelector("[data-edit-form]");
    if (!panel || !form) return;
    const findings = panel.querySelector("[data-preflight-findings]");
    const toggle = document.querySelector('[data-side-panel-toggle="preflight"]');
    const counter = toggle && toggle.querySelector("[data-side-panel-toggle-counter]");
    let timer = 0;
    let asked = null;
    let running = null;

    const content = () => {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
      return data;
    };

    const address = () => {
      const url = new URL(panel.dataset.url, location.href);
      const edited = /\/edit\/(\d+)\//.exec(form.getAttribute("action") || "") || /\/edit\/(\d+)\//.exec(location.pathname);
      if (edited) url.searchParams.set("draft", edited[1]);
      const locale = new URLSearchParams(location.search).get("locale");
      if (locale) url.searchParams.set("locale", locale);
      return url;
    };

    const show = (html) => {
      findings.innerHTML = html;
      const result = findings.querySelector("[data-preflight-result]");
      if (!result || !counter) return;
      const count = Number(result.dataset.blocks) + Number(result.dataset.warns);
      counter.textContent = String(count);
      counter.hidden = count === 0;
      panel.dataset.looked = "yes";
    };

    const look = async () => {
      const data = content();
      const body = data.toString();
      if (body === asked) return;
      asked = body;
      if (running) running.abort();
      running = new AbortController();
      try {
        const answer = await fetch(address(), { method: "POST", body: data, signal: running.signal });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        show(await answer.text());
      } catch (fault) {
        if (fault.name === "AbortError") return;
        asked = null;
        const said = document.createElement("p");
        said.textContent = panel.dataset.failed;
        findings.replaceChildren(said);
      }
    };

    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, WAIT);
    };

    for (const event of ["input", "change", "click", "keyup"]) document.addEventListener(event, soon);
    document.addEventListener("w-autosave:success", soon);
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-preflight-open]");
      if (button) open(button.dataset);
      else if (event.target.closest("[data-preflight-panel]")) unfold();
    });
    look();
    const wanted = /^#preflight(?:=(.+))?$/.exec(location.hash);
    if (wanted && wanted[1]) open({ preflightOpen: decodeURIComponent(wanted[1]) });
    else if (wanted) unfold();
    const warned = document.querySelector("[data-publish-warned]");
    if (warned) {
      warned.scrollIntoView({ block: "start" });
      warned.focus({ preventScroll: true });
    }
  };

  const unfold = () => document.querySelector('[data-side-panel="preflight"]').dispatchEvent(new CustomEvent("open"));

  const open = ({ preflightOpen: path, preflightField: field = "", preflightNode: node = "", preflightName: name = "" }) => {
    if (window.matchMedia(NARROW).matches) {
      const close = document.querySelector("[data-form-side-close-button]");
      if (close) close.click();
    }
    const detail = { path, field: field || path.split(".")[0], node, name };
    const event = new CustomEvent("leadership:open", { detail, bubbles: true, cancelable: true });
    if (!document.dispatchEvent(event)) return;
    const target = find(path.split("."));
    if (target) lead(target);
  };

  /* As deep as the page goes: what a path names may have been removed since. */
  const find = (names) => {
    let found = null;
    for (const name of names) {
      const next = (found || document).querySelector(`[data-contentpath="${CSS.escape(name)}"]`);
      if (!next) break;
      found = next;
    }
    return found;
  };

  const lead = (target) => {
    const closed = [];
    for (let each = target; each; each = each.parentElement) {
      const handle = each.matches("[data-panel], [data-streamfield-child]") && each.querySelector("[data-panel-toggle]");
      if (handle && handle.getAttribute("aria-expanded") === "false") closed.unshift(handle);
    }
    for (const handle of closed) handle.click();
    const entries = [...target.querySelectorAll(ENTRY)];
    const entry = entries.find((each) => each.tagName !== "BUTTON" && each.offsetParent) || entries.find((each) => each.offsetParent);
    target.scrollIntoView({ block: "center" });
    if (entry) entry.focus({ preventScroll: true });
    target.classList.add("lp-preflight-here");
    setTimeout(() => target.classList.remove("lp-preflight-here"), 3000);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
