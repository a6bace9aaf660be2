// A bridge as the page knows it: what it says over HTTP, and watching one of its cameras, which is a call, and another one
// by itself when it has ended for a reason that calling again may mend.
import { Call } from './call.js';

const ANSWER_LIMIT = 5_000; // ms for an answer over HTTP
const FIRST = 1_000; // ms; doubled with each failure
const LONGEST = 24_000; // ms; 30 s with the jitter
const SPREAD = 8_000; // ms, within which all pages of a bridge come back
const STEADY = 10_000; // ms live, after which a call counts as a success

/** Reasons of one camera or one network path. */
const MENDABLE = new Set([
  ...['cameraOff', 'cameraSilent', 'cameraLost', 'noOffer', 'busy', 'refused'],
  ...['closed', 'lost', 'noEncryption', 'noPicture', 'frozen'],
]);

/** Reasons that all pages have at once: they don't come back at once. */
const OF_THE_BRIDGE = new Set(['unreachable', 'notOpened', 'stopping', 'overloaded', 'cut']);

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

  /** Where the bridge is. */
  get address() {
    return String(this.#base);
  }

  /** The cameras that the user may see: [{name, title, dialect, vformat, watchOnly, …}]. Rejects without a list. */
  async fetchCameras() {
    const answer = await this.#fetchJson('api/cameras');
    if (!Array.isArray(answer?.cameras)) throw new TypeError('no list of cameras');
    const needsTicket = typeof answer.auth === 'string' && answer.auth !== 'none';
    if (needsTicket && answer.cameras.length === 0) throw new Refusal('forbidden');
    return answer.cameras.filter(isCamera).map(({ name, title, dialect, vformat }) => ({
      name,
      title: typeof title === 'string' && title.trim() ? title.trim().slice(0, 80) : name,
      dialect: typeof dialect === 'string' ? dialect : 'v2',
      vformat: Number.isInteger(vformat) ? vformat : null, // where the configuration chooses it
      watchOnly: answer.watchOnly === true,
      needsTicket,
    }));
  }

  /**
   * A camera as in the list, with the `url` of its WebSocket, with a ticket for one use if the bridge wants one. Asks for
   * the list anew: it says what a WebSocket that isn't opened can't say, whether the camera is still there and may be
   * watched.
   */
  async fetchSocket(name) {
    const camera = (await this.fetchCameras()).find((one) => one.name === name);
    if (!camera) throw new Refusal('unknownCamera');
    const url = new URL(`cameras/${encodeURIComponent(name)}`, this.#base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    if (camera.needsTicket) url.searchParams.set('ticket', await this.#fetchTicket());
    return { ...camera, url: url.href };
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
      signal: AbortSignal.timeout(ANSWER_LIMIT),
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

/**
 * Used once, silent after its end.
 * camera: its name; bridge: the Bridge that has it; options: {trickle, vformat}
 * on: phase, queue, stream, note, data as of a Call, which is `call`
 *     camera(camera)                 what the bridge's list says of it, with each call
 *     retry({reason, said, delay})   the call has failed, the next one is made in so many ms
 *     again()                        it is being made; no phase is told until it gets an answer
 *     end({outcome, reason, said})   exactly once, the last event
 */
export class Watch {
  #camera;
  #bridge;
  #options;
  #on;
  #retry = new Retry();
  #call = null;
  #timer = 0;
  #isRetrying = false; // from a failure until a call gets an answer
  #liveSince = null;
  #wakers = new AbortController();

  constructor(camera, bridge, options, on) {
    this.#camera = camera;
    this.#bridge = bridge;
    this.#options = options;
    this.#on = on;
  }

  /** The call of now, or the last one. */
  get call() {
    return this.#call;
  }

  start() {
    const { signal } = this.#wakers;
    window.addEventListener('online', () => this.now(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.now(), { signal });
    this.#dial();
  }

  /** Makes the next call at once, where one is to come. */
  now() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#on.again();
    this.#dial();
  }

  stop(reason) {
    if (this.#timer) this.#end({ outcome: 'ended', reason: reason ?? 'stopped', said: '' });
    else this.#call.hangup(reason);
  }

  #dial() {
    const setup = {
      ...this.#options,
      camera: this.#camera,
      address: this.#bridge.address,
      fetchSocket: async () => {
        const camera = await this.#bridge.fetchSocket(this.#camera);
        setup.dialect = camera.dialect;
        this.#on.camera(camera);
        return camera;
      },
      fetchIceServers: () => this.#bridge.fetchIceServers(),
    };
    this.#call = new Call(setup, {
      phase: (phase) => this.#phase(phase),
      queue: this.#on.queue,
      stream: this.#on.stream,
      note: this.#on.note,
      data: this.#on.data,
      end: (end) => this.#ended(end),
    });
    this.#call.start();
  }

  #phase(phase) {
    if (this.#isRetrying && ['connecting', 'calling'].includes(phase)) return;
    this.#isRetrying = false;
    if (phase === 'live') this.#liveSince ??= performance.now();
    this.#on.phase(phase);
  }

  #ended({ outcome, reason, said }) {
    const liveFor = this.#liveSince === null ? 0 : performance.now() - this.#liveSince;
    this.#liveSince = null;
    const delay = outcome === 'failed' ? this.#retry.next(reason, liveFor) : null;
    if (delay === null) {
      this.#end({ outcome, reason: this.#isRetrying && reason === 'hungup' ? 'stopped' : reason, said });
      return;
    }
    this.#isRetrying = true;
    this.#timer = setTimeout(() => this.now(), delay);
    this.#on.retry({ reason, said, delay });
  }

  #end(end) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#wakers.abort();
    this.#on.end(end);
  }
}

/** Whether a call that has ended is made again by itself, and how soon. Pure: neither clock nor timer is in here. */
export class Retry {
  #random;
  #failures = 0;
  #lastReason = '';
  #hadPicture = false;

  constructor(random = Math.random) {
    this.#random = random;
  }

  /**
   * A call has ended for this reason, after it was live for so many ms. Returns the ms until the next one; null where
   * calling again mends nothing.
   */
  next(reason, liveFor = 0) {
    if (liveFor >= STEADY) {
      this.#failures = 0;
      this.#lastReason = '';
    }
    this.#hadPicture ||= liveFor > 0;
    const mends = this.#mends(reason);
    this.#lastReason = reason;
    if (!mends) return null;
    const backOff = Math.min(FIRST * 2 ** this.#failures, LONGEST);
    const spreads = this.#failures++ === 0 && OF_THE_BRIDGE.has(reason);
    return spreads ? FIRST + this.#random() * (SPREAD - FIRST) : backOff * (0.75 + this.#random() / 2);
  }

  #mends(reason) {
    if (reason === 'expired') return this.#lastReason !== 'expired'; // new credentials serve, or none do
    if (reason === 'noPath') return this.#hadPicture; // a path that has been there may come back
    return MENDABLE.has(reason) || OF_THE_BRIDGE.has(reason);
  }
}
