// The fields of one node. They carry no names: the document is what the form sends.
import { make } from "./dom.js";

const MOST = 3650;

export const whole = (text) => (/^\d+$/.test(text.trim()) ? Math.min(Number(text.trim()), MOST) : null);

let count = 0;

// A label, a control and what helps, as the admin's own fields look.
export const field = ({ label, help, control, name, group = false }) => {
  count += 1;
  const id = `tree-field-${count}`;
  const helpId = `${id}-help`;
  if (!group) control.id = id;
  control.dataset.field = name;
  if (help) control.setAttribute("aria-describedby", helpId);
  const heading = make(group ? "legend" : "label", { class: "w-field__label", ...(group ? {} : { for: id }) }, label);
  return make(
    group ? "fieldset" : "div",
    { class: "lp-tree-field" },
    heading,
    help ? make("p", { class: "help", id: helpId }, help) : null,
    control,
  );
};

// `typed` takes what is there at each key.
export const text = ({ value, typed, ...rest }) =>
  make("input", { type: "text", value: value ?? "", oninput: (event) => typed(event.target.value), ...rest });

export const number = ({ value, typed, ...rest }) =>
  make("input", {
    type: "number",
    min: 1,
    max: MOST,
    step: 1,
    inputmode: "numeric",
    value: value ?? "",
    oninput: (event) => typed(whole(event.target.value)),
    ...rest,
  });

export const choice = ({ value, options, chosen, ...rest }) =>
  make(
    "select",
    { onchange: (event) => chosen(event.target.value), ...rest },
    ...options.map(([code, label]) => make("option", { value: code, selected: code === value }, label)),
  );

// One whose options may be many: they are made when somebody is about to look at them.
export const longChoice = ({ first, options, chosen }) => {
  const select = choice({ value: first[0], options: [first], chosen });
  const fill = () => select.append(...options().map(([value, label]) => make("option", { value }, label)));
  for (const event of ["focus", "pointerdown"])
    select.addEventListener(event, () => {
      if (select.length === 1) fill();
    });
  return select;
};

export const tick = ({ label, checked, ticked, name, help }) => {
  const box = make("input", {
    type: "checkbox",
    checked,
    "data-field": name,
    onchange: (event) => ticked(event.target.checked),
  });
  return make(
    "div",
    { class: "lp-tree-field lp-tree-field--tick" },
    make("label", {}, box, ` ${label}`),
    help ? make("p", { class: "help" }, help) : null,
  );
};

export const button = (label, pressed, { name = "", look = "button button-small button-secondary" } = {}) =>
  make("button", { type: "button", class: look, "data-field": name || false, onclick: pressed }, label);
