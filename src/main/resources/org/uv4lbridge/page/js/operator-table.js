// A table that is shown anew again and again, and whose rows stay the same elements, so that the focus stays where it is.
import { setText } from './texts.js';
import { word } from './operator-words.js';

export class Table {
  #table;
  #columns;
  #body = document.createElement('tbody');
  #rows = new Map();

  /** columns: [{word, name, show}]; `show` fills a cell with what an item has there, over what is in it. */
  constructor(table, columns) {
    this.#table = table;
    this.#columns = columns;
    const row = made('tr', { role: 'row' });
    columns.forEach(({ name }) => row.append(made('th', { scope: 'col', role: 'columnheader', className: name })));
    const head = made('thead', { role: 'rowgroup' });
    head.append(row);
    table.setAttribute('role', 'table');
    this.#body.setAttribute('role', 'rowgroup');
    table.append(head, this.#body);
  }

  /** Shows these items and no others, in their order; each has a key of its own. */
  show(items, keyOf) {
    this.#table.hidden = items.length === 0;
    [...this.#table.tHead.rows[0].cells].forEach((cell, index) => setText(cell, word(this.#columns[index].word)));
    const keys = new Set(items.map(keyOf));
    [...this.#rows].filter(([key]) => !keys.has(key)).forEach(([key, { row, detail }]) => {
      row.remove();
      detail?.remove();
      this.#rows.delete(key);
    });
    let before = null;
    for (const item of items) {
      const entry = this.#rows.get(keyOf(item)) ?? this.#add(keyOf(item));
      const place = before ? before.nextSibling : this.#body.firstChild;
      if (entry.row !== place) this.#body.insertBefore(entry.row, place);
      this.#fill(entry.row, item);
      before = entry.detail ?? entry.row;
      if (entry.detail && entry.row.nextSibling !== entry.detail) entry.row.after(entry.detail);
    }
  }

  /** Puts something below the row of this key, or takes it away with null; false if there is no such row. */
  detail(key, content) {
    const entry = this.#rows.get(key);
    if (!entry) return false;
    if (content && entry.detail?.firstChild.firstChild !== content) {
      const cell = made('td', { role: 'cell', className: 'story' });
      cell.colSpan = this.#columns.length;
      cell.append(content);
      entry.detail?.remove();
      entry.detail = made('tr', { role: 'row', className: 'detail' });
      entry.detail.append(cell);
      entry.row.after(entry.detail);
    } else if (!content) {
      entry.detail?.remove();
      entry.detail = null;
    }
    entry.row.dataset.open = content !== null;
    return true;
  }

  #add(key) {
    const row = made('tr', { role: 'row' });
    this.#columns.forEach(({ name }) => row.append(made('td', { role: 'cell', className: name })));
    const entry = { row, detail: null };
    this.#rows.set(key, entry);
    return entry;
  }

  #fill(row, item) {
    this.#columns.forEach((column, index) => {
      const cell = row.cells[index];
      const name = word(column.word);
      if (column.name !== 'acts' && cell.dataset.name !== name) cell.dataset.name = name;
      column.show(cell, item);
    });
  }
}

/** A new element with these attributes, of which `className` and `text` are called as in scripts. */
export function made(name, { className = '', text = '', ...attributes } = {}) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

/** The buttons of a cell: [[key, label, act, attributes]]; those that are there already stay. */
export function showButtons(cell, buttons) {
  const box = cell.firstChild ?? cell.appendChild(made('div'));
  const wanted = new Set(buttons.map(([key]) => key));
  [...box.children].filter(({ dataset }) => !wanted.has(dataset.key)).forEach((button) => button.remove());
  buttons.forEach(([key, label, act, attributes = {}]) => {
    const known = [...box.children].find(({ dataset }) => dataset.key === key);
    const button = known ?? box.appendChild(made('button', { type: 'button', 'data-key': key }));
    setText(button, label);
    button.onclick = act;
    Object.entries(attributes).forEach(([name, value]) => button.setAttribute(name, value));
  });
}
