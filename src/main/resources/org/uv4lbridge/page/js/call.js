// One call: one camera, one WebSocket, one RTCPeerConnection. Made on Call, used once, silent after its end.
import { withoutData } from './offer.js';
import { Signaling } from './signaling.js';

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

/**
 * setup: {fetchUrl: () => Promise<string>, fetchIceServers: () => Promise<RTCIceServer[]>, dialect, trickle}
 * on:    phase(name)      connecting → calling (→ waiting) → offered → linking → connected → live ⇄ faltering
 *        queue(position)  the place in the camera's queue, while waiting
 *        stream(stream)   the camera's tracks so far; again when a track is added
 *        note(text)       words of the camera which don't end the call
 *        end({outcome: 'ended' | 'failed', reason, said})   exactly once, the last event
 * The one who shows the stream says picture(width), which makes the call live.
 */
export class Call {
  #setup;
  #on;
  #phase = '';
  #timer = 0;
  #over = false;
  #signaling = null;
  #iceServers = null;
  #peer = null;
  #stream = new MediaStream();
  #offerTaken = false;
  #remoteCandidates = []; // null once the offer is set
  #localCandidates = []; // null once the answer is sent

  constructor(setup, on) {
    this.#setup = setup;
    this.#on = on;
  }

  async start() {
    this.#enter('connecting');
    try {
      const url = await this.#setup.fetchUrl();
      if (!this.#over) this.#open(url);
    } catch ({ reason }) {
      this.#fail(reason ?? 'unreachable');
    }
  }

  hangup() {
    this.#end('ended', this.#phase === 'waiting' ? 'leftQueue' : 'hungup');
  }

  /** The stream shows a picture of this width, which may be known before the peer says that it is connected. */
  picture(width) {
    if (['linking', 'connected'].includes(this.#phase) && width > HARDLY_A_PICTURE) this.#enter('live');
  }

  #open(url) {
    this.#signaling = new Signaling(url, {
      open: () => this.#opened(),
      queue: (position) => this.#queued(position),
      offer: (description) => this.#answer(description),
      candidate: (candidate) => this.#remoteCandidate(candidate),
      message: (text, problem) => this.#message(text, problem),
      close: (event) => this.#closed(event),
    });
  }

  #opened() {
    this.#enter('calling');
    this.#iceServers = this.#setup.fetchIceServers();
    this.#signaling.hello();
    this.#signaling.call({ force_hw_vcodec: false, vformat: 30, trickle_ice: this.#setup.trickle });
  }

  #queued(position) {
    if (this.#offerTaken) return;
    this.#enter('waiting');
    this.#on.queue(position);
  }

  async #answer(offer) {
    if (this.#offerTaken) return;
    this.#offerTaken = true;
    this.#enter('offered');
    if (this.#setup.dialect === 'v1') this.#signaling.generateIceCandidates();
    try {
      const iceServers = await this.#iceServers;
      if (this.#over) return;
      const peer = (this.#peer = this.#newPeer(iceServers));
      await peer.setRemoteDescription({ type: 'offer', sdp: withoutData(offer.sdp) });
      if (this.#over) return;
      const candidates = this.#remoteCandidates;
      this.#remoteCandidates = null;
      candidates.forEach((candidate) => this.#remoteCandidate(candidate));

      await peer.setLocalDescription(await peer.createAnswer());
      if (!this.#setup.trickle) await gathered(peer);
      if (this.#over) return;
      if (!receivesVideo(peer)) {
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

  #newPeer(iceServers) {
    const peer = new RTCPeerConnection({ iceServers });
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
    if (problem === 'SESSION_OVER') this.#end('ended', 'sessionOver');
    else if (PROBLEMS.has(problem)) this.#fail(PROBLEMS.get(problem));
    else if (REJECTION.test(problem)) this.#fail('rejected', text);
    else if (this.#offerTaken) this.#on.note(text);
    else this.#fail(/\bbusy\b/i.test(text) ? 'busy' : 'refused', text);
  }

  #closed({ opened, code, reason }) {
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
    this.#sayGoodbye();
    this.#on.end({ outcome, reason, said });
  }

  /** In this order: a camera whose peer goes away before it is told to hang up takes that for a fault. */
  async #sayGoodbye() {
    this.#signaling?.hangup();
    await this.#signaling?.close();
    this.#peer?.close();
  }
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

/** False where the browser has turned the video down, as one without H.264 does silently. */
function receivesVideo(peer) {
  return peer
    .getTransceivers()
    .some(({ receiver, currentDirection }) => receiver.track.kind === 'video' && /recv/.test(currentDirection ?? ''));
}
