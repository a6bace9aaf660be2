// One call: one camera, one WebSocket, one RTCPeerConnection. Made on Call, used once, silent after its end.
import { PeerNotes, Reports, Timeline, receivableCodecs } from './timeline.js';

/** How long a phase may last, in milliseconds; `waiting` and `live` have no end. */
const LIMITS = Object.freeze({
  connecting: 10_000,
  calling: 40_000, // the bridge may dial a camera that is busy again and again, and tells the end of its patience itself
  offered: 10_000,
  linking: 20_000,
  connected: 15_000,
  faltering: 30_000,
});

const GATHERING_LIMIT = 2_000; // ms, for an answer that carries its candidates (vanilla ICE)
const MOST_CANDIDATES = 200; // queued until the offer is set
const MOST_AT_ONCE = 100; // candidates of one `iceCandidates` message
const LONGEST_TEXT = 300; // characters of a camera's words that are shown
const CLOSING_LIMIT = 1_000; // ms until a bridge that does not answer the goodbye is taken to have it
const EXPLAIN_LIMIT = 1_000; // ms in which a failed call must have found its diagnosis, then it is hung up
const HARDLY_A_PICTURE = 16; // pixels; Chromium shows 2x2 for a stream without a frame

/** What the bridge's words for failures mean to the page; without such a word the text itself is shown. */
const PROBLEMS = new Map([
  ['UNKNOWN_CAMERA', 'unknownCamera'],
  ['CAMERA_BUSY', 'busy'],
  ['CAMERA_UNREACHABLE', 'cameraOff'],
  ['CAMERA_SILENT', 'cameraSilent'],
  ['CAMERA_REFUSES', 'cameraRefuses'],
  ['CAMERA_UNTRUSTED', 'cameraUntrusted'],
  ['CAMERA_NO_OFFER', 'noOffer'],
  ['CAMERA_LOST', 'cameraLost'],
  ['DRAINING', 'stopping'],
  ['STOPPING', 'stopping'],
]);

/** Words for what isn't allowed or not understood. */
const REJECTION = /^(NOT_|NO_WHAT$|WATCH_ONLY$)/;

/** Close codes that say more than that the socket is closed. */
const CLOSE_CODES = new Map([
  [1001, 'stopping'],
  [1003, 'rejected'],
  [1007, 'rejected'],
  [1008, 'rejected'],
  [1009, 'rejected'],
  [1013, 'overloaded'],
  [4401, 'expired'],
]);

/** What is asked of a camera for which no format was chosen; the hardware codec alone knows the others. */
const ANY_FORMAT = Object.freeze({ force_hw_vcodec: false, vformat: 30 });

/**
 * setup: {camera, fetchSocket: () => Promise<{url, watchOnly}>, fetchIceServers: () => Promise<RTCIceServer[]>, dialect,
 *        trickle, vformat, address}   vformat: 0 is any; watchOnly: nothing but the picture and sound is taken;
 *        address: the bridge's, for the diagnosis of a call that never gets a url; the page's by default
 * on:    phase(name)      connecting → calling (→ waiting) → offered → linking → connected → live ⇄ faltering
 *        queue(position)  the place in the camera's queue, while waiting
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

  /** What a diagnosis wants to know beside the timeline. */
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

  /** Tells the bridge the rule by which a diagnosis explains this call. */
  report(rule) {
    if (!this.#reports || this.#diagnosis === rule) return;
    this.#diagnosis = rule;
    this.#signaling.tell('diagnosis', { rule });
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
      queue: (position) => this.#queued(position),
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
    const { vformat, trickle } = this.#setup;
    const format = vformat ? { force_hw_vcodec: true, vformat } : ANY_FORMAT;
    this.timeline.add('call', { vformat: format.vformat, trickle });
    this.#signaling.call({ ...format, trickle_ice: trickle });
  }

  /** Only a bridge that names the session wants to know how it goes. */
  #named(id) {
    this.sessionId = id;
    this.timeline.add('session', { id });
    this.#reports ??= new Reports(this.timeline, (entries) => this.#signaling.tell('timeline', { entries }));
  }

  #queued(position) {
    if (this.#offerTaken) return;
    this.timeline.add('queue', { position });
    this.#enter('waiting');
    this.#on.queue(position);
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
    } catch {
      this.#fail('badOffer');
    }
  }

  /**
   * Takes the offer, with its data channel and a place for the viewer's sound, which may be used later without another
   * offer. Who may only watch takes neither: the bridge would refuse the answer.
   */
  async #take(peer, sdp) {
    if (this.#watchOnly) {
      await peer.setRemoteDescription({ type: 'offer', sdp: withoutData(sdp) });
      return;
    }
    peer.ondatachannel = ({ channel }) => this.#over || this.#on.data(channel);
    await peer.setRemoteDescription({ type: 'offer', sdp });
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
    if (problem === 'SESSION_OVER') this.#end('ended', 'sessionOver');
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

  /** In this order: a camera whose peer goes away before it is told to hang up takes that for a fault. */
  async #sayGoodbye(outcome) {
    this.#reports?.finish();
    if (outcome === 'failed' && this.#reports && this.#signaling.isOpen) await this.#explain();
    this.#signaling?.hangup();
    await this.#signaling?.close();
    this.#peer?.close();
  }

  /** Tells the bridge why the call has failed, which it wants to know before the hangup. */
  async #explain() {
    try {
      const { diagnose } = await within(EXPLAIN_LIMIT, import('./diagnosis.js'));
      const found = diagnose(this.timeline.toJSON(), this.environment);
      if (found) this.report(found.rule);
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
 * One WebSocket to the bridge, speaking UV4L's JSON messages. Whatever comes in is untrusted: only the fields named here
 * are read, anything unparsable is ignored. What a call is told:
 *   open()                       the socket is open
 *   offer({type, sdp})           the camera's session description
 *   candidate({candidate, sdpMid, sdpMLineIndex} | null)   null: end of candidates
 *   session(id)                  by which the bridge knows the call
 *   queue(position)              the call waits for a seat; 1 is the next
 *   message(text, problem)       words for a human; of the bridge with a word for what has gone wrong, else ''
 *   close({opened, code, reason})   at most once, and never after close()
 */
class Signaling {
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
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
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

  #ofBridge({ event, position, id }) {
    if (event === 'queue' && Number.isSafeInteger(position) && position > 0) this.#on.queue(position);
    if (event === 'session' && typeof id === 'string') this.#on.session(id);
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

/**
 * The offer without its data channel. An answer that takes it does more than watch, which the bridge does not let
 * everybody do.
 */
function withoutData(sdp) {
  const [session, ...sections] = sdp.split(/^(?=m=)/m);
  const mids = [];
  const kept = sections.map((section) => {
    if (!section.startsWith('m=application ')) return section;
    mids.push(/^a=mid:(\S+)/m.exec(section)?.[1]);
    return section.replace(/^m=application \d+/, 'm=application 0');
  });
  const bundle = (line) => line.split(' ').filter((mid) => !mids.includes(mid)).join(' ');
  return session.replace(/^a=group:BUNDLE .*$/m, bundle) + kept.join('');
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
