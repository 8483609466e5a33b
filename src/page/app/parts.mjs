// parts: the small things that stand everywhere: a tier, a state, a number that opens its why, how far a source was read.
import { html, createContext, useContext, useErrorBoundary, useState } from './html.mjs';
import { t } from './words.mjs';

export { byTier, nameOf } from './names.mjs';
export { findingsOf } from './read.mjs';

// How a part opens the why of a finding: open({ kind, guideline, finding, about }, element). Given by the patient page.
export const Why = createContext(() => {});

export const Icon = ({ name, size }) => html`<svg class="i" width=${size} height=${size} aria-hidden="true"><use
  href=${`/app/icons.svg#i-${name}`} /></svg>`;

const icons = { emergency: 'emergency', red: 'red', amber: 'amber', unknown: 'unknown', green: 'green' };

// A tier is always shape, word and colour.
export const Tier = ({ tier, words }) => tier && icons[tier]
  ? html`<span class=${`tier t-${tier}`}><${Icon} name=${icons[tier]} />${words ?? t(`tier.${tier}`)}</span>` : null;

// A criterion: met, not met, not known; by shape, never by a tier's colour.
export function State({ holds, words }) {
  const kind = holds === 'yes' ? 'met' : holds === 'no' ? 'not' : 'unknown';
  return html`<span class=${`st st-${kind}`}><${Icon} name=${kind} />${words ?? t(`state.${holds ?? 'unknown'}`)}</span>`;
}

// A number or a word that opens the reason behind it.
export function N({ finding, children }) {
  const open = useContext(Why);
  return html`<a class="n" href="#why" onClick=${(event) => { event.preventDefault(); open(finding, event.currentTarget); }}>
    ${children}</a>`;
}

export const Read = ({ read }) => read ? html`<span class="read">${t(`read.${read}`)}</span>` : null;

// What is not known: grey hatch, never blank.
export const Unknown = ({ children }) => html`<span class="hx">${children}</span>`;

// A part that fails says so where it stands, and the rest of the page stays.
export function Guard({ name, children }) {
  const [error, reset] = useErrorBoundary((e) => console.error(name, e?.name));
  if (!error) return children;
  return html`<section class="sec" role="alert"><div class="sh"><h2>${name}</h2></div>
    <p class="warn"><${Icon} name="amber" /><span>${t('guard.failed', { name })} <button class="btn" type="button" onClick=${reset}>
      ${t('guard.again')}</button></span></p></section>`;
}

// What did not work, said where it stands.
export const Failed = ({ children, again }) => html`<p class="warn" role="alert"><${Icon} name="amber" /><span>${children}
  ${again && html` <button class="btn" type="button" onClick=${again}>${t('guard.again')}</button>`}</span></p>`;

// Details whose content is made only when it is opened.
export function Fold({ summary, open, children, cls }) {
  const [shown, setShown] = useState(!!open);
  return html`<details class=${cls} open=${shown} onToggle=${(event) => setShown(event.currentTarget.open)}>
    <summary>${summary}</summary>${shown && (typeof children === 'function' ? children() : children)}</details>`;
}
