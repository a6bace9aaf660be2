// Watching one camera: a call, and another one by itself when it has ended for a reason that calling again may mend.
import { fetchIceServers, fetchSocketUrl } from './api.js';
import { Call } from './call.js';
import { Retry } from './retry.js';

/**
 * Made on Call, used once, silent after its end.
 * on: phase, queue, stream, note as of a Call; picture(width) is passed on to it
 *     retry({reason, said, delay})   the call has failed, the next one is made in so many ms
 *     again()                        it is being made; no phase is told until it gets an answer
 *     end({outcome, reason, said})   exactly once, the last event
 */
export class Watch {
  #camera;
  #trickle;
  #on;
  #retry = new Retry();
  #call = null;
  #timer = 0;
  #isRetrying = false; // from a failure until a call gets an answer
  #liveSince = null;
  #wakers = new AbortController();

  constructor(camera, trickle, on) {
    this.#camera = camera;
    this.#trickle = trickle;
    this.#on = on;
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

  stop() {
    if (this.#timer) this.#end({ outcome: 'ended', reason: 'stopped', said: '' });
    else this.#call.hangup();
  }

  picture(width) {
    this.#call.picture(width);
  }

  #dial() {
    this.#call = new Call(
      {
        fetchUrl: () => fetchSocketUrl(this.#camera.name),
        fetchIceServers,
        dialect: this.#camera.dialect,
        trickle: this.#trickle,
      },
      {
        phase: (phase) => this.#phase(phase),
        queue: this.#on.queue,
        stream: this.#on.stream,
        note: this.#on.note,
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
