// Bridge asks over HTTP; Watch calls, and calls again where that may mend; Call has the RTCPeerConnection, Signaling the
// WebSocket. One file, for few requests.
import { PeerNotes, Reports, Timeline, receivableCodecs } from './timeline.js';

const ANSWER_LIMIT = 5_000; // ms for an answer over HTTP
const FIRST = 1_000; // ms; doubled with each failure
const LONGEST = 24_000; // ms; 30 s with the jitter
const SPREAD = 8_000; // ms, within which all pages of a bridge come back
const STEADY = 10_000; // ms live, after which a call counts as a success

/** Reasons of one camera or one network path. */
const MENDABLE = new Set([
  ...['cameraOff', 'cameraSilent', 'cameraLost', 'noOffer', 'busy', 'refused'],
  ...['closed', 'lost', 'noEncryption', 'noPicture', 'frozen'],
  ...['noAnswer', 'noMedia', 'tooManyCalls', 'tooOften', 'sessionOver'],
]);

/** Reasons that all pages have at once: they don't come back at once. */
const OF_THE_BRIDGE = new Set(['unreachable', 'notOpened', 'stopping', 'overloaded', 'cut']);

/** How long a phase may last, in milliseconds; `waiting` and `live` have no end. */
const LIMITS = Object.freeze({
  connecting: 10_000,
  calling: 40_000, // the bridge retries a busy camera
  offered: 10_000,
  linking: 20_000,
  connected: 15_000,
  faltering: 30_000,
});

const GATHERING_LIMIT = 2_000; // ms, for an answer that carries its candidates (vanilla ICE)
const MOST_CANDIDATES = 200; // queued until the offer is set
const MOST_AT_ONCE = 100; // candidates of one `iceCandidates` message
const LONGEST_TEXT = 300; // characters of a camera's words shown
const GOODBYE_LIMIT = 5_000; // ms until a bridge that does not answer the hangup, or the close, is taken to have it
const EXPLAIN_LIMIT = 1_000; // ms in which a failed call must have found its diagnosis
const HARDLY_A_PICTURE = 16; // pixels; Chromium shows 2x2 for a stream without a frame

/** What the bridge's problems mean to the page; of others the text itself is shown. */
export const PROBLEMS = new Map([
  ['UNKNOWN_CAMERA', 'unknownCamera'],
  ['CAMERA_BUSY', 'busy'],
  ['CAMERA_UNREACHABLE', 'cameraOff'],
  ['CAMERA_SILENT', 'cameraSilent'],
  ['CAMERA_REFUSES', 'cameraRefuses'],
  ['CAMERA_WRONG_PATH', 'cameraRefuses'],
  ['CAMERA_WRONG_SCHEME', 'cameraRefuses'],
  ['CAMERA_NOT_READY', 'cameraOff'],
  ['CAMERA_TOO_LARGE', 'badOffer'],
  ['CAMERA_UNTRUSTED', 'cameraUntrusted'],
  ['CAMERA_NO_OFFER', 'noOffer'],
  ['CAMERA_LOST', 'cameraLost'],
  ['VIEWER_NO_ANSWER', 'noAnswer'],
  ['VIEWER_NO_MEDIA', 'noMedia'],
  ['TOO_MANY_CALLS', 'tooManyCalls'],
  ['CALLED_TOO_OFTEN', 'tooOften'],
  ['SESSION_OVER', 'sessionOver'],
  ['CAMERA_CLOSED', 'cameraClosed'],
  ['DRAINING', 'stopping'],
  ['STOPPING', 'stopping'],
]);

/** Words for what isn't allowed or not understood. */
const REJECTION = /^(NOT_|NO_WHAT$|WATCH_ONLY$)/;

/** Close codes that say why. */
const CLOSE_CODES = new Map([
  [1001, 'stopping'],
  [1003, 'rejected'],
  [1007, 'rejected'],
  [1008, 'rejected'],
  [1009, 'rejected'],
  [1013, 'overloaded'],
  [4401, 'expired'],
]);

/** The bridge refuses; `reason` is forbidden, expired or unknownCamera. */
export class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** The bridge at `base`, an absolute URL that ends with "/"; `token()` where the page has signed the user in. */
export class Bridge {
  #base;
  #token;

  constructor(base, token = () => '') {
    this.#base = base;
    this.#token = token;
  }

  /** Where the bridge is. */
  get address() {
    return String(this.#base);
  }

  /** The cameras that the user may see: [{name, title, dialect, fixed, watchOnly, …}]. Rejects without a list. */
  async fetchCameras() {
    const answer = await this.#fetchJson('api/cameras');
    if (!Array.isArray(answer?.cameras)) throw new TypeError('no list of cameras');
    const needsTicket = typeof answer.auth === 'string' && answer.auth !== 'none';
    if (needsTicket && answer.cameras.length === 0) throw new Refusal('forbidden');
    return answer.cameras.filter(isCamera).map(({ name, title, dialect, ...more }) => ({
      name,
      title: typeof title === 'string' && title.trim() ? title.trim().slice(0, 80) : name,
      dialect: typeof dialect === 'string' ? dialect : 'v2',
      fixed: Object.keys(more), // `vformat` and `force_hw_vcodec` among them where the configuration chooses
      watchOnly: answer.watchOnly === true,
      operator: answer.operator === true,
      needsTicket,
    }));
  }

  /** A camera as in the list, anew, with its WebSocket's `url` and a ticket: a WebSocket can't say why it isn't opened. */
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
    const token = this.#token();
    const response = await fetch(new URL(path, this.#base), {
      method,
      headers: token ? { Authorization: `Bearer ${token}` } : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWER_LIMIT),
    });
    // Who was never signed in here isn't to be told that it has expired.
    const wasSignedIn = token || this.#base.origin === location.origin;
    if (response.status === 401 && wasSignedIn) throw new Refusal('expired');
    if ([401, 403].includes(response.status)) throw new Refusal('forbidden');
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
 * camera: its name; bridge: the Bridge that has it; options: {trickle, format}
 * on: phase, queue, busy, stream, note, data as of a Call, which is `call`
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
        if (!this.#wakers.signal.aborted) this.#on.camera(camera);
        return camera;
      },
      fetchIceServers: () => this.#bridge.fetchIceServers(),
    };
    this.#call = new Call(setup, {
      phase: (phase) => this.#phase(phase),
      queue: this.#on.queue,
      busy: this.#on.busy,
      timeLimit: this.#on.timeLimit,
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

/** Whether a call that has ended is made again by itself, and how soon. Has no clock. */
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

/**
 * setup: {camera, fetchSocket: () => Promise<{url, watchOnly}>, fetchIceServers: () => Promise<RTCIceServer[]>, dialect,
 *        trickle, format, address}   format: {vformat, force_hw_vcodec}, as far as they were chosen; watchOnly: nothing but the picture and sound is taken;
 *        address: the bridge's, for the diagnosis of a call that never gets a url; the page's by default
 * on:    phase(name)      connecting → calling (→ waiting) → offered → linking → connected → live ⇄ faltering
 *        queue(position, taken, by)   the place in the camera's queue, while waiting; for how many seconds the camera is
 *                         taken, null if that isn't known, and by whom, where that may be known
 *        busy()           the camera is, and the bridge calls it again
 *        timeLimit(seconds)   until others get the camera; null: nobody waits
 *        stream(stream)   the camera's tracks so far; again when a track is added
 *        note(text)       words of the camera which don't end the call
 *        data(channel)    the camera's data channel
 *        end({outcome: 'ended' | 'failed', reason, said})   exactly once, the last event
 * The one who shows the stream says picture(width, height), which makes the call live.
 */
export class Call {
  /** What has happened so far. */
  timeline = new Timeline();
  /** By which the bridge knows the call, where it says so. */
  sessionId = '';
  #setup;
  #on;
  #phase = '';
  #timer = 0;
  #over = false;
  #signaling = null;
  #socketProtocol;
  #iceServers = null;
  #iceServerCount = 0;
  #watchOnly = true;
  #peer = null;
  #peerNotes = null;
  #reports = null;
  #diagnosis = '';
  #isWatched = true;
  #stream = new MediaStream();
  #offerTaken = false;
  #remoteCandidates = []; // null once the offer is set
  #localCandidates = []; // null once the answer is sent

  constructor(setup, on) {
    this.#setup = setup;
    this.#on = on;
    this.timeline.camera = setup.camera;
    this.#socketProtocol = protocolOf(setup.address ?? document.baseURI);
  }

  /** For the diagnosis, beside the timeline. */
  get environment() {
    return {
      secure: location.protocol === 'https:',
      socketProtocol: this.#socketProtocol, // 'ws:' or 'wss:'
      codecs: receivableCodecs(),
      iceServers: this.#iceServerCount,
    };
  }

  /** The RTCPeerConnection, for its statistics; null before the offer. */
  get peer() {
    return this.#peer;
  }

  /** Whether the camera takes sound. */
  get canTalk() {
    return Boolean(this.#talking());
  }

  async start() {
    this.timeline.add('connecting');
    this.#enter('connecting');
    try {
      const { url, watchOnly } = await this.#setup.fetchSocket();
      this.#watchOnly = watchOnly;
      if (!this.#over) this.#open(url);
    } catch ({ reason }) {
      this.#fail(reason ?? 'unreachable');
    }
  }

  hangup(reason = this.#phase === 'waiting' ? 'leftQueue' : 'hungup') {
    if (!this.#over) this.timeline.add('hangup');
    this.#end('ended', reason);
  }

  /** The stream shows a picture of this size, which may be known before the peer says that it is connected. */
  picture(width, height) {
    if (this.#over || !['linking', 'connected'].includes(this.#phase) || width <= HARDLY_A_PICTURE) return;
    this.timeline.add('frame', { width, height });
    this.#enter('live');
  }

  /** The picture stands still, whatever the connection says. */
  frozen() {
    if (this.#over || !['live', 'faltering'].includes(this.#phase)) return;
    this.timeline.add('freeze');
    this.#fail('frozen');
  }

  /** Tells the bridge whether anybody watches: a seat where nobody does goes to those who wait. */
  watching(isWatched) {
    if (this.#over || this.#isWatched === isWatched) return;
    this.#isWatched = isWatched;
    this.#signaling.tell('watching', { watching: isWatched });
  }

  /** Tells the bridge the diagnosis of this call. */
  report({ rule, ...values }) {
    if (!this.#reports || this.#diagnosis === rule) return;
    this.#diagnosis = rule;
    this.#signaling.tell('diagnosis', { rule, values });
  }

  /** Sends this track of a microphone to the camera; none with null. */
  async talk(track) {
    await this.#talking()?.sender.replaceTrack(track);
  }

  /** The transceiver of sound, where offer and answer let it send. */
  #talking() {
    if (this.#over) return undefined;
    return this.#peer?.getTransceivers().find((one) => isOfSound(one) && /send/.test(one.currentDirection ?? ''));
  }

  #open(url) {
    this.#socketProtocol = protocolOf(url);
    this.#signaling = new Signaling(url, {
      open: () => this.#opened(),
      session: (id) => this.#named(id),
      queue: (position, taken, by) => this.#queued(position, taken, by),
      busy: () => {
        this.timeline.add('busy');
        this.#on.busy();
      },
      timeLimit: this.#on.timeLimit,
      offer: (description) => this.#answer(description),
      candidate: (candidate) => {
        this.timeline.addCandidate('camera', candidate?.candidate);
        this.#remoteCandidate(candidate);
      },
      message: (text, problem) => this.#message(text, problem),
      close: (event) => this.#closed(event),
    });
  }

  #opened() {
    this.timeline.add('socket', { open: true });
    this.#enter('calling');
    this.#iceServers = this.#setup.fetchIceServers();
    this.#signaling.tell('hello');
    const { format, trickle } = this.#setup;
    this.timeline.add('call', { ...format, trickle });
    this.#signaling.call({ ...format, trickle_ice: trickle });
  }

  /** Only a bridge that names the session wants to know how it goes. */
  #named(id) {
    this.sessionId = id;
    this.timeline.add('session', { id });
    this.#reports ??= new Reports(this.timeline, (entries) => this.#signaling.tell('timeline', { entries }));
  }

  #queued(position, taken, by) {
    if (this.#offerTaken) return;
    this.timeline.add('queue', { position });
    this.#enter('waiting');
    this.#on.queue(position, taken, by);
  }

  async #answer(offer) {
    if (this.#offerTaken) return;
    this.#offerTaken = true;
    this.timeline.addOffer(offer.sdp);
    this.#enter('offered');
    if (this.#setup.dialect === 'v1') this.#signaling.generateIceCandidates();
    try {
      const iceServers = await this.#iceServers;
      if (this.#over) return;
      this.#iceServerCount = iceServers.length;
      const peer = (this.#peer = this.#newPeer(iceServers));
      await this.#take(peer, offer.sdp);
      if (this.#over) return;
      const candidates = this.#remoteCandidates;
      this.#remoteCandidates = null;
      candidates.forEach((candidate) => this.#remoteCandidate(candidate));

      await peer.setLocalDescription(await peer.createAnswer());
      if (!this.#setup.trickle) await gathered(peer);
      if (this.#over) return;
      const video = receivesVideo(peer);
      this.timeline.add('answer', { video });
      if (!video) {
        this.#fail('noVideo');
        return;
      }
      this.#signaling.answer(peer.localDescription);
      const waiting = this.#setup.trickle ? this.#localCandidates : [];
      this.#localCandidates = null;
      waiting.forEach((candidate) => this.#signaling.addIceCandidate(candidate));
      if (this.#phase === 'offered') this.#enter('linking');
    } catch ({ message }) {
      // Without the line of the description that is at fault: it may hold an address.
      const text = plainText(message.replace(/\b([a-z]=[\w-]*).*/s, '$1…')).slice(0, 200);
      this.timeline.add('refused', { text });
      this.#fail('badOffer');
    }
  }

  /** Takes the offer, with a place for the sound of a viewer who may do more than watch. */
  async #take(peer, sdp) {
    peer.ondatachannel = ({ channel }) => this.#over || this.#on.data(channel);
    await peer.setRemoteDescription({ type: 'offer', sdp });
    if (this.#watchOnly) return;
    peer.getTransceivers().filter(isOfSound).forEach((transceiver) => {
      transceiver.direction = 'sendrecv';
    });
  }

  #newPeer(iceServers) {
    const peer = new RTCPeerConnection({ iceServers });
    this.#peerNotes = new PeerNotes(peer, this.timeline);
    peer.onicecandidate = ({ candidate }) => {
      if (this.#over || !candidate?.candidate) return;
      if (this.#localCandidates) this.#localCandidates.push(candidate);
      else this.#signaling.addIceCandidate(candidate);
    };
    peer.ontrack = ({ track }) => {
      if (this.#over) return;
      this.#stream.addTrack(track);
      this.#on.stream(this.#stream);
    };
    peer.onconnectionstatechange = () => {
      if (!this.#over) this.#connection(peer);
    };
    return peer;
  }

  #connection(peer) {
    switch (peer.connectionState) {
      case 'connected':
        if (this.#phase === 'faltering') this.#enter('live');
        else if (this.#phase !== 'live') this.#enter('connected');
        break;
      case 'disconnected':
        if (this.#phase === 'live') this.#enter('faltering');
        break;
      case 'failed':
        this.#fail(this.#lossReason(peer));
        break;
      case 'closed':
        this.#fail('lost');
        break;
      default: // still on its way
    }
  }

  #lossReason(peer) {
    if (this.#phase === 'live' || this.#phase === 'faltering') return 'lost';
    return ['connected', 'completed'].includes(peer.iceConnectionState) ? 'noEncryption' : 'noPath';
  }

  #remoteCandidate(candidate) {
    if (this.#remoteCandidates) {
      if (this.#remoteCandidates.length < MOST_CANDIDATES) this.#remoteCandidates.push(candidate);
      return;
    }
    // One the browser doesn't understand is no loss: the others may do.
    this.#peer.addIceCandidate(candidate ?? undefined).catch(() => {});
  }

  /** Before the offer a camera's words are a refusal, later they are only words; the bridge's always tell an end. */
  #message(text, problem) {
    this.timeline.add('message', { text, problem });
    if (problem === 'VIEWER_AWAY') this.#end('ended', 'away');
    else if (problem === 'CALL_REPLACED') this.#end('ended', 'replaced');
    else if (problem === 'ENDED_BY_OPERATOR') this.#end('ended', 'operatorEnded');
    else if (PROBLEMS.has(problem)) this.#fail(PROBLEMS.get(problem));
    else if (REJECTION.test(problem)) this.#fail('rejected', text);
    else if (this.#offerTaken) this.#on.note(text);
    else this.#fail(/\bbusy\b/i.test(text) ? 'busy' : 'refused', text);
  }

  #closed({ opened, code, reason }) {
    this.timeline.add('socket', { open: false, code, reason });
    const wasLive = this.#phase === 'live' || this.#phase === 'faltering';
    if (!opened) this.#fail('notOpened');
    else if (CLOSE_CODES.has(code)) this.#fail(CLOSE_CODES.get(code), code === 1001 ? '' : reason);
    else if (wasLive && code === 1000) this.#end('ended', 'cameraEnded', reason);
    else this.#fail(wasLive ? 'cut' : 'closed', reason);
  }

  #enter(phase) {
    if (this.#over || this.#phase === phase) return;
    this.#phase = phase;
    clearTimeout(this.#timer);
    if (phase in LIMITS) this.#timer = setTimeout(() => this.#late(), LIMITS[phase]);
    this.#on.phase(phase);
  }

  #late() {
    if (this.#phase === 'connected' && document.hidden) return; // hidden pages may show no frame
    const reasons = { connecting: 'unreachable', calling: 'noOffer', offered: 'badOffer', connected: 'noPicture' };
    this.#fail(reasons[this.#phase] ?? this.#lossReason(this.#peer));
  }

  #fail(reason, said) {
    this.#end('failed', reason, said);
  }

  #end(outcome, reason, said = '') {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#peerNotes?.stop();
    this.timeline.add('end', { outcome, reason });
    this.#sayGoodbye(outcome);
    this.#on.end({ outcome, reason, said });
  }

  /** In this order: a camera takes a peer that goes before the hangup for a fault. */
  async #sayGoodbye(outcome) {
    this.#signaling?.hangup();
    this.#reports?.finish();
    if (outcome === 'failed' && this.#reports && this.#signaling.isOpen) await this.#explain();
    if (this.#reports) await this.#signaling.ended();
    await this.#signaling?.close();
    this.#peer?.close();
  }

  /** Tells the bridge why the call has failed. */
  async #explain() {
    try {
      const { diagnose } = await within(EXPLAIN_LIMIT, import('./diagnosis.js'));
      const found = diagnose(this.timeline.toJSON(), this.environment);
      if (found) this.report(found);
    } catch {
      // The module can't be had any more, nor in time: the timeline must do.
    }
  }
}

/** Settles as the promise does, or after so many ms. */
function within(limit, promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, limit))]);
}

/**
 * One WebSocket to the bridge. What comes in is untrusted: only the fields named here are read. What a call is told:
 *   offer({type, sdp})
 *   candidate({candidate, sdpMid, sdpMLineIndex} | null)   null: end of candidates
 *   session(id)                  by which the bridge knows the call
 *   queue(position, taken, by)   the call waits for a seat; 1 is the next
 *   message(text, problem)       words for a human; of the bridge with a word for what has gone wrong, else ''
 *   close({opened, code, reason})   at most once
 * After hangup() it is told nothing more.
 */
class Signaling {
  #socket;
  #on;
  #isOver = false;
  #isEnded;
  #ended = new Promise((resolve) => {
    this.#isEnded = resolve;
  });

  constructor(url, on) {
    this.#on = on;
    this.#socket = new WebSocket(url);
    let opened = false;
    this.#socket.onopen = () => {
      opened = true;
      if (!this.#isOver) on.open();
    };
    this.#socket.onmessage = (event) => this.#receive(event.data);
    this.#socket.onclose = (event) => {
      this.#isEnded();
      if (!this.#isOver) on.close({ opened, code: event.code, reason: plainText(event.reason) });
    };
  }

  get isOpen() {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** A message for the bridge alone; `hello` asks for its own ones. */
  tell(event, values = {}) {
    this.#send({ what: 'bridge', event, ...values });
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

  /** From here on nothing is reported any more. */
  hangup() {
    this.#isOver = true;
    this.#send({ what: 'hangup' });
  }

  /** Done once a bridge that names its sessions has ended this one, or takes too long. */
  ended() {
    return within(GOODBYE_LIMIT, this.#ended);
  }

  /** Sends what is still buffered, then closes. Done once the bridge has got all of it. */
  async close() {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((done) => {
      this.#socket.onclose = done;
    });
    this.#socket.close(1000);
    await within(GOODBYE_LIMIT, closed);
  }

  #send(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  #receive(frame) {
    const message = parseObject(frame);
    if (message?.what === 'bridge' && message.event === 'ended') this.#isEnded();
    if (this.#isOver) return;
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
          candidates.slice(0, MOST_AT_ONCE).forEach((candidate) => this.#candidate(candidate));
        }
        this.#on.candidate(null);
        break;
      }
      case 'message':
        this.#on.message(plainText(message.data), typeof message.problem === 'string' ? message.problem : '');
        break;
      case 'bridge':
        this.#ofBridge(message);
        break;
      default: // `answer` means nothing; others are not for this page
    }
  }

  #ofBridge({ event, position, taken, by, id, seconds }) {
    if (event === 'queue' && Number.isSafeInteger(position) && position > 0) {
      this.#on.queue(position, taken >= 0 ? taken : null, plainText(by));
    }
    if (event === 'session' && typeof id === 'string') this.#on.session(id);
    if (event === 'busy') this.#on.busy();
    if (event === 'time-limit') this.#on.timeLimit(seconds > 0 ? seconds : null);
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

/** The protocol of a WebSocket there. */
function protocolOf(address) {
  return new URL(address, document.baseURI).protocol.replace('http', 'ws');
}

/** Waits until the peer has all its candidates, or has had long enough. */
function gathered(peer) {
  return new Promise((resolve) => {
    setTimeout(resolve, GATHERING_LIMIT);
    const check = () => peer.iceGatheringState === 'complete' && resolve();
    peer.addEventListener('icegatheringstatechange', check);
    check();
  });
}

function isOfSound({ receiver }) {
  return receiver.track.kind === 'audio';
}

/** False where the browser has turned the video down, as one without H.264 does silently. */
function receivesVideo(peer) {
  return peer
    .getTransceivers()
    .some(({ receiver, currentDirection }) => receiver.track.kind === 'video' && /recv/.test(currentDirection ?? ''));
}

/** Text off the wire, fit to be shown: no control or direction characters, of limited length. */
function plainText(value) {
  if (typeof value !== 'string') return '';
  const text = value
    .slice(0, 4 * LONGEST_TEXT)
    .replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

function parse(json) {
  try {
    return typeof json === 'string' ? JSON.parse(json) : json;
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
