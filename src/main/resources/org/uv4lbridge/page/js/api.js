// What a bridge says over HTTP: its cameras, a ticket for a WebSocket, the ICE servers.

const LIMIT = 5_000; // ms

/** The bridge answers, but not with what was asked for; `reason` is forbidden or unknownCamera. */
export class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** The bridge at `base`, an absolute URL that ends with "/"; with a token where the page has signed the user in. */
export class Bridge {
  #base;
  #token;

  constructor(base, token = '') {
    this.#base = base;
    this.#token = token;
  }

  /** The cameras that the user may see: [{name, title, isDefault, dialect, vformat, …}]. Rejects without a list. */
  async fetchCameras() {
    const answer = await this.#fetchJson('api/cameras');
    if (!Array.isArray(answer?.cameras)) throw new TypeError('no list of cameras');
    const needsTicket = typeof answer.auth === 'string' && answer.auth !== 'none';
    if (needsTicket && answer.cameras.length === 0) throw new Refusal('forbidden');
    return answer.cameras.filter(isCamera).map(({ name, title, default: isDefault, dialect, vformat }) => ({
      name,
      title: typeof title === 'string' && title.trim() ? title.trim().slice(0, 80) : name,
      isDefault: isDefault === true,
      dialect: typeof dialect === 'string' ? dialect : 'v2',
      vformat: Number.isInteger(vformat) ? vformat : null, // where the configuration chooses it
      watchOnly: answer.watchOnly === true,
      needsTicket,
    }));
  }

  /**
   * Where a camera's WebSocket is, with a ticket for one use if the bridge wants one, and whether the user may only watch.
   * Asks for the list anew: it says what a WebSocket that isn't opened can't say, whether the camera is still there and
   * may be watched.
   */
  async fetchSocket(name) {
    const camera = (await this.fetchCameras()).find((one) => one.name === name);
    if (!camera) throw new Refusal('unknownCamera');
    const url = new URL(`cameras/${encodeURIComponent(name)}`, this.#base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    if (camera.needsTicket) url.searchParams.set('ticket', await this.#fetchTicket());
    return { url: url.href, watchOnly: camera.watchOnly };
  }

  /** For each call anew, as TURN credentials expire. Without an answer a call goes on with none. */
  async fetchIceServers() {
    try {
      const list = await this.#fetchJson('api/ice-servers');
      return Array.isArray(list) ? list.filter(hasUrls).map(iceServer) : [];
    } catch {
      return [];
    }
  }

  async #fetchTicket() {
    const ticket = (await this.#fetchJson('api/tickets', 'POST'))?.ticket;
    if (typeof ticket !== 'string') throw new TypeError('no ticket');
    return ticket;
  }

  async #fetchJson(path, method = 'GET') {
    const response = await fetch(new URL(path, this.#base), {
      method,
      headers: this.#token ? { Authorization: `Bearer ${this.#token}` } : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT),
    });
    if (response.status === 401 || response.status === 403) throw new Refusal('forbidden');
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }
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
