// What the page says: state, title, status line and which button there is. Lives as long as the page.
import { text } from './texts.js';

const byId = (id) => document.getElementById(id);

/**
 * Shows a state (loading, idle, calling, live, ended, failed) with the text of `key` and its hint;
 * `values` fill in placeholders, `said` are words off the wire.
 */
export function showStatus(state, key, { values = {}, hint = `${key}.hint`, said = '' } = {}) {
  const wasInCall = isInCall();
  document.documentElement.dataset.state = state;
  document.title = (values.camera && text(`title.${state}`, values)) || text('title');
  setText(byId('headline'), text(key, values));
  setText(byId('hint'), text(hint, values));
  showSaid(said);
  if (wasInCall !== isInCall()) swapButtons();
}

/** Words of the camera, below whatever the status is. */
export function showSaid(said) {
  setText(byId('said'), said && text('said', { text: said }));
}

/** What the Call button does next: call, again, reload. */
export function labelCall(key) {
  setText(byId('call'), text(key));
}

export function isInCall() {
  return ['calling', 'live'].includes(document.documentElement.dataset.state);
}

/** One button at a time; the keyboard's focus moves with it. */
function swapButtons() {
  const [shown, hidden] = isInCall() ? [byId('hangup'), byId('call')] : [byId('call'), byId('hangup')];
  const hadFocus = document.activeElement === hidden;
  shown.hidden = false;
  hidden.hidden = true;
  if (hadFocus) shown.focus({ preventScroll: true });
}

/** Screen readers speak when text is set, so only where it differs. */
function setText(element, value) {
  if (element.textContent !== value) element.textContent = value;
}
