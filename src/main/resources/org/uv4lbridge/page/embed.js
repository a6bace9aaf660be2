// The custom element <uv4l-camera>: one camera of a bridge, on any page; docs/embedding.md tells how to use it. It is one
// file with its looks, for few requests. What the picture doesn't need is in modules that are loaded when it is asked for:
// js/details.js, js/diagnosis.js, js/ladder.js.
import { addTexts, fillIn, setLanguage, setText, text, texts } from './js/texts.js';
import { Bridge, Watch } from './js/call.js';

const SLOW = 6_000; // ms in one phase until the status says that it takes long
const TOO_SLOW = 10_000; // ms in one phase until it says why
const OUT_OF_SIGHT = 3_000; // ms until the seat is given back
const LATER = 60_000; // ms until what has failed for good is tried once more
const TURN = 30_000; // ms to come and look, for whom the turn came out of sight
const TICK = 250; // ms
const FROZEN = 12; // ticks without a new frame, which is 3 s; a page that stood still itself has counted none

const details = () => import('./js/details.js');

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** What has gone wrong in a word or two; without such a word it is the state's. */
const WORDS = new Map(
  Object.entries({
    off: ['cameraOff', 'cameraSilent', 'cameraLost'],
    expired: ['expired'],
    refused: ['forbidden', 'unknownCamera', 'rejected', 'refused', 'cameraRefuses', 'cameraUntrusted'],
    noPicture: ['noOffer', 'badOffer', 'noVideo', 'noPicture', 'frozen', 'noPath', 'noEncryption'],
    busy: ['busy', 'tooManyCalls', 'tooOften', 'sessionOver'],
  }).flatMap(([word, reasons]) => reasons.map((reason) => [reason, word])),
);

/** Ends that somebody has wished for, or another call of the same viewer. */
const WISHED = new Set(['hungup', 'leftQueue', 'stopped', 'operatorEnded', 'replaced']);

/** Rules of the diagnosis whose sentence the headline says already. */
const SAID_BY_HEADLINE = new Set(['accessRefused', 'cameraOff', 'busy', 'noOffer', 'noEncryption', 'frozen']);

export class Uv4lCamera extends HTMLElement {
  static observedAttributes = ['src', 'camera', 'label', 'autoplay', 'muted', 'lang', 'fill', 'controls'];

  #parts; // elements of the shadow tree by id
  #connected = new AbortController();
  #sight = new IntersectionObserver((all) => {
    this.#isInSight = all.at(-1).isIntersecting;
    this.#look();
  });
  #isInSight = false;
  #wanted = false; // from a call until it is hung up, whether anybody sees it or not
  #watch = null; // while one is under way
  #timeline = null; // of the last call
  #camera = null; // what the bridge's list says of it
  #format = {}; // what was chosen of it
  #channel = null; // the camera's data channel
  #begun = 0;
  #firstPicture = null;
  #still = 0; // ticks since the last frame
  #leaving = 0; // timer until the seat is given back
  #later = 0; // timer until it is called once more
  #slow = []; // timers of a phase that takes long
  #clock = 0; // ticks while there is something to count or to look after
  #retryAt = 0;
  #endsAt = ''; // the time of day, while others wait
  #shown = { state: 'idle', key: 'idle' };
  #talk = null;
  #statistics = null;
  #more = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.append(shadowTree());
    this.#parts = Object.fromEntries([...root.querySelectorAll('[id]')].map((one) => [one.id, one]));
    // What a page has set before this module was loaded is kept.
    const { muted } = this;
    delete this.muted;
    this.muted = muted;
    /** A JWT by which the bridge knows the user, where the embedding page signs users in; looked at with each question. */
    this.token ??= '';
    /** Whether candidates are sent one by one. */
    this.trickle ??= true;
    this.#listen();
  }

  /** idle, calling, waiting, live, retrying, paused, ended or failed; so says the attribute `state`. */
  get state() {
    return this.#shown.state;
  }

  /** Why it is in this state, a word such as cameraOff or hungup. */
  get reason() {
    return this.#shown.key;
  }

  /** The state in a few words of the language that is shown. */
  get word() {
    return this.#parts.word.textContent;
  }

  /** The place in the camera's queue, while waiting. */
  get position() {
    return this.state === 'waiting' ? this.#shown.values.position : null;
  }

  /** ms from the call, or from its turn in the queue, to its first picture; null before there is one. */
  get firstPicture() {
    return this.#firstPicture;
  }

  /** What has happened in this call or the last one: {camera, began, lasted, entries}; null before the first. */
  get timeline() {
    return this.#watch?.call?.timeline.toJSON() ?? this.#timeline;
  }

  get muted() {
    return this.#parts.video.muted;
  }

  set muted(muted) {
    this.#parts.video.muted = muted;
  }

  /** Calls the camera; at once, where it was to be called again anyway. */
  call() {
    this.#wanted = true;
    if (this.#watch) this.#watch.now();
    else this.#start();
  }

  hangup() {
    this.#wanted = false;
    clearTimeout(this.#later);
    if (this.#watch) this.#watch.stop();
    else if (this.state === 'paused') this.#show('ended', 'hungup');
  }

  /** The picture as a PNG, the camera's name and the time below it: a promise of a Blob, rejected without a picture. */
  async snapshot() {
    const { snapshot } = await details();
    return snapshot(this.#parts.video, this.#title);
  }

  /** Saves a snapshot as a file, where there is a picture. */
  async saveSnapshot() {
    if (this.state !== 'live') return;
    const { save } = await details();
    save(await this.snapshot(), this.#title, 'png');
  }

  toggleFullscreen() {
    const { screen, video } = this.#parts;
    if (this.shadowRoot.fullscreenElement) document.exitFullscreen().catch(() => {});
    else if (screen.requestFullscreen) screen.requestFullscreen().catch(() => {});
    else video.webkitEnterFullscreen?.(); // iPhone
  }

  connectedCallback() {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    document.addEventListener('visibilitychange', () => this.#look(), { signal });
    document.addEventListener('freeze', () => this.#pause(), { signal }); // a phone that has been put away
    window.addEventListener('pagehide', () => this.#pause(), { signal });
    window.addEventListener('pageshow', () => this.#look(), { signal });
    texts.addEventListener('change', () => this.#translate(), { signal });
    this.#sight.observe(this);
    this.#translate();
    this.#show('idle', 'RTCPeerConnection' in window ? 'idle' : 'noWebRtc');
  }

  disconnectedCallback() {
    this.#connected.abort();
    this.#sight.disconnect();
    this.#pause();
    if (!this.#parts.figures.hidden) this.#toggleStatistics();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    if (name === 'muted') this.muted = now !== null;
    if (name === 'lang' && now) setLanguage(now);
    if (['src', 'camera'].includes(name)) {
      this.#camera = null;
      this.#format = {};
      this.#pause();
    }
    if (['src', 'camera', 'autoplay'].includes(name)) {
      this.#wanted ||= this.hasAttribute('autoplay');
      this.#look();
    }
    this.#render();
  }

  get #title() {
    return this.getAttribute('label') || this.#camera?.title || this.getAttribute('camera') || '';
  }

  #listen() {
    const { call, hangup, sound, volume, video, snapshot, pip, statistics, fullscreen, more } = this.#parts;
    const onClick = (button, act) => button.addEventListener('click', act);
    onClick(call, () => this.call());
    onClick(hangup, () => this.hangup());
    onClick(sound, () => (video.muted = !video.muted));
    onClick(snapshot, () => this.saveSnapshot());
    onClick(pip, () => this.#togglePictureInPicture());
    onClick(statistics, () => this.#toggleStatistics());
    onClick(fullscreen, () => this.toggleFullscreen());
    onClick(more, () => this.#toggleMore());
    volume.addEventListener('input', () => {
      const level = Number(volume.value);
      video.muted = level === 0;
      if (level > 0) video.volume = level; // to which the button comes back
    });
    video.addEventListener('volumechange', () => this.#labelSound());
    video.addEventListener('playing', () => (video.controls = false));
    video.addEventListener('play', () => this.reason === 'away' && this.call());
    ['loadeddata', 'resize'].forEach((type) => video.addEventListener(type, () => this.#picture()));
    video.addEventListener('leavepictureinpicture', () => this.#look());
    pip.hidden = !document.pictureInPictureEnabled;
    fullscreen.hidden = !document.fullscreenEnabled && !video.webkitEnterFullscreen;
  }

  // Who sees it

  /** What is wanted and seen is called; what isn't seen gives its seat back, but not its place in the queue. */
  #look() {
    clearTimeout(this.#leaving);
    this.#leaving = 0;
    this.#still = 0;
    if (!this.#wanted) return;
    if (!this.#isSeen) this.#leaveIn(OUT_OF_SIGHT);
    else if (!this.#watch) this.#start();
  }

  get #isSeen() {
    return (this.#isInSight && !document.hidden) || Boolean(this.shadowRoot.pictureInPictureElement);
  }

  #leaveIn(delay) {
    this.#leaving = setTimeout(() => {
      this.#leaving = 0;
      if (!this.#isSeen && !(this.state === 'waiting' && this.#isInSight)) this.#pause();
    }, delay);
  }

  #pause() {
    clearTimeout(this.#leaving);
    clearTimeout(this.#later);
    this.#leaving = 0;
    this.#watch?.stop('paused');
  }

  // A call

  #start() {
    if (!this.isConnected || !('RTCPeerConnection' in window)) return;
    const src = this.getAttribute('src');
    const base = src ? new URL(`${src.replace(/\/+$/, '')}/`, document.baseURI) : new URL('.', import.meta.url);
    const options = { trickle: this.trickle, format: this.#format };
    clearTimeout(this.#later);
    this.#begin();
    this.#watch = new Watch(this.getAttribute('camera') ?? '', new Bridge(base, () => this.token), options, {
      camera: (camera) => {
        this.#camera = camera;
        this.#render();
      },
      phase: (phase) => this.#phase(phase),
      queue: (position, taken, user) => {
        const key = position === 1 ? 'waiting.next' : 'waiting';
        const time = taken !== null && timeIn(-taken);
        this.#show('waiting', key, { hint: 'waiting.hint', values: { position, time, user } });
      },
      busy: () => {
        if (this.reason === 'busy') return;
        this.#show('retrying', 'busy');
        this.#explain();
      },
      timeLimit: (seconds) => {
        this.#endsAt = seconds && timeIn(seconds);
        this.#render();
      },
      stream: (stream) => this.#play(stream),
      note: (said) => this.#show(this.#shown.state, this.#shown.key, { ...this.#shown, said }),
      data: (channel) => {
        this.#channel = channel;
        this.#render();
      },
      retry: ({ reason, said, delay }) => {
        this.#clear();
        this.#retryAt = performance.now() + delay;
        this.#show('retrying', reason, { said });
        this.#explain();
      },
      again: () => {
        this.#retryAt = 0;
        this.#begin();
        this.#render();
      },
      end: (end) => this.#ended(end),
    });
    this.#watch.start();
  }

  #begin() {
    this.#endsAt = '';
    this.#begun = performance.now();
    this.#firstPicture = null;
  }

  #phase(phase) {
    if (phase === 'waiting') return;
    if (this.state === 'waiting') this.#begin();
    if (!this.#isSeen && !this.#leaving) this.#leaveIn(TURN);
    if (phase === 'live') this.#show('live', 'live.status', { hint: 'live.hint', values: this.#size });
    else if (phase === 'faltering') this.#show('live', phase);
    else this.#show('calling', phase);
  }

  #ended({ outcome, reason, said }) {
    this.#timeline = this.#watch.call.timeline.toJSON();
    const isPaused = reason === 'paused' || reason === 'away';
    this.#clear();
    if (isPaused) {
      this.#show('paused', reason);
    } else {
      this.#wanted = !WISHED.has(reason) && (reason === 'expired' || this.hasAttribute('autoplay'));
      if (this.#wanted) this.#later = setTimeout(() => this.#look(), LATER * (0.75 + Math.random() / 2));
      if (this.shadowRoot.fullscreenElement) document.exitFullscreen().catch(() => {});
      if (this.shadowRoot.pictureInPictureElement) document.exitPictureInPicture().catch(() => {});
      this.#show(outcome, reason, { said });
      if (outcome === 'failed') this.#explain();
    }
    this.#watch = null;
  }

  /** Says in plain words why there is no picture, and what to do about it. */
  async #explain() {
    const shown = this.#shown;
    const { call } = this.#watch;
    try {
      const [{ diagnose }] = await Promise.all([import('./js/diagnosis.js'), addTexts('diagnosis-texts')]);
      const found = diagnose(call.timeline.toJSON(), call.environment);
      if (!found) return;
      call.report(found);
      if (this.#shown !== shown) return;
      shown.diagnosis = found;
      this.#render();
    } catch {
      // The bridge that has the module is gone as well: what is shown must do.
    }
  }

  // The picture

  get #size() {
    const { videoWidth: width, videoHeight: height } = this.#parts.video;
    return { width, height };
  }

  #play(stream) {
    const { video, sound, volume } = this.#parts;
    sound.hidden = volume.hidden = stream.getAudioTracks().length === 0;
    if (video.srcObject === stream) return;
    video.srcObject = stream;
    const onFrame = () => {
      if (video.srcObject !== stream) return;
      this.#still = 0;
      if (this.state !== 'live') this.#picture();
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback?.(onFrame);
    video.play().catch(({ name }) => name === 'NotAllowedError' && this.#playMuted());
  }

  /** Sound wants a tap first. Where even a muted picture wants one, the browser's own button is offered. */
  #playMuted() {
    const { video } = this.#parts;
    video.muted = true;
    video.play().catch(({ name }) => {
      if (name === 'NotAllowedError') video.controls = true;
    });
  }

  /** A first picture, or one of another size. */
  #picture() {
    const { width, height } = this.#size;
    if (!this.#parts.video.srcObject || width === 0) return;
    this.#still = 0;
    this.style.setProperty('--ratio', width / height);
    this.#watch.call.picture(width, height);
    if (this.#shown.key !== 'live.status') return;
    this.#firstPicture ??= Math.round(performance.now() - this.#begun);
    this.#shown.values = { width, height };
    this.#render();
  }

  /** No new frame for a while, whatever the connection says; of a picture that nobody sees there are none. */
  #isFrozen() {
    const { video } = this.#parts;
    const isShown = this.#isInSight && !document.hidden && !video.paused && 'requestVideoFrameCallback' in video;
    this.#still = isShown ? this.#still + 1 : 0;
    return this.#still > FROZEN;
  }

  #clear() {
    const { video, sound, volume } = this.#parts;
    this.#timeline = this.#watch.call.timeline.toJSON();
    video.srcObject = null;
    video.controls = false;
    sound.hidden = volume.hidden = true;
    this.#channel = null;
    this.#talk?.release();
  }

  // What it says

  /** `values` fill in placeholders, `said` are words off the wire. */
  #show(state, key, { hint = `${key}.hint`, values = {}, said = '' } = {}) {
    const isNew = state !== this.#shown.state || key !== this.#shown.key;
    this.#shown = { state, key, hint, values, said, diagnosis: null };
    this.setAttribute('state', state);
    this.#slow.forEach(clearTimeout);
    this.#slow = [];
    if (state === 'calling') {
      this.#slow = [setTimeout(() => this.#isSlow(), SLOW), setTimeout(() => this.#explain(), TOO_SLOW)];
    }
    clearInterval(this.#clock);
    if (['retrying', 'live'].includes(state)) this.#clock = setInterval(() => this.#tick(), TICK);
    this.#render();
    if (isNew) this.dispatchEvent(new CustomEvent('statechange', { detail: { state, reason: key }, bubbles: true }));
  }

  #isSlow() {
    this.#shown.hint = 'slow.hint';
    this.#render();
  }

  #tick() {
    if (this.state === 'live') {
      this.#watch.call.watching(!this.#parts.video.paused);
      if (this.#isFrozen()) this.#watch.call.frozen();
    } else if (this.state === 'retrying') this.#render();
  }

  #translate() {
    fillIn(this.shadowRoot);
    this.#labelSound();
    this.#render();
  }

  #render() {
    const { state, key, hint, said, notice, diagnosis } = this.#shown;
    const values = { ...this.#shown.values, camera: this.#title };
    const { title, word, place, status, headline, hint: hintLine, said: saidLine, next, call, hangup, more, talk } = this.#parts;
    const seconds = Math.max(0, Math.ceil((this.#retryAt - performance.now()) / 1000));
    const again = seconds > 0 ? text('word.retrying', { seconds }) : text('word.retrying.now');
    const failure = ['failed', 'retrying'].includes(state) ? text(`word.${WORDS.get(key) ?? 'failed'}`) : '';
    setText(title, this.#title);
    status.ariaLive = this.hasAttribute('controls') ? 'polite' : 'off';
    if (state === 'retrying') setText(word, `${failure} · ${again}`);
    else setText(word, failure || text(key === 'faltering' ? 'word.faltering' : `word.${state}`, values));
    setText(place, String(values.position ?? ''));
    setText(headline, text(key, values));
    setText(hintLine, diagnosis ? this.#diagnosisText(diagnosis) : text(hint, values));
    setText(saidLine, notice ? text(notice) : said && text('said', { text: said }));
    setText(next, this.#whatIsNext(state, values, seconds));
    setText(call, text({ retrying: 'now', ended: 'again', failed: 'again', paused: 'again' }[state] ?? 'call'));
    setText(hangup, text(['retrying', 'paused'].includes(state) ? 'stop' : 'hangup'));
    this.#showButtons(state);
    call.disabled = key === 'noWebRtc';
    more.hidden = this.timeline === null;
    const canTalk = state === 'live' && navigator.mediaDevices && this.#watch.call.canTalk;
    talk.hidden = !(canTalk && this.#talk);
    if (canTalk && !this.#talk) this.#offerTalk();
    this.#statistics?.run(state === 'live');
    this.#more?.render();
  }

  #whatIsNext(state, values, seconds) {
    if (state === 'live' && this.#endsAt) return text('timeLimit', { time: this.#endsAt });
    if (state === 'waiting' && values.time) return text(values.user ? 'since.user' : 'since', values);
    if (state !== 'retrying') return '';
    return seconds > 0 ? text('next', { seconds }) : text('next.now');
  }

  #diagnosisText(diagnosis) {
    const values = { ...diagnosis, camera: this.#title };
    const keys = [`diagnosis.${diagnosis.rule}`, `diagnosis.${diagnosis.rule}.hint`];
    const sentences = keys.slice(SAID_BY_HEADLINE.has(diagnosis.rule) ? 1 : 0).map((key) => text(key, values));
    return sentences.join(' ').replaceAll('。 ', '。'); // which brings its own space
  }

  /** One button, between two calls both; the keyboard's focus moves on from one that goes. */
  #showButtons(state) {
    const { call, hangup } = this.#parts;
    const focused = this.shadowRoot.activeElement;
    const isInCall = ['calling', 'waiting', 'live', 'retrying', 'paused'].includes(state);
    call.hidden = isInCall && state !== 'retrying' && this.reason !== 'away';
    hangup.hidden = !isInCall;
    if (focused === call && call.hidden) hangup.focus({ preventScroll: true });
    if (focused === hangup && hangup.hidden) call.focus({ preventScroll: true });
  }

  #labelSound() {
    const { sound, volume, video } = this.#parts;
    sound.ariaLabel = sound.title = text(video.muted ? 'sound.on' : 'sound.off');
    sound.dataset.muted = video.muted;
    volume.value = video.muted ? 0 : video.volume;
  }

  // What else there is

  #togglePictureInPicture() {
    const { video } = this.#parts;
    if (this.shadowRoot.pictureInPictureElement) document.exitPictureInPicture().catch(() => {});
    else video.requestPictureInPicture().catch(() => {}); // no picture yet
  }

  async #offerTalk() {
    const { Talk } = await details();
    const say = (key) => {
      if (this.state !== 'live') return;
      this.#shown.notice = key;
      this.#render();
    };
    this.#talk ??= new Talk(this.#parts.talk, () => this.#watch.call, say);
    this.#render();
  }

  async #toggleStatistics() {
    const { statistics, figures } = this.#parts;
    figures.hidden = !figures.hidden;
    statistics.ariaPressed = String(!figures.hidden);
    const { Statistics } = await details();
    this.#statistics ??= new Statistics(figures, () => ({ peer: this.#watch?.call.peer, firstPicture: this.#firstPicture }));
    this.#render();
  }

  async #toggleMore() {
    const { more, box } = this.#parts;
    box.hidden = !box.hidden;
    more.ariaExpanded = String(!box.hidden);
    const { More } = await details();
    this.#more ??= new More(box, () => ({
      title: this.#title,
      timeline: this.timeline,
      channel: this.#channel,
      format: this.#format,
      isFilled: this.hasAttribute('fill'),
      fill: () => this.toggleAttribute('fill'),
      isFixed: (option) => this.#camera?.fixed.includes(option) ?? true,
      choose: (format) => this.#choose(format),
    }));
    this.#render();
  }

  #choose(format) {
    this.#format = format;
    this.#pause();
    this.call();
  }
}

const ICONS = {
  sound: ['M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z', 'M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11', 'm16 9.5 5 5m0-5-5 5'],
  talk: ['M12 3.5a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0V6A2.5 2.5 0 0 1 12 3.5z', 'M6.5 11a5.5 5.5 0 0 0 11 0M12 16.5v4'],
  snapshot: ['M4 8h3.5L9 5.5h6L16.5 8H20v10.5H4z', 'M12 10a3 3 0 1 0 0 6 3 3 0 0 0 0-6z'],
  pip: ['M3.5 5.5h17v13h-17z', 'M12.5 12h5.5v4h-5.5z'],
  statistics: ['M5 19v-6M10 19V8M15 19v-8M20 19V5'],
  fullscreen: ['M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15'],
};

/** The time of day in so many seconds. */
function timeIn(seconds) {
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString();
}

/** What a shadow root holds; its texts are filled in later. */
function shadowTree() {
  return element('div', { class: 'camera' }, [
    element('div', { id: 'screen' }, [
      lens(),
      element('video', { id: 'video', playsinline: '', autoplay: '', 'data-label': 'video' }),
      element('p', { class: 'bar' }, [element('bdi', { id: 'title' }), element('span', { id: 'word' })]),
      element('dl', { id: 'figures', hidden: '' }),
      element('div', { class: 'controls' }, [
        iconButton('sound', { hidden: '' }),
        element('input', { id: 'volume', type: 'range', max: '1', step: '0.05', 'data-label': 'volume', hidden: '' }),
        iconButton('talk', { 'data-label': 'talk', 'aria-pressed': 'false', hidden: '' }),
        iconButton('snapshot', { 'data-label': 'snapshot' }),
        iconButton('pip', { 'data-label': 'pip' }),
        iconButton('statistics', { 'data-label': 'statistics', 'aria-pressed': 'false' }),
        iconButton('fullscreen', { 'data-label': 'fullscreen' }),
      ]),
    ]),
    element('div', { class: 'panel' }, [
      element('div', { id: 'status', role: 'status', 'aria-atomic': 'true' }, [
        element('p', { id: 'headline' }),
        element('p', { id: 'hint' }),
        element('p', { id: 'said', dir: 'auto' }),
        element('p', { id: 'next', role: 'timer', 'aria-live': 'off' }),
      ]),
      element('div', { class: 'actions' }, [
        element('button', { id: 'call', type: 'button' }),
        element('button', { id: 'hangup', type: 'button', hidden: '' }),
        element('button', { id: 'more', type: 'button', 'aria-expanded': 'false', 'data-text': 'more', hidden: '' }),
      ]),
      element('div', { id: 'box', hidden: '' }),
    ]),
  ]);
}

/** A lens, whose rim tells how it goes while there is no picture. */
function lens() {
  const circle = (name, r, more = {}) => element('circle', { class: name, cx: 100, cy: 100, r, ...more }, [], SVG);
  const coating = element('radialGradient', { id: 'coating', cx: 0.38, cy: 0.32, r: 0.8 }, [
    element('stop', { class: 'near', offset: 0 }, [], SVG),
    element('stop', { class: 'far', offset: 1 }, [], SVG),
  ], SVG);
  return element('svg', { class: 'lens', viewBox: '0 0 200 200', 'aria-hidden': 'true' }, [
    element('defs', {}, [coating], SVG),
    circle('rim', 92),
    circle('sweep', 92, { pathLength: 100 }),
    circle('barrel', 76),
    circle('glass', 52, { fill: 'url(#coating)' }),
    circle('iris', 21),
    element('path', { class: 'glint', d: 'M66 82a38 38 0 0 1 22-19' }, [], SVG),
    element('text', { id: 'place', x: 100, y: 100 }, [], SVG),
  ], SVG);
}

function iconButton(name, attributes) {
  const paths = ICONS[name].map((d, index) => element('path', { class: `path${index}`, d }, [], SVG));
  const icon = element('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, paths, SVG);
  return element('button', { id: name, type: 'button', ...attributes }, [icon]);
}

function element(name, attributes, children = [], namespace = HTML) {
  const made = document.createElementNS(namespace, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host {
  --ground: #0c100f;
  --metal: #3b4843;
  --glow: #5ec9ae;
  --alert: #f0b65f;
  --idle: #94a39c;
  --ink: light-dark(#18201d, #e9eeeb);
  --soft: light-dark(#55605b, #9faaa5);
  --line: light-dark(#d5d9d3, #2e3734);
  --raised: light-dark(#fff, #1e2523);
  --accent: light-dark(#0d6555, #5ec9ae);
  --on-accent: light-dark(#fff, #05231b);
  --stop: light-dark(#a3312a, #ff9d92);
  --warn: light-dark(#8a4a00, #f0b65f);
  display: block;
  container-type: inline-size;
  color: var(--ink);
  font: 100%/1.45 system-ui, sans-serif;
}
*, ::before, ::after { box-sizing: border-box; }
[hidden], :host([hidden]), :host(:not([controls])) :is(.controls, #figures, #status > :not(#headline), #more, #box, #call:not([hidden]) + button),
:host(:not([controls]):is(:not([tile]), [state="live"], [state="calling"])) .panel { display: none !important; }
p, dl, dd { margin: 0; }

/* As high as the page makes it: the screen takes what the panel leaves, or has it beside itself */
.camera {
  height: 100%;
  display: grid;
  grid-template: minmax(0, 1fr) auto / var(--columns, minmax(0, 1fr));
  gap: 0 1rem;
  align-items: var(--align, stretch);
  justify-items: stretch;
}

/* The screen: of one size whatever it shows, which a page may choose, dark in both colour schemes */
#screen {
  grid-area: 1 / 1;
  container-type: inline-size;
  min-height: 0;
  position: relative;
  height: var(--height, auto);
  aspect-ratio: var(--shape, 16 / 9);
  overflow: hidden;
  display: grid;
  place-items: center;
  border-radius: var(--round, 0.9rem);
  background: radial-gradient(110% 100% at 50% 42%, #202a26, var(--ground) 72%);
  color: #e9eeeb;
}
#screen::after {
  content: "";
  position: absolute;
  inset: 0;
  border-radius: inherit;
  box-shadow: inset 0 0 0 1px rgb(255 255 255 / 8%);
  pointer-events: none;
}
#screen:fullscreen { border-radius: 0; }
#screen > :is(.lens, video) { grid-area: 1 / 1; }
video {
  width: 100%;
  height: 100%;
  min-height: 0;
  object-fit: contain;
  opacity: 0;
  transition: opacity 0.3s;
}
:host([state="live"]) video, video[controls] { opacity: 1; }

/* The whole picture, or as much of it as fills the screen */
:host([fill]) video { object-fit: cover; }

/* Name and state */
.bar {
  position: absolute;
  inset: 0.6rem auto auto 0.6rem;
  max-width: calc(100% - 1.2rem);
  padding: 0.2rem 0.7rem;
  display: flex;
  align-items: center;
  gap: 0.5rem;
  border-radius: 1rem;
  background: rgb(12 16 15 / 76%);
  font-size: 0.8125rem;
}
#title::before {
  content: "";
  width: 0.55rem;
  height: 0.55rem;
  margin-right: 0.5rem;
  display: inline-block;
  border-radius: 50%;
  background: var(--idle);
}
:host(:is([state="calling"], [state="waiting"])) #title::before { background: #6db3f2; }
:host([state="live"]) #title::before { background: #4ade80; }
#title {
  min-width: 3rem;
  overflow: hidden;
  font-weight: 600;
  text-overflow: ellipsis;
  white-space: nowrap;
}
#word { flex: none; max-width: 100%; font-variant-numeric: tabular-nums; }

/* No picture: the lens */
.lens {
  width: min(34%, 12rem);
  fill: none;
  stroke: var(--metal);
  stroke-width: 2;
}
:host([state="live"]) .lens { visibility: hidden; }
.barrel { fill: #121816; }
.near { stop-color: #39574d; }
.far { stop-color: #141d1a; }
.iris { fill: var(--ground); transform-origin: center; }
.glint { stroke: #a9bbb4; stroke-width: 4; stroke-linecap: round; }
#place {
  fill: #e9eeeb;
  stroke: none;
  font-size: 2.9rem;
  font-weight: 600;
  text-anchor: middle;
  dominant-baseline: central;
}
:host([state="waiting"]) :is(.iris, .glint) { visibility: hidden; }
.sweep {
  opacity: 0;
  stroke: var(--glow);
  stroke-width: 4;
  stroke-linecap: round;
  stroke-dasharray: 22 78;
  transform-origin: center;
}
:host(:is([state="calling"], [state="waiting"], [state="retrying"], [state="failed"])) .sweep { opacity: 1; }
:host([state="calling"]) .sweep { animation: turn 1.6s linear infinite; }
:host([state="waiting"]) .sweep { animation: turn 6s linear infinite; }
:host([state="calling"]) .iris { animation: widen 1.6s ease-in-out infinite alternate; }
:host(:is([state="retrying"], [state="failed"])) {
  .sweep { stroke: var(--alert); stroke-linecap: butt; stroke-dasharray: 1.5 4.75; }
  #title::before { background: var(--alert); }
  #word { color: var(--alert); }
  #headline { color: var(--warn); }
}
:host([state="retrying"]) .sweep { animation: turn 40s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
@keyframes widen { to { transform: scale(1.35); } }

/* Controls and statistics */
.controls, #figures {
  position: absolute;
  border-radius: 0.8rem;
  background: rgb(12 16 15 / 80%);
}
.controls {
  inset: auto 0.6rem 0.6rem auto;
  display: flex;
  align-items: center;
  overflow: hidden;
  transition: opacity 0.2s;
}
:host(:not([state="live"])) :is(.controls, #figures) { display: none; }
@media (hover: hover) {
  #screen:not(:hover, :focus-within) .controls { opacity: 0; }
}
.controls button {
  width: 2.75rem;
  height: 2.75rem;
  padding: 0.6rem;
  border: 0;
  background: none;
  color: #fff;
  cursor: pointer;
  touch-action: none;
  -webkit-user-select: none;
  user-select: none;
}
.controls button:hover { background: rgb(255 255 255 / 16%); }
.controls [aria-pressed="true"] { background: var(--glow) !important; color: #05231b; }
.controls svg {
  display: block;
  fill: none;
  stroke: currentcolor;
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}
#sound[data-muted="true"] .path1, #sound[data-muted="false"] .path2 { display: none; }
#volume { width: 5.5rem; height: 2.75rem; margin: 0 0.4rem 0 0; accent-color: var(--glow); }

/* The panel: what is going on, and the one thing to do about it */
.panel {
  container-type: inline-size;
  display: flex;
  flex-wrap: wrap;
  gap: 0.6rem;
  align-items: start;
  padding: 1rem var(--inset, 0) 0;
}
#status { flex: 999 1 16rem; min-height: 4.5rem; overflow-wrap: anywhere; text-wrap: pretty; word-break: auto-phrase; }
#headline { font-size: 1.3rem; font-weight: 600; line-height: 1.3; }
#hint { margin-top: 0.3rem; max-width: 46rem; color: var(--soft); }
#said { margin-top: 0.4rem; max-width: 46rem; color: var(--soft); font-size: 0.875rem; }
#next { margin-top: 0.4rem; font-variant-numeric: tabular-nums; }
:is(#said, #next):empty { display: none; }
.actions { flex: 1; display: flex; gap: 0.6rem; }
.panel button, .panel select, .panel input {
  min-height: 2.75rem;
  padding: 0 1rem;
  border: 1px solid var(--line);
  border-radius: 0.8rem;
  background: var(--raised);
  color: var(--ink);
  font: inherit;
}
.panel button { cursor: pointer; touch-action: manipulation; }
.panel select { border: solid transparent; border-width: 0 0.7rem 0 0; box-shadow: 0 0 0 1px var(--line); }
.actions button { flex: auto; white-space: nowrap; }
.actions :is(#call, #hangup) { min-width: 7.5rem; font-weight: 600; }
.actions #call { border-color: transparent; background: var(--accent); color: var(--on-accent); }
.actions #hangup { color: var(--stop); }
.actions #call:hover { filter: brightness(1.12); }
.actions #call:disabled { background: var(--line); color: var(--soft); cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--glow); outline-offset: 2px; }
.panel :focus-visible { outline-color: var(--accent); }
#more::after { content: "▾"; padding-left: 0.5rem; }
#more[aria-expanded="true"]::after { content: "▴"; }

/* A tile has it on the screen, where there is no picture */
:host(:not([controls])) {
  .panel {
    grid-area: 1 / 1;
    z-index: 1;
    align-self: end;
    flex-wrap: nowrap;
    align-items: center;
    padding: 0.5rem 0.6rem;
    border-radius: 0 0 0.9rem 0.9rem;
    background: rgb(12 16 15 / 80%);
    color: var(--ink);
    color-scheme: dark;
  }
  #status { flex: auto; min-height: 0; }
  .actions { flex: none; pointer-events: auto; }
  #headline, button { font-size: 0.8125rem; }
}

/* A small screen */
@container (max-width: 36rem) {
  #volume { display: none; }
  .actions button { min-width: 0 !important; padding: 0 0.75rem; }
  .bar { flex-wrap: wrap; gap: 0 0.5rem; border-radius: 0.9rem; }
}
@container (max-width: 20.5rem) {
  .actions { flex-wrap: wrap; }
  #call { flex-basis: 100% !important; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  #screen, .bar, .controls, #figures, button { border: 1px solid; }
  #title::before { forced-color-adjust: none; }
  .panel select { border-width: 1px; }
}
`);

// A page may have it from another bridge already; `src` says which bridge is called.
if (!customElements.get('uv4l-camera')) customElements.define('uv4l-camera', Uv4lCamera);
