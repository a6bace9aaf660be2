// Watching one camera: a call, and another one by itself when it has ended for a reason that calling again may mend.
import { Call } from './call.js';

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

/**
 * Made on Call, used once, silent after its end.
 * camera: of a Bridge's list; bridge: that Bridge; options: {trickle, vformat}
 * on: phase, queue, stream, note, data as of a Call, which is `call`
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
    this.#call = new Call(
      {
        ...this.#options,
        camera: this.#camera.name,
        fetchSocket: () => this.#bridge.fetchSocket(this.#camera.name),
        fetchIceServers: () => this.#bridge.fetchIceServers(),
        dialect: this.#camera.dialect,
      },
      {
        phase: (phase) => this.#phase(phase),
        queue: this.#on.queue,
        stream: this.#on.stream,
        note: this.#on.note,
        data: this.#on.data,
        end: (end) => this.#ended(end),
      },
    );
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
    const delay = outcome === 'failed' ? this.#retry.next(reason, { liveFor, hidden: document.hidden }) : null;
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
   * A call has ended for this reason, after it was live for so many ms; a hidden page need not hurry.
   * Returns the ms until the next one; null where calling again mends nothing.
   */
  next(reason, { liveFor = 0, hidden = false } = {}) {
    if (liveFor >= STEADY) {
      this.#failures = 0;
      this.#lastReason = '';
    }
    this.#hadPicture ||= liveFor > 0;
    const mends = this.#mends(reason);
    this.#lastReason = reason;
    if (!mends) return null;
    const backOff = hidden ? LONGEST : Math.min(FIRST * 2 ** this.#failures, LONGEST);
    const spreads = this.#failures++ === 0 && OF_THE_BRIDGE.has(reason) && !hidden;
    return spreads ? FIRST + this.#random() * (SPREAD - FIRST) : backOff * (0.75 + this.#random() / 2);
  }

  #mends(reason) {
    if (reason === 'expired') return this.#lastReason !== 'expired'; // new credentials serve, or none do
    if (reason === 'noPath') return this.#hadPicture; // a path that has been there may come back
    return MENDABLE.has(reason) || OF_THE_BRIDGE.has(reason);
  }
}
