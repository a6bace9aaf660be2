// One WebSocket to the bridge, speaking UV4L's JSON messages. A call makes it and closes it with itself.
// Whatever comes in is untrusted: only the fields named here are read, anything unparsable is ignored.

const MOST_CANDIDATES = 100; // of one `iceCandidates` message
const LONGEST_TEXT = 300; // characters of a camera's words that are shown
const CLOSING_LIMIT = 1_000; // ms until a bridge that does not answer the goodbye is taken to have it

/**
 * What a call is told:
 *   open()                       the socket is open
 *   offer({type, sdp})           the camera's session description
 *   candidate({candidate, sdpMid, sdpMLineIndex} | null)   null: end of candidates
 *   queue(position)              the call waits for a seat; 1 is the next
 *   message(text, problem)       words for a human; of the bridge with a word for what has gone wrong, else ''
 *   close({opened, code, reason})   at most once, and never after close()
 */
export class Signaling {
  #socket;
  #on;

  constructor(url, on) {
    this.#on = on;
    this.#socket = new WebSocket(url);
    let opened = false;
    this.#socket.onopen = () => {
      opened = true;
      on.open();
    };
    this.#socket.onmessage = (event) => this.#receive(event.data);
    this.#socket.onclose = (event) => on.close({ opened, code: event.code, reason: plainText(event.reason) });
  }

  /** Asks for the bridge's own messages. */
  hello() {
    this.#send({ what: 'bridge', event: 'hello' });
  }

  call(options) {
    this.#send({ what: 'call', options });
  }

  answer({ type, sdp }) {
    this.#send({ what: 'answer', data: JSON.stringify({ type, sdp }) });
  }

  addIceCandidate(candidate) {
    this.#send({ what: 'addIceCandidate', data: JSON.stringify(candidate.toJSON()) });
  }

  generateIceCandidates() {
    this.#send({ what: 'generateIceCandidates' });
  }

  hangup() {
    this.#send({ what: 'hangup' });
  }

  /** Sends what is still buffered, then closes; nothing is reported any more. Done once the bridge has got all of it. */
  async close() {
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise((done) => {
      this.#socket.onclose = done;
      setTimeout(done, CLOSING_LIMIT);
      this.#socket.close(1000);
    });
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(frame) {
    const message = parseObject(frame);
    switch (message?.what) {
      case 'offer': {
        const description = parseObject(message.data);
        if (description?.type === 'offer' && typeof description.sdp === 'string') {
          this.#on.offer({ type: 'offer', sdp: description.sdp });
        }
        break;
      }
      case 'iceCandidate':
        if (message.data === '' || message.data === null || message.data === undefined) this.#on.candidate(null);
        else this.#candidate(parse(message.data));
        break;
      case 'iceCandidates': {
        const candidates = parse(message.data);
        if (Array.isArray(candidates)) {
          candidates.slice(0, MOST_CANDIDATES).forEach((candidate) => this.#candidate(candidate));
        }
        this.#on.candidate(null);
        break;
      }
      case 'message':
        this.#on.message(plainText(message.data), typeof message.problem === 'string' ? message.problem : '');
        break;
      case 'bridge':
        if (message.event === 'queue' && Number.isSafeInteger(message.position) && message.position > 0) {
          this.#on.queue(message.position);
        }
        break;
      default: // `answer` means nothing; others are not for this page
    }
  }

  #candidate(init) {
    if (init === null) this.#on.candidate(null);
    if (!isObject(init) || typeof init.candidate !== 'string') return;
    if (init.candidate === '') {
      this.#on.candidate(null);
      return;
    }
    const sdpMid = typeof init.sdpMid === 'string' ? init.sdpMid : null;
    const sdpMLineIndex = Number.isInteger(init.sdpMLineIndex) ? init.sdpMLineIndex : sdpMid === null ? 0 : null;
    this.#on.candidate({ candidate: init.candidate, sdpMid, sdpMLineIndex });
  }
}

/** Text off the wire, fit to be shown: no control or direction characters, of limited length. */
export function plainText(value) {
  if (typeof value !== 'string') return '';
  const text = value
    .slice(0, 4 * LONGEST_TEXT)
    .replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

function parse(json) {
  try {
    return typeof json === 'string' ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}

function parseObject(json) {
  const value = parse(json);
  return isObject(value) ? value : undefined;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
