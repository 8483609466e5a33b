// api: what the page asks of the server (docs/api.md). A failure is an Error with `status` and `body`.
let csrf = '';

export async function ask(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Vigil-Csrf'] = csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin' });
  } catch {
    throw Object.assign(new Error('offline'), { status: 0, body: {} });
  }
  const text = await response.text();
  let value = {};
  try { value = text ? JSON.parse(text) : {}; } catch { value = { error: { says: text.slice(0, 200) } }; }
  if (!response.ok) throw Object.assign(new Error(value.error?.says ?? String(response.status)), { status: response.status, body: value });
  return value;
}

export const get = (path) => ask('GET', path);
export const post = (path, body) => ask('POST', path, body);

export async function me() {
  const value = await get('/api/me');
  csrf = value.csrf;
  return value;
}

export const patientPath = (key, rest = '') => `/api/patient/${encodeURIComponent(key)}${rest}`;
