// A timeline as a ladder diagram: who told whom what, and when.

const SVG = 'http://www.w3.org/2000/svg';
const NAMES = ['viewer', 'bridge', 'camera'];
const LINES = { viewer: 170, bridge: 420, camera: 670 }; // x of the lifelines
const WIDTH = 760;
const TOP = 44;
const STEP = 26; // from one entry to the next
const LINE = 14; // from one line of a text to the next
const MOST_BETWEEN = 34; // characters of a line that fits between two lifelines
const MOST_ACROSS = 70; // of one that may pass the line of the bridge

/** Which way the entries go that are messages; the others happen at the one who tells them. */
const WAYS = new Map([
  ['call', ['viewer', 'bridge']],
  ['hangup', ['viewer', 'bridge']],
  ['answer', ['viewer', 'bridge']],
  ['session', ['bridge', 'viewer']],
  ['queue', ['bridge', 'viewer']],
  ['busy', ['bridge', 'viewer']],
  ['offer', ['bridge', 'viewer']],
  ['message', ['bridge', 'viewer']],
  ['to-viewer', ['bridge', 'viewer']],
  ['dial', ['bridge', 'camera']],
  ['to-camera', ['bridge', 'camera']],
  ['dialed', ['camera', 'bridge']],
]);

/** What the page knows to go all the way, where the bridge doesn't tell its part. */
const ACROSS = new Map([
  ['offer', ['camera', 'viewer']],
  ['answer', ['viewer', 'camera']],
  ['frame', ['camera', 'viewer']],
]);

/** Messages that the page tells better, where both tell them. */
const TOLD_TWICE = new Set(['call', 'queue', 'hangup', 'to-viewer', 'end']);

/**
 * Returns an SVGSVGElement in the colour of its surroundings' text. timeline: as it is saved, or a session's as the bridge
 * has it; label: what the diagram is called; names: what its three lines are called.
 */
export function ladder(timeline, label, names = NAMES) {
  const steps = stepsOf(timeline.entries);
  const heights = steps.map(({ lines }) => STEP + LINE * (lines.length - 1));
  const height = heights.reduce((sum, one) => sum + one, TOP + STEP);
  const look = { 'font-size': 12, fill: 'currentColor' };
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: 'img', ...look });
  const words = steps.map(({ at, text }) => `${at} ms ${text}`).join('; ');
  svg.append(element('title', {}, label), element('desc', {}, `${names.join(', ')}: ${words}`));
  NAMES.forEach((line, index) => {
    const x = LINES[line];
    svg.append(
      element('text', { x, y: 20, 'text-anchor': 'middle', 'font-weight': 'bold' }, names[index]),
      element('line', { x1: x, x2: x, y1: 28, y2: height - 8, stroke: 'currentColor', 'stroke-opacity': 0.35 }),
    );
  });
  let bottom = TOP;
  steps.forEach((step, index) => {
    bottom += heights[index];
    svg.append(...drawn(step, bottom - STEP * 0.4));
  });
  return svg;
}

/** The entries as [{at, from, to, text}], those that repeat each other as one with a count; without `to` they go nowhere. */
function stepsOf(entries) {
  const isTold = new Set(entries.filter(({ side }) => side === 'page').map(({ name }) => name));
  const isAlone = entries.every(({ side }) => side === 'page');
  const steps = [];
  for (const { at, side, name, detail = {}, count = 1 } of entries) {
    if (side === 'bridge' && isTold.size > 0 && TOLD_TWICE.has(name)) continue;
    const [from, to] = wayOf(side, name, detail, isAlone);
    const text = wordsOf(name, detail);
    const before = steps.at(-1);
    if (before && before.text === text && before.from === from && before.to === to) before.count += count;
    else steps.push({ at, from, to, text, count });
  }
  return steps.map(({ count, text: words, ...step }) => {
    const text = count > 1 ? `${words} ×${count}` : words;
    const isWide = step.to ? ![step.from, step.to].includes('bridge') : step.from === 'viewer';
    return { ...step, text, lines: wrapped(text, isWide ? MOST_ACROSS : MOST_BETWEEN) };
  });
}

function wayOf(side, name, { from, open }, isAlone) {
  if (['candidate', 'candidates'].includes(name)) {
    const other = isAlone ? 'camera' : 'bridge';
    return from === 'camera' ? [other, 'viewer'] : ['viewer', other];
  }
  if (isAlone && ACROSS.has(name)) return ACROSS.get(name);
  if (name === 'socket') return open ? ['viewer', 'bridge'] : ['bridge', 'viewer'];
  return WAYS.get(name) ?? [side === 'bridge' ? 'bridge' : 'viewer'];
}

/** An entry in one line: its name and what tells it from others of that name. */
function wordsOf(name, detail) {
  const told = {
    __proto__: null,
    socket: () => (detail.open ? 'socket' : `socket closed ${detail.code}`),
    session: () => 'session',
    call: () => 'call',
    candidate: () => `candidate ${detail.type}${detail.mdns ? ' (mDNS)' : ''} ${detail.protocol}`,
    candidates: () => 'end of candidates',
    offer: () => `offer ${[...(detail.video ?? []), ...(detail.audio ?? [])].join(', ')}`,
    answer: () => (detail.video ? 'answer' : 'answer without video'),
    iceerror: () => `ICE error ${detail.code}`,
    frame: () => `first frame ${detail.width} × ${detail.height}`,
    statistics: () => `${detail.packets} packets, ${detail.frames} frames, ${detail.lost} lost`,
    'to-viewer': () => [detail.what, detail.type].filter(Boolean).join(' '),
    'to-camera': () => [detail.what, detail.type].filter(Boolean).join(' '),
    message: () => `“${detail.text}”`,
    end: () => ['end:', detail.reason || detail.outcome].join(' '),
  };
  const values = () => Object.values(detail).filter((value) => typeof value !== 'object');
  return String(told[name]?.() ?? [name, ...values()].join(' '));
}

/** The words in lines of at most so many characters, of which those of East Asia count twice. */
function wrapped(text, most) {
  const width = (words) => [...words].reduce((sum, one) => sum + (one >= '\u1100' ? 2 : 1), 0);
  const lines = [''];
  for (const part of text.match(/[\u1100-\uffff]|[^\s\u1100-\uffff]{1,30}|\s+/gu) ?? []) {
    if (width(lines.at(-1) + part) > most) lines.push('');
    if (lines.at(-1) || part.trim()) lines.push(lines.pop() + part);
  }
  return lines;
}

function drawn({ at, from, to, lines }, y) {
  const time = element('text', { x: 104, y: y + 4, 'text-anchor': 'end', 'fill-opacity': 0.7 }, `${at} ms`);
  const start = LINES[from];
  if (!to) {
    const dot = element('circle', { cx: start, cy: y, r: 3.5 });
    return [time, dot, words(lines, { x: start + 10 }, y + 4)];
  }
  const end = LINES[to];
  const back = end > start ? -8 : 8;
  return [
    time,
    element('line', { x1: start, x2: end, y1: y, y2: y, stroke: 'currentColor', 'stroke-width': 1.5 }),
    element('polygon', { points: `${end},${y} ${end + back},${y - 4} ${end + back},${y + 4}` }),
    words(lines, { x: (start + end) / 2, 'text-anchor': 'middle' }, y - 4),
  ];
}

/** A text of some lines, the last of which is at y. */
function words(lines, place, y) {
  const text = element('text', place);
  lines.forEach((line, index) => {
    text.append(element('tspan', { x: place.x, y: y - LINE * (lines.length - 1 - index) }, line));
  });
  return text;
}

function element(name, attributes = {}, text = '') {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (text) made.textContent = text;
  return made;
}
