// What a camera's picture doesn't need: snapshots, push to talk, statistics, the video format, the data channel, what has
// happened. Loaded when it is asked for first, or with the first camera that takes sound.
import { ladder } from './ladder.js';
import { fillIn, language, setText, text } from './texts.js';
import { selectedPair } from './timeline.js';

const SECOND = 1_000; // ms
const CAPTION = 28; // pixels below a snapshot
const MOST_LINES = 200; // of the data channel
const LONGEST_LINE = 2_000; // characters
const DOWNLOAD = 40_000; // ms until a browser has surely begun to save a file; Safari takes its time

/** UV4L's video formats: code, width, height, frames a second. */
const FORMATS = [
  [5, 320, 240, 15], [10, 320, 240, 30], [20, 352, 288, 30], [25, 640, 480, 15], [30, 640, 480, 30], [35, 800, 480, 30],
  [40, 960, 720, 30], [50, 1024, 768, 30], [55, 1280, 720, 15], [60, 1280, 720, 30], [63, 1280, 720, 60],
  [65, 1280, 768, 15], [70, 1280, 768, 30], [75, 1536, 768, 30], [80, 1280, 960, 30], [90, 1600, 768, 30],
  [95, 1640, 1232, 15], [97, 1640, 1232, 30], [98, 1792, 896, 15], [99, 1792, 896, 30], [100, 1920, 1080, 15],
  [105, 1920, 1080, 30],
];

/** What may be chosen of a call's options: [name, key of its text, [value, key of its text]…]; the text of a format is made. */
const CHOICES = [
  ['force_hw_vcodec', 'codec', [[true, 'codec.on'], [false, 'codec.off']]],
  ['vformat', 'format', FORMATS.map(([code]) => [code, ''])],
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
  const name = `${title} ${localTime()}`.replace(/[^\p{L}\p{M}\p{N} .-]/gu, '-');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD);
}

/** 2026-08-31 17:05:09, of the browser's time zone. */
function localTime(now = new Date()) {
  const two = (number) => String(number).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')}`;
}

/**
 * Sends the microphone while a button is held, by pointer or by key; asks for it then and never before. Whoever has to let
 * the button go to allow the microphone holds it once more.
 */
export class Talk {
  #button;
  #call;
  #say;
  #hold = null; // an AbortController while the button is held

  /** `call()` gives the Call of now; `say(key)` tells why there is no microphone, or nothing. */
  constructor(button, call, say) {
    this.#button = button;
    this.#call = call;
    this.#say = say;
    button.addEventListener('pointerdown', (event) => this.#press(event));
    button.addEventListener('keydown', (event) => [' ', 'Enter'].includes(event.key) && this.#press(event));
    button.addEventListener('contextmenu', (event) => event.preventDefault()); // of a finger that rests on it
  }

  release() {
    this.#hold?.abort();
    this.#hold = null;
    this.#button.ariaPressed = 'false';
  }

  async #press(event) {
    event.preventDefault();
    if (this.#hold || event.button > 0) return;
    const hold = (this.#hold = new AbortController());
    const { signal } = hold;
    const call = this.#call();
    this.#releaseOn(signal);
    this.#button.ariaPressed = 'true';
    this.#say('');
    try {
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true } });
      const stop = () => microphone.getTracks().forEach((track) => track.stop());
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', () => {
        stop();
        call.talk(null).catch(() => {}); // the call is over
      });
      await call.talk(microphone.getAudioTracks()[0]);
    } catch ({ name }) {
      if (this.#hold === hold) this.release();
      this.#say({ NotAllowedError: 'talk.refused', NotFoundError: 'talk.none' }[name] ?? 'talk.failed');
    }
  }

  /** Let go, anywhere on the page, or not to be seen any more. */
  #releaseOn(signal) {
    const on = (target, ...types) =>
      types.forEach((type) => target.addEventListener(type, () => this.release(), { signal }));
    on(this.#button, 'pointerup', 'pointercancel', 'keyup', 'blur');
    on(window, 'pointerup', 'pointercancel', 'blur');
    on(document, 'visibilitychange');
  }
}

/** Figures of the call in a description list, each second anew while they are to be seen. */
export class Statistics {
  #list;
  #source;
  #timer = 0;
  #before = null;
  #now = null;
  #firstPicture = null;
  #language = '';

  /** `source()` gives {peer, firstPicture} of a live call. */
  constructor(list, source) {
    this.#list = list;
    this.#source = source;
    dress(list);
  }

  /** Goes on while the list is shown and the call is live. */
  run(isLive) {
    const runs = isLive && !this.#list.hidden;
    if (runs === Boolean(this.#timer)) {
      if (runs && this.#now && this.#language !== language) this.#show();
      return;
    }
    clearInterval(this.#timer);
    this.#timer = runs ? setInterval(() => this.#update(), SECOND) : 0;
    this.#now = null;
    if (runs) this.#update();
  }

  async #update() {
    const { peer, firstPicture } = this.#source();
    const report = await peer.getStats().catch(() => null);
    if (!report || !this.#timer) return;
    [this.#before, this.#now, this.#firstPicture] = [this.#now, figuresOf(report), firstPicture];
    this.#show();
  }

  #show() {
    this.#language = language;
    this.#list.replaceChildren(...this.#rows().flatMap(([key, value]) => [line('dt', text(key)), line('dd', value)]));
  }

  #rows() {
    const now = this.#now;
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
      ['stats.first', withUnit(this.#firstPicture, ' ms', 0)],
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
  const pair = selectedPair(report) ?? {};
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
  #selects = CHOICES.map(([, , values]) => selectOf(values));
  #fill = labelled('button', 'fill');
  #console = null;
  #ladder = document.createElement('div');
  #drawn = '';
  #timer = 0;

  /** `source()` gives {title, timeline, channel, isFilled, fill(), format, isFixed(option), choose(format)} of now. */
  constructor(box, source) {
    this.#box = box;
    this.#source = source;
    this.#fill.type = 'button';
    this.#fill.id = 'fill';
    this.#fill.addEventListener('click', () => this.#source().fill());
    box.append(this.#fill, this.#choices(), this.#story());
    dress(box);
  }

  /** Shows what is so now, and goes on by itself while the box is open and the call isn't over. */
  render() {
    clearTimeout(this.#timer);
    if (this.#box.hidden || !this.#box.isConnected) return;
    const { channel, format, isFixed, isFilled, timeline, title } = this.#source();
    this.#fill.ariaPressed = String(isFilled);
    this.#box.children[1].hidden = CHOICES.every(([option]) => isFixed(option));
    CHOICES.forEach(([option], index) => {
      this.#selects[index].parentNode.hidden = isFixed(option);
      this.#selects[index].value = JSON.stringify(format[option]) ?? '';
    });
    if (channel && !this.#console) {
      this.#console = new Console();
      this.#box.lastChild.before(this.#console.element);
    }
    this.#console?.use(channel);
    const version = [language, timeline.began, timeline.entries.length].join();
    if (this.#drawn !== version) {
      this.#drawn = version;
      this.#translate();
      this.#draw(timeline, title);
    }
    if (timeline.entries.at(-1)?.name !== 'end') this.#timer = setTimeout(() => this.render(), SECOND);
  }

  #choices() {
    const choices = document.createElement('div');
    choices.append(...CHOICES.map(([option, key], index) => {
      const label = document.createElement('label');
      const select = this.#selects[index];
      label.className = 'row';
      label.append(labelled('span', key), select);
      select.addEventListener('change', () => {
        const { choose, format } = this.#source();
        choose({ ...format, [option]: select.value ? JSON.parse(select.value) : undefined });
      });
      return label;
    }), labelled('small', 'format.hint'));
    return choices;
  }

  #story() {
    const story = document.createElement('section');
    const heading = document.createElement('div');
    const button = labelled('button', 'timeline.save');
    heading.className = 'row';
    heading.append(labelled('h3', 'timeline'), button);
    button.type = 'button';
    button.addEventListener('click', () => {
      const { title, timeline } = this.#source();
      save(new Blob([JSON.stringify(timeline, null, 2)], { type: 'application/json' }), title, 'json');
    });
    this.#ladder.className = 'ladder';
    this.#ladder.tabIndex = 0;
    story.append(heading, this.#ladder);
    return story;
  }

  #translate() {
    fillIn(this.#box);
    const others = [...this.#selects.at(-1).options].slice(1);
    FORMATS.forEach(([, width, height, rate], index) => setText(others[index], text('format.one', { width, height, rate })));
  }

  /** Whoever has scrolled down to the end sees what comes. */
  #draw(timeline, title) {
    const frame = this.#ladder;
    const isAtEnd = frame.scrollTop > 0 && frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 1;
    const names = [text('timeline.viewer'), text('timeline.bridge'), title];
    frame.replaceChildren(ladder(timeline, text('timeline.label'), names));
    if (isAtEnd) frame.scrollTop = frame.scrollHeight;
  }
}

/** The camera's data channel, and those of the calls after this one: what came, and a line to send. */
class Console {
  element = document.createElement('section');
  #channel = null;
  #log = document.createElement('pre');
  #fields = document.createElement('fieldset');

  constructor() {
    const form = document.createElement('form');
    const input = document.createElement('input');
    this.#log.className = 'log';
    this.#log.tabIndex = 0;
    this.#log.setAttribute('role', 'log');
    this.#log.dataset.label = 'console';
    this.#fields.className = 'row';
    this.#fields.disabled = true;
    input.dataset.label = 'console.text';
    input.maxLength = LONGEST_LINE;
    this.#fields.append(input, labelled('button', 'console.send'));
    form.append(this.#fields);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#isOpen || !input.value) return;
      this.#channel.send(input.value);
      this.#say(`→ ${input.value}`);
      input.value = '';
    });
    this.element.append(labelled('h3', 'console'), this.#log, form);
    fillIn(this.element);
  }

  /** The channel of now; null where there is none any more. */
  use(channel) {
    if (this.#channel === channel) return;
    this.#channel = channel;
    ['open', 'close'].forEach((type) => channel?.addEventListener(type, () => this.#look()));
    channel?.addEventListener('message', ({ data }) => {
      const size = data.byteLength ?? data.size;
      this.#say(`← ${typeof data === 'string' ? data.slice(0, LONGEST_LINE) : text('console.bytes', { size })}`);
    });
    this.#look();
  }

  get #isOpen() {
    return this.#channel?.readyState === 'open';
  }

  #look() {
    const wasOpen = !this.#fields.disabled;
    this.#fields.disabled = !this.#isOpen;
    if (wasOpen && !this.#isOpen) this.#say(text('console.closed'));
  }

  #say(words) {
    this.#log.append(`${words}\n`);
    while (this.#log.childNodes.length > MOST_LINES) this.#log.firstChild.remove();
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

/** A choice of these values, or of none. */
function selectOf(values) {
  const select = document.createElement('select');
  [['', 'format.any'], ...values].forEach(([value, key]) => {
    const option = new Option('', value);
    if (key) option.dataset.text = key;
    select.append(option);
  });
  return select;
}

/** An element with the text of this key. */
function labelled(name, key) {
  const element = document.createElement(name);
  element.dataset.text = key;
  return element;
}

function line(name, words) {
  const element = document.createElement(name);
  setText(element, words);
  return element;
}

/** The looks of what is made here, beside those of embed.js. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
#figures {
  inset: 2.9rem auto auto 0.6rem;
  padding: 0.5rem 0.8rem;
  display: grid;
  grid-template-columns: auto auto;
  gap: 0.05rem 0.9rem;
  font-size: 0.75rem;
  font-variant-numeric: tabular-nums;
}
#figures dt { color: #b6c2bc; }
/* On a small screen the statistics are below the picture, and what is on the picture stays there */
@container (max-width: 36rem) {
  :host([state="live"][controls]) #screen:has(#figures:not([hidden])) {
    height: auto;
    aspect-ratio: auto;
    grid-template: minmax(0, 1fr) auto / 100%;
  }
  #screen:has(#figures:not([hidden])) :is(.bar, .controls) { grid-area: 1 / 1 / 2 / 2; }
  #screen:not(:fullscreen):has(#figures:not([hidden])) video { height: auto; aspect-ratio: var(--shape, 16 / 9); }
  #figures {
    width: 100%;
    grid-area: 2 / 1;
    position: static;
    grid-template-columns: repeat(4, auto);
    border-radius: 0;
  }
}
#fill { justify-self: start; }
#fill[aria-pressed="true"] { border-color: transparent; background: var(--accent); color: var(--on-accent); }
#box { flex: 100%; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
#box .row { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; min-width: 0; margin: 0.4rem 0; padding: 0; border: 0; }
#box :is(select, input) { flex: 1 1 10rem; min-width: 0; max-width: 24rem; }
#box label span { min-width: 8rem; }
#box h3 { margin: 0; font-size: 1rem; }
#box .ladder { max-width: 46rem; max-height: 30rem; overflow: auto; border: 1px solid var(--line); border-radius: 0.8rem; }
#box .ladder svg { display: block; width: 100%; min-width: 44rem; height: auto; color: var(--ink); }
#box .log { max-height: 12rem; margin: 0; overflow: auto; font-size: 0.875rem; overflow-wrap: anywhere; white-space: pre-wrap; }
`);

function dress(element) {
  const { adoptedStyleSheets } = element.getRootNode();
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
}
