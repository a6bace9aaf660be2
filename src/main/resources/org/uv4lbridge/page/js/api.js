// What the bridge says over HTTP: its cameras, a ticket for a WebSocket, the ICE servers.

const LIMIT = 5_000; // ms

/** The bridge answers, but not with what was asked for; `reason` is forbidden or unknownCamera. */
export class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** The cameras that the user may see: [{name, title, isDefault, dialect, needsTicket}]. Rejects without a list. */
export async function fetchCameras() {
  const answer = await fetchJson('api/cameras');
  if (!Array.isArray(answer?.cameras)) throw new TypeError('no list of cameras');
  const needsTicket = typeof answer.auth === 'string' && answer.auth !== 'none';
  if (needsTicket && answer.cameras.length === 0) throw new Refusal('forbidden');
  return answer.cameras.filter(isCamera).map(({ name, title, default: isDefault, dialect }) => ({
    name,
    title: typeof title === 'string' && title.trim() ? title.trim().slice(0, 80) : name,
    isDefault: isDefault === true,
    dialect: typeof dialect === 'string' ? dialect : 'v2',
    needsTicket,
  }));
}

/**
 * Where a camera's WebSocket is, with a ticket for one use if the bridge wants one. Asks for the list anew: it says what
 * a WebSocket that isn't opened can't say, whether the camera is still there and may be watched.
 */
export async function fetchSocketUrl(name) {
  const camera = (await fetchCameras()).find((one) => one.name === name);
  if (!camera) throw new Refusal('unknownCamera');
  const url = new URL(`cameras/${encodeURIComponent(name)}`, document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (camera.needsTicket) url.searchParams.set('ticket', await fetchTicket());
  return url.href;
}

/** For each call anew, as TURN credentials expire. Without an answer a call goes on with none. */
export async function fetchIceServers() {
  try {
    const list = await fetchJson('api/ice-servers');
    return Array.isArray(list) ? list.filter(hasUrls).map(iceServer) : [];
  } catch {
    return [];
  }
}

async function fetchTicket() {
  const ticket = (await fetchJson('api/tickets', 'POST'))?.ticket;
  if (typeof ticket !== 'string') throw new TypeError('no ticket');
  return ticket;
}

async function fetchJson(path, method = 'GET') {
  const response = await fetch(new URL(path, document.baseURI), {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(LIMIT),
  });
  if (response.status === 401 || response.status === 403) throw new Refusal('forbidden');
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function isCamera(value) {
  // A path of "." or ".." would lead elsewhere.
  return typeof value?.name === 'string' && !['', '.', '..'].includes(value.name);
}

function hasUrls(value) {
  const urls = value?.urls;
  return typeof urls === 'string' || (Array.isArray(urls) && urls.every((url) => typeof url === 'string'));
}

function iceServer({ urls, username, credential }) {
  const server = { urls };
  if (typeof username === 'string') server.username = username;
  if (typeof credential === 'string') server.credential = credential;
  return server;
}
