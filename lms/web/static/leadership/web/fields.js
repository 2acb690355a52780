// What a form of the player holds, as names and values, in the order of the page.

const OURS = new Set(["csrfmiddlewaretoken", "seen", "mark"]);

const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
const NOT_TYPED = new Set(["submit", "file"]);
const isTyped = (field) => field.name && !OURS.has(field.name) && !NOT_TYPED.has(field.type);

const pairs = (form, isChecked, valueOf) =>
  [...form.elements]
    .filter((field) => isTyped(field) && (!isChoice(field) || isChecked(field)))
    .map((field) => [field.name, (isChoice(field) ? field.value : valueOf(field)).replaceAll("\r\n", "\n")]);

export const read = (form) => pairs(form, (field) => field.checked, (field) => field.value);

// As it came from the site: some browsers fill a page that is loaded again with what was typed before.
const servedValue = (field) => {
  if (!field.options) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
};

export const served = (form) => pairs(form, (field) => field.defaultChecked, servedValue);

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const fill = (form, pairs) => {
  for (const field of [...form.elements].filter(isTyped)) {
    if (isChoice(field)) {
      field.checked = pairs.some(([name, value]) => name === field.name && value === field.value);
    } else {
      field.value = (pairs.find(([name]) => name === field.name) || ["", ""])[1];
    }
  }
};

// For a reader: what was written, and the words beside what was chosen.
export const words = (form, pairs) =>
  pairs
    .map(([name, value]) => {
      const field = [...form.elements].find(
        (each) => each.name === name && (!isChoice(each) || each.value === value),
      );
      if (field?.options) {
        const chosen = [...field.options].find((option) => option.value === value);
        return `${field.labels[0].textContent.trim()}: ${chosen ? chosen.textContent.trim() : ""}`;
      }
      return field && isChoice(field) ? `• ${field.labels[0].textContent.trim()}` : value;
    })
    .join("\n");
