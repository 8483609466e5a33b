// marks: what stands in each lane of the timeline, as SVG: bars, points, bands, lines, heat, due examinations, folds.
//
// Each kind of lane has a plan, made before anything is drawn: { height, labels: [{ y, text, sub }], draw() }. Whatever has a date is a
// button that can be reached by the arrow keys; colour means a tier and nothing else, a date not known to the day is a hatched span.
import { html, createContext, useContext } from './html.mjs';
import { t, day } from './words.mjs';
import { xOf, packRows, wide, cut, bandOf, familiesOf, seriesOf, heatOf, isoOf } from './lanes.mjs';

export const Chart = createContext({});
export const HATCH = 'url(#tl-hatch)';

// "12 Oct 2022", "Oct 2022 (day not recorded)", "12 Oct to 3 Nov 2022".
export function whenOf(item) {
  if (item.kind === 'due') return t(`due.${item.state}`, { n: item.overdue, from: day(isoOf(item.low)), to: day(isoOf(item.high)) });
  if (item.low === undefined) return t('when.none');
  if (item.uncertain && !item.lasting) {
    return item.text ? t('when.about', { text: day(item.text) }) : t('when.between', { from: day(item.from), to: day(item.to) });
  }
  return item.lasting ? t('when.span', { from: day(item.from), to: day(item.to) }) : day(item.from ?? item.to);
}

// What a mark is called: with the dose of a treatment, the value of a test, unless its name has them.
export function labelOf({ what, details = {} }) {
  const [amount, unit] =
    details.gy !== undefined
      ? [details.gy, 'Gy']
      : details.dose !== undefined
        ? [details.dose, details.doseUnit]
        : [details.value, details.unit];
  return amount === undefined || what.includes(String(amount)) ? what : [what, amount, unit].filter(Boolean).join(' ');
}

// As it stands on a bar: without the days, the axis shows them.
const shortOf = (item) => labelOf(item).replace(/, \d{4}(-\d\d){0,2}( to \d{4}(-\d\d){0,2})?(?=:)/, '');

// How far a text beginning at x may go: to the next fold, or the end.
const roomFrom = (axis, x) => (axis.pieces.find((p) => p.fold && p.x0 >= x - 1)?.x0 ?? axis.width) - x - 12;

export const Mark = ({ item, lane, box, children }) => {
  const chart = useContext(Chart);
  const x0 = Math.min(box.x0, (box.x0 + box.x1) / 2 - 12),
    x1 = Math.max(box.x1, (box.x0 + box.x1) / 2 + 12);
  const name = `${lane}: ${item.title && item.kind === 'due' ? item.title : labelOf(item)}, ${whenOf(item)}`;
  return html`<g class=${`ev${chart.chosen === item.id ? ' ev-on' : ''}`} role="button" tabindex=${chart.stop === item.id ? 0 : -1} aria-label=${name}
    data-ev=${item.id} data-x=${box.x0} data-y=${box.y0} onClick=${() => chart.pick(item)} onFocus=${() => chart.show(item)} onMouseEnter=${() => chart.show(item, true)}>
    <rect class="ev-hit" x=${x0 - 1} y=${box.y0 - 2} width=${x1 - x0 + 2} height=${box.y1 - box.y0 + 4} rx="3" />${children}</g>`;
};

// ---- points

const shapes = [
  (x, y) => html`<circle class="mk" cx=${x} cy=${y} r="5.2" />`,
  (x, y) => html`<rect class="mk" x=${x - 4.7} y=${y - 4.7} width="9.4" height="9.4" />`,
  (x, y) => html`<path class="mk" d=${`M${x} ${y - 5.6}l5.6 10h-11.2z`} />`,
  (x, y) => html`<circle class="mk-o" cx=${x} cy=${y} r="4.6" />`,
  (x, y) => html`<rect class="mk-o" x=${x - 4.2} y=${y - 4.2} width="8.4" height="8.4" />`,
  (x, y) => html`<path class="mk-o" d=${`M${x} ${y + 5.2}l5 -9h-10z`} />`,
];
export const shape = (number, x, y) => shapes[Math.min(number, shapes.length - 1)](x, y);

// Groups of marks that share a shape: by the kind of examination, the most frequent first.
export function groupsOf(items) {
  const counts = new Map();
  for (const item of items) counts.set(groupOf(item), (counts.get(groupOf(item)) ?? 0) + 1);
  const names = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  return names.length > shapes.length ? [...names.slice(0, shapes.length - 1), t('tl.other')] : names;
}
const groupOf = (item) => item.details.modality ?? item.what.split(' ')[0];
const shapeOf = (groups, item) => {
  const at = groups.indexOf(groupOf(item));
  return at < 0 ? groups.length - 1 : at;
};

function boxesOf(items, axis, least) {
  return items
    .map((item) => {
      const x0 = xOf(axis.pieces, item.low),
        x1 = xOf(axis.pieces, item.high);
      const hidden = axis.pieces.find((p) => p.fold && item.low >= p.from && item.high <= p.to);
      return {
        item,
        hidden: Boolean(hidden),
        x: (x0 + x1) / 2,
        x0: Math.min(x0, (x0 + x1) / 2 - least),
        x1: Math.max(x1, (x0 + x1) / 2 + least),
        s0: x0,
        s1: x1,
      };
    })
    .filter((b) => !b.hidden);
}

const uncertainBar = (b, y, height) =>
  html`<rect fill=${HATCH} class="sb-u" x=${b.s0} y=${y} width=${Math.max(8, b.s1 - b.s0)} height=${height} rx="2" />`;

export function planPoints(lane, axis, { named } = {}) {
  const groups = lane.lane === 'imaging' ? groupsOf(lane.items) : null;
  const boxes = boxesOf(lane.items, axis, 7);
  for (const b of boxes) {
    b.label = named ? cut(labelOf(b.item), Math.min(260, roomFrom(axis, b.x1))) : '';
    b.mark = b.x1;
    if (b.label) b.x1 += 6 + wide(b.label);
  }
  const rows = Math.min(named ? 5 : 3, packRows(boxes, named ? 10 : 2) || 1);
  for (const b of boxes) b.row = Math.min(b.row, rows - 1);
  if (!named) label(boxes, axis);
  const height = Math.max(30, rows * 21 + 9);
  return {
    height,
    groups,
    count: boxes.length,
    labels: [{ y: 19, text: lane.title }],
    draw: (y) =>
      boxes.map((b) => {
        const cy = y + (rows === 1 ? height / 2 : 15 + b.row * 21);
        return html`<${Mark} key=${b.item.id} item=${b.item} lane=${lane.title} box=${{ x0: b.x0, x1: b.mark, y0: cy - 9, y1: cy + 9 }}>
      ${
        b.item.uncertain || b.item.lasting
          ? b.item.uncertain
            ? uncertainBar(b, cy - 7, 14)
            : html`<rect class="sb1" x=${b.s0} y=${cy - 7} width=${Math.max(6, b.s1 - b.s0)} height="14" rx="2" />`
          : shape(groups ? shapeOf(groups, b.item) : lane.lane === 'surgery' ? 1 : 0, b.x, cy)
      }
      </${Mark}>${b.label ? html`<text class="lb" x=${b.mark + 5} y=${cy + 4}>${b.label}</text>` : null}`;
      }),
  };
}

// Labels of marks that have room before the next one in their row.
function label(boxes, axis) {
  const rows = {};
  for (const b of [...boxes].sort((a, b2) => b2.x - a.x)) {
    const room = Math.min((rows[b.row] ?? axis.width) - b.mark - 12, roomFrom(axis, b.mark));
    if (room >= 56) b.label = cut(b.item.details.says ?? labelOf(b.item), Math.min(room, 230));
    rows[b.row] = b.x0;
  }
}

// ---- bars

export function planBars(lane, axis, { colours } = {}) {
  const families = colours ? familiesOf(lane.items) : null;
  const boxes = boxesOf(lane.items, axis, 4);
  for (const b of boxes) {
    const text = shortOf(b.item),
      seen = segmentOf(axis, b),
      inside = seen.x1 - seen.x0 - 12,
      beside = Math.min(300, roomFrom(axis, b.s1));
    b.inside = wide(text, true) <= inside || (inside > 90 && inside > beside);
    b.mark = b.x1;
    b.at = seen.x0 + 6;
    b.label = cut(text, b.inside ? inside : beside, true);
    if (!b.inside) b.x1 = Math.min(axis.width, b.x1 + 6 + wide(b.label, true));
  }
  const rows = packRows(boxes, 8) || 1;
  const height = Math.max(colours ? 38 : 30, rows * 20 + 10);
  return {
    height,
    families,
    count: boxes.length,
    labels: [{ y: 19, text: lane.title, sub: colours && lane.items.length ? t('tl.byFamily') : '' }],
    draw: (y) =>
      boxes.map((b) => {
        const top = y + 6 + b.row * 20,
          colour = families ? `d${(families.indexOf(b.item.details.family ?? b.item.what) % 3) + 1}` : 'sb1';
        return html`<${Mark} key=${b.item.id} item=${b.item} lane=${lane.title} box=${{ x0: b.s0, x1: Math.max(b.mark, b.s0 + 8), y0: top, y1: top + 17 }}>
      ${
        b.item.uncertain && !b.item.lasting
          ? uncertainBar(b, top, 17)
          : html`<rect class=${`${colour}
        ${b.item.uncertain ? ' sb-dash' : ''}`} x=${b.s0} y=${top} width=${Math.max(5, b.s1 - b.s0)} height="17" rx="2" />`
      }
      </${Mark}><text class=${`lb ${b.inside && families ? 'w b' : b.inside ? 'b nh' : 'b'}`} x=${b.inside ? b.at : b.mark + 5} y=${top + 13}>${b.label}</text>`;
      }),
  };
}

// The widest piece of a bar that is not in a fold.
function segmentOf(axis, b) {
  const seen = axis.pieces
    .filter((p) => !p.fold)
    .map((p) => ({ x0: Math.max(p.x0, b.s0), x1: Math.min(p.x1, b.s1) }))
    .sort((a, c) => c.x1 - c.x0 - a.x1 + a.x0);
  return seen[0].x1 > seen[0].x0 ? seen[0] : { x0: b.s0, x1: b.s1 };
}

// ---- status

export function planStatus(lane, axis) {
  const { pieces } = bandOf(lane.items, [], axis.low, axis.now);
  const boxes = boxesOf(lane.items, axis, 5);
  const height = 48;
  const words = (p) =>
    p.state === 'since' ? t('tl.notSince', { day: day(isoOf(p.low)) }) : p.state === 'before' || p.state === 'unknown' ? '' : p.what;
  return {
    height,
    count: boxes.length,
    labels: [{ y: 21, text: lane.title }],
    draw: (y) => [
      ...pieces.map((p, i) => {
        const x0 = xOf(axis.pieces, p.low),
          x1 = xOf(axis.pieces, p.high),
          unknown = p.state === 'since' || p.state === 'before' || p.state === 'unknown';
        return html`<g key=${`p${i}`}><rect class=${unknown ? 'sb-u0' : i % 2 ? 'sb1' : 'sb2 sb-b'} fill=${unknown ? HATCH : undefined} x=${x0} y=${y + 6} width=${Math.max(1, x1 - x0)} height="22" rx="2" />
        ${segments(axis, p).map(
          (s, k) => html`<text key=${k} class="nh" x=${s.x0 + 8} y=${y + 21}>
          ${unknown && wide(words(p)) > s.x1 - s.x0 - 14 ? '' : cut(words(p), s.x1 - s.x0 - 14)}</text>`,
        )}</g>`;
      }),
      ...same(boxes).map(
        (b) => html`<${Mark} key=${b.item.id} item=${b.item} lane=${lane.title} box=${{ x0: b.x0, x1: b.x1, y0: y + 4, y1: y + 44 }}>
      ${
        b.item.uncertain
          ? uncertainBar(b, y + 32, 10)
          : html`<path class="st-m" d=${`M${b.x} ${y + 4}v32`} />
        <path class="mk" d=${`M${b.x} ${y + 31}l4.5 5-4.5 5-4.5-5z`} />`
      }</${Mark}>`,
      ),
      ...names(
        boxes.filter(
          (b) =>
            !pieces.some((p) => p.item === b.item && words(p) === p.what && segments(axis, p).some((s) => wide(p.what) < s.x1 - s.x0 - 14)),
        ),
        axis,
        boxes,
      ).map((n) => html`<text key=${n.key} class="a" x=${n.x} y=${y + 40}>${n.text}</text>`),
    ],
  };
}

// Where a piece of the band may be written: beside the folds, not across them.
function segments(axis, p) {
  return axis.pieces
    .filter((a) => !a.fold && a.from < p.high && a.to > p.low)
    .map((a) => ({ x0: Math.max(a.x0, xOf(axis.pieces, p.low)), x1: Math.min(a.x1, xOf(axis.pieces, p.high)) }))
    .filter((s) => s.x1 - s.x0 > 44)
    .sort((a, b) => b.x1 - b.x0 - a.x1 + a.x0)
    .slice(0, 1);
}

const same = (boxes) =>
  boxes
    .map((b, i) => ({ ...b, x: b.x + 9 * boxes.slice(0, i).filter((o) => Math.abs(o.x - b.x) < 5).length }))
    .map((b) => ({ ...b, x0: Math.min(b.x0, b.x - 5), x1: Math.max(b.x1, b.x + 5) }));

// The names under the band: as many as find room.
function names(wanted, axis, all) {
  const marks = same(all).sort((a, b) => a.x - b.x);
  return marks.flatMap((b, i) => {
    if (!wanted.some((w) => w.item === b.item)) return [];
    const stop = axis.pieces.find((p) => p.fold && p.x0 > b.x)?.x0 ?? axis.width;
    const room = Math.min(marks[i + 1]?.x0 ?? axis.width, stop) - b.x1 - 10;
    const text = room > 40 ? cut(labelOf(b.item), Math.min(room, 260)) : '';
    return text ? [{ key: `n${b.item.id}`, x: b.x1 + 4, text }] : [];
  });
}

// ---- laboratory

export function planSeries(lane, axis) {
  const all = seriesOf(lane.items),
    tall = 46;
  return {
    height: Math.max(30, all.length * tall),
    count: lane.items.length,
    labels: all.length ? all.map((s, i) => ({ y: i * tall + 21, text: s.series, sub: s.unit })) : [{ y: 19, text: lane.title }],
    draw: (y) => all.map((s, i) => html`<g key=${s.series + s.unit}>${lineOf(s, y + i * tall, tall, axis, lane)}</g>`),
  };
}

function lineOf(series, y, tall, axis, lane) {
  const values = [...series.points.map((p) => p.value), ...[series.low, series.high].filter((v) => v !== undefined)];
  const top = Math.max(...values),
    bottom = Math.min(...values, series.low === undefined ? Infinity : series.low);
  const at = (value) => y + 9 + (tall - 18) * (top === bottom ? 0.5 : (top - value) / (top - bottom));
  const seen = series.points.map((p) => ({
    ...p,
    x: xOf(axis.pieces, p.day),
    y: at(p.value),
    folded: axis.pieces.some((a) => a.fold && p.day > a.from && p.day < a.to),
  }));
  const band =
    series.high !== undefined || series.low !== undefined
      ? { y0: series.high === undefined ? y + 4 : at(series.high), y1: series.low === undefined ? y + tall - 4 : at(series.low) }
      : null;
  const shown = new Set([0, seen.length - 1, seen.findIndex((p) => p.value === top)]);
  return [
    band ? html`<rect class="ref" x="0" y=${band.y0} width=${axis.nowX} height=${Math.max(3, band.y1 - band.y0)} />` : null,
    html`<path class="ln" d=${seen.map((p, i) => `${i ? 'L' : 'M'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join(' ')} />`,
    ...seen
      .filter((p) => !p.folded)
      .map(
        (
          p,
        ) => html`<${Mark} key=${p.item.id} item=${p.item} lane=${lane.title} box=${{ x0: p.x - 3, x1: p.x + 3, y0: p.y - 5, y1: p.y + 5 }}>
      ${outside(series, p.value) ? html`<circle class="ln-x" cx=${p.x} cy=${p.y} r="3.6" />` : html`<circle class="ln-p" cx=${p.x} cy=${p.y} r="2.8" />`}</${Mark}>`,
      ),
    ...seen
      .filter((p, i) => shown.has(i) && !p.folded)
      .map(
        (p) =>
          html`<text key=${`t${p.item.id}`} class="b" x=${p.x + 6} y=${Math.min(Math.max(p.y + 4, y + 12), y + tall - 3)}>${p.value}</text>`,
      ),
  ];
}
export const outside = (series, value) =>
  (series.high !== undefined && value > series.high) || (series.low !== undefined && value < series.low);

// ---- symptoms

export function planHeat(lane, axis) {
  const rows = heatOf(lane.items).slice(0, 8),
    tall = 21;
  return {
    height: Math.max(30, rows.length * tall + 9),
    count: lane.items.length,
    labels: [{ y: 19, text: lane.title }],
    draw: (y) =>
      rows.flatMap((row, i) => {
        const top = y + 5 + i * tall,
          last = row.cells[row.cells.length - 1];
        return [
          html`<rect key=${`r${row.name}`} fill=${HATCH} class="sb-u0" x="0" y=${top} width=${axis.nowX} height="18" />`,
          ...boxesOf(row.cells, axis, 4).map(
            (b) => html`<${Mark} key=${b.item.id} item=${b.item} lane=${lane.title} box=${{ x0: b.x0, x1: b.x1, y0: top, y1: top + 18 }}>
        <rect class=${b.item.details.level === undefined ? 'h-u' : `h${b.item.details.level}`} x=${b.x0} y=${top} width=${b.x1 - b.x0} height="18" rx="1" /></${Mark}>`,
          ),
          html`<text key=${`t${row.name}`} class="b" x=${axis.nowX + 8} y=${top + 13}>
        ${cut(last.what.toLowerCase().includes(row.name.toLowerCase()) ? last.what : `${row.name}: ${last.what}`, axis.width - axis.nowX - 14, true)}</text>`,
        ];
      }),
  };
}

// ---- due

export const DUE_ROWS = 6;

export function planDue(lane, axis) {
  const shown = lane.dues.slice(0, DUE_ROWS),
    tall = 21,
    left = lane.dues.length - shown.length;
  return {
    height: Math.max(30, (shown.length + (left ? 1 : 0)) * tall + 9),
    count: lane.dues.length,
    labels: [{ y: 19, text: lane.title }],
    draw: (y) => [
      ...shown.map((item, i) => {
        const cy = y + 15 + i * tall,
          ahead = item.state === 'ahead',
          x = ahead ? Math.min(xOf(axis.pieces, item.low), axis.width - 70) : axis.nowX + 11;
        const words = ahead
          ? t('due.from', { title: item.title, day: day(isoOf(item.low), isoOf(axis.now)) })
          : item.state === 'overdue'
            ? t('due.overdueBy', { title: item.title, n: item.overdue })
            : t('due.nowBy', { title: item.title, day: day(isoOf(item.high), isoOf(axis.now)) });
        const room = axis.width - x - 16,
          turned = ahead && room < x - axis.nowX;
        const from = Math.max(0, xOf(axis.pieces, item.high));
        return html`<${Mark} key=${item.id} item=${item} lane=${lane.title} box=${{ x0: x - 7, x1: x + 7, y0: cy - 8, y1: cy + 8 }}>
        ${item.state === 'overdue' && axis.nowX - from > 4 ? html`<path class="due-l" d=${`M${from} ${cy}H${x - 8}`} />` : null}
        <path class=${item.state === 'overdue' ? 'mk-due' : 'mk-due mk-soon'} d=${`M${x} ${cy - 7}l7 7-7 7-7-7z`} />
        </${Mark}><text class=${`lb ${item.state === 'overdue' ? 'fa ' : ''}
          ${turned ? 'end-a' : ''}`} x=${turned ? x - 11 : x + 11} y=${cy + 4}>
          ${cut(words, turned ? x - axis.nowX - 22 : room, item.state === 'overdue')}</text>`;
      }),
      left
        ? html`<text key="more" class="a" x=${axis.nowX + 8} y=${y + 19 + shown.length * tall}>${t('tl.moreDue', { n: left })}
      </text>`
        : null,
    ],
  };
}

// ---- an empty lane, a fold

export const planNone = (lane, axis, words = t('tl.none'), known = false) => ({
  height: 30,
  count: 0,
  labels: [{ y: 19, text: lane.title }],
  draw: (y) => [
    known ? null : html`<rect key="h" fill=${HATCH} class="sb-u0" x="0" y=${y + 6} width=${axis.nowX} height="18" />`,
    html`<text key="t" class=${known ? 'a' : ''} x=${widest(axis).x0 + 10} y=${y + 19}>${words}</text>`,
  ],
});

// The widest piece of the axis before now: the first unless the words would not fit there.
const widest = (axis) =>
  axis.pieces
    .filter((p) => !p.fold && p.to <= axis.now)
    .reduce((best, p) => (best.x1 - best.x0 > 330 || best.x1 - best.x0 >= p.x1 - p.x0 ? best : p));

const zigzag = (x, height, turn) => {
  let d = '';
  for (let y = 20, i = 0; y <= height; y += 7, i++) d += `${i ? 'L' : 'M'}${x + (i % 2 ? 5 : 0)} ${turn ? height + 20 - y : y} `;
  return d;
};

export function Fold({ piece, height, words }) {
  const chart = useContext(Chart),
    id = `fold:${piece.fold.key}`;
  const mid = (piece.x0 + piece.x1) / 2;
  return html`<g class=${`ev${chart.chosen === id ? ' ev-on' : ''}`} role="button" tabindex=${chart.stop === id ? 0 : -1} aria-label=${t('fold.open', { words })} data-ev=${id} data-x=${piece.x0} data-y="20"
    onClick=${() => chart.open(piece.fold)} onFocus=${() => chart.show({ id, kind: 'fold', words, fold: piece.fold })} onMouseEnter=${() => chart.show({ id, kind: 'fold', words, fold: piece.fold }, true)}>
    <path class="brk" d=${`${zigzag(piece.x0, height)} ${zigzag(piece.x1 - 5, height, true).replace('M', 'L')} Z`} />
    <path class="brk-l" d=${zigzag(piece.x0, height)} /><path class="brk-l" d=${zigzag(piece.x1 - 5, height)} />
    </g><text class="lb a mid nh" transform=${`translate(${mid + 3} ${height / 2 + 10}) rotate(-90)`}>${cut(words, height - 50)}</text>`;
}

const dueWords = ({ unknown, none }) => (none ? t('tl.dueNoneApplies') : unknown ? t('tl.dueUnknown', { n: unknown }) : t('tl.dueNone'));

export function planOf(lane, axis) {
  if (lane.kind === 'due')
    return lane.dues.length
      ? planDue(lane, axis)
      : planNone(lane, axis, dueWords(lane), !lane.unknown && !lane.none);
  if (!lane.items.length) return planNone(lane, axis);
  const folded = (item) => axis.pieces.some((p) => p.fold && item.low >= p.from && item.high <= p.to);
  if (lane.items.every(folded)) return planNone(lane, axis, t('tl.inFold', { n: lane.items.length }), true);
  switch (lane.kind) {
    case 'status':
      return planStatus(lane, axis);
    case 'bars':
      return planBars(lane, axis);
    case 'drugs':
      return planBars(lane, axis, { colours: true });
    case 'series':
      return planSeries(lane, axis);
    case 'heat':
      return planHeat(lane, axis);
    default:
      return planPoints(lane, axis, { named: lane.lane === 'surgery' || lane.lane === 'bone' });
  }
}
