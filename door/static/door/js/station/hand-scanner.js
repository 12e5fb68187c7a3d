/*
 * A hand scanner is a keyboard that types a code faster than anybody can, and then Enter. It is
 * heard whatever has the focus; what it typed into a field is taken out again.
 */

import { readCode, readPass } from "./codes.js";

const LONGEST_GAP = 100; /* milliseconds between two of its signs */

/* act: takes the text, and says whether it was wanted. */
export function onHandScanner(act) {
  let typed = "";
  let typedAt = 0;
  let field = null;
  let before = "";

  addEventListener(
    "keydown",
    (event) => {
      const { key, target, timeStamp } = event;
      if (timeStamp - typedAt > LONGEST_GAP) typed = "";
      if (key === "Enter") {
        const read = readCode(typed);
        /* Eight signs in a field may be somebody's name. */
        const isCode = readPass(typed) || (field ? read?.code : read);
        if (isCode && act(typed)) {
          event.preventDefault();
          if (field) putBack(field, before);
        }
        typed = "";
        return;
      }
      if (key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!typed) {
        field = target.matches("input, textarea") ? target : null;
        before = field?.value ?? "";
      }
      typed += key;
      typedAt = timeStamp;
      /* A space would press the button that has the focus. */
      if (key === " " && typed.length > 1 && !field) event.preventDefault();
    },
    { capture: true },
  );
}

function putBack(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
