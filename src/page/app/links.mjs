// links: what can be taken away: the board sheet, the calendar, leaflets.
import { html, useState } from './html.mjs';
import { Icon } from './parts.mjs';
import { patientPath, post } from './api.mjs';
import { t } from './words.mjs';

// The secret address of a calendar is shown once; whoever has it sees the calendar without signing in.
function Feed({ view }) {
  const [state, setState] = useState({});
  const shown = ({ address }) => setState({ address: new URL(address, location.origin).href });
  const failed = (error) => setState({ failed: error.body?.error?.says ?? t('main.offline') });
  const make = () => post(patientPath(view.key, '/feed'), {}).then(shown, failed);
  if (state.address) {
    return html`<p class="by feed" role="status"><label class="grow">${t('links.feedIs')} <input class="in" type="text" readonly
      value=${state.address} onFocus=${(e) => e.currentTarget.select()} /></label>
      <button class="btn" type="button" onClick=${() => navigator.clipboard?.writeText(state.address)}>${t('links.copy')}</button><span
        class="s q">${t('links.feedHow')}</span></p>`;
  }
  return html`<button class="btn" type="button" onClick=${make}>${t('links.feed')}</button>${state.failed && html` <span class="warn"
    role="alert"><${Icon} name="amber" />${t('task.failed', { says: state.failed })}</span>`}`;
}

export function Links({ view }) {
  const at = patientPath(view.key);
  return html`<section class="sec" id="take" aria-labelledby="h-take"><div class="sh"><h2 id="h-take">${t('links.title')}</h2><span
    class="q">${t('links.says')}</span></div>
    <div class="by"><a class="btn" href=${`/sheet/${encodeURIComponent(view.key)}`}>${t('links.sheet')}</a><a class="btn"
      href=${`${at}/sheet.pdf`} download>${t('links.pdf')}</a>
      <a class="btn" href=${`${at}/calendar.ics`} download>${t('links.calendar')}</a><a class="btn" href="/leaflets">
        ${t('shell.leaflets')}</a><${Feed} view=${view} /></div></section>`;
}
