/* Putting words where the page has room for them. */

const words = JSON.parse(document.getElementById("words").textContent);
const { lang } = document.documentElement;
const plurals = new Intl.PluralRules(lang);

/* The library's clock, whatever zone the phone is set to. Swedish dates are those of ISO 8601. */
const { timeZone } = document.getElementById("station").dataset;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone });
const longDay = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "UTC" /* in which a date without a time is read */,
});

/* A sentence of the page's language, with its blanks filled. */
export function say(name, blanks = {}) {
  const sentence = words[name] ?? "";
  const chosen =
    typeof sentence === "string" ? sentence : (sentence[plurals.select(blanks.count)] ?? sentence.other);
  return chosen.replace(/\{(\w+)\}/g, (blank, key) => blanks[key] ?? blank);
}

export const answerWord = (answer) => words.answers[answer];

export const timeOf = (moment) => clock.format(new Date(moment));

/* 2026-05-09. */
export const dateOf = (moment) => calendar.format(new Date(moment));

/* Saturday 9 May. */
export const dayOf = (date) => longDay.format(new Date(date));

/* 1 adult, 2 children. */
export function sizeOf({ adults, children }) {
  const told = [];
  if (adults) told.push(say("adults", { count: adults }));
  if (children) told.push(say("children", { count: children }));
  return told.join(say("separator"));
}

export function sizeOfMembers(members) {
  const children = members.filter(({ kind }) => kind === "child").length;
  return sizeOf({ adults: members.length - children, children });
}

/* Adult; child, 7 years. */
export function aboutMember({ kind, age }) {
  const told = [say(kind)];
  if (age !== null && age !== undefined) told.push(say("years", { count: age }));
  return told.join(say("separator"));
}

/* A copy of a template with its texts; parts without anything to say are left out. */
export function stamp(name, texts = {}) {
  const piece = document.getElementById(name).content.cloneNode(true);
  for (const part of piece.querySelectorAll("[data-if]")) {
    if (!texts[part.dataset.if]) part.remove();
  }
  fill(piece, texts);
  return piece;
}

function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const element of root.querySelectorAll(`[data-text="${name}"]`)) {
      if (root !== document || !element.closest("[data-list]")) element.textContent = text ?? "";
    }
  }
}

/* What the page says; the rows of its lists speak for themselves. */
export const tell = (texts) => fill(document, texts);

/* Other words for a part of an answer; null leaves those of the template, nothing takes them out. */
export function write(piece, selector, text) {
  const element = piece.querySelector(selector);
  if (text) element.textContent = text;
  else if (text !== null || !element.textContent.trim()) element.remove();
}

export function tickedIn(form) {
  return [...form.querySelectorAll("input:checked")].map(({ value }) => Number(value));
}

/* The rows of a list, and the words for when there are none. */
export function list(name, rows) {
  document.querySelector(`[data-list="${name}"]`).replaceChildren(...rows);
  const nothing = document.querySelector(`[data-empty="${name}"]`);
  if (nothing) nothing.hidden = rows.length > 0;
}

export const part = (name) => document.querySelector(`[data-${name}]`);

export function onSubmit(name, act, root = document) {
  root.querySelector(`form[data-form="${name}"]`)?.addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.target);
  });
}

export function onClick(root, name, act) {
  for (const button of root.querySelectorAll(`[data-${name}]`)) {
    button.addEventListener("click", () => act(button));
  }
}
