// What happened in one call, and when. Made with the call; never holds an address or a session description.

const MOST_ENTRIES = 200;

export class Timeline {
  /** The camera's name. */
  camera = '';
  #now;
  #start;
  #began = new Date();
  #entries = [];

  /** `now` is a clock in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** `detail` is an object of scalars, lists and small objects. The last entry there is room for says that more came. */
  add(name, detail = {}) {
    if (this.#entries.length >= MOST_ENTRIES) return;
    const isLast = this.#entries.length === MOST_ENTRIES - 1;
    const at = Math.round(this.#now() - this.#start);
    this.#entries.push(Object.freeze({ at, side: 'page', name: isLast ? 'full' : name, detail: isLast ? {} : detail }));
  }

  /** [{at, side, name, detail}], `at` in ms since the call began: a copy. */
  get entries() {
    return [...this.#entries];
  }

  /** The entries from this index on. */
  since(index) {
    return this.#entries.slice(index);
  }

  toJSON() {
    return { camera: this.camera, began: this.#began.toISOString(), entries: this.entries };
  }
}
