// What a camera's picture doesn't need: snapshots, statistics, the video format, the data channel, what has happened.
// Loaded when it is asked for first.
import { ladder } from './ladder.js';
import { setText, text } from './texts.js';

const SECOND = 1_000; // ms
const CAPTION = 28; // pixels below a snapshot
const MOST_LINES = 200; // of the data channel
const LONGEST_LINE = 2_000; // characters

/** UV4L's video formats: code, width, height, frames a second. */
const FORMATS = [
  [5, 320, 240, 15], [10, 320, 240, 30], [20, 352, 288, 30], [25, 640, 480, 15], [30, 640, 480, 30], [35, 800, 480, 30],
  [40, 960, 720, 30], [50, 1024, 768, 30], [55, 1280, 720, 15], [60, 1280, 720, 30], [63, 1280, 720, 60],
  [65, 1280, 768, 15], [70, 1280, 768, 30], [75, 1536, 768, 30], [80, 1280, 960, 30], [90, 1600, 768, 30],
  [95, 1640, 1232, 15], [97, 1640, 1232, 30], [98, 1792, 896, 15], [99, 1792, 896, 30], [100, 1920, 1080, 15],
  [105, 1920, 1080, 30],
];

/** The picture of a video element as a PNG, with a title and the time in a strip below it. Rejects without a picture. */
export async function snapshot(video, title) {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) throw new Error('There is no picture to take a snapshot of.');
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + CAPTION;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0);
  context.fillStyle = '#0c100f';
  context.fillRect(0, height, width, CAPTION);
  context.fillStyle = '#e9eeeb';
  context.font = '15px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.fillText(`${title} · ${localTime()}`, 10, height + CAPTION / 2, width - 20);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture.'))), 'image/png');
  });
}

/** Saves a blob as a file named after a title and the time. */
export function save(blob, title, extension) {
  const link = document.createElement('a');
  const name = `${title} ${localTime()}`.replace(/[^\p{L}\p{N} .-]/gu, '-');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SECOND);
}

/** 2026-08-31 17:05:09, of the browser's time zone. */
function localTime(now = new Date()) {
  const two = (number) => String(number).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')}`;
}

/** Figures of the call in a description list, each second anew while started. */
export class Statistics {
  #list;
  #source;
  #timer = 0;
  #before = null;

  /** `source()` gives {peer, firstPicture} of now; `peer` undefined between calls. */
  constructor(list, source) {
    this.#list = list;
    this.#source = source;
  }

  start() {
    this.stop();
    this.#timer = setInterval(() => this.#update(), SECOND);
    this.#update();
  }

  stop() {
    clearInterval(this.#timer);
    this.#before = null;
  }

  async #update() {
    const { peer, firstPicture } = this.#source();
    if (!peer) {
      this.#before = null;
      return;
    }
    const figures = figuresOf(await peer.getStats());
    const rows = this.#rows(figures, firstPicture);
    this.#before = figures;
    this.#list.replaceChildren(...rows.flatMap(([key, value]) => [line('dt', text(key)), line('dd', value)]));
  }

  #rows(now, firstPicture) {
    const before = this.#before?.id === now.id ? this.#before : null;
    const seconds = before ? (now.timestamp - before.timestamp) / SECOND : 0;
    const rate = (key) => (seconds > 0 ? (now[key] - before[key]) / seconds : null);
    const lost = before ? now.lost - before.lost : now.lost;
    const packets = lost + (before ? now.packets - before.packets : now.packets);
    return [
      ['stats.size', now.width ? `${now.width} × ${now.height}` : '–'],
      ['stats.rate', withUnit(rate('frames'), '', 0)],
      ['stats.bitrate', withUnit(rate('bytes') === null ? null : (rate('bytes') * 8) / 1000, ' kbit/s', 0)],
      ['stats.loss', packets > 0 ? withUnit((100 * lost) / packets, ' %', 1) : '–'],
      ['stats.jitter', withUnit(now.jitter * SECOND, ' ms', 0)],
      ['stats.roundTrip', withUnit(now.roundTrip === null ? null : now.roundTrip * SECOND, ' ms', 0)],
      ['stats.codec', now.codec || '–'],
      ['stats.path', now.path ? text(`stats.${now.path}`) : '–'],
      ['stats.first', withUnit(firstPicture, ' ms', 0)],
    ];
  }
}

function withUnit(number, unit, digits) {
  return Number.isFinite(number) ? `${Math.max(0, number).toFixed(digits)}${unit}` : '–';
}

/** What counts of an RTCStatsReport: of the video that is received, and of the path that it takes. */
function figuresOf(report) {
  const all = [...report.values()];
  const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') ?? {};
  const pair =
    all.find(({ type, selected, nominated, state }) =>
      type === 'candidate-pair' && (selected ?? (nominated && state === 'succeeded'))) ?? {};
  const ends = [pair.localCandidateId, pair.remoteCandidateId].map((id) => report.get(id)?.candidateType);
  return {
    id: video.id,
    timestamp: video.timestamp ?? 0,
    width: video.frameWidth,
    height: video.frameHeight,
    frames: video.framesDecoded ?? 0,
    bytes: video.bytesReceived ?? 0,
    packets: video.packetsReceived ?? 0,
    lost: video.packetsLost ?? 0,
    jitter: video.jitter,
    roundTrip: pair.currentRoundTripTime ?? null,
    codec: report.get(video.codecId)?.mimeType?.replace('video/', ''),
    path: ends[0] && (ends.includes('relay') ? 'relayed' : 'direct'),
  };
}

/** The box below a camera: its video format, its data channel, and what has happened in the call. */
export class More {
  #box;
  #source;
  #console = null;

  /** `source()` gives {title, timeline, channel, vformat, choosesFormat, chooseFormat(vformat)} of now. */
  constructor(box, source) {
    this.#box = box;
    this.#source = source;
  }

  render() {
    if (this.#box.hidden) return;
    const { channel, choosesFormat, timeline } = this.#source();
    if (this.#console?.channel !== channel) this.#console = channel && new Console(channel);
    const parts = [];
    if (choosesFormat) parts.push(this.#formats());
    if (this.#console) parts.push(this.#console.element);
    if (timeline) parts.push(this.#story(timeline));
    this.#box.replaceChildren(...parts);
  }

  #formats() {
    const { vformat, chooseFormat } = this.#source();
    const label = line('label', text('format'));
    const select = document.createElement('select');
    const option = (code, name) => new Option(name, code, false, code === vformat);
    const named = FORMATS.map(([code, width, height, rate]) => option(code, text('format.one', { width, height, rate })));
    select.append(option(0, text('format.any')), ...named);
    select.addEventListener('change', () => chooseFormat(Number(select.value)));
    label.className = 'row';
    label.append(select);
    return label;
  }

  #story(timeline) {
    const story = document.createElement('section');
    const heading = document.createElement('div');
    const button = line('button', text('timeline.save'));
    const frame = document.createElement('div');
    heading.className = 'row';
    heading.append(line('h3', text('timeline')), button);
    button.type = 'button';
    button.addEventListener('click', () => {
      const { title, timeline: now } = this.#source();
      save(new Blob([JSON.stringify(now, null, 2)], { type: 'application/json' }), title, 'json');
    });
    frame.className = 'ladder';
    frame.tabIndex = 0;
    frame.append(ladder(timeline, text('timeline.label'), ['viewer', 'bridge', 'camera'].map((side) => text(`timeline.${side}`))));
    story.append(heading, frame);
    return story;
  }
}

/** The camera's data channel: what came, and a line to send. */
class Console {
  element = document.createElement('section');
  channel;
  #log = line('pre', '');

  constructor(channel) {
    this.channel = channel;
    const form = document.createElement('form');
    const input = document.createElement('input');
    form.className = 'row';
    input.ariaLabel = text('console.text');
    form.append(input, line('button', text('console.send')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (channel.readyState !== 'open' || !input.value) return;
      channel.send(input.value);
      this.#say(`→ ${input.value}`);
      input.value = '';
    });
    this.#log.className = 'log';
    this.#log.tabIndex = 0;
    this.#log.setAttribute('role', 'log');
    this.#log.ariaLabel = text('console');
    channel.addEventListener('message', ({ data }) => {
      const size = data.byteLength ?? data.size;
      this.#say(`← ${typeof data === 'string' ? data.slice(0, LONGEST_LINE) : text('console.bytes', { size })}`);
    });
    this.element.append(line('h3', text('console')), this.#log, form);
  }

  #say(words) {
    this.#log.append(`${words}\n`);
    while (this.#log.childNodes.length > MOST_LINES) this.#log.firstChild.remove();
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function line(name, words) {
  const element = document.createElement(name);
  setText(element, words);
  return element;
}
