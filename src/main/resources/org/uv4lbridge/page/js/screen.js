// The screen: the video element, its sound and its full screen. Lives as long as the page.
import { text } from './texts.js';

export class Screen {
  #frame;
  #video;
  #sound;
  #shown = () => {};

  /** `frame` holds the video and its controls. */
  constructor(frame) {
    this.#frame = frame;
    this.#video = frame.querySelector('video');
    this.#sound = frame.querySelector('.sound');
    ['loadeddata', 'resize'].forEach((type) => this.#video.addEventListener(type, () => this.#picture()));
    this.#video.addEventListener('volumechange', () => this.#labelSound());
    this.#sound.addEventListener('click', () => {
      this.#video.muted = !this.#video.muted;
    });
    this.#setUpFullscreen(frame.querySelector('.fullscreen'));
    this.#labelSound();
  }

  /** Shows a stream, muted as autoplay wants it; `shown(width, height)` with the first picture and each new size. */
  play(stream, shown) {
    this.#shown = shown;
    this.#sound.hidden = stream.getAudioTracks().length === 0;
    if (this.#video.srcObject === stream) return;
    this.#video.muted = true;
    this.#labelSound(); // a new source drops the event of the line above
    this.#video.srcObject = stream;
    this.#video.requestVideoFrameCallback?.(() => this.#picture());
    this.#video.play().catch(({ name }) => {
      // Where even muted video wants a tap, offer the browser's own button.
      if (name === 'NotAllowedError') this.#video.controls = true;
    });
  }

  clear() {
    this.#shown = () => {};
    this.#video.srcObject = null;
    this.#video.controls = false;
    this.#sound.hidden = true;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  #picture() {
    const { srcObject, videoWidth, videoHeight } = this.#video;
    if (srcObject && videoWidth > 0) this.#shown(videoWidth, videoHeight);
  }

  #labelSound() {
    const label = text(this.#video.muted ? 'sound.on' : 'sound.off');
    this.#sound.ariaLabel = label;
    this.#sound.title = label;
    this.#sound.dataset.muted = this.#video.muted;
  }

  #setUpFullscreen(button) {
    button.hidden = !document.fullscreenEnabled && !this.#video.webkitEnterFullscreen;
    button.title = text('fullscreen');
    button.addEventListener('click', () => {
      if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
      else if (this.#frame.requestFullscreen) this.#frame.requestFullscreen().catch(() => {});
      else this.#video.webkitEnterFullscreen(); // iPhone
    });
  }
}
