// scales: each score on its own scale, as the range that its missing items allow, with its bands; never averaged, never one number for all.
import { html } from './html.mjs';
import { t } from './words.mjs';
import { N, Read, State, findingsOf } from './parts.mjs';

const WIDTH = 240,
  PAD = 8;
const named = ({ kind, guideline, finding, about }) => ({ kind, guideline, finding, about });

// The scores of the view in the order of the layout; those it does not name come after, by title.
export function scoresOf(view) {
  const order = view.layout?.scores ?? [];
  const place = (f) => {
    const at = order.indexOf(`${f.guideline}/${f.finding}`);
    return at < 0 ? order.length : at;
  };
  return view.findings
    .filter((f) => f.kind === 'score')
    .sort(
      (a, b) => place(a) - place(b) || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0) || ((a.about ?? '') < (b.about ?? '') ? -1 : 1),
    );
}

export const rangeWords = (score) => (score.low === score.high ? String(score.low) : t('range', { low: score.low, high: score.high }));

// Where bands begin, inside the scale: what a number is compared with.
export const levelsOf = (finding) =>
  (finding.bands ?? []).map((b) => b.low).filter((low) => low > finding.range.low && low <= finding.range.high);

// The bands that the range touches: one, or all that are possible.
export const bandsOf = (finding) =>
  !finding.score ? [] : (finding.bands ?? []).filter((b) => b.high >= finding.score.low && b.low <= finding.score.high);

function Scale({ finding, words }) {
  const { range, score } = finding;
  const x = (value) => PAD + ((value - range.low) / Math.max(1e-9, range.high - range.low)) * (WIDTH - 2 * PAD);
  const known = score && score.low === score.high,
    low = score ? score.low : range.low,
    high = score ? score.high : range.high;
  const levels = levelsOf(finding);
  let free = 18;
  const ticks = levels.map((level) => {
    const at = x(level),
      show = at > free + 8 && at < WIDTH - 22;
    if (show) free = at + 12;
    return { level, at, show };
  });
  return html`<svg class="rg" viewBox=${`0 0 ${WIDTH} 32`} role="img" aria-label=${words}>
    <path class="ax" d=${`M${PAD} 14H${WIDTH - PAD}`} />
    ${known ? html`<rect class="pt" x=${x(low) - 4.5} y="6" width="9" height="16" rx="2" />` : html`<rect class=${score ? 'un' : 'un un-0'} x=${x(low)} y="7" width=${Math.max(6, x(high) - x(low))} height="14" rx="2" />`}
    ${ticks.map(
      ({ level, at, show }) => html`<g key=${level}><path class="th" d=${`M${at} 3V25`} />
      ${show ? html`<text x=${at} y="31" class="mid">${level}</text>` : null}</g>`,
    )}
    <text x=${PAD} y="31" class="mid">${range.low}</text><text x=${WIDTH - 2} y="31" class="end-a">${range.high}</text></svg>`;
}

function scaleWords(finding) {
  const levels = levelsOf(finding).join(', ');
  const where = { name: finding.title, low: finding.range.low, high: finding.range.high, levels };
  const said = finding.score ? t('sc.on', { ...where, now: rangeWords(finding.score) }) : t('sc.unknownOn', where);
  return levels ? t('sc.withLevels', { said, levels }) : said;
}

// A band in words; one that is called by its numbers is not called twice.
const bandWords = (b) => [b.name === rangeWords(b) ? '' : b.name, b.says].filter(Boolean).join(': ');

// What it says: the band when one is possible, else each that is, with its words; never a mean.
function Says({ finding }) {
  if (!finding.score)
    return html`<${State} holds="unknown" words=${finding.says || undefined} /> <${N} finding=${named(finding)}>
    ${t('tl.why')}<span class="vh"> ${finding.title}</span></${N}>`;
  const bands = bandsOf(finding);
  const words = finding.says ? finding.says : bands.length === 1 ? bandWords(bands[0]) : '';
  return html`<${N} finding=${named(finding)}>${rangeWords(finding.score)}</${N}>${words ? html`<span>, ${words}</span>` : null}
    ${
      bands.length > 1
        ? html`<ul class="sc-b">${bands.map(
            (b) => html`<li key=${b.low}><span class="q">
      ${rangeWords(b)}</span> ${bandWords(b)}</li>`,
          )}
      </ul>`
        : null
    }`;
}

function Missing({ finding }) {
  const missing = finding.missing ?? [];
  if (!missing.length) return html`<span class="q">${t('sc.nothingMissing')}</span>`;
  return html`<ul class="sc-m">${missing.slice(0, 2).map((m) => html`<li key=${m.input + (m.about ?? '')}>${m.ask}</li>`)}</ul>
    ${
      missing.length > 2
        ? html`<details><summary>${t('sc.more', { n: missing.length - 2 })}</summary><ul class="sc-m">
    ${missing.slice(2).map((m) => html`<li key=${m.input + (m.about ?? '')}>${m.ask}</li>`)}</ul></details>`
        : null
    }`;
}

// Who and when; a source without authors by the begin of its title.
function sourceName({ authors, year, title = '' }) {
  if (authors?.length) return [authors, year].filter(Boolean).join(' ');
  return [title.length > 70 ? `${title.slice(0, 68)}…` : title, year].filter(Boolean).join(' ');
}

function Cohort({ finding, view }) {
  const sources = finding.sources ?? [];
  if (!sources.length) return html`<span class="hx">${t('sc.noSource')}</span>`;
  return html`${finding.cohort ? html`<span>${finding.cohort} </span>` : null}
    ${sources.slice(0, 2).map((s) => {
      const full = view.sources?.[s.id] ?? {};
      return html`<span key=${s.id} class="sc-s">
    ${sourceName(full) || s.id} <${Read} read=${s.read ?? full.read} /></span>`;
    })}
    ${sources.length > 2 ? html`<span class="qq">${t('sc.moreSources', { n: sources.length - 2 })}</span>` : null}
    ${finding.limits ? html`<details><summary>${t('sc.limits')}</summary><p class="s">${finding.limits}</p></details>` : null}`;
}

function Row({ finding, view }) {
  const about = finding.about && (view.things?.[finding.about]?.words ?? finding.about);
  return html`<tr class=${finding.expired ? 'sc-old' : ''}><th scope="row">${finding.score?.name ?? finding.title}
    ${about ? html`<span class="sc-a">${about}</span>` : null}${finding.local ? html` <span class="read">${t('sc.local')}</span>` : null}
      ${finding.expired ? html`<span class="old">${t('sc.expired', { day: finding.expired })}</span>` : null}</th>
    <td data-h=${t('sc.range')}>${finding.range ? html`<${Scale} finding=${finding} words=${scaleWords(finding)} />` : html`<span class="hx">${t('sc.noScale')}</span>`}</td>
    <td data-h=${t('sc.says')}><${Says} finding=${finding} /></td><td data-h=${t('sc.missing')}><${Missing} finding=${finding} /></td>
      <td data-h=${t('sc.source')} class="q"><${Cohort} finding=${finding} view=${view} /></td></tr>`;
}

// Why a score is not there: outside the people it was made from.
const Outside = ({ view }) =>
  (view.layout?.outside ?? [])
    .flatMap((name) => findingsOf(view, name))
    .filter((f) => f.holds === 'yes')
    .map((f) => html`<p key=${f.finding + (f.about ?? '')} class="s"><b>${f.title}</b> ${f.says} <${N} finding=${named(f)}>${t('tl.why')}<span class="vh"> ${f.title}</span></${N}></p>`);

// The table is the chart and its twin at once: a scale in each row, and the same in words beside it.
export function Instruments({ view }) {
  const scores = scoresOf(view);
  return html`<section class="sec" id="instruments" aria-labelledby="h-in"><div class="sh"><h2 id="h-in">${t('sc.title')}</h2>
    <span class="q">${t('sc.caption')}</span></div>
    <svg class="vh" aria-hidden="true" focusable="false"><defs>
      <pattern id="sc-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-f" width="6" height="6" /><path class="hatch-l" d="M1 0V6" /></pattern></defs></svg>
    ${
      scores.length
        ? html`<table class="stack inst" aria-labelledby="h-in"><thead><tr>
      ${['instrument', 'range', 'says', 'missing', 'cohort'].map((k) => html`<th key=${k} scope="col">${t(`sc.${k}`)}</th>`)}</tr></thead>
      <tbody>${scores.map((f) => html`<${Row} key=${f.guideline + f.finding + (f.about ?? '')} finding=${f} view=${view} />`)}</tbody>
        </table>`
        : html`<p class="s q">${t('sc.none')}</p>`
    }<${Outside} view=${view} /></section>`;
}
