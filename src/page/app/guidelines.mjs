// guidelines: what Vigil applies: each with its version, how long it is valid, for whom, its limits.
import { html } from './html.mjs';
import { Failed, Icon } from './parts.mjs';
import { useHead } from './head.mjs';
import { useFetched } from './fetched.mjs';
import { t, day } from './words.mjs';

const short = (hash) => (hash ?? '').replace(/^(sha256:)?([0-9a-f]{8})[0-9a-f]+([0-9a-f]{4})$/, 'sha256:$2…$3');
const number = (findings) => (Array.isArray(findings) ? findings.length : findings);

function Row({ guideline: g }) {
  return html`<tr class=${g.expired ? 'expired' : ''}><th scope="row"><b>${g.title ?? g.id}</b><div class="q xs">${g.id}</div></th>
    <td data-h=${t('guidelines.version')}>${g.version}${g.status && html`<div class="q">${g.status}</div>`}</td>
    <td data-h=${t('guidelines.reviewed')}>${day(g.reviewed)}<div>${g.expired ? html`<span class="old"><${Icon}
      name="amber" /> ${t('guidelines.expired', { day: day(g.expires) })}</span>` : g.expires && html`<span class="q">
      ${t('why.expires', { day: day(g.expires) })}</span>`}</div></td>
    <td data-h=${t('guidelines.for')}>${g.for ?? ''}</td><td data-h=${t('guidelines.limits')}>${g.limits ?? ''}</td>
    <td data-h=${t('guidelines.findings')} class="r">${number(g.findings)}</td><td data-h=${t('guidelines.hash')} class="q xs"
      title=${g.hash}>${short(g.hash)}</td></tr>`;
}

export function Guidelines() {
  const { value, error, again } = useFetched('/api/guidelines');
  useHead({ title: t('shell.guidelines'), ready: !!value || !!error });
  return html`<div class="wl-h"><div><h1>${t('shell.guidelines')}</h1><p class="q">${t('guidelines.says')}</p></div></div>
    ${error && html`<${Failed} again=${again}>${t('guidelines.failed')}<//>`}
    ${value?.length === 0 && html`<p class="empty">${t('guidelines.none')}</p>`}
    ${value?.length > 0 && html`<section class="scroll" tabindex="0" aria-label=${t('shell.guidelines')}><table class="wl stack gl"><thead>
      <tr><th scope="col">${t('guidelines.title')}</th><th scope="col">${t('guidelines.version')}</th><th scope="col">
      ${t('guidelines.reviewed')}</th>
      <th scope="col">${t('guidelines.for')}</th><th scope="col">${t('guidelines.limits')}</th><th scope="col" class="r">
        ${t('guidelines.findings')}</th><th scope="col">${t('guidelines.hash')}</th></tr></thead>
      <tbody>${value.map((g) => html`<${Row} key=${g.id} guideline=${g} />`)}</tbody></table></section>`}`;
}
