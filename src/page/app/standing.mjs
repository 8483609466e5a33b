// standing: how the guideline behind a conclusion stands: a draft, resting on local settings, expired.
import { html } from './html.mjs';
import { t, day } from './words.mjs';

export const Standing = ({ finding }) => html`${finding.status === 'draft' && html` <span class="read">${t('standing.draft')}</span>`}${finding.local && html` <span class="read">${t('standing.local')}</span>`}${
  finding.expired && html` <span class="old">${t('standing.expired', { day: day(finding.expired) })}</span>`}`;
