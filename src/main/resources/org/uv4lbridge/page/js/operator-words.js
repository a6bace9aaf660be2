// The words of the operators' page, in the language that texts.js has found: js/operator-texts-en.js and its like.
import { language, setText, texts } from './texts.js';

/** Tells `change` when another language is shown. */
export const words = new EventTarget();

let table = new Map();

/** The word of a key with its {placeholders} filled in; the key's own last part where there is no such word. */
export function word(key, values = {}) {
  const found = table.get(key) ?? key.slice(key.indexOf('.') + 1);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** Fills in the elements that name their word. */
export function fillInWords() {
  document.querySelectorAll('[data-word]').forEach((element) => setText(element, word(element.dataset.word)));
}

/** The moment an ISO 8601 text names, the day only if it is another than today. */
export function moment(iso) {
  const time = new Date(iso);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { month: 'short', day: 'numeric' };
  return time.toLocaleString(language, { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** So many milliseconds, in the two largest units. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [m, s] = [Math.floor(seconds / 60), seconds % 60];
  if (m >= 60) return word('time.hours', { h: Math.floor(m / 60), m: m % 60 });
  return m > 0 ? word('time.minutes', { m, s }) : word('time.seconds', { s });
}

async function load() {
  const wanted = language;
  const loaded = new Map(Object.entries((await import(`./operator-texts-${wanted}.js`)).default));
  if (wanted !== language) return; // another was chosen meanwhile
  table = loaded;
  words.dispatchEvent(new Event('change'));
}

texts.addEventListener('change', load);
await load();
