// leaflets: general words to hand to patients; nothing in them is about one person.
import { html } from './html.mjs';
import { Failed } from './parts.mjs';
import { useHead } from './head.mjs';
import { useFetched } from './fetched.mjs';
import { t } from './words.mjs';

export function Leaflets() {
  const { value, error, again } = useFetched('/api/leaflets');
  useHead({ title: t('shell.leaflets'), ready: !!value || !!error });
  return html`<div class="wl-h"><div><h1>${t('shell.leaflets')}</h1><p class="q">${t('leaflets.says')}</p></div></div>
    ${error && html`<${Failed} again=${again}>${t('leaflets.failed')}<//>`}
    ${value?.length === 0 && html`<p class="empty">${t('leaflets.none')}</p>`}
    ${value?.length > 0 && html`<ul class="lf">${value.map((l) => html`<li key=${l.name}><a
      href=${`/api/leaflet/${encodeURIComponent(l.name)}`} target="_blank" rel="noopener">${l.title}<span
      class="vh"> ${t('leaflets.newTab')}</span></a> <span class="q s">${l.guideline ?? ''}</span></li>`)}</ul>`}`;
}
