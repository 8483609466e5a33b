// shell: what stands around every page: top bar, notice, live region.
import { html, useEffect, useRef, useState } from './html.mjs';
import { Icon } from './parts.mjs';
import { signOut } from './api.mjs';
import { t, day } from './words.mjs';

const twoHours = 7200000;

const initials = (name) => (name ?? '').replace(/^(Dr|Prof)\.?\s+/, '').split(/\s+/).map((w) => w[0]).filter(Boolean).slice(0, 3).join('').toUpperCase();

// "Mon 23 Nov 2026, 09:40": an instant as the clock of the reader would not change it.
export function instant(iso) {
  if (!iso) return '';
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const weekday = t('weekdays').split(' ')[date.getUTCDay()];
  return t('shell.instant', { weekday, day: day(iso), time: iso.slice(11, 16) || '00:00' });
}

// Old: evaluated more than two hours before the instant it is shown for. Both are the server's: the clock of the reader may be wrong.
const isOld = ({ asOf, evaluated }) => Date.parse(asOf) - Date.parse(evaluated) > twoHours;

function AsOf({ head, me }) {
  const asOf = head.asOf ?? me?.asOf;
  if (!asOf) return null;
  const old = isOld({ ...head, asOf });
  return html`<span class=${old ? 'asof-old' : 'q'}>${old && html`<${Icon} name="amber" />`}${t('shell.asOf')} <b>
    ${instant(head.evaluated && old ? head.evaluated : asOf)}</b>
    ${old && html`<span class="vh">${t('shell.old')}</span>`}</span>`;
}

function useTheme() {
  const [theme, setTheme] = useState(() => localStorage.getItem('vigil-theme') ?? '');
  useEffect(() => {
    if (theme) {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem('vigil-theme', theme);
    }
  }, [theme]);
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  return [dark, () => setTheme(dark ? 'light' : 'dark')];
}

const pages = [['/', 'shell.worklist'], ['/guidelines', 'shell.guidelines'], ['/leaflets', 'shell.leaflets'], ['/audit', 'shell.audit']];

function Jump({ head, path }) {
  if (head.jump) {
    return html`<nav class="jump" aria-label=${t('shell.sections')}>${head.jump.map(([id, words]) => html`<a key=${id} href=${`#${id}`}>
      ${words}</a>`)}</nav>`;
  }
  return html`<nav class="jump" aria-label=${t('shell.pages')}>${pages.map(([to, name]) =>
    html`<a key=${to} href=${to} aria-current=${path === to ? 'page' : undefined}>${t(name)}</a>`)}</nav>`;
}

function SignOut() {
  const [failed, setFailed] = useState('');
  const leave = () => signOut().catch((error) => setFailed(t('shell.signOutFailed', { says: error.body?.error?.says ?? t('main.offline') })));
  return html`<button class="btn btn-q" type="button" onClick=${leave}>${t('shell.signOut')}</button>${failed && html`<span class="warn"
    role="alert">${failed}</span>`}`;
}

function Top({ head, me, path }) {
  const [dark, flip] = useTheme();
  return html`<div class="top"><a class="brand" href="/" aria-label=${t('shell.home')}><${Icon} name="vigil" />Vigil</a>
    <p class="crumb"><b><bdi>${head.name ?? head.title}</bdi></b> ${head.about && html`<span class="q">${head.about}</span>`}</p>
    <${Jump} head=${head} path=${path} />
    <div class="tool"><${AsOf} head=${head} me=${me} />
      <button class="btn btn-q" type="button" aria-pressed=${dark} onClick=${flip}>${t('shell.dark')}</button>
      ${me?.person && html`<abbr class="me" title=${t('shell.me', { name: me.person.name })}>${initials(me.person.name)}</abbr><${SignOut} />`}</div>
        </div>`;
}

// Focus goes to the heading of a page that was opened by a link; the first page is left to the browser.
function useFocus(head, path) {
  const last = useRef(path);
  useEffect(() => {
    document.title = head.title ? `${head.title} · Vigil` : 'Vigil';
    if (!head.ready || head.path !== path || last.current === path) return;
    last.current = path;
    const heading = document.querySelector('#main h1');
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }, [head, path]);
}

export function Shell({ head, me, path, said, children }) {
  useFocus(head, path);
  return html`<a class="skip" href="#main">${t('shell.skip')}</a>
    <header class="banner"><${Top} head=${head} me=${me} path=${path} />
      ${me && html`<p class=${me.fictitious ? 'fict' : 'fict fict-n'}><span class="asof">
        ${t('shell.dataAsOf', { at: instant(head.asOf ?? me.asOf) })} </span>${me.fictitious && t('shell.fictitious')}</p>`}</header>
    <div class="vh" role="status" aria-live="polite">${said}</div>
    <main class="page" id="main">${children}
      ${me?.notice && html`<footer class="notice"><p>${me.notice}</p></footer>`}</main>`;
}
