// The look-up of texts. Each language is a table of its own with the same keys, of which the one that is shown is loaded.

/** The languages there are: [tag, name]. */
export const LANGUAGES = Object.freeze([
  ['en', 'English'],
  ['ja', '日本語'],
]);

/** Tells `change` when another language is shown. */
export const texts = new EventTarget();

/** The language that is shown. */
export let language = 'en';

const REMEMBERED = 'uv4l-bridge.language';

const tables = new Set(['texts']);
let wanted = 'en';
let table = new Map();

/** Shows this language, of any region, or English where there is no such. */
export async function setLanguage(tag) {
  wanted = LANGUAGES.find(([one]) => one === primary(tag))?.[0] ?? 'en';
  await load([...tables]).catch(() => {}); // the module can't be had; what is shown stays
}

/** Adds the texts of `NAME-LANGUAGE.js`, in each language that is shown from now on. Rejects where they can't be had. */
export async function addTexts(name) {
  if (tables.has(name)) return;
  await load([...tables, name]);
  tables.add(name);
}

async function load(names) {
  const tag = wanted;
  const modules = await Promise.all(names.map((name) => import(`./${name}-${tag}.js`)));
  if (tag !== wanted) return load(names); // another was chosen meanwhile
  table = new Map(modules.flatMap((one) => Object.entries(one.default)));
  language = tag;
  return texts.dispatchEvent(new Event('change'));
}

/** Shows this language from now on, on this page and whenever it is opened again. */
export async function chooseLanguage(tag) {
  try {
    localStorage.setItem(REMEMBERED, tag);
  } catch {
    // not allowed to remember
  }
  await setLanguage(tag);
}

/** The text of a key with its {placeholders} filled in; empty where there is no such text. */
export function text(key, values = {}) {
  return (table.get(key) ?? '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** Screen readers speak when text is set, so only where it differs. */
export function setText(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Fills in the elements below `root` that name their text (`data-text`) or their label (`data-label`). */
export function fillIn(root) {
  root.querySelectorAll('[data-text]').forEach((element) => setText(element, text(element.dataset.text)));
  root.querySelectorAll('[data-label]').forEach((element) => {
    element.ariaLabel = element.title = text(element.dataset.label);
  });
}

/** `ja` of `ja-JP`. */
function primary(tag) {
  return tag.split('-')[0].toLowerCase();
}

/** The one chosen before, else the first of the browser's that there is. */
function preferredLanguage() {
  let chosen = null;
  try {
    chosen = localStorage.getItem(REMEMBERED);
  } catch {
    // not allowed to look
  }
  const tags = [chosen, ...navigator.languages].map((tag) => primary(tag ?? ''));
  return tags.find((tag) => LANGUAGES.some(([one]) => one === tag)) ?? 'en';
}

await setLanguage(preferredLanguage());
