// follow: what is due in the next twelve months and what is overdue, by examination, each profile in a row of its own, done or not.
//
// Too little is seen as an overdue bar left of now, too much as a mark that no profile asked for. A table says the same. The calendar
// holds general words only; its secret address is shown once.
import { html, useState, useMemo } from './html.mjs';
import { t, day } from './words.mjs';
import { post, patientPath } from './api.mjs';
import { N, State, Tier } from './parts.mjs';
import { daysOf, dayOf, isoOf, cut, wide } from './lanes.mjs';

const LEFT = 250, WIDTH = 1390, MONTHS_BEFORE = 4, MONTHS_AHEAD = 12, TALL = 36, LATE = 190;
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const named = ({ kind, guideline, finding, about }) => ({ kind, guideline, finding, about });

const addMonths = (iso, n) => { const [y, m, d] = iso.slice(0, 10).split('-').map(Number); return dayOf(y, m + n, Math.min(d, 28)); };

// One due finding as windows: done in a window, extra (done, no window asked for it), overdue, due now, ahead.
function windowsOf(finding) {
  return (finding.due ?? []).map((d) => {
    const done = d.done && daysOf(d.done), from = d.from && daysOf(d.from), to = (d.to ?? d.from) && daysOf(d.to ?? d.from);
    const state = done ? (from ? 'done' : 'extra') : d.overdueDays > 0 ? 'overdue' : d.dueNow ? 'now' : 'ahead';
    return { state, low: from?.low, high: to?.high, done: done?.low, overdue: d.overdueDays ?? 0 };
  });
}

// Examinations with the profiles that ask for them: [{ title, rows: [{ finding, windows, state }] }], overdue first.
export function planOf(view) {
  const wanted = view.layout?.followUp?.guidelines;
  const groups = new Map();
  for (const finding of view.findings) {
    if (finding.kind !== 'due' || (wanted && !wanted.includes(finding.guideline))) continue;
    const windows = windowsOf(finding), title = finding.details?.examination ?? finding.title;
    if (finding.holds !== 'unknown' && !windows.length) continue;
    if (!groups.has(title)) groups.set(title, { title, rows: [] });
    groups.get(title).rows.push({ finding, windows, overdue: Math.max(0, ...windows.map((w) => w.overdue)), next: Math.min(...windows.filter((w) => !w.done).map((w) => w.low)) });
  }
  const list = [...groups.values()].map((g) => ({ ...g, overdue: Math.max(...g.rows.map((r) => r.overdue)), next: Math.min(...g.rows.map((r) => r.next)),
    known: g.rows.some((r) => r.windows.length) }));
  return list.sort((a, b) => b.overdue - a.overdue || a.next - b.next || (a.title < b.title ? -1 : 1));
}

const profileOf = (finding) => [finding.details?.profile, finding.strength].filter(Boolean)[0] ?? finding.guideline;

function scaleOf(asOf) {
  const low = addMonths(asOf, -MONTHS_BEFORE), high = addMonths(asOf, MONTHS_AHEAD), now = daysOf(asOf).low;
  const x = (d) => LEFT + ((Math.min(high, Math.max(low, d)) - low) / (high - low)) * (WIDTH - LEFT);
  return { low, high, now, x, asOf };
}

function ticks(scale) {
  const start = isoOf(scale.low);
  return Array.from({ length: MONTHS_BEFORE + MONTHS_AHEAD + 1 }, (_, i) => addMonths(`${start.slice(0, 7)}-01`, i)).filter((d) => d >= scale.low && d < scale.high)
    .map((d, i) => { const iso = isoOf(d), month = Number(iso.slice(5, 7)); return { x: scale.x(d), text: i === 0 || month === 1 ? `${names[month - 1]} ${iso.slice(0, 4)}` : names[month - 1] }; });
}

// ---- the strip

function Bars({ row, y, scale }) {
  const { windows } = row, mid = y + TALL / 2, nowX = scale.x(scale.now);
  const seen = windows.filter((w) => (w.done ?? w.high) >= scale.low && (w.done ?? w.low) <= scale.high);
  const lastDone = windows.filter((w) => w.done && w.done < scale.low).pop();
  const far = windows.find((w) => !w.done && w.low > scale.high);
  const nodes = seen.map((w, i) => w.done ? html`<g key=${i}>${w.state === 'done' && w.high >= scale.low ? html`<rect class="fu-w" x=${scale.x(w.low)} y=${mid - 8} width=${Math.max(4, scale.x(w.high) - scale.x(w.low))} height="16" rx="2" />` : null}
      ${w.state === 'extra' ? html`<path class="fu-x" d=${`M${scale.x(w.done)} ${mid - 6}v12M${scale.x(w.done) - 6} ${mid}h12`} />` : html`<circle class="mk" cx=${scale.x(w.done)} cy=${mid} r="5.2" />`}</g>`
    : open(w, i, mid, scale, nowX));
  const late = windows.filter((w) => !w.done && w.high < scale.low).map((w, i) => open(w, `l${i}`, mid, scale, nowX));
  const words = [];
  if (lastDone && !seen.some((w) => w.done)) words.push(html`<text key="ld" class="a" x=${LEFT + 4} y=${mid + 4}>${late.length || seen.some((w) => w.state === 'overdue') ? '' : t('fu.lastDone', { day: day(isoOf(lastDone.done)) })}</text>`);
  if (far && !windows.some((w) => !w.done && w.low <= scale.high)) words.push(html`<text key="far" class="a end-a" x=${WIDTH - 6} y=${mid + 4}>${t('fu.next', { day: day(isoOf(far.low)) })}</text>`);
  if (!windows.length) words.push(html`<g key="u"><rect fill="url(#fu-hatch)" x=${nowX} y=${mid - 9} width=${LATE} height="18" rx="2" /><text x=${nowX + 6} y=${mid + 4}>${t('state.unknown')}</text></g>`);
  return [...late, ...nodes, ...words];
}

// A window that waits: overdue from its begin to now, with how late; else a bar with its days.
function open(w, key, mid, scale, nowX) {
  if (w.state === 'overdue') {
    const x0 = scale.x(w.low), label = t('fu.overdue', { n: w.overdue });
    const inside = cut(t('fu.due', { day: day(isoOf(w.high), w.high > scale.low ? scale.asOf : '') }), nowX - x0 - 12, true);
    return html`<g key=${key}><rect class="sb-amber" x=${x0} y=${mid - 9} width=${Math.max(4, nowX - x0)} height="18" rx="2" />
      ${w.low < scale.low ? html`<path class="fu-more" d=${`M${x0 + 5} ${mid - 5}l-5 5 5 5`} />` : null}
      <text class="fa nh" x=${x0 + 9} y=${mid + 4}>${inside}</text><text class="fa" x=${nowX + 7} y=${mid + 4}>${label}</text></g>`;
  }
  const x0 = scale.x(w.low), x1 = Math.max(x0 + 12, scale.x(w.high)), words = w.low === w.high ? day(isoOf(w.low), scale.asOf) : t('fu.span', { from: day(isoOf(w.low), scale.asOf), to: day(isoOf(w.high), scale.asOf) });
  const inside = wide(words) < x1 - x0 - 10, left = !inside && x1 + wide(words) + 8 > WIDTH;
  return html`<g key=${key}><rect class="sb2 sb-b" x=${x0} y=${mid - 8} width=${x1 - x0} height="16" rx="2" /><text class=${inside ? 'nh' : left ? 'end-a' : ''} x=${inside ? x0 + 5 : left ? x0 - 5 : x1 + 5} y=${mid + 4}>${words}</text></g>`;
}

function Strip({ groups, asOf }) {
  const scale = scaleOf(asOf);
  const rows = groups.flatMap((g, band) => g.rows.map((row, i) => ({ row, title: i ? '' : g.title, band })));
  const height = 26 + rows.length * TALL + 4, nowX = scale.x(scale.now);
  return html`<section class="fu" tabindex="0" aria-label=${t('fu.name')}><svg viewBox=${`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby="fu-t"><title id="fu-t">${t('fu.svg', { from: day(isoOf(scale.low)), to: day(isoOf(scale.high)) })}</title>
    <defs><pattern id="fu-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-f" width="8" height="8" /><path class="hatch-l" d="M1.5 0V8" /></pattern></defs>
    ${rows.map(({ band }, i) => band % 2 ? null : html`<rect key=${i} class="lane0" x="0" y=${26 + i * TALL} width=${WIDTH} height=${TALL} />`)}
    ${ticks(scale).map((tick) => html`<g key=${tick.x}><path class="g0" d=${`M${tick.x} 20V${height - 4}`} />${Math.abs(tick.x - nowX) < 64 && tick.x > nowX - 40 ? null : html`<text class="a" x=${tick.x + 4} y="15">${tick.text}</text>`}</g>`)}
    <path class="nowl" d=${`M${nowX} 4V${height - 4}`} /><text class="b" x=${nowX + 5} y="15">${day(asOf, asOf)}</text>
    ${rows.map(({ row, title }, i) => html`<g key=${i}><text class="b" x="8" y=${26 + i * TALL + (title ? 15 : 0)}>${title ? cut(title, LEFT - 20, true) : ''}</text><text class="a" x="8" y=${26 + i * TALL + (title ? 29 : 22)}>${cut(profileOf(row.finding), LEFT - 20)}</text>
      <${Bars} row=${row} y=${26 + i * TALL} scale=${scale} /></g>`)}</svg></section>`;
}

// ---- the table

function stateOf(row) {
  if (!row.windows.length) return html`<${State} holds="unknown" />`;
  if (row.overdue) return html`<span class="old">${t('fu.overdue', { n: row.overdue })}</span>`;
  return row.windows.some((w) => w.state === 'now') ? t('fu.now') : row.windows.some((w) => w.state === 'ahead') ? t('fu.ahead') : t('fu.done');
}

function TableRow({ title, row, first }) {
  const done = row.windows.filter((w) => w.done), next = row.windows.find((w) => !w.done), extra = row.windows.filter((w) => w.state === 'extra').length;
  return html`<tr><th scope="row">${first ? title : html`<span class="vh">${title}</span>`}</th><td data-h=${t('fu.profile')}>${profileOf(row.finding)}${row.finding.expired ? html` <span class="old">${t('fu.expired', { day: day(row.finding.expired) })}</span>` : null}</td>
    <td data-h=${t('fu.last')} class="nb">${done.length ? day(isoOf(done[done.length - 1].done)) : html`<span class="hx">${t('fu.noneDone')}</span>`}</td>
    <td data-h=${t('fu.nextOne')}>${next ? (next.low === next.high ? day(isoOf(next.low)) : t('fu.span', { from: day(isoOf(next.low)), to: day(isoOf(next.high)) })) : row.windows.length ? t('fu.noNext') : html`<span class="hx">${t('state.unknown')}</span>`}</td>
    <td data-h=${t('fu.extra')}>${extra ? t('fu.extraDays', { n: extra }) : t('fu.no')}</td><td data-h=${t('fu.state')}>${stateOf(row)} <${N} finding=${named(row.finding)}>${t('tl.why')}<span class="vh"> ${title}</span></${N}></td></tr>`;
}

function Table({ groups }) {
  return html`<section class="scroll" tabindex="0" aria-label=${t('fu.tableName')}><table class="stack"><thead><tr>${['exam', 'profile', 'last', 'nextOne', 'extra', 'state'].map((k) => html`<th key=${k} scope="col">${t(`fu.${k}`)}</th>`)}</tr></thead>
    <tbody>${groups.flatMap((g) => g.rows.map((row, i) => html`<${TableRow} key=${row.finding.guideline + row.finding.finding + (row.finding.about ?? '')} title=${g.title} row=${row} first=${i === 0} />`))}</tbody></table></section>`;
}

// What guidelines say about too much, or about profiles side by side: findings that the layout names, or that carry the detail.
function Said({ view }) {
  const wanted = view.layout?.followUp?.findings;
  const said = view.findings.filter((f) => f.kind === 'finding' && f.says && (wanted ? wanted.includes(`${f.guideline}/${f.finding}`) : f.details?.compared !== undefined));
  if (!said.length) return null;
  return html`<ul class="fu-said">${said.map((f) => html`<li key=${f.finding + (f.about ?? '')} class="s"><b>${f.title}</b> ${f.holds === 'unknown' ? html`<span class="hx">${f.says}</span>` : f.says}
    ${f.holds === 'yes' && ['red', 'amber', 'emergency'].includes(f.tier) ? html` <${Tier} tier=${f.tier} />` : null} <${N} finding=${named(f)}>${t('tl.why')}</${N}></li>`)}</ul>`;
}

// ---- the calendar

function Feed({ patientKey }) {
  const [state, setState] = useState({});
  const make = async () => {
    setState({ busy: true });
    try { setState({ address: (await post(patientPath(patientKey, '/feed'), {})).address }); } catch (error) { setState({ failed: error.message }); }
  };
  const full = state.address && new URL(state.address, location.href).href;
  return html`<span class="end"><a class="btn" href=${patientPath(patientKey, '/calendar.ics')} download>${t('fu.ics')}</a><button type="button" class="btn" disabled=${state.busy} onClick=${make}>${t('fu.feed')}</button></span>
    <p class="feed s" aria-live="polite">${full ? html`${t('fu.feedOnce')} <input class="in" readonly aria-label=${t('fu.feedName')} value=${full} onFocus=${(e) => e.currentTarget.select()} />` : state.failed ? html`<span class="hx">${t('fu.feedFailed', { says: state.failed })}</span>` : null}</p>`;
}

// ---- the component

export function FollowUp({ view }) {
  const groups = useMemo(() => planOf(view), [view]);
  const known = groups.filter((g) => g.known), unknown = groups.filter((g) => !g.known);
  const extra = groups.some((g) => g.rows.some((r) => r.windows.some((w) => w.state === 'extra' && w.done)));
  return html`<section class="sec" id="follow" aria-labelledby="h-f"><div class="sh"><h2 id="h-f">${t('fu.title')}</h2><span class="q">${t('fu.hint')}</span><${Feed} patientKey=${view.key} /></div>
    ${known.length ? html`<${Strip} groups=${known} asOf=${view.asOf} />` : html`<p>${unknown.length ? t('fu.onlyUnknown') : view.patient.died ? t('fu.died') : t('fu.nothing')}</p>`}
    ${known.length ? html`<p class="key"><span><svg viewBox="0 0 14 12" aria-hidden="true"><circle class="mk" cx="7" cy="6" r="5" /></svg>${t('fu.done')}</span>${extra ? html`<span><svg viewBox="0 0 14 12" aria-hidden="true"><path class="fu-x" d="M7 1v10M2 6h10" /></svg>${t('fu.extraKey')}</span>` : null}
      <span><svg viewBox="0 0 14 12" aria-hidden="true"><rect class="sb2 sb-b" x="0.500" y="1" width="13" height="10" /></svg>${t('fu.ahead')}</span><span><svg viewBox="0 0 14 12" aria-hidden="true"><rect class="sb-amber" x="0.500" y="1" width="13" height="10" /></svg>${t('fu.late')}</span></p>` : null}
    <${Said} view=${view} />
    ${unknown.length ? html`<p class="s fu-unk"><span class="hx">${t('fu.unknown', { n: unknown.length })}</span> ${unknown.map((g, i) => html`${i ? '; ' : ''}<${N} key=${g.title} finding=${named(g.rows[0].finding)}>${g.title}</${N}>`)}</p>` : null}
    ${groups.length ? html`<details><summary>${t('fu.table')}</summary><${Table} groups=${groups} /></details>` : null}</section>`;
}
