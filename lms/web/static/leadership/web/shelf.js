// What is typed, kept in this browser until the site has it: encrypted with a key that the site gives to a
// signed-in session and that stays in this page's memory. A record says in the open only whose shelf it stands
// on (a name that means nothing to anybody else) and when it was kept; not even which activity it belongs to.

const PREFIX = "lp-draft.";
const DAYS = 30;

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join(""));
const bound = (name, at) => new TextEncoder().encode(`${name} ${at}`);

const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

const parsed = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name)) || {};
  } catch {
    return {};
  }
};

// Whoever comes first sweeps for all: what nobody came back to is gone after a month.
const sweep = () => {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const name of names()) if (!(parsed(name).at > oldest)) localStorage.removeItem(name);
};

export const askForKeys = async (address, token) => {
  const response = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ csrfmiddlewaretoken: token }),
    headers: { Accept: "application/json" },
    redirect: "manual",
  });
  return response.ok ? (await response.json()).keys : null;
};

export const own = (keys) =>
  names().filter((name) => keys.some(({ shelf }) => name.startsWith(`${PREFIX}${shelf}.`)));

export class Shelf {
  // The newest key first: it locks; all of them unlock.
  static async open(keys) {
    const usable = await Promise.all(
      keys.map(async ({ shelf, key }) => ({
        shelf,
        key: await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]),
      })),
    );
    sweep();
    return new Shelf(usable);
  }

  constructor(keys) {
    this.keys = keys;
  }

  name(mark) {
    return `${PREFIX}${this.keys[0].shelf}.${mark}`;
  }

  // False where the browser has no room, or keeps nothing.
  async put(name, record) {
    try {
      const at = Date.now();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const locked = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData: bound(name, at) },
        this.keys[0].key,
        new TextEncoder().encode(JSON.stringify(record)),
      );
      localStorage.setItem(name, JSON.stringify({ at, iv: text(iv), locked: text(locked) }));
      return true;
    } catch {
      return false;
    }
  }

  // Everything kept for an activity, the newest first. What no key opens any more is of no use to anybody.
  async find(activity) {
    const found = [];
    for (const { shelf, key } of this.keys) {
      for (const name of own([{ shelf }])) {
        const { at, iv, locked } = parsed(name);
        try {
          const opened = await crypto.subtle.decrypt(
            { name: "AES-GCM", iv: bytes(iv), additionalData: bound(name, at) },
            key,
            bytes(locked),
          );
          found.push({ name, at, ...JSON.parse(new TextDecoder().decode(opened)) });
        } catch {
          localStorage.removeItem(name);
        }
      }
    }
    return found.filter((each) => each.activity === activity).sort((one, other) => other.at - one.at);
  }

  drop(name) {
    localStorage.removeItem(name);
  }
}
