// everything: all that Vigil said of this person, by guideline, folded; also what does not hold and what is not known.
import { html, useMemo } from './html.mjs';
import { Fold, N, State, Tier, byTier } from './parts.mjs';
import { plain, wordsOf } from './read.mjs';
import { t } from './words.mjs';

const kinds = ['finding', 'due', 'option'];
const order = { yes: 0, unknown: 1, no: 2, 'n/a': 3 };

function byGuideline(view) {
  const groups = new Map();
  for (const f of view.findings) {
    if (!kinds.includes(f.kind)) continue;
    if (!groups.has(f.guideline)) groups.set(f.guideline, []);
    groups.get(f.guideline).push(f);
  }
  for (const list of groups.values()) list.sort((a, b) => order[a.holds] - order[b.holds] || byTier(a, b) || (a.title ?? '').localeCompare(b.title ?? ''));
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

function Row({ finding, view }) {
  const place = wordsOf(view, finding.about);
  const words = finding.title ?? finding.finding;
  return html`<tr class=${finding.expired ? 'expired' : ''}><td>${finding.tier && finding.tier !== 'green' ? html`<${Tier}
    tier=${finding.tier} />` : html`<${State} holds=${finding.holds} words=${t(`holds.${finding.holds}`)} />`}</td>
    <th scope="row"><${N} finding=${finding}>${words}<//>${place && html`<div class="q"><bdi>${place}</bdi></div>`}</th>
    <td><bdi>${plain(finding.says, view.asOf)}</bdi>${finding.expired && html` <span class="hx">
      ${t('everything.expired')}</span>`}${finding.local && html` <span class="read">${t('why.local')}</span>`}</td></tr>`;
}

const Table = ({ list, view, name }) => html`<table class="stack all"><caption class="vh">${name}</caption><thead><tr><th scope="col">
  ${t('everything.state')}</th><th scope="col">${t('everything.what')}</th><th scope="col">${t('everything.says')}</th></tr></thead>
  <tbody>${list.map((f, i) => html`<${Row} key=${i} finding=${f} view=${view} />`)}</tbody></table>`;

const count = (list, holds) => list.filter((f) => f.holds === holds).length;

export function Everything({ view }) {
  const groups = useMemo(() => byGuideline(view), [view.findings]);
  const all = groups.flatMap(([, list]) => list);
  return html`<section class="sec" id="everything" aria-labelledby="h-all"><div class="sh"><h2 id="h-all">${t('everything.title')}</h2>
    <span class="q">${t('everything.count', { yes: count(all, 'yes'), unknown: count(all, 'unknown'), no: count(all, 'no') })}</span>
      ${view.leftOut > 0 && html` <span class="hx s">${t('everything.leftOut', { n: view.leftOut })}</span>`}</div>
    ${groups.map(([name, list]) => html`<${Fold} key=${name} cls="fold-g" summary=${html`<b>${name}</b> <span class="q">
      ${t('everything.count', { yes: count(list, 'yes'), unknown: count(list, 'unknown'), no: count(list, 'no') })}</span>`}>
      ${() => html`<${Table} list=${list} view=${view} name=${name} />`}<//>`)}</section>`;
}
