// links: what can be taken away: the board sheet, the calendar, leaflets. The secret calendar address is made at the follow-up.
import { html } from './html.mjs';
import { patientPath } from './api.mjs';
import { t } from './words.mjs';

export function Links({ view }) {
  const at = patientPath(view.key);
  return html`<section class="sec" id="take" aria-labelledby="h-take"><div class="sh"><h2 id="h-take">${t('links.title')}</h2>
    <span class="q">${t('links.says')}</span></div>
    <div class="by"><a class="btn" href=${`/sheet/${encodeURIComponent(view.key)}`}>${t('links.sheet')}</a>
      <a class="btn" href=${`${at}/sheet.pdf`} download>${t('links.pdf')}</a><a class="btn" href=${`${at}/calendar.ics`} download>${t('links.calendar')}</a>
      <a class="btn" href="/leaflets">${t('shell.leaflets')}</a></div></section>`;
}
