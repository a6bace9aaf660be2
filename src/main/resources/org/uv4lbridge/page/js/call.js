// One call: one camera, one WebSocket, one RTCPeerConnection. Made on Call, used once, silent after its end.
import { Signaling } from './signaling.js';

/** How long a phase may last, in milliseconds; `live` has no end. */
const LIMITS = Object.freeze({
  connecting: 10_000,
  calling: 20_000,
  offered: 10_000,
  linking: 20_000,
  connected: 15_000,
  faltering: 30_000,
});

const GATHERING_LIMIT = 2_000; // ms, for an answer that carries its candidates (vanilla ICE)
const MOST_CANDIDATES = 200; // queued until the offer is set
const HARDLY_A_PICTURE = 16; // pixels; Chromium shows 2x2 for a stream without a frame

/**
 * setup: {url, dialect, trickle, iceServers: Promise<RTCIceServer[]>}
 * on:    phase(name)     connecting → calling → offered → linking → connected → live ⇄ faltering
 *        stream(stream)  the camera's tracks so far; again when a track is added
 *        note(text)      words of the camera which don't end the call
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
  #peer = null;
  #stream = new MediaStream();
  #offerTaken = false;
  #remoteCandidates = []; // null once the offer is set
  #localCandidates = []; // null once the answer is sent

  constructor(setup, on) {
    this.#setup = setup;
    this.#on = on;
  }

  start() {
    this.#enter('connecting');
    try {
      this.#signaling = new Signaling(this.#setup.url, {
        open: () => this.#opened(),
        offer: (description) => this.#answer(description),
        candidate: (candidate) => this.#remoteCandidate(candidate),
        message: (text) => this.#message(text),
        close: (event) => this.#closed(event),
      });
    } catch {
      this.#end('failed', 'unreachable');
    }
  }

  hangup() {
    this.#end('ended', 'hungup');
  }

  /** The stream shows a picture of this width, which may be known before the peer says that it is connected. */
  picture(width) {
    if (['linking', 'connected'].includes(this.#phase) && width > HARDLY_A_PICTURE) this.#enter('live');
  }

  #opened() {
    this.#enter('calling');
    this.#signaling.call({ force_hw_vcodec: false, vformat: 30, trickle_ice: this.#setup.trickle });
  }

  async #answer(offer) {
    if (this.#offerTaken) return;
    this.#offerTaken = true;
    this.#enter('offered');
    if (this.#setup.dialect === 'v1') this.#signaling.generateIceCandidates();
    try {
      const iceServers = await this.#setup.iceServers;
      if (this.#over) return;
      const peer = (this.#peer = this.#newPeer(iceServers));
      await peer.setRemoteDescription(offer);
      if (this.#over) return;
      const candidates = this.#remoteCandidates;
      this.#remoteCandidates = null;
      candidates.forEach((candidate) => this.#remoteCandidate(candidate));

      await peer.setLocalDescription(await peer.createAnswer());
      if (!this.#setup.trickle) await gathered(peer);
      if (this.#over) return;
      if (!receivesVideo(peer)) {
        this.#end('failed', 'noVideo');
        return;
      }
      this.#signaling.answer(peer.localDescription);
      const waiting = this.#setup.trickle ? this.#localCandidates : [];
      this.#localCandidates = null;
      waiting.forEach((candidate) => this.#signaling.addIceCandidate(candidate));
      if (this.#phase === 'offered') this.#enter('linking');
    } catch {
      this.#end('failed', 'badOffer');
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
        this.#end('failed', this.#lossReason(peer));
        break;
      case 'closed':
        this.#end('failed', 'lost');
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

  /** Before the offer a camera's words are a refusal, later they are only words. */
  #message(text) {
    if (this.#offerTaken) this.#on.note(text);
    else this.#end('failed', /\bbusy\b/i.test(text) ? 'busy' : 'refused', text);
  }

  #closed({ opened, code, reason }) {
    const wasLive = this.#phase === 'live' || this.#phase === 'faltering';
    if (!opened) this.#end('failed', 'unreachable', reason);
    else if (!wasLive) this.#end('failed', 'closed', reason);
    else this.#end(code === 1000 ? 'ended' : 'failed', code === 1000 ? 'cameraEnded' : 'cut', reason);
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
    this.#end('failed', reasons[this.#phase] ?? this.#lossReason(this.#peer));
  }

  #end(outcome, reason, said = '') {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#signaling?.hangup();
    this.#peer?.close();
    this.#signaling?.close();
    this.#on.end({ outcome, reason, said });
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
