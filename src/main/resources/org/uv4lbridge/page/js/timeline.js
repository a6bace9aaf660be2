// What happened in one call, and when. Made with the call; never holds an address or a session description.

const MOST_ENTRIES = 200;
const MOST_CANDIDATES = 50; // of each side
const MOST_CODECS = 20;
const SAMPLES = 15; // statistics that are kept, one a second, before the last one
const SECOND = 1_000; // ms
const REPORT = 3_000; // ms from one report to the next
const MOST_AT_ONCE = 50; // entries of a report
const LARGEST_REPORT = 16_000; // bytes

export class Timeline {
  /** The camera's name. */
  camera = '';
  #now;
  #start;
  #began = new Date();
  #entries = [];
  #candidates = { camera: 0, page: 0 };

  /** `now` is a clock in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** `detail` is an object of scalars, lists and small objects. The last entry there is room for says that more came. */
  add(name, detail = {}) {
    if (this.#entries.length >= MOST_ENTRIES) return;
    const isLast = this.#entries.length === MOST_ENTRIES - 1;
    const at = this.#elapsed;
    this.#entries.push(Object.freeze({ at, side: 'page', name: isLast ? 'full' : name, detail: isLast ? {} : detail }));
  }

  /** What an offer holds, the candidates within it too. */
  addOffer(sdp) {
    this.add('offer', contents(sdp));
    (sdp.match(/^a=candidate:.*$/gm) ?? []).forEach((line) => this.addCandidate('camera', line));
  }

  /** An ICE candidate of `camera` or `page`; without a line the end of them. */
  addCandidate(from, line) {
    if (!line) this.add('candidates', { from, end: true });
    else if (this.#candidates[from]++ < MOST_CANDIDATES) this.add('candidate', { from, ...kind(line) });
  }

  /** [{at, side, name, detail}], `at` in ms since the call began: a copy. */
  get entries() {
    return [...this.#entries];
  }

  /** The entries from this index on. */
  since(index) {
    return this.#entries.slice(index);
  }

  /** `lasted` is how old the call is now, in ms. */
  toJSON() {
    return { camera: this.camera, began: this.#began.toISOString(), lasted: this.#elapsed, entries: this.entries };
  }

  get #elapsed() {
    return Math.round(this.#now() - this.#start);
  }
}

/** Adds what becomes of an RTCPeerConnection to a timeline. Made with the peer, stopped before it is closed. */
export class PeerNotes {
  #peer;
  #timeline;
  #ended = new AbortController();
  #sampler = 0;
  #samples = 0;
  #latest = null;

  constructor(peer, timeline) {
    this.#peer = peer;
    this.#timeline = timeline;
    const seen = new Set();
    this.#on(peer, 'icecandidate', ({ candidate }) => {
      if (candidate?.candidate !== '') timeline.addCandidate('page', candidate?.candidate);
    });
    this.#on(peer, 'icegatheringstatechange', () => timeline.add('gathering', { state: peer.iceGatheringState }));
    this.#on(peer, 'icecandidateerror', ({ errorCode: code, url }) => {
      if (seen.has(`${code} ${url}`)) return; // one for each address of this machine
      seen.add(`${code} ${url}`);
      timeline.add('iceerror', { code, url: withoutUser(url) });
    });
    this.#on(peer, 'iceconnectionstatechange', () => {
      timeline.add('ice', { state: peer.iceConnectionState });
      if (['connected', 'completed'].includes(peer.iceConnectionState)) this.#sample();
    });
    this.#on(peer, 'connectionstatechange', () => timeline.add('connection', { state: peer.connectionState }));
    this.#on(peer, 'signalingstatechange', () => {
      if (peer.signalingState === 'stable') this.#followDtls();
    });
  }

  /** Keeps the last statistics, and nothing after them. */
  stop() {
    this.#ended.abort();
    clearInterval(this.#sampler);
    if (this.#latest) this.#timeline.add('statistics', this.#latest);
  }

  #on(target, type, listener) {
    target.addEventListener(type, listener, { signal: this.#ended.signal });
  }

  #followDtls() {
    const transport = this.#peer.getReceivers().find(({ track }) => track.kind === 'video')?.transport;
    if (transport) this.#on(transport, 'statechange', () => this.#timeline.add('dtls', { state: transport.state }));
  }

  #sample() {
    this.#sampler ||= setInterval(async () => {
      const latest = await statistics(this.#peer).catch(() => null);
      if (!latest || this.#ended.signal.aborted) return;
      this.#latest = latest;
      if (this.#samples++ < SAMPLES) this.#timeline.add('statistics', latest);
    }, SECOND);
  }
}

/** Sends a timeline's entries on as they come, a few at a time: each report is a line in the bridge's log. */
export class Reports {
  #timeline;
  #send;
  #sent = 0;
  #timer;

  constructor(timeline, send) {
    this.#timeline = timeline;
    this.#send = send;
    this.#timer = setInterval(() => this.#next(), REPORT);
  }

  /** Sends what is left, where that is too much the newest of it. */
  finish() {
    clearInterval(this.#timer);
    this.#sent = Math.max(this.#sent, this.#timeline.entries.length - MOST_AT_ONCE);
    this.#next();
  }

  #next() {
    let entries = this.#timeline.since(this.#sent).slice(0, MOST_AT_ONCE);
    while (entries.length > 1 && size(entries) > LARGEST_REPORT) entries = entries.slice(0, entries.length / 2);
    this.#sent += entries.length;
    if (entries.length > 0) this.#send(entries);
  }
}

/** The names of the codecs that this browser can show. */
export function receivableCodecs() {
  const { codecs = [] } = RTCRtpReceiver.getCapabilities?.('video') ?? {};
  return media(codecs.map(({ mimeType }) => mimeType.split('/')[1]));
}

/** What a candidate's line says but for its address: host, srflx, prflx or relay, and how it is reached. */
function kind(line) {
  const [, , protocol = '', , address = '', , , type] = line.split(' ');
  return {
    type: ['host', 'srflx', 'prflx', 'relay'].includes(type) ? type : 'other',
    mdns: /\.local$/i.test(address),
    protocol: /^tcp$/i.test(protocol) ? 'tcp' : 'udp',
    loopback: /^(127\.|::1$)/.test(address),
  };
}

/** What an offer sends: {video: [codec names], audio: [codec names], data: boolean}. */
function contents(sdp) {
  const sections = sdp.split(/^(?=m=)/m).slice(1);
  const sent = sections.filter((section) => !/^a=(recvonly|inactive)\s*$/m.test(section) && !isOff(section));
  const codecs = (type) =>
    media(
      sent
        .filter((section) => section.startsWith(`m=${type} `))
        .flatMap((section) => [...section.matchAll(/^a=rtpmap:\d+ ([\w-]{1,20})\//gm)].map(([, name]) => name)),
    );
  return { video: codecs('video'), audio: codecs('audio'), data: sent.some((section) => section.startsWith('m=application ')) };
}

function isOff(section) {
  return /^m=\w+ 0 /.test(section) && !/^a=bundle-only/m.test(section);
}

/** The names that stand for pictures or sound, each once; not those that only mend or wrap others. */
function media(names) {
  const all = new Set(names.map((name) => name.toUpperCase()));
  return [...all].filter((name) => !/^(RTX|RED|ULPFEC|FLEXFEC.*|CN|TELEPHONE-EVENT)$/.test(name)).slice(0, MOST_CODECS);
}

/** The pair of candidates that an RTCStatsReport's media takes; undefined before there is one. */
export function selectedPair(report) {
  const all = [...report.values()];
  const id = all.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
  const pairs = all.filter(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
  return report.get(id) ?? pairs.find(({ selected }) => selected) ?? pairs[0]; // Firefox names it by `selected`
}

async function statistics(peer) {
  const report = await peer.getStats();
  const all = [...report.values()];
  const video = all.find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
  const pair = selectedPair(report);
  const type = (id) => report.get(id)?.candidateType ?? '';
  return {
    packets: video?.packetsReceived ?? 0,
    bytes: video?.bytesReceived ?? 0,
    frames: video?.framesDecoded ?? 0,
    lost: video?.packetsLost ?? 0,
    pair: pair ? { local: type(pair.localCandidateId), remote: type(pair.remoteCandidateId) } : null,
  };
}

function withoutUser(url) {
  return (url ?? '').replace(/^(\w+:).*@/, '$1').slice(0, 200);
}

function size(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
