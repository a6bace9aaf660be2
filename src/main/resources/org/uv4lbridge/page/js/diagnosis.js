// Why a call shows no picture: the first rule that fits what its timeline tells. Of a call that has failed, or goes on
// without a picture for so long that somebody asks.

const PATIENCE = 5_000; // ms until it means something that the next step of a call that goes on hasn't come

/** What a TURN server says to wrong or expired credentials, and the browser where it gets no answer at all. */
const TURN_REFUSES = [401, 403, 441];
const TURN_SILENT = [701];

/** `test` tells whether the rule fits, where it has any with the values for its text; it is named by the keys of texts.js. */
export const RULES = Object.freeze([
  {
    name: 'insecureSocket',
    test: ({ environment, isOpened }) => environment.secure && environment.socketProtocol === 'ws:' && !isOpened,
  },
  {
    name: 'accessRefused',
    test: ({ reason, problem }) => ['forbidden', 'expired'].includes(reason) || problem === 'WATCH_ONLY',
  },
  { name: 'cameraOff', test: ({ reason }) => reason === 'cameraOff' },
  {
    name: 'busy',
    test: ({ reason, last, goesOn }) => reason === 'busy' || (goesOn && (last('queue') || last('busy')) && !last('offer')),
  },
  {
    name: 'noOffer',
    test: ({ reason, last, waitsAfter }) => reason === 'noOffer' || (!last('offer') && waitsAfter('call')),
  },
  {
    name: 'noCommonCodec',
    test: ({ environment, last, hasPicture }) => {
      const { video = [] } = last('offer') ?? {};
      const isNoneKnown = !video.some((codec) => environment.codecs.includes(codec));
      const isRefused = video.length > 0 && (isNoneKnown || last('answer')?.video === false);
      return !hasPicture && isRefused && { offered: video.join(', '), known: environment.codecs.join(', ') };
    },
  },
  {
    name: 'badOffer',
    test: ({ reason, last }) => reason === 'badOffer' && last('refused') && { why: last('refused').text },
  },
  { name: 'noVideoOffered', test: ({ last, hasPicture }) => !hasPicture && last('offer')?.video.length === 0 },
  { name: 'socketLost', test: ({ reason }) => ['cut', 'closed'].includes(reason) },
  {
    name: 'turnRefused',
    test: ({ isStuck, hasRelay, turnSays }) => isStuck && !hasRelay && turnSays(TURN_REFUSES),
  },
  {
    name: 'turnSilent',
    test: ({ isStuck, hasRelay, turnSays }) => isStuck && !hasRelay && turnSays(TURN_SILENT),
  },
  {
    name: 'onlyLoopback',
    test: ({ isStuck, isGathered, ofPage }) => isStuck && isGathered && ofPage.every(({ loopback }) => loopback),
  },
  { name: 'noCandidates', test: ({ isStuck, ofCamera }) => isStuck && ofCamera.length === 0 },
  { name: 'cameraHidden', test: ({ isStuck, ofCamera }) => isStuck && ofCamera.every(({ mdns }) => mdns) },
  {
    name: 'browserHidden',
    test: ({ isStuck, ofPage }) => isStuck && ofPage.length > 0 && ofPage.every(({ mdns }) => mdns),
  },
  { name: 'relayUseless', test: ({ isStuck, hasRelay }) => isStuck && hasRelay },
  { name: 'noPath', test: ({ isStuck }) => isStuck },
  {
    name: 'noEncryption',
    // A camera notices it as well, and may hang up before this browser says so.
    test: ({ reason, isLinked, isConnected, waitsAfter }) =>
      reason === 'noEncryption' || (isLinked && !isConnected && (reason === 'cameraLost' || waitsAfter('ice'))),
  },
  { name: 'noMedia', test: ({ isWithoutPicture, statistics }) => isWithoutPicture && statistics.packets === 0 },
  {
    name: 'undecodable',
    test: ({ isWithoutPicture, statistics }) => isWithoutPicture && statistics.packets > 0 && statistics.frames === 0,
  },
  { name: 'frozen', test: ({ reason }) => reason === 'frozen' },
]);

/**
 * timeline: as a Timeline is saved, environment: as a Call has it. Returns {rule, …values for its text}; null where no rule
 * fits, as for a call that is well.
 */
export function diagnose(timeline, environment) {
  const facts = factsOf(timeline, environment);
  for (const { name, test } of RULES) {
    const found = test(facts);
    if (found) return { rule: name, ...(found === true ? {} : found) };
  }
  return null;
}

function factsOf({ lasted, entries }, environment) {
  const own = entries.filter(({ side }) => side === 'page');
  const all = (name) => own.filter((entry) => entry.name === name).map(({ detail }) => detail);
  const last = (name) => all(name).at(-1);
  const passed = (name, ...states) => all(name).some(({ state }) => states.includes(state));
  const from = (side) => all('candidate').filter((candidate) => candidate.from === side);

  const { outcome = '', reason = '' } = last('end') ?? {};
  const goesOn = outcome !== 'failed'; // one that was hung up might have gone on
  const waitsAfter = (name) => goesOn && lasted - (own.findLast((entry) => entry.name === name)?.at ?? lasted) > PATIENCE;

  const hasPicture = Boolean(last('frame'));
  const isConnected = hasPicture || passed('connection', 'connected');
  const isLinked = isConnected || passed('ice', 'connected', 'completed');
  return {
    environment,
    last,
    reason: goesOn ? '' : reason,
    problem: last('message')?.problem,
    goesOn,
    waitsAfter,
    isOpened: all('socket').some(({ open }) => open),
    ofCamera: from('camera'),
    ofPage: from('page'),
    isGathered: passed('gathering', 'complete') || all('candidates').some((end) => end.from === 'page'),
    hasRelay: from('page').some(({ type }) => type === 'relay'),
    turnSays: (codes) => all('iceerror').some(({ code, url }) => codes.includes(code) && /^turns?:/.test(url)),
    /** Offer and answer are there, but no way between the two. */
    isStuck: !isLinked && (reason === 'noPath' || waitsAfter('answer')),
    isLinked,
    isConnected,
    hasPicture,
    isWithoutPicture: isConnected && !hasPicture && (reason === 'noPicture' || waitsAfter('connection')),
    statistics: last('statistics') ?? { packets: 0, frames: 0 },
  };
}
