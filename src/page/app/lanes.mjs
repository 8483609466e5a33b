// lanes: where the events of a course lie on a time axis: spans of dates, lanes, folds of quiet time, rows, ticks. Pure, without a page.
//
// A day is a number: days since 1 January 1970. A date that was recorded as a year or a month is a span and never a point; so is an
// event whose days are exactly a whole month or year, which is how the server writes such a date when it has become an interval.

const DAY = 86400000;
export const MONTH = 30.4375;

export const dayOf = (y, m, d) => Math.round(Date.UTC(y, m - 1, d) / DAY);
export const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

// "2022", "2022-10", "2022-10-12": the first and the last day it may be; null when it is no date.
export function daysOf(iso) {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(iso ?? '');
  if (!parts) return null;
  const year = Number(parts[1]),
    month = Number(parts[2]),
    date = Number(parts[3]);
  if (parts[3]) return { low: dayOf(year, month, date), high: dayOf(year, month, date), precision: 'day' };
  if (parts[2]) return { low: dayOf(year, month, 1), high: dayOf(year, month + 1, 0), precision: 'month' };
  return { low: dayOf(year, 1, 1), high: dayOf(year, 12, 31), precision: 'year' };
}

// What an interval of whole months or years stands for: "2022", "2022-10", or nothing.
function wholeOf(low, high) {
  const from = isoOf(low),
    to = isoOf(high + 1);
  if (!from.endsWith('-01') || !to.endsWith('-01')) return null;
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  if (months === 1) return { precision: 'month', text: from.slice(0, 7) };
  return months === 12 && from.slice(5, 7) === '01' ? { precision: 'year', text: from.slice(0, 4) } : null;
}

// The days of an event: { low, high, uncertain, lasting, precision, text }. Uncertain: it lies somewhere in there. Lasting: it fills it.
export function spanOf(event) {
  const from = daysOf(event.from ?? event.to),
    to = daysOf(event.to ?? event.from);
  if (!from || !to) return null;
  const low = Math.min(from.low, to.low),
    high = Math.max(from.high, to.high);
  const partial = from.precision !== 'day' || to.precision !== 'day';
  const same = (event.from ?? event.to) === (event.to ?? event.from);
  const whole = wholeOf(low, high);
  const uncertain = event.details?.uncertain ?? (partial || Boolean(whole));
  const lasting = !(uncertain && (same || whole)) && high > low;
  const precision = same ? from.precision : (whole?.precision ?? (partial ? 'month' : 'day'));
  const text = same ? (event.from ?? event.to) : whole?.text;
  return { low, high, uncertain, lasting, precision, ...(text ? { text } : {}) };
}

// All events of the view, in time, each with its span; those without a date come apart, they are listed and not drawn.
export function eventsOf(view) {
  const dated = [],
    undated = [];
  for (const finding of view.findings ?? []) {
    if (finding.kind !== 'event') continue;
    for (const [number, event] of (finding.events ?? []).entries()) {
      const span = spanOf(event);
      const item = {
        id: `${finding.guideline}/${finding.finding}#${finding.about ?? ''}:${number}`,
        kind: finding.kind,
        guideline: finding.guideline,
        finding: finding.finding,
        about: finding.about,
        title: finding.title,
        lane: event.lane || 'other',
        what: event.what ?? finding.title ?? '',
        basis: event.basis ?? [],
        details: event.details ?? {},
        from: event.from,
        to: event.to,
        ...span,
      };
      (span ? dated : undated).push(item);
    }
  }
  const order = (a, b) =>
    a.low - b.low ||
    a.high - b.high ||
    (a.lane < b.lane ? -1 : a.lane > b.lane ? 1 : 0) ||
    (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
  return { dated: dated.sort(order), undated };
}

// Due examinations as the timeline shows them: overdue, due now, and those ahead up to `until`.
export function duesOf(view, now, until) {
  const rows = [];
  for (const finding of view.findings ?? []) {
    if (finding.kind !== 'due') continue;
    const open = (finding.due ?? []).filter((d) => d.from && !d.done);
    for (const due of open) {
      const from = daysOf(due.from),
        to = daysOf(due.to ?? due.from);
      if (!from || !to || from.low > until) continue;
      rows.push({
        kind: 'due',
        guideline: finding.guideline,
        finding: finding.finding,
        about: finding.about,
        title: finding.title,
        low: from.low,
        high: to.high,
        overdue: due.overdueDays ?? 0,
        state: due.overdueDays > 0 ? 'overdue' : due.dueNow || from.low <= now ? 'now' : 'ahead',
      });
    }
  }
  return rows.sort((a, b) => b.overdue - a.overdue || a.low - b.low || (a.title < b.title ? -1 : 1));
}

// ---- lanes

// How the lanes of the guidelines are drawn when the layout does not say; the title is a text of the catalogue.
const usual = [
  { lane: 'disease', kind: 'status' },
  { lane: 'lines', kind: 'bars' },
  { lane: 'surgery', kind: 'points' },
  { lane: 'radiotherapy', kind: 'bars' },
  { lane: 'drugs', kind: 'drugs' },
  { lane: 'imaging', kind: 'points' },
  { lane: 'laboratory', kind: 'series' },
  { lane: 'symptoms', kind: 'heat' },
  { lane: 'bone', kind: 'points', ifAny: true },
  { lane: 'contacts', kind: 'points' },
];
const others = {
  lab: 'laboratory',
  labs: 'laboratory',
  symptom: 'symptoms',
  radiation: 'radiotherapy',
  drug: 'drugs',
  image: 'imaging',
  contact: 'contacts',
};
const laneName = (lane) => others[lane] ?? lane;

export function lanesOf(layout, items) {
  const given = (layout?.lanes ?? []).map((l) => ({
    ...l,
    kind: l.kind ?? usual.find((u) => u.lane === laneName(l.lane))?.kind ?? 'points',
  }));
  const lanes = given.length ? given : usual.map((l) => ({ ...l }));
  const named = (lane) => lanes.find((l) => l.lane === lane || laneName(l.lane) === laneName(lane) || l.lanes?.includes(lane));
  for (const item of items) if (!named(item.lane)) lanes.push({ lane: item.lane, kind: kindOf(items.filter((i) => i.lane === item.lane)) });
  return lanes.map((l) => ({ ...l, items: items.filter((i) => named(i.lane) === l) })).filter((l) => !l.ifAny || l.items.length);
}

function kindOf(items) {
  if (items.some((i) => i.details.series !== undefined && i.details.value !== undefined)) return 'series';
  if (items.some((i) => i.details.level !== undefined)) return 'heat';
  return items.some((i) => i.lasting) ? 'bars' : 'points';
}

// ---- the axis

// What may lie in a fold and is only counted there: marks that repeat. All else begins or ends where somebody looks.
const repeats = new Set(['points', 'series', 'heat']);
const kept = new Set(['surgery', 'bone']);

// What happened once among what happens often, as a death among contacts, is never in a fold.
const isAlone = (item, items) =>
  items.length > 1 && !items.some((o) => o !== item && o.finding === item.finding && o.guideline === item.guideline);

// The quiet times between what matters: [{ from, to, key, items }]. `wide` and `least`: what stays open on each side, how long a fold is at least.
export function foldsOf(lanes, now, { side = 60, before = 240, least = 270, share = 0.08 } = {}) {
  const anchors = [now],
    minor = [];
  for (const lane of lanes) {
    const mayRepeat = repeats.has(lane.kind) && !kept.has(lane.lane);
    for (const item of lane.items) {
      if (mayRepeat && !item.details.keep && !isAlone(item, lane.items)) minor.push(item);
      else anchors.push(item.low, item.high);
    }
  }
  const all = [...anchors, ...minor.flatMap((i) => [i.low, i.high])];
  const first = Math.min(...all),
    last = Math.max(...all, now);
  anchors.push(first);
  anchors.sort((a, b) => a - b);
  const folds = [];
  for (let i = 1; i < anchors.length; i++) {
    const from = anchors[i - 1] + side,
      to = anchors[i] - (anchors[i] === now ? before : side);
    if (to - from < Math.max(least, share * (last - first))) continue;
    const inside = lanes.flatMap((lane) =>
      lane.items.filter((item) => item.low >= from && item.high <= to && minor.includes(item)).map((item) => ({ lane, item })),
    );
    folds.push({ from, to, key: `${from}`, inside });
  }
  return folds;
}

// Pieces of the axis from left to right: { from, to, x0, x1, fold? }. Time ahead of now has a piece of its own width.
export function axisOf({ low, high, now, folds, width, foldWidth = 40, ahead = 300 }) {
  const cuts = folds.filter((f) => f.from > low && f.to < now).sort((a, b) => a.from - b.from);
  const open = now - low - cuts.reduce((sum, f) => sum + f.to - f.from, 0);
  const scale = Math.max(0, width - ahead - cuts.length * foldWidth) / Math.max(1, open);
  const pieces = [];
  let at = low,
    x = 0;
  const put = (to, wide, fold) => {
    pieces.push({ from: at, to, x0: x, x1: x + wide, ...(fold ? { fold } : {}) });
    at = to;
    x += wide;
  };
  for (const fold of cuts) {
    put(fold.from, (fold.from - at) * scale);
    put(fold.to, foldWidth, fold);
  }
  put(now, (now - at) * scale);
  put(Math.max(high, now + 1), ahead);
  return pieces;
}

export function xOf(pieces, day) {
  const first = pieces[0],
    last = pieces[pieces.length - 1];
  if (day <= first.from) return first.x0;
  for (const p of pieces) if (day <= p.to) return p.x0 + (p.to === p.from ? 0 : ((day - p.from) / (p.to - p.from)) * (p.x1 - p.x0));
  return last.x1;
}

const steps = [1, 2, 3, 6, 12, 24, 60, 120];
const stepFor = (piece, least) =>
  steps.find((s) => ((s * MONTH) / Math.max(1, piece.to - piece.from)) * (piece.x1 - piece.x0) >= least) ?? 240;

// Ticks of the calendar: { x, day, month, year, label: 'month' | 'both' }, none inside a fold, none so near that labels touch.
export function ticksOf(pieces, least = 74) {
  const ticks = [];
  let free = -Infinity;
  for (const piece of pieces) {
    if (piece.fold) {
      ticks.fresh = true;
      continue;
    }
    const step = stepFor(piece, least);
    const start = isoOf(piece.from);
    let month = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1;
    month = Math.ceil(month / step) * step;
    let fresh = true;
    for (; ; month += step) {
      const year = Math.floor(month / 12),
        m = (month % 12) + 1,
        day = dayOf(year, m, 1);
      if (day < piece.from) continue;
      if (day > piece.to) break;
      const x = xOf(pieces, day);
      if (x < free || x > piece.x1 - 26) continue;
      const both = fresh || m === 1;
      ticks.push({ x, day, month: m, year, label: both ? 'both' : 'month' });
      free = x + (both ? 66 : 38);
      fresh = false;
    }
  }
  return ticks;
}

// Ticks counted in months from t0: { x, months }.
export function monthTicksOf(pieces, t0, least = 46) {
  const ticks = [];
  let free = -Infinity;
  for (const piece of pieces) {
    if (piece.fold) continue;
    const step = stepFor(piece, least);
    for (let n = Math.ceil((piece.from - t0) / MONTH / step) * step; ; n += step) {
      const day = t0 + n * MONTH;
      if (day > piece.to) break;
      const x = xOf(pieces, day);
      if (day < piece.from || x < free || x > piece.x1 - 10) continue;
      ticks.push({ x, months: n });
      free = x + 34;
    }
  }
  return ticks;
}

// ---- t0

// What months may be counted from, as the layout says: starts: [{ name, title, event: "GUIDELINE/EVENT", end, each, unless }]. `end`: where
// the first of them ends, else where it begins; `each`: from each of them; `unless`: the finding that says that the only one goes on.
//
// Gives [{ name, number, day, high, text, precision } or { name, why: 'none' | 'year' | 'going' | 'unsure' }].
export function originsOf(view, dated) {
  return (view.layout?.starts ?? []).flatMap((origin) => {
    const found = dated.filter((i) => `${i.guideline}/${i.finding}` === origin.event);
    const why = found.length ? goingOn(view, origin, found) : 'none';
    if (why) return [{ ...origin, why }];
    const picked = origin.each ? unique(found) : [found[0]];
    return picked.map((item, index) => ({ ...origin, ...placeOf(item, origin.end), ...(picked.length > 1 ? { number: index + 1 } : {}) }));
  });
}

// What is still going on has not ended.
function goingOn(view, { unless }, found) {
  if (!unless || found.length > 1) return null;
  const said = (view.findings ?? []).filter((f) => `${f.guideline}/${f.finding}` === unless).map((f) => f.holds);
  return said.includes('yes') ? 'going' : said.includes('unknown') ? 'unsure' : null;
}

const unique = (items) => items.filter((item, i) => items.findIndex((o) => o.low === item.low) === i);

function placeOf(item, end) {
  const given = daysOf(end ? item.to : item.from);
  const whole = item.uncertain && !item.lasting ? item : given;
  const text = item.uncertain && !item.lasting ? (item.text ?? item.from) : end ? item.to : item.from;
  if (whole.high - whole.low > 62) return { why: 'year', text };
  return { day: end ? whole.high : whole.low, high: whole.high, precision: whole.precision, text };
}

// ---- rows

// Puts boxes { x0, x1 } into the first row that is free there; gives the number of rows. Items keep their order.
export function packRows(boxes, gap = 8) {
  const ends = [];
  for (const box of boxes) {
    let row = ends.findIndex((end) => end + gap <= box.x0);
    if (row < 0) row = ends.push(-Infinity) - 1;
    ends[row] = box.x1;
    box.row = row;
  }
  return ends.length;
}

// About how wide a text is drawn, in pixels at 12 px.
export const wide = (text, bold) =>
  Math.ceil(
    [...text].reduce((sum, c) => sum + (/[ilj.,:;'|()[\] ]/.test(c) ? 3.6 : /[mwMW@%]/.test(c) ? 10 : /[A-Z0-9]/.test(c) ? 7.6 : 6.5), 0) *
      (bold ? 1.14 : 1.02),
  );

export function cut(text, width, bold) {
  if (wide(text, bold) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && wide(letters.join('') + '…', bold) > width) letters.pop();
  return letters.length < 4 ? '' : `${letters.join('').trimEnd()}…`;
}

// The status of the disease as a band: pieces { low, high, state, what, item? }, none overlapping. After each statement it holds until the
// next; after the last it is only known on that day, and from there on not known; before the first likewise.
export function bandOf(items, lines, low, now) {
  const points = items.filter((i) => !i.uncertain || i.high - i.low < 366).sort((a, b) => a.low - b.low);
  const treated = lines.filter((l) => l.lasting);
  const pieces = [];
  let at = low;
  const put = (to, state, item) => {
    if (to > at) pieces.push({ low: at, high: to, state, what: item?.what ?? '', item });
    at = Math.max(at, to);
  };
  const marks = points.map((p) => ({ day: p.low, end: p.lasting ? p.high : undefined, item: p }));
  marks.forEach((mark, i) => {
    if (mark.day > at) put(mark.day, i === 0 ? 'before' : 'unknown', i === 0 ? undefined : marks[i - 1].item);
    const next = Math.min(marks[i + 1]?.day ?? now, now);
    if (mark.end) put(Math.min(mark.end, next), stateOf(mark.item), mark.item);
    else if (i + 1 < marks.length) put(next, stateOf(mark.item), mark.item);
  });
  put(now, marks.length ? 'since' : 'unknown', marks[marks.length - 1]?.item);
  return { pieces, treated };
}

export const stateOf = (item) => item.details.state ?? 'stated';

// Families of drugs in the order they were first given, three colours in turn.
export function familiesOf(items) {
  const families = [];
  for (const item of items) {
    const family = item.details.family ?? item.what;
    if (!families.includes(family)) families.push(family);
  }
  return families;
}

// Laboratory: [{ series, unit, low, high, points: [{ day, value, item }] }].
export function seriesOf(items) {
  const all = new Map();
  for (const item of items) {
    const value = Number(item.details.value);
    if (item.details.value === undefined || Number.isNaN(value)) continue;
    const name = item.details.series ?? item.what,
      key = `${name} ${item.details.unit ?? ''}`;
    const one = all.get(key) ?? { series: name, unit: item.details.unit ?? '', points: [] };
    if (item.details.low !== undefined) one.low = Number(item.details.low);
    if (item.details.high !== undefined) one.high = Number(item.details.high);
    one.points.push({ day: item.low, value, item });
    all.set(key, one);
  }
  return [...all.values()];
}

// What is felt, without how much: "pain 5", "no cough".
const plain = ({ what, details }) => what.replace(/ \d+$/, '').replace(details.level === 0 ? /^no / : /^$/, '');

// Heat: [{ name, cells: [item] }] by what is felt.
export function heatOf(items) {
  const rows = new Map();
  for (const item of items) {
    const name = item.details.series ?? item.details.symptom ?? plain(item);
    if (!rows.has(name)) rows.set(name, { name, cells: [] });
    rows.get(name).cells.push(item);
  }
  return [...rows.values()];
}
