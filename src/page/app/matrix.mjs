// matrix: the points that speak for surgery of a lesion, each met, not met or not known; the tracks; what to do next.
import { html, useState } from './html.mjs';
import { t } from './words.mjs';
import { Icon, Tier, N } from './parts.mjs';
import { Standing } from './standing.mjs';
import { lesionsOf, partsOf } from './work.mjs';

const KIND = { yes: 'met', no: 'not', 'n/a': 'away' };
const kindOf = (holds) => KIND[holds] ?? 'unknown';
const iconOf = (holds) => (holds === 'yes' ? 'met' : holds === 'no' || holds === 'n/a' ? 'not' : 'unknown');

export function Matrix({ view }) {
  const lesions = lesionsOf(view);
  const [chosen, choose] = useState('');
  if (!lesions.length) return null;
  const lesion = lesions.find((l) => l.about === chosen) ?? lesions[0];
  return html`<section class="sec" id="criteria" aria-labelledby="h-criteria">
    <div class="sh"><h2 id="h-criteria">${t('matrix.title')}</h2><${Counts} counts=${lesion.counts} />
      <div class="end">${lesions.length > 1 ? html`<${Which} lesions=${lesions} chosen=${lesion.about} choose=${choose} />` : html`<span class="q"><bdi>${lesion.words}</bdi></span>`}</div></div>
    ${lesion.answer && html`<${Answer} answer=${lesion.answer} words=${lesion.words} />`}
    <div class="mx">${lesion.rows.map((row, i) => html`<${Grid} row=${row} index=${i} />`)}</div>
    <${Tracks} lesion=${lesion} />
  </section>`;
}

const Mark = ({ holds, words }) => html`<span class=${`st st-${kindOf(holds)}`}><${Icon} name=${iconOf(holds)} />${words ?? t(`state.${holds}`)}</span>`;

const Counts = ({ counts }) => html`<span class="mx-n"><${Mark} holds="yes" words=${t('matrix.met', { n: counts.yes })} /><${Mark} holds="no" words=${t('matrix.not', { n: counts.no })} />
  <${Mark} holds="unknown" words=${t('matrix.unknown', { n: counts.unknown })} />${counts.away > 0 && html`<span class="q s">${t('matrix.away', { n: counts.away })}</span>`}</span>`;

const Which = ({ lesions, chosen, choose }) => html`<fieldset class="pick"><legend>${t('matrix.which')}</legend>
  ${lesions.map((l) => html`<label key=${l.about}><input type="radio" name="matrix-lesion" checked=${l.about === chosen} onChange=${() => choose(l.about)} /><bdi>${l.words || t('matrix.lesion')}</bdi></label>`)}</fieldset>`;

// What to do next, its aim, what speaks for it and what would change it.
function Answer({ answer, words }) {
  const { lead, list } = partsOf(answer.error ?? answer.says, words);
  return html`<div class=${`mx-a mx-a-${answer.tier ?? 'none'}`}><p class="mx-l"><${Tier} tier=${answer.tier} /><span><${N} finding=${answer}>${lead || answer.title}<//><${Standing} finding=${answer} /></span></p>
    ${list.length > 0 && html`<dl>${list.map((part) => html`<div><dt>${part.name}</dt><dd>${part.says}</dd></div>`)}</dl>`}</div>`;
}

function Grid({ row, index }) {
  const id = `h-mx-${index}`;
  return html`<div class=${`mx-${row.cells.length > 6 ? 10 : 6}`} role="group" aria-labelledby=${id}><h3 class="s q" id=${id}>${row.title}</h3>
    <ol>${row.cells.map((cell) => html`<li class=${`cell cell-${kindOf(cell.holds)}`} key=${cell.name}>
      <span>${cell.number} <${Mark} holds=${cell.holds} /></span>
      <b>${cell.finding ? html`<${N} finding=${cell.finding}>${cell.title}<//>` : cell.title}</b>
      <small>${cell.holds === 'n/a' ? '' : cell.says}</small></li>`)}</ol></div>`;
}

function Tracks({ lesion }) {
  if (!lesion.ladder.length && !lesion.on) return null;
  const ladder = lesion.ladder.some((track) => track.here) || !lesion.on ? lesion.ladder : [...lesion.ladder, lesion.on];
  return html`<div class="tracks">${ladder.map((track, i) => html`<${Track} track=${track} id=${`h-track-${i}`} />`)}</div>
    ${lesion.others.length > 0 && html`<p class="mx-o q s">${t('matrix.others')} ${lesion.others.filter((track) => !track.here).map((track) => track.title).join(' · ')}</p>`}`;
}

function Track({ track, id }) {
  const list = (points) => points.map((point, i) => html`${i > 0 && '; '}${point.finding ? html`<${N} finding=${point.finding}>${point.title}<//>` : point.title}`);
  const line = (name, points) => points.length > 0 && html`<dt>${t(name)}</dt><dd>${list(points)}</dd>`;
  const kind = track.here ? 'track-here' : track.open.length ? 'track-unknown' : '';
  return html`<section class=${`track ${kind}`} aria-labelledby=${id}>
    <h3 id=${id}>${track.title} ${track.here && html`<span class="here">${t('matrix.here')}</span>`}</h3>
    <p class="q">${track.says}</p>
    <dl>${line('matrix.has', track.has)}${line('matrix.open', track.open)}${line('matrix.lacks', track.lacks)}${line('matrix.one', track.one)}</dl>
  </section>`;
}
