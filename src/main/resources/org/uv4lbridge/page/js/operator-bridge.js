// Asks the bridge and steers it, and the person in front of the page as well.
import { made } from './operator-table.js';
import { word } from './operator-words.js';

const PATIENCE = 10_000; // ms for an answer
const READABLE = 6_000; // ms for which something said stays

const byId = (id) => document.getElementById(id);

let silence = 0;

/** What is at `api/` and this path; throws with `status` if the bridge refuses, without if there is no answer. */
export async function get(path) {
  return (await fetchApi(path)).json();
}

/** Has the bridge do something, says what came of it, and then looks again. */
export async function steer(method, path, body, look, done = '') {
  try {
    // What makes the bridge believe that it is this page that asks: docs/security.md
    const headers = { 'Content-Type': 'application/json' };
    await fetchApi(path, { method, headers, body: JSON.stringify(body) });
    if (done) say(done);
  } catch (failure) {
    say(failure.status ? failure.message : word('lost.act'));
  }
  await look();
}

async function fetchApi(path, options = {}) {
  const answer = await fetch(`api/${path}`, { ...options, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok) return answer;
  throw Object.assign(new Error((await answer.text()).trim()), { status: answer.status });
}

/** Says something for a moment. */
export function say(sentence) {
  clearTimeout(silence);
  byId('said').textContent = sentence;
  silence = setTimeout(() => (byId('said').textContent = ''), READABLE);
}

/** Asks the person; answers: [[key, label, className]], the first of which means that nothing is done. */
export function ask(title, text, answers) {
  const dialog = byId('question');
  byId('question-title').textContent = title;
  byId('question-text').textContent = text;
  const buttons = answers.map(([key, label, className = '']) => {
    const button = made('button', { type: 'button', className, text: label });
    button.addEventListener('click', () => dialog.close(key));
    return button;
  });
  dialog.querySelector('.answers').replaceChildren(...buttons);
  dialog.returnValue = answers[0][0];
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue || answers[0][0]), { once: true });
    dialog.showModal();
  });
}
