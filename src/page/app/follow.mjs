// follow: what is due in the next twelve months and what is overdue, by examination, each profile in a row of its own, done or not.
//
// Too little is seen as an overdue bar left of now, too much as a mark that no profile asked for. A table says the same. The calendar
// holds general words only; its secret address is shown once.
import { html, useState, useMemo } from './html.mjs';
import { t, day } from './words.mjs';
import { post, patientPath } from './api.mjs';
import { N, State, Tier, findingsOf } from './parts.mjs';
import { daysOf, dayOf, isoOf, wide } from './lanes.mjs';

const LEFT = 0,
  WIDTH = 1120,
  MONTHS_BEFORE = 4,
  MONTHS_AHEAD = 12,
  TALL = 38,
  LOW = 24,
  TOP = 26;
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const named = ({ kind, guideline, finding, about }) => ({ kind, guideline, finding, about });

const addMonths = (iso, n) => {
  const [y, m, d] = iso.slice(0, 10).split('-').map(Number);
  return dayOf(y, m + n, Math.min(d, 28));
};

// One due finding as windows: done in a window, extra (done, no window asked for it), overdue, due now, ahead.
function windowsOf(finding) {
  return (finding.due ?? []).map((d) => {
    const done = d.done && daysOf(d.done),
      from = d.from && daysOf(d.from),
      to = (d.to ?? d.from) && daysOf(d.to ?? d.from);
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
    const windows = windowsOf(finding),
      title = finding.details?.examination ?? finding.title;
    if (finding.holds !== 'unknown' && !windows.length) continue;
    if (!groups.has(title)) groups.set(title, { title, rows: [] });
    groups
      .get(title)
      .rows.push({
        finding,
        windows,
        overdue: Math.max(0, ...windows.map((w) => w.overdue)),
        next: Math.min(...windows.filter((w) => !w.done).map((w) => w.low)),
      });
  }
  const list = [...groups.values()].map((g) => ({
    ...g,
    overdue: Math.max(...g.rows.map((r) => r.overdue)),
    next: Math.min(...g.rows.map((r) => r.next)),
    known: g.rows.some((r) => r.windows.length),
  }));
  return list.sort((a, b) => b.overdue - a.overdue || a.next - b.next || (a.title < b.title ? -1 : 1));
}

// What other schedules would ask for: "NCCN 2027-03-10; COSS 2027-01-10 to 2027-03-10" in what a comparison says, as windows.
export function comparedIn(says) {
  const list = String(says ?? '')
    .split(': ')
    .pop()
    .replace(/\.$/, '')
    .split('; ')
    .map((part) => /^(.+?) (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?$/.exec(part));
  return list.length > 1 && list.every(Boolean) ? list.map(([, profile, from, to]) => ({ profile, from, to: to ?? from })) : [];
}

// Profiles side by side: the findings that compare them, as the layout names them, each profile in a row; they make nothing due.
export function comparisonsOf(view) {
  return (view.layout?.followUp?.compared ?? [])
    .flatMap((name) => findingsOf(view, name))
    .filter((f) => f.holds === 'yes')
    .map((finding) => ({ finding, list: comparedIn(finding.details?.compared ?? finding.says) }))
    .filter(({ list }) => list.length)
    .map(({ finding, list }) => ({
      title: finding.title,
      compared: true,
      finding,
      overdue: 0,
      rows: list.map((one) => ({
        finding,
        profile: one.profile,
        overdue: 0,
        windows: [{ state: 'other', low: daysOf(one.from).low, high: daysOf(one.to).high, overdue: 0 }],
      })),
    }));
}

const profileOf = (finding) => [finding.details?.profile, finding.strength].filter(Boolean)[0] ?? finding.guideline;

function scaleOf(asOf) {
  const low = addMonths(asOf, -MONTHS_BEFORE),
    high = addMonths(asOf, MONTHS_AHEAD),
    now = daysOf(asOf).low;
  const x = (d) => LEFT + ((Math.min(high, Math.max(low, d)) - low) / (high - low)) * (WIDTH - LEFT);
  return { low, high, now, x, asOf };
}

function ticks(scale) {
  const start = isoOf(scale.low);
  return Array.from({ length: MONTHS_BEFORE + MONTHS_AHEAD + 1 }, (_, i) => addMonths(`${start.slice(0, 7)}-01`, i))
    .filter((d) => d >= scale.low && d < scale.high)
    .map((d, i) => {
      const iso = isoOf(d),
        month = Number(iso.slice(5, 7));
      return { x: scale.x(d), text: i === 0 || month === 1 ? `${names[month - 1]} ${iso.slice(0, 4)}` : names[month - 1] };
    });
}

// ---- the strip

const same = (scale, d) => day(isoOf(d), scale.asOf);
const windowWords = (w, scale) =>
  w.low === w.high ? same(scale, w.low) : t('fu.span', { from: same(scale, w.low), to: same(scale, w.high) });

function Done({ w, mid, scale }) {
  const x = scale.x(w.done),
    frame = w.state === 'done' && w.high >= scale.low;
  return html`<g>${frame ? html`<rect class="fu-w" x=${scale.x(w.low)} y=${mid - 8} width=${Math.max(8, scale.x(Math.min(w.high, Math.max(w.done + 5, scale.now))) - scale.x(w.low))} height="16" rx="2" />` : null}
    ${w.state === 'extra' ? html`<path class="fu-x" d=${`M${x} ${mid - 6}v12M${x - 6} ${mid}h12`} />` : html`<circle class="mk" cx=${x} cy=${mid} r="5.2" />`}</g>`;
}

// From when it was due to now, and by how much it is late.
function Late({ w, mid, scale }) {
  const x0 = scale.x(w.low),
    nowX = scale.x(scale.now),
    words = t('fu.due', { day: same(scale, w.high) });
  return html`<g><rect class="sb-amber" x=${x0 + 1} y=${mid - 9} width=${Math.max(4, nowX - x0 - 1)} height="18" rx="2" />
    ${w.low < scale.low ? html`<path class="fu-more" d=${`M${x0 + 8} ${mid - 5}l-5 5 5 5`} />` : null}
    ${wide(words, true) < nowX - x0 - 18 ? html`<text class="fa nh" x=${x0 + 12} y=${mid + 4}>${words}</text>` : null}
      <text class="fa" x=${nowX + 7} y=${mid + 4}>${t('fu.overdue', { n: w.overdue })}</text></g>`;
}

function Ahead({ w, mid, scale, slim }) {
  const x0 = scale.x(w.low),
    x1 = Math.max(x0 + 12, scale.x(w.high)),
    words = windowWords(w, scale);
  const inside = wide(words) < x1 - x0 - 10,
    left = !inside && x1 + wide(words) + 8 > WIDTH,
    half = slim ? 6 : 8;
  return html`<g><rect class=${w.state === 'other' ? 'fu-o' : 'sb2 sb-b'} x=${x0} y=${mid - half} width=${x1 - x0} height=${2 * half} rx="2" />
    <text class=${`${w.state === 'other' ? 'a ' : ''}
      ${inside ? 'nh' : left ? 'end-a' : ''}`} x=${inside ? x0 + 5 : left ? x0 - 5 : x1 + 5} y=${mid + 4}>${words}</text></g>`;
}

function Bars({ row, y, tall, scale }) {
  const { windows } = row,
    mid = y + tall / 2,
    open = windows.filter((w) => !w.done);
  const near = open.filter((w) => w.low <= scale.high && w.high >= scale.low && w.state !== 'overdue'),
    done = windows.filter((w) => w.done && w.done >= scale.low);
  const late = open.filter((w) => w.state === 'overdue'),
    before = windows.filter((w) => w.done && w.done < scale.low).pop();
  const far = !near.length && open.find((w) => w.low > scale.high);
  return [
    ...done.map((w, i) => html`<${Done} key=${`d${i}`} w=${w} mid=${mid} scale=${scale} />`),
    ...late.map((w, i) => html`<${Late} key=${`l${i}`} w=${w} mid=${mid} scale=${scale} />`),
    ...near.map((w, i) => html`<${Ahead} key=${`a${i}`} w=${w} mid=${mid} scale=${scale} slim=${row.profile} />`),
    before && !done.length && !late.length
      ? html`<text key="b" class="a" x="6" y=${mid + 4}>
      ${t('fu.lastDone', { day: day(isoOf(before.done)) })}</text>`
      : null,
    far
      ? html`<text key="f" class="a end-a" x=${WIDTH - 6} y=${mid + 4}>
      ${row.profile ? windowWords(far, scale) : t('fu.next', { day: day(isoOf(far.low)) })}</text>`
      : null,
  ];
}

// The rows of the strip with their places; a group begins with a higher row that holds its name.
function rowsOf(groups) {
  let y = TOP;
  return groups.flatMap((group, band) =>
    group.rows.map((row, i) => {
      const tall = i ? LOW : TALL,
        one = { group, row, first: i === 0, band, y, tall };
      y += tall;
      return one;
    }),
  );
}

function Strip({ groups, asOf }) {
  const scale = scaleOf(asOf),
    rows = rowsOf(groups),
    last = rows[rows.length - 1],
    height = last.y + last.tall + 4,
    nowX = scale.x(scale.now);
  return html`<section class="fu" tabindex="0" aria-label=${t('fu.name')}>
    <div class="fu-l">${rows.map(
      ({ group, row, first, band }, i) => html`<div key=${i} class=${`fu-r${first ? '' : ' fu-r2'}
      ${band % 2 ? '' : ' fu-z'}`}>
      ${first ? html`<b><${N} finding=${named(row.finding)}>${group.title}</${N}></b>` : null}<span class="qq">
        ${row.profile ?? profileOf(row.finding)}</span></div>`,
    )}</div>
    <svg viewBox=${`0 0 ${WIDTH} ${height}`} width=${WIDTH} height=${height} role="img" aria-labelledby="fu-t"><title id="fu-t">
      ${t('fu.svg', { from: day(isoOf(scale.low)), to: day(isoOf(scale.high)) })}</title>
    ${rows.map(({ band, y, tall }, i) => (band % 2 ? null : html`<rect key=${i} class="lane0" x="0" y=${y} width=${WIDTH} height=${tall} />`))}
    ${ticks(scale).map(
      (tick) => html`<g key=${tick.x}><path class="g0" d=${`M${tick.x} 20V${height - 4}`} />
      ${tick.x - nowX < 62 && tick.x > nowX - 40 ? null : html`<text class="a" x=${tick.x + 4} y="15">${tick.text}</text>`}</g>`,
    )}
    <path class="nowl" d=${`M${nowX} 4V${height - 4}`} /><text class="b" x=${nowX + 5} y="15">${day(asOf, asOf)}</text>
    ${rows.map(({ row, y, tall }, i) => html`<g key=${i}><${Bars} row=${row} y=${y} tall=${tall} scale=${scale} /></g>`)}</svg></section>`;
}

// ---- the table

function stateOf(row) {
  if (!row.windows.length) return html`<${State} holds="unknown" />`;
  if (row.overdue) return html`<span class="old">${t('fu.overdue', { n: row.overdue })}</span>`;
  return row.windows.some((w) => w.state === 'now')
    ? t('fu.now')
    : row.windows.some((w) => w.state === 'ahead')
      ? t('fu.ahead')
      : t('fu.done');
}

function nextWords(row, next) {
  if (next) return windowWords(next, { asOf: '' });
  return row.windows.length ? t('fu.noNext') : html`<span class="hx">${t('state.unknown')}</span>`;
}

function TableRow({ title, row, first }) {
  const done = row.windows.filter((w) => w.done),
    next = row.windows.find((w) => !w.done),
    extra = row.windows.filter((w) => w.state === 'extra').length;
  return html`<tr><th scope="row">${first ? title : html`<span class="vh">${title}</span>`}</th><td data-h=${t('fu.profile')}>
    ${profileOf(row.finding)}${
      row.finding.expired
        ? html` <span class="old">${t('fu.expired', { day: day(row.finding.expired) })}
    </span>`
        : null
    }</td>
    <td data-h=${t('fu.last')} class="nb">${
      done.length
        ? day(isoOf(done[done.length - 1].done))
        : html`<span class="hx">
      ${t('fu.noneDone')}</span>`
    }</td>
    <td data-h=${t('fu.nextOne')}>${nextWords(row, next)}</td>
    <td data-h=${t('fu.extra')}>${extra ? t('fu.extraDays', { n: extra }) : t('fu.no')}</td><td data-h=${t('fu.state')}>
      ${stateOf(row)} <${N} finding=${named(row.finding)}>${t('tl.why')}<span class="vh"> ${title}</span></${N}></td></tr>`;
}

// A profile that is only compared: when it would ask.
const OtherRow = ({ title, row, first }) => html`<tr><th scope="row">${first ? title : html`<span class="vh">${title}</span>`}</th>
  <td data-h=${t('fu.profile')}>${row.profile}</td><td></td>
  <td data-h=${t('fu.nextOne')}>${windowWords(row.windows[0], { asOf: '' })}</td><td></td><td data-h=${t('fu.state')}>${t('fu.compared')}
    </td></tr>`;

function Table({ groups }) {
  return html`<section class="scroll" tabindex="0" aria-label=${t('fu.tableName')}><table class="stack"><thead><tr>
    ${['exam', 'profile', 'last', 'nextOne', 'extra', 'state'].map((k) => html`<th key=${k} scope="col">${t(`fu.${k}`)}</th>`)}</tr></thead>
    <tbody>${groups.flatMap((g) => g.rows.map((row, i) => html`<${g.compared ? OtherRow : TableRow} key=${i} title=${g.title} row=${row} first=${i === 0} />`))}</tbody></table></section>`;
}

// What guidelines say about too much or too little: the findings that the layout names for this place.
function Said({ view }) {
  const wanted = view.layout?.followUp?.findings ?? [];
  const said = wanted.flatMap((name) => findingsOf(view, name)).filter((f) => f.says);
  if (!said.length) return null;
  return html`<ul class="fu-said">${said.map(
    (f) => html`<li key=${f.finding + (f.about ?? '')} class="s"><b>${f.title}
    </b> ${f.holds === 'unknown' ? html`<span class="hx">${f.says}</span>` : f.says}
    ${f.holds === 'yes' && ['red', 'amber', 'emergency'].includes(f.tier) ? html` <${Tier} tier=${f.tier} />` : null} <${N} finding=${named(f)}>${t('tl.why')}<span class="vh"> ${f.title}</span></${N}></li>`,
  )}</ul>`;
}

// ---- the calendar

function Feed({ patientKey }) {
  const [state, setState] = useState({});
  const make = async () => {
    setState({ busy: true });
    try {
      setState({ address: (await post(patientPath(patientKey, '/feed'), {})).address });
    } catch (error) {
      setState({ failed: error.message });
    }
  };
  const full = state.address && new URL(state.address, location.href).href;
  const shown = () => html`${t('fu.feedOnce')} <input class="in" readonly aria-label=${t('fu.feedName')} value=${full}
    onFocus=${(event) => event.currentTarget.select()} />`;
  return html`<span class="end"><a class="btn" href=${patientPath(patientKey, '/calendar.ics')} download>${t('fu.ics')}</a>
    <button type="button" class="btn" disabled=${state.busy} onClick=${make}>${t('fu.feed')}</button></span>
    <p class="feed s" aria-live="polite">${full ? shown() : state.failed && html`<span class="hx">${t('fu.feedFailed', { says: state.failed })}</span>`}</p>`;
}

// ---- the component

export function FollowUp({ view }) {
  const groups = useMemo(() => planOf(view), [view]),
    others = useMemo(() => comparisonsOf(view), [view]);
  const known = groups.filter((g) => g.known),
    unknown = groups.filter((g) => !g.known);
  const extra = groups.some((g) => g.rows.some((r) => r.windows.some((w) => w.state === 'extra' && w.done)));
  return html`<section class="sec" id="follow" aria-labelledby="h-f"><div class="sh"><h2 id="h-f">${t('fu.title')}</h2><span class="q">
    ${t('fu.hint')}</span><${Feed} patientKey=${view.key} /></div>
    ${
      known.length || others.length
        ? html`<${Strip} groups=${[...known, ...others]} asOf=${view.asOf} />`
        : html`<p>
      ${unknown.length ? t('fu.onlyUnknown') : view.patient.died ? t('fu.died') : html`<span class="hx">${t('fu.nothing')}</span>`}</p>`
    }
    ${
      known.length
        ? html`<p class="key"><span><svg viewBox="0 0 14 12" aria-hidden="true"><circle class="mk" cx="7" cy="6" r="5" /></svg>
      ${t('fu.done')}</span>${
        extra
          ? html`<span><svg viewBox="0 0 14 12" aria-hidden="true"><path class="fu-x" d="M7 1v10M2 6h10" />
      </svg>${t('fu.extraKey')}</span>`
          : null
      }
      <span><svg viewBox="0 0 14 12" aria-hidden="true"><rect class="sb2 sb-b" x="0.500" y="1" width="13" height="10" /></svg>
        ${t('fu.ahead')}</span><span><svg viewBox="0 0 14 12" aria-hidden="true">
        <rect class="sb-amber" x="0.500" y="1" width="13" height="10" /></svg>${t('fu.late')}</span>${
          others.length
            ? html`<span>
        <svg viewBox="0 0 14 12" aria-hidden="true"><rect class="fu-o" x="0.500" y="1" width="13" height="10" /></svg>${t('fu.compared')}
        </span>`
            : null
        }</p>`
        : null
    }
    <${Said} view=${view} />
    ${
      unknown.length
        ? html`<p class="s fu-unk"><span class="hx">${t('fu.unknown', { n: unknown.length })}
      </span> ${unknown.map((g, i) => html`${i ? '; ' : ''}<${N} key=${g.title} finding=${named(g.rows[0].finding)}>${g.title}</${N}>`)}
      </p>`
        : null
    }
    ${
      groups.length || others.length
        ? html`<details><summary>${t('fu.table')}</summary><${Table} groups=${[...groups, ...others]} />
      </details>`
        : null
    }</section>`;
}
