// What the page says: state, title, status line and which button there is. Lives as long as the page.
import { text } from './texts.js';

const IN_CALL = ['calling', 'waiting', 'live', 'retrying'];
const TICK = 250; // ms

let countdown = 0;

const byId = (id) => document.getElementById(id);

/**
 * Shows a state (loading, idle, calling, waiting, live, retrying, ended, failed) with the text of `key` and its hint;
 * `values` fill in placeholders, `said` are words off the wire.
 */
export function showStatus(state, key, { values = {}, hint = `${key}.hint`, said = '' } = {}) {
  document.documentElement.dataset.state = state;
  document.title = (values.camera && text(`title.${state}`, values)) || text('title');
  setText(byId('headline'), text(key, values));
  setText(byId('hint'), text(hint, values));
  setText(byId('place'), String(values.position ?? ''));
  showSaid(said);
  clearInterval(countdown);
  setText(byId('next'), '');
  showButtons(state);
}

/** Counts down to the next call; without a delay it is being made. */
export function showNext(delay = 0) {
  const due = performance.now() + delay;
  const show = () => {
    const seconds = Math.ceil((due - performance.now()) / 1000);
    setText(byId('next'), seconds > 0 ? text('next', { seconds }) : text('next.now'));
  };
  clearInterval(countdown);
  if (delay > 0) countdown = setInterval(show, TICK);
  show();
}

/** Words of the camera, below whatever the status is. */
export function showSaid(said) {
  setText(byId('said'), said && text('said', { text: said }));
}

/** What the Call button does next: call, again, now, reload. */
export function labelCall(key) {
  setText(byId('call'), text(key));
}

export function isInCall() {
  return IN_CALL.includes(document.documentElement.dataset.state);
}

/** One button, between two calls both; the keyboard's focus moves on from one that goes. */
function showButtons(state) {
  const [call, hangup] = [byId('call'), byId('hangup')];
  const focused = document.activeElement;
  call.hidden = isInCall() && state !== 'retrying';
  hangup.hidden = !isInCall();
  setText(hangup, text(state === 'retrying' ? 'stop' : 'hangup'));
  if (focused === call && call.hidden) hangup.focus({ preventScroll: true });
  if (focused === hangup && hangup.hidden) call.focus({ preventScroll: true });
}

/** Screen readers speak when text is set, so only where it differs. */
function setText(element, value) {
  if (element.textContent !== value) element.textContent = value;
}
