// Whether a call that has ended is made again by itself, and how soon. Pure: neither clock nor timer is in here.

const FIRST = 1_000; // ms; doubled with each failure
const LONGEST = 24_000; // ms; 30 s with the jitter
const SPREAD = 8_000; // ms, within which all pages of a bridge come back
const STEADY = 10_000; // ms live, after which a call counts as a success

/** Reasons of one camera or one network path. */
const MENDABLE = new Set([
  ...['cameraOff', 'cameraSilent', 'cameraLost', 'noOffer', 'busy', 'refused'],
  ...['closed', 'lost', 'noEncryption', 'noPicture'],
]);

/** Reasons that all pages have at once: they don't come back at once. */
const OF_THE_BRIDGE = new Set(['unreachable', 'notOpened', 'stopping', 'overloaded', 'cut']);

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
