// main: from an address to a page. Knows who is signed in; when the session ends, everything on screen goes.
import { html, render, useCallback, useEffect, useMemo, useState } from './html.mjs';
import { Failed, Guard } from './parts.mjs';
import { Frame } from './head.mjs';
import { Shell } from './shell.mjs';
import { Worklist } from './worklist.mjs';
import { Patient } from './patient.mjs';
import { SheetPage } from './sheet.mjs';
import { Guidelines } from './guidelines.mjs';
import { Audit } from './audit.mjs';
import { Leaflets } from './leaflets.mjs';
import { me as whoAmI, onSessionEnd } from './api.mjs';
import { t } from './words.mjs';

const routes = [
  [/^\/$/, Worklist],
  [/^\/patient\/([^/]+)$/, Patient],
  [/^\/sheet\/([^/]+)$/, SheetPage],
  [/^\/guidelines$/, Guidelines],
  [/^\/leaflets$/, Leaflets],
  [/^\/audit$/, Audit],
];

function routeOf(path) {
  for (const [pattern, Page] of routes) {
    const found = path.match(pattern);
    if (found) return { Page, patientKey: found[1] && decodeURIComponent(found[1]) };
  }
  return null;
}

// A click on a link to a page of ours changes the page without loading it anew.
function useLinks(go) {
  useEffect(() => {
    const click = (event) => {
      const link = event.target.closest?.('a[href]');
      if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const url = new URL(link.href, location.href);
      if (link.target || link.hasAttribute('download') || url.origin !== location.origin || !routeOf(url.pathname)) return;
      if (url.pathname === location.pathname && url.hash) return;
      event.preventDefault();
      go(url.pathname + url.hash);
    };
    document.addEventListener('click', click);
    return () => document.removeEventListener('click', click);
  }, [go]);
}

function usePath() {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const pop = () => setPath(location.pathname);
    addEventListener('popstate', pop);
    return () => removeEventListener('popstate', pop);
  }, []);
  const go = useCallback((to) => {
    history.pushState(null, '', to);
    setPath(location.pathname);
    scrollTo(0, 0);
  }, []);
  return [path, go];
}

function SignedOut() {
  return html`<div class="signin"><h1>${t('main.ended')}</h1><p>${t('main.endedHow')}</p></div>`;
}

const NotHere = () => html`<div class="signin"><h1>${t('main.notHere')}</h1><p><a href="/">${t('shell.worklist')}</a></p></div>`;

function useMe() {
  const [state, setState] = useState({});
  const load = useCallback(() => {
    setState({});
    whoAmI().then((me) => setState({ me: { ...me, receivedAt: Date.now() } }), (error) => setState({ error }));
  }, []);
  useEffect(load, []);
  return [state, load];
}

function App() {
  const [path, go] = usePath();
  const [head, setHead] = useState({});
  const [said, say] = useState('');
  const [ended, setEnded] = useState(false);
  const [{ me, error }, again] = useMe();
  useLinks(go);
  useEffect(() => onSessionEnd(() => setEnded(true)), []);
  useEffect(() => say(head.ready && head.path === path ? head.title : ''), [path, head.path, head.ready]);
  const frame = useMemo(() => ({ say, go, setHead, me: me ?? {} }), [go, me]);
  if (ended) return html`<${Shell} head=${{ title: t('main.ended') }} path=${path}><${SignedOut} /><//>`;
  const route = routeOf(path);
  return html`<${Frame.Provider} value=${frame}><${Shell} head=${route ? head : { title: t('main.notHere') }} me=${me} path=${path}
    said=${said}>
    ${error && html`<div class="signin"><h1>${t('main.noServer')}</h1><${Failed} again=${again}>${t('main.noServerHow')}<//></div>`}
    ${me && !route && html`<${NotHere} />`}
    ${me && route && html`<${Guard} key=${path} name=${t('main.page')}><${route.Page} patientKey=${route.patientKey} /><//>`}
    <//><//>`;
}

const page = document.getElementById('page');
page.replaceChildren();
render(html`<${App} />`, page);
