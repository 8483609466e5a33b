// api: what the page asks of the server (docs/api.md). A failure is an Error with `status` and `body`.
// What was shown last is remembered in memory only, so that going back shows it at once; it is forgotten when the session ends.
let csrf = '';
let ended = () => {};
const seen = new Map();

// `callback` is called when the server no longer knows who asks.
export function onSessionEnd(callback) {
  ended = callback;
}

export function remember(name, value) {
  seen.delete(name);
  seen.set(name, value);
  if (seen.size > 12) seen.delete(seen.keys().next().value);
}

export const remembered = (name) => seen.get(name);

export async function ask(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Vigil-Csrf'] = csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin' });
  } catch {
    throw failure(0, {});
  }
  const text = await response.text();
  const value = parsed(text);
  if (response.ok) return value;
  if (response.status === 401) {
    seen.clear();
    ended();
  }
  throw failure(response.status, value);
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return { error: { says: text.slice(0, 200) } };
  }
}

function failure(status, body) {
  return Object.assign(new Error(status === 0 ? 'offline' : body.error?.says ?? String(status)), { status, body });
}

export const get = (path) => ask('GET', path);
export const post = (path, body) => ask('POST', path, body);

// Ends the session; nothing of it stays.
export async function signOut() {
  await post('/api/sign-out', {});
  seen.clear();
  ended();
}

export async function me() {
  const value = await get('/api/me');
  csrf = value.csrf;
  return value;
}

export const patientPath = (key, rest = '') => `/api/patient/${encodeURIComponent(key)}${rest}`;

let people;

// Those a patient can be handed to; asked once.
export function everybody() {
  people ??= get('/api/people').catch((error) => { people = undefined; throw error; });
  return people;
}
