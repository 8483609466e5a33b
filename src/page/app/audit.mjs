// audit: who looked at and changed what; its rows are chained, and the page says whether the chain is whole.
import { html, useEffect, useState } from './html.mjs';
import { Failed, Icon } from './parts.mjs';
import { useHead } from './head.mjs';
import { get } from './api.mjs';
import { t, day } from './words.mjs';

function useRows() {
  const [state, setState] = useState({ rows: [], more: false });
  const load = async (before) => {
    try {
      const { rows, intact } = await get(before ? `/api/audit?before=${before}` : '/api/audit');
      setState((was) => ({ rows: before ? [...was.rows, ...rows] : rows, intact, more: rows.length > 0 && rows.at(-1).number > 1, loaded: true }));
    } catch (error) {
      setState((was) => ({ ...was, error, loaded: true }));
    }
  };
  useEffect(() => { load(); }, []);
  return [state, load];
}

const Row = ({ row }) => html`<tr><td class="r" data-h=${t('audit.number')}>${row.number}</td><td data-h=${t('audit.at')} class="nb">
  ${day(row.at)}, ${row.at?.slice(11, 19)}</td><td data-h=${t('audit.person')}><bdi>${row.person?.name ?? row.person ?? ''}</bdi></td>
  <td data-h=${t('audit.action')}>${row.action}</td><td data-h=${t('audit.patient')}>${row.patient && html`<a
    href=${`/patient/${encodeURIComponent(row.patient)}`}>${row.patient}</a>`}</td><td data-h=${t('audit.what')}><bdi>
    ${row.what ?? ''}</bdi></td></tr>`;

export function Audit() {
  const [{ rows, intact, more, error, loaded }, load] = useRows();
  useHead({ title: t('shell.audit'), ready: !!loaded });
  return html`<div class="wl-h"><div><h1>${t('shell.audit')}</h1><p class="q">${t('audit.says')}</p></div></div>
    ${loaded && !error && (intact ? html`<p class="s intact"><${Icon} name="met" /> ${t('audit.intact')}</p>` : html`<p class="warn"
      role="alert"><${Icon} name="amber" /><span><b>${t('audit.broken')}</b></span></p>`)}
    ${error && html`<${Failed} again=${() => load()}>${t('audit.failed')}<//>`}
    ${rows.length > 0 && html`<table class="wl stack au"><caption class="vh">${t('shell.audit')}</caption><thead><tr><th scope="col"
      class="r">${t('audit.number')}</th><th scope="col">${t('audit.at')}</th><th scope="col">${t('audit.person')}</th><th scope="col">
      ${t('audit.action')}</th><th scope="col">${t('audit.patient')}</th><th scope="col">${t('audit.what')}</th></tr></thead>
      <tbody>${rows.map((row) => html`<${Row} key=${row.number} row=${row} />`)}</tbody></table>`}
    ${loaded && !error && rows.length === 0 && html`<p class="empty">${t('audit.none')}</p>`}
    ${more && html`<p class="more"><button class="btn" type="button" onClick=${() => load(rows.at(-1).number)}>
      ${t('worklist.more')}</button></p>`}`;
}
