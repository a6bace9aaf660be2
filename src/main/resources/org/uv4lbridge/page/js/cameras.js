// The choice among several cameras.

/** Radio buttons for several cameras, nothing for one. The choice is kept in the URL's fragment. */
export class CameraChoice {
  #element;
  #cameras = [];
  #chosen = null;
  #changed;

  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
    element.addEventListener('change', ({ target }) => {
      this.#choose(this.#cameras[Number(target.value)]);
      history.replaceState(null, '', `#${encodeURIComponent(this.#chosen.name)}`);
    });
    window.addEventListener('hashchange', () => {
      const named = this.#inFragment();
      if (named) this.#choose(named);
    });
  }

  /** The chosen camera, null without cameras. */
  get chosen() {
    return this.#chosen;
  }

  /** Shows these cameras; chosen is the one in the fragment, else the default one, else the first. */
  show(cameras) {
    this.#cameras = cameras;
    this.#chosen = this.#inFragment() ?? cameras.find(({ isDefault }) => isDefault) ?? cameras[0] ?? null;
    this.#element.hidden = cameras.length < 2;
    this.#element.querySelector('.choices').replaceChildren(...cameras.map(radioButton));
    this.#check();
  }

  #choose(camera) {
    if (!camera || camera === this.#chosen) return;
    this.#chosen = camera;
    this.#check();
    this.#changed(camera);
  }

  #check() {
    const input = this.#element.querySelector(`input[value="${this.#cameras.indexOf(this.#chosen)}"]`);
    if (!input) return;
    input.checked = true;
    input.parentElement.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #inFragment() {
    try {
      const name = decodeURIComponent(location.hash.slice(1));
      return this.#cameras.find((camera) => camera.name === name);
    } catch {
      return undefined; // not percent-encoding
    }
  }
}

function radioButton({ title }, index) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  const name = document.createElement('bdi');
  input.type = 'radio';
  input.name = 'camera';
  input.value = String(index);
  name.textContent = title;
  label.append(input, name);
  return label;
}
