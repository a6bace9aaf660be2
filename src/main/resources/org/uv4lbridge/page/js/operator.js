// The operators' page: what the bridge does now, what has happened, and the buttons that steer it. Asks every 2 s, while it is seen.
import { addTexts, chooseLanguage, language, LANGUAGES, setText, text } from './texts.js';
import { PROBLEMS } from './call.js';
import { ladder } from './ladder.js';
import { made, showButtons, Table } from './operator-table.js';
import { ask, get, say, steer } from './operator-bridge.js';
import { routeDiagrams } from './operator-routes.js';
import { duration, fillInWords, moment, word, words } from './operator-words.js';

const PERIOD = 2_000; // ms from one question to the next
const FEW = 10; // calls that have ended, before somebody asks for all
const LEVELS = ['DEBUG', 'INFO', 'WARN'];

/** Outcomes that are in order, whatever the viewer was told. */
const IN_ORDER = new Set([
  ...['busy', 'camera_busy', 'too_many_calls', 'session_over', 'replaced'],
  ...['camera_closed', 'ended_by_operator', 'bridge_stopped'],
]);

const byId = (id) => document.getElementById(id);

let state = null; // as /api/operator has it
let ended = []; // as /api/sessions has them
let routes = [];
let levels = {};
let opened = ''; // key of the call whose story is shown
let story = null; // that call, as /api/sessions/ID has it
let showsAll = false;
let lastAnswer = null;
let timer = 0;
let figure = null; // the story that is open
let drawn = null; // what it shows
let shownRoutes = ''; // as JSON

const cameraTable = new Table(byId('cameras'), [
  { word: 'camera', name: 'camera', show: (cell, { title }) => setText(cell, title) },
  { word: 'state', name: '', show: showCondition },
  { word: 'seats', name: 'number', show: showSeats },
  { word: 'waiting', name: 'number', show: (cell, { waiting }) => setText(cell, String(waiting)) },
  { word: 'acts', name: 'acts', show: showCameraActs },
]);
const liveTable = new Table(byId('live'), [
  { word: 'camera', name: 'camera', show: (cell, { title }) => setText(cell, title) },
  { word: 'user', name: 'user', show: (cell, { user }) => setText(cell, user ?? '') },
  { word: 'since', name: 'number', show: (cell, { began }) => setText(cell, moment(began)) },
  { word: 'lasts', name: 'number', show: (cell, { lasted }) => setText(cell, duration(lasted)) },
  { word: 'state', name: '', show: showProgress },
  { word: 'acts', name: 'acts', show: showCallActs },
]);
const endedTable = new Table(byId('ended'), [
  { word: 'when', name: 'number', show: (cell, { began }) => setText(cell, moment(began)) },
  { word: 'camera', name: 'camera', show: (cell, { title }) => setText(cell, title) },
  { word: 'user', name: 'user', show: (cell, { user }) => setText(cell, user ?? '') },
  { word: 'lasted', name: 'number', show: (cell, { lasted }) => setText(cell, duration(lasted)) },
  { word: 'outcome', name: '', show: showOutcome },
  { word: 'diagnosis', name: 'diagnosis', show: showDiagnosis },
  { word: 'acts', name: 'acts', show: showCallActs },
]);

byId('language').append(...LANGUAGES.map(([tag, name]) => new Option(name, tag)));
byId('language').addEventListener('change', ({ target }) => chooseLanguage(target.value));
words.addEventListener('change', translate);
document.addEventListener('visibilitychange', () => document.hidden || look());
byId('drain').addEventListener('click', drain);
byId('all').addEventListener('click', () => {
  showsAll = true;
  show();
});
byId('problems').addEventListener('click', ({ currentTarget }) => {
  currentTarget.ariaPressed = String(currentTarget.ariaPressed !== 'true');
  show();
});
await addTexts('diagnosis-texts');
translate();
look();

/** Asks the bridge, shows what it answers, and comes again. */
async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const before = state;
    const now = await get('operator');
    // A call that is just ending may be gone before it is counted.
    const isGone = ({ id }) => now.calls.every((call) => call.id !== id);
    if (before?.endings !== now.endings || before.calls.some(isGone)) {
      ended = (await get('sessions')).sessions.filter(({ outcome }) => outcome);
    }
    ({ routes } = await get('routes').catch(() => ({ routes })));
    ({ levels } = await get('log-level').catch(() => ({ levels })));
    state = now;
    lastAnswer = new Date();
    await readStory();
    showLoss('');
  } catch (failure) {
    showLoss(failure.status ? 'lost.right' : 'lost');
  }
  show();
  clearTimeout(timer);
  timer = setTimeout(look, PERIOD);
}

async function readStory() {
  const key = opened;
  const call = [...state.calls, ...ended].find((one) => keyOf(one) === key);
  if (!call) return;
  const told = await get(`sessions/${encodeURIComponent(call.id)}`).catch(({ status }) => (status === 404 ? null : story));
  if (opened !== key) return; // another was chosen meanwhile
  if (JSON.stringify(told?.entries) !== JSON.stringify(story?.entries)) story = told;
}

/** The same for all calls that are one line. */
function keyOf({ id, first }) {
  return first ?? id;
}

function isProblem({ outcome, diagnosis }) {
  return Boolean(diagnosis) && !IN_ORDER.has(outcome);
}

function showLoss(key) {
  byId('lost').hidden = !key;
  if (key) setText(byId('lost'), word(key, { time: lastAnswer ? moment(lastAnswer) : '–' }));
}

function show() {
  if (!state) return;
  document.querySelector('main').hidden = false;
  const isNameless = [...state.calls, ...ended].every(({ user }) => !user);
  const withProblems = byId('problems').ariaPressed === 'true' ? ended.filter(isProblem) : ended;
  const few = showsAll ? withProblems : withProblems.slice(0, FEW);
  [byId('live'), byId('ended')].forEach(({ classList }) => classList.toggle('nameless', isNameless));
  cameraTable.show(state.cameras, ({ name }) => name);
  liveTable.show(state.calls, keyOf);
  endedTable.show(few, keyOf);
  setText(byId('live-count'), state.calls.length ? String(state.calls.length) : '');
  setText(byId('ended-count'), ended.length ? String(withProblems.length) : '');
  byId('no-live').hidden = state.calls.length > 0;
  byId('no-ended').hidden = few.length > 0;
  byId('problems').hidden = ended.length === 0;
  byId('all').hidden = few.length === withProblems.length;
  setText(byId('all'), word('ended.all', { count: withProblems.length }));
  byId('draining').hidden = !state.draining;
  const left = state.calls.length;
  setText(byId('draining'), word(left ? 'draining' : 'drained', { count: left }));
  byId('looking').hidden = state.steers;
  byId('drain').disabled = state.draining || !state.steers;
  setText(byId('version'), word('version', { version: state.version, viewers: state.viewers }));
  showStory();
  showRoutes();
  showLevels();
}

function showCondition(cell, { open, state: condition }) {
  const key = open ? condition : 'closed';
  const look = { up: 'good', down: 'bad', closed: 'wait' }[key] ?? '';
  showState(cell, look, word(`camera.${key}`));
}

function showState(cell, look, label) {
  const span = cell.firstElementChild ?? cell.appendChild(made('span'));
  span.className = `state ${look}`;
  setText(span, label);
}

function showSeats(cell, { seats, taken }) {
  const label = word('seats.taken', { taken, seats });
  if (cell.textContent === label) return;
  const marks = made('span', { className: 'marks', 'aria-hidden': 'true' });
  const shown = seats > 8 ? 0 : seats; // more would be no picture but a pattern
  marks.append(...Array.from({ length: shown }, (_, index) => made('i', { className: index < taken ? 'taken' : '' })));
  const both = made('span', { className: 'seats' });
  both.append(...(shown ? [marks] : []), made('span', { text: label }));
  cell.replaceChildren(both);
}

function showCameraActs(cell, camera) {
  const { name, title, open } = camera;
  const label = word(open ? 'close' : 'open');
  const act = open ? () => close(camera) : () => steer('POST', `cameras/${encodeURIComponent(name)}/open`, {}, look);
  showButtons(cell, state.steers ? [['toggle', label, act, { 'aria-label': `${label}: ${title}` }]] : []);
}

async function close({ name, title, taken }) {
  const answers = [
    ['cancel', word('cancel')],
    ['keep', word(taken ? 'close.keep' : 'close')],
    ...(taken ? [['hangUp', word('close.hangUp'), 'danger']] : []),
  ];
  const answer = await ask(word('close.title', { camera: title }), word('close.text'), answers);
  if (answer === 'cancel') return;
  await steer('POST', `cameras/${encodeURIComponent(name)}/close`, { hangUp: answer === 'hangUp' }, look);
}

async function drain() {
  const answers = [
    ['cancel', word('cancel')],
    ['drain', word('drain.button'), 'danger'],
  ];
  const answer = await ask(word('drain.title'), word('drain.text', { count: state.calls.length }), answers);
  if (answer === 'drain') await steer('POST', 'drain', {}, look);
}

function showProgress(cell, { title, state: progress, diagnosis }) {
  const look = { watching: 'good', waiting: 'wait' }[progress];
  if (look || !diagnosis) showState(cell, look ?? '', word(`call.${progress}`));
  else showState(cell, 'bad', sentenceOf(diagnosis, title)[0]);
}

function showOutcome(cell, call) {
  const outcome = word(`outcome.${call.outcome}`);
  showState(cell, isProblem(call) ? 'bad' : '', call.calls ? word('ended.calls', { outcome, calls: call.calls }) : outcome);
}

function showDiagnosis(cell, { title, diagnosis }) {
  const [sentence, remedy] = diagnosis ? sentenceOf(diagnosis, title) : ['', ''];
  if (cell.textContent === sentence + remedy) return;
  const parts = [made('span', { text: sentence }), made('span', { className: 'remedy', text: remedy })];
  cell.replaceChildren(...parts.filter(({ textContent }) => textContent));
}

/** In the page's language, as viewers read it; what they have no words for as the bridge says it. */
function sentenceOf({ rule, values, problem, sentence, remedy = '' }, camera) {
  const key = rule ? `diagnosis.${rule}` : PROBLEMS.get(problem);
  const translated = [key, `${key}.hint`].map((one) => text(one, { ...values, camera }));
  return translated[0] ? translated : [sentence, remedy];
}

function showCallActs(cell, { id, first, title, outcome }) {
  const key = keyOf({ id, first });
  const isOpen = opened === key;
  const hangUp = () => steer('DELETE', `sessions/${encodeURIComponent(id)}`, {}, look, word('hangUp.done', { camera: title }));
  const label = word('timeline');
  const buttons = [['story', label, () => toggle(key), { 'aria-expanded': String(isOpen), 'aria-label': `${label}: ${title}` }]];
  if (!outcome && state.steers) {
    buttons.push(['hangUp', word('hangUp'), hangUp, { class: 'danger', 'aria-label': `${word('hangUp')}: ${title}` }]);
  }
  showButtons(cell, buttons);
}

/** Shows the story of a call, or no longer. */
async function toggle(key) {
  [liveTable, endedTable].forEach((table) => table.detail(opened, null));
  opened = opened === key ? '' : key;
  story = null;
  await readStory().catch(() => say(word('lost', { time: moment(lastAnswer) })));
  show();
}

function showStory() {
  if (!opened) return;
  if (story && drawn !== story) {
    drawn = story;
    figure ??= madeFigure();
    const label = word('timeline.label', { camera: story.title });
    const names = [text('timeline.viewer'), text('timeline.bridge'), story.title];
    setText(figure.firstChild, label);
    figure.lastChild.ariaLabel = label;
    figure.lastChild.replaceChildren(ladder(story, label, names));
  }
  const isLive = liveTable.detail(opened, story && figure);
  const isEnded = !isLive && endedTable.detail(opened, story && figure);
  if (!isLive && !isEnded) [opened, story] = ['', null];
}

function madeFigure() {
  const box = made('figure');
  box.append(made('figcaption'), made('div', { className: 'ladder', tabindex: '0', role: 'region' }));
  return box;
}

function showRoutes() {
  const now = JSON.stringify(routes);
  if (now === shownRoutes) return;
  shownRoutes = now;
  const focused = byId('routes').contains(document.activeElement) && document.activeElement.textContent;
  byId('routes').replaceChildren(...routeDiagrams(routes));
  if (focused) [...byId('routes').querySelectorAll('a')].find(({ textContent }) => textContent === focused)?.focus();
}

function showLevels() {
  Object.entries(levels).forEach(([logger, level]) => {
    const id = `level-${logger}`;
    if (!byId(id)) byId('levels').append(madeLevel(id, logger));
    const select = byId(id);
    if (![...select.options].some(({ value }) => value === level)) select.add(new Option(level, level));
    setText(select.previousSibling, word(`log.${logger === 'root' ? 'root' : 'own'}`));
    if (document.activeElement !== select) select.value = level;
    select.disabled = !state.steers;
  });
}

function madeLevel(id, logger) {
  const label = made('label');
  const select = made('select', { id });
  select.append(...LEVELS.map((level) => new Option(level, level)));
  select.addEventListener('change', ({ target }) => {
    steer('PUT', 'log-level', { logger, level: target.value }, look, word('log.done', { level: target.value }));
  });
  label.append(made('span'), select);
  return label;
}

function translate() {
  document.documentElement.lang = byId('language').value = language;
  document.title = word('title');
  [shownRoutes, drawn] = ['', null]; // they hold words of the language before
  fillInWords();
  show();
}
