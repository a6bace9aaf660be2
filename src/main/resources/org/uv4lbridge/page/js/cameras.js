// What the bridge says about itself (its cameras, the ICE servers), and the choice among several cameras.

const API_LIMIT = 5_000; // ms

/** The cameras of the bridge: [{name, title, isDefault, dialect}]. Rejects when the bridge gives no list. */
export async function fetchCameras() {
  const list = (await fetchJson('api/cameras'))?.cameras;
  if (!Array.isArray(list)) throw new TypeError('no list of cameras');
  return list.filter(isCamera).map(({ name, title, default: isDefault, dialect }) => ({
    name,
    title: typeof title === 'string' && title.trim() ? title.trim().slice(0, 80) : name,
    isDefault: isDefault === true,
    dialect: typeof dialect === 'string' ? dialect : 'v2',
  }));
}

/** For each call anew, as TURN credentials expire. Without an answer a call goes on with none. */
export async function fetchIceServers() {
  try {
    const list = await fetchJson('api/ice-servers');
    return Array.isArray(list) ? list.filter(hasUrls).map(iceServer) : [];
  } catch {
    return [];
  }
}

/** Where a camera's WebSocket is. */
export function cameraUrl({ name }) {
  const url = new URL(`cameras/${encodeURIComponent(name)}`, document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Radio buttons for several cameras, nothing for one. The choice is kept in the URL's fragment. */
export class CameraChoice {
  #element;
  #cameras = [];
  #chosen = null;
  #changed;

  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
    element.addEventListener('change', ({ target }) => {
      this.#choose(this.#cameras[Number(target.value)]);
      history.replaceState(null, '', `#${encodeURIComponent(this.#chosen.name)}`);
    });
    window.addEventListener('hashchange', () => {
      const named = this.#inFragment();
      if (named) this.#choose(named);
    });
  }

  /** The chosen camera, null without cameras. */
  get chosen() {
    return this.#chosen;
  }

  /** Shows these cameras; chosen is the one in the fragment, else the default one, else the first. */
  show(cameras) {
    this.#cameras = cameras;
    this.#chosen = this.#inFragment() ?? cameras.find(({ isDefault }) => isDefault) ?? cameras[0] ?? null;
    this.#element.hidden = cameras.length < 2;
    this.#element.querySelector('.choices').replaceChildren(...cameras.map(radioButton));
    this.#check();
  }

  #choose(camera) {
    if (!camera || camera === this.#chosen) return;
    this.#chosen = camera;
    this.#check();
    this.#changed(camera);
  }

  #check() {
    const input = this.#element.querySelector(`input[value="${this.#cameras.indexOf(this.#chosen)}"]`);
    if (!input) return;
    input.checked = true;
    input.parentElement.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #inFragment() {
    try {
      const name = decodeURIComponent(location.hash.slice(1));
      return this.#cameras.find((camera) => camera.name === name);
    } catch {
      return undefined; // not percent-encoding
    }
  }
}

function radioButton({ title }, index) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  const name = document.createElement('bdi');
  input.type = 'radio';
  input.name = 'camera';
  input.value = String(index);
  name.textContent = title;
  label.append(input, name);
  return label;
}

function isCamera(value) {
  // A path of "." or ".." would lead elsewhere.
  return typeof value?.name === 'string' && !['', '.', '..'].includes(value.name);
}

function hasUrls(value) {
  const urls = value?.urls;
  return typeof urls === 'string' || (Array.isArray(urls) && urls.every((url) => typeof url === 'string'));
}

function iceServer({ urls, username, credential }) {
  const server = { urls };
  if (typeof username === 'string') server.username = username;
  if (typeof credential === 'string') server.credential = credential;
  return server;
}

async function fetchJson(path) {
  const response = await fetch(new URL(path, document.baseURI), {
    cache: 'no-store',
    signal: AbortSignal.timeout(API_LIMIT),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
