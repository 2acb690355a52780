// The admin's own chooser of modules and programmes, opened from the tree.

// `host` gets the focus back when the chooser closes; `chosen` gets what was chosen, as a list.
export const choose = ({ url, several, host, chosen }) => {
  let found = [];
  host.addEventListener("focus", () => chosen(found), { once: true });
  window.ModalWorkflow({
    url,
    urlParams: several ? { multiple: 1 } : {},
    triggerElement: host,
    onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
    responses: {
      chosen: (result) => {
        found = Array.isArray(result) ? result : [result];
      },
    },
  });
};
