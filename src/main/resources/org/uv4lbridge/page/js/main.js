// The page: a wall of cameras, or one of them alone. The fragment of the address names that one.
import { chooseLanguage, fillIn, language, LANGUAGES, setText, text, texts } from './texts.js';
import { Bridge } from './call.js';
import '../embed.js';

const SLOW = 1_000; // ms until the page says that it is looking for cameras
const LOOK_AGAIN = 10_000; // ms after a bridge that did not answer
const LONGEST_NAME = 80; // characters shown

const byId = (id) => document.getElementById(id);
const wall = byId('wall');
const trickle = new URLSearchParams(location.search).get('trickle') !== 'no';

let cameras = []; // of the bridge's list
let notice = ''; // the key of what is said instead of a wall
let looking = 0; // timer of what comes next while there is no list
const troubled = new Set(); // names of cameras of which a trouble was announced

byId('language').append(...LANGUAGES.map(([tag, name]) => new Option(name, tag)));
byId('language').addEventListener('change', ({ target }) => chooseLanguage(target.value));
byId('notice').querySelector('button').addEventListener('click', () => {
  say('loading');
  load();
});
texts.addEventListener('change', translate);
window.addEventListener('hashchange', arrange);
document.addEventListener('keydown', onKey);
wall.addEventListener('statechange', ({ target }) => {
  announce(target);
  describe();
});
byId('back').addEventListener('click', (event) => {
  event.preventDefault();
  leave();
});
translate();
load();

async function load() {
  clearTimeout(looking);
  looking = setTimeout(() => notice || say('loading'), SLOW);
  try {
    cameras = await new Bridge(new URL('.', document.baseURI)).fetchCameras();
  } catch ({ reason }) {
    clearTimeout(looking);
    if (!reason) looking = setTimeout(load, LOOK_AGAIN);
    say(reason ? 'locked' : 'noBridge');
    return;
  }
  clearTimeout(looking);
  wall.replaceChildren(...cameras.map(tile));
  arrange();
}

/** A camera of the wall, called while it is seen, below a link that opens it. One that is alone waits for the click. */
function tile({ name, title }) {
  const item = document.createElement('li');
  const camera = document.createElement('uv4l-camera');
  const link = document.createElement('a');
  camera.setAttribute('camera', name);
  camera.setAttribute('label', title);
  ['muted', 'tile'].forEach((name) => camera.setAttribute(name, ''));
  camera.toggleAttribute('autoplay', cameras.length > 1);
  camera.trickle = trickle;
  link.href = `#${encodeURIComponent(name)}`;
  link.ariaLabel = text('open', { camera: title });
  item.append(camera, link);
  return item;
}

/** Shows the wall, or the camera that the address names alone; says so if there is none of that name. */
function arrange() {
  const open = opened();
  const isLost = cameras.length > 0 && !open && named() !== '';
  say(isLost ? 'noSuchCamera' : cameras.length > 0 ? '' : 'noCameras');
  wall.hidden = isLost;
  const before = wall.querySelector('.open');
  const isChosen = wall.contains(document.activeElement);
  wall.classList.toggle('single', open !== undefined);
  [...wall.children].forEach((item) => {
    const isOpen = item.firstChild === open;
    item.classList.toggle('open', isOpen);
    item.firstChild.toggleAttribute('controls', isOpen);
  });
  byId('operator').hidden = !cameras[0]?.operator;
  byId('back').hidden = !isLost && (!open || cameras.length < 2);
  if (open && !before && isChosen) byId('back').focus({ preventScroll: true });
  if (!open && before) before.querySelector('a').focus();
  describe();
}

/** The element of the camera that is shown alone. */
function opened() {
  const all = [...wall.querySelectorAll('uv4l-camera')];
  const name = named() || (all.length === 1 && all[0].getAttribute('camera'));
  return all.find((camera) => camera.getAttribute('camera') === name);
}

/** The camera's name in the address; empty where it has none. */
function named() {
  const name = location.hash.slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // not percent-encoding
  }
}

function leave() {
  history.pushState(null, '', location.pathname + location.search);
  arrange();
}

/** Says in the title how the camera is that is shown alone, for whoever waits in another tab. */
function describe() {
  const camera = opened();
  const values = { camera: camera?.getAttribute('label'), position: camera?.position };
  document.title = camera ? text(`title.${camera.state}`, values) : text('title');
}

/** Tells screen readers of a tile in trouble, and when it is out of it; one that is alone speaks for itself. */
function announce(camera) {
  const name = camera.getAttribute('camera');
  if (['retrying', 'failed'].includes(camera.state)) troubled.add(name);
  else if (camera.state !== 'live' || !troubled.delete(name)) return;
  if (!opened()) setText(byId('news'), text('announce', { camera: camera.getAttribute('label'), word: camera.word }));
}

function say(key) {
  notice = key;
  byId('notice').hidden = !key;
  byId('notice').querySelector('button').hidden = key === 'loading';
  setText(byId('notice').querySelector('h2'), text(key, { name: named().slice(0, LONGEST_NAME) }));
  setText(byId('notice').querySelector('p'), text(`${key}.hint`));
}

function translate() {
  document.documentElement.lang = byId('language').value = language;
  fillIn(document);
  wall.querySelectorAll('a').forEach((link, index) => {
    link.ariaLabel = text('open', { camera: cameras[index].title });
  });
  say(notice);
  describe();
}

/** Arrows go from camera to camera, Esc back to all of them; f, m and s are for the one that is shown or focused. */
function onKey(event) {
  const isTyping = event.composedPath()[0].matches?.('input, select, textarea, [role="log"]');
  if (isTyping || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const camera = opened() ?? document.activeElement?.closest('li')?.querySelector('uv4l-camera');
  const acts = {
    ...{ ArrowLeft: () => step(-1), ArrowRight: () => step(1), ArrowUp: () => row(-1), ArrowDown: () => row(1) },
    Escape: () => !document.fullscreenElement && !byId('back').hidden && leave(),
    f: () => camera?.toggleFullscreen(),
    m: () => camera && (camera.muted = !camera.muted),
    s: () => camera?.saveSnapshot(),
  };
  if (!Object.hasOwn(acts, event.key)) return;
  if (acts[event.key]() !== false) event.preventDefault();
}

/** To the next camera or the one before. */
function step(by) {
  if (cameras.length < 2 || wall.hidden) return false;
  const items = [...wall.children];
  const open = opened();
  const shown = items.findIndex((item) => (open ? item.firstChild === open : item.contains(document.activeElement)));
  const next = items[(Math.max(shown, by > 0 ? -1 : 0) + by + items.length) % items.length];
  // In place of the one that was shown, so that one step back leads to the wall.
  if (open) location.replace(next.querySelector('a').href);
  else next.querySelector('a').focus();
  return true;
}

/** To the camera above or below. */
function row(by) {
  if (opened() || cameras.length < 2 || wall.hidden) return false;
  const items = [...wall.children];
  const columns = items.filter((item) => item.offsetTop === items[0].offsetTop).length;
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[focused < 0 ? 0 : focused + by * columns];
  next?.querySelector('a').focus();
  return next !== undefined;
}
