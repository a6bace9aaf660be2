// The routes as a diagram: from where, over which steps, to where, and how many messages went that way.
import { made } from './operator-table.js';
import { word } from './operator-words.js';

const QUIET = new Set(['log']); // steps that change nothing
const ENDS = new Set(['to', 'toD', 'wireTap']); // steps that send to somewhere
const INNER = /^(direct|seda):/; // addresses by which one route leads to another
const PLACE = /(?<=^vertx-websocket:)[^/]+/; // the same for all routes

/** Returns one article for each route; routes: as `/api/routes` has them. */
export function routeDiagrams(routes) {
  const idOf = new Map(routes.filter(({ from }) => INNER.test(from)).map(({ id, from }) => [from, id]));
  return routes.map((route) => diagram(route, idOf));
}

function diagram({ id, description, from, started, exchanges, failures, steps }, idOf) {
  const article = made('article', { className: 'route', id: `route-${id}` });
  const head = made('header');
  const title = made('div');
  title.append(made('h3', { text: id }), made('p', { className: 'hint', text: description }));
  const counts = made('p', { className: 'counts' });
  counts.append(
    count(exchanges, word('routes.messages')),
    count(failures, word('routes.failures'), failures > 0 ? 'failing' : ''),
  );
  if (!started) counts.append(made('span', { className: 'state bad', text: word('routes.stopped') }));
  head.append(title, counts);
  const flow = made('ol', { className: 'flow', 'aria-label': word('routes.steps', { id }) });
  const start = made('li');
  start.append(chip('from', short(from), 'chip end'));
  flow.append(start, ...steps.map((step) => drawn(step, idOf)));
  article.append(head, flow);
  return article;
}

function count(number, name, className = '') {
  const counted = made('span', { className });
  counted.append(made('b', { text: String(number) }), ` ${name}`);
  return counted;
}

function drawn({ kind, text, steps = [] }, idOf) {
  const item = made('li');
  if (steps.length === 0) {
    const look = ENDS.has(kind) ? 'chip end' : QUIET.has(kind) ? 'chip quiet' : 'chip';
    item.append(chip(kind, short(text), look, idOf.get(text)));
    return item;
  }
  const box = made('div', { className: 'box' });
  const isChoice = kind === 'choice';
  box.append(name(kind, isChoice ? text : ''));
  const branches = made('ol', { className: 'branches' });
  branches.append(...(isChoice ? steps : [{ kind: '', text, steps }]).map((branch) => branchOf(branch, idOf)));
  box.append(branches);
  item.append(box);
  return item;
}

function branchOf({ kind, text, steps = [] }, idOf) {
  const branch = made('li');
  const flow = made('ol', { className: 'flow' });
  flow.append(...steps.map((step) => drawn(step, idOf)));
  branch.append(name(kind, text), flow);
  return branch;
}

/** The kind of a step and a condition. */
function name(kind, condition) {
  const named = made('span', { className: 'name' });
  if (kind) named.append(made('b', { text: kind }), ' ');
  if (condition) named.append(made('code', { text: condition }));
  return named;
}

/** A step; one that leads to another route is a link to it. */
function chip(kind, text, className, route) {
  const step = route ? made('a', { className, href: `#route-${route}` }) : made('span', { className });
  step.append(made('b', { text: kind }), ' ');
  if (text) {
    const words = made('span');
    words.append(...text.split(/(\.)/).flatMap((part) => (part === '.' ? ['.', made('wbr')] : [part])));
    step.append(words);
  }
  return step;
}

function short(uri) {
  return uri.replace(PLACE, '…');
}
