// timeline: the whole course in lanes, with folds of quiet time, months counted from where one likes, and a table that says the same.
import { html, useState, useMemo, useRef, useLayoutEffect, useEffect } from './html.mjs';
import { t, day } from './words.mjs';
import { N } from './parts.mjs';
import { noneDue } from './read.mjs';
import { eventsOf, duesOf, lanesOf, foldsOf, axisOf, ticksOf, monthTicksOf, originsOf, xOf, daysOf, isoOf, MONTH } from './lanes.mjs';
import { Chart, Fold, planOf, whenOf, labelOf, shape } from './marks.mjs';
import { Labs, rangeWords } from './labs.mjs';

const TOP = 26,
  AHEAD = 200,
  ZOOM = 1.5;
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// A lane that neither the layout nor the catalogue names is called by its own name.
function laneTitle({ lane, title }) {
  if (title) return title;
  try {
    return t(`lane.${lane}`);
  } catch {
    return lane.charAt(0).toUpperCase() + lane.slice(1);
  }
}

// What is drawn, from the view alone.
function courseOf(view) {
  const died = daysOf(view.patient?.died),
    now = died?.high ?? daysOf(view.asOf).low;
  const { dated, undated } = eventsOf(view);
  const lanes = lanesOf(view.layout, dated).map((lane) => ({ ...lane, title: laneTitle(lane) }));
  const dues = duesOf(view, now, now + AHEAD).map((d) => ({ ...d, id: `due:${d.guideline}/${d.finding}#${d.about ?? ''}:${d.low}` }));
  const after = lanes.findIndex((l) => l.lane === 'imaging');
  lanes.splice(after < 0 ? lanes.length : after + 1, 0, {
    lane: 'due',
    kind: 'due',
    title: t('lane.due'),
    items: [],
    dues,
    none: noneDue(view),
    unknown: view.findings.filter((f) => f.kind === 'due' && f.holds === 'unknown' && !f.due?.length).length,
  });
  return { now, died: Boolean(died), dated, undated, lanes, dues, folds: foldsOf(lanes, now), origins: originsOf(view, dated) };
}

function wordsOfFold(fold) {
  const counts = new Map();
  for (const { lane } of fold.inside) counts.set(lane.title, (counts.get(lane.title) ?? 0) + 1);
  const inside = [...counts].map(([title, n]) => t('fold.count', { title: title.toLowerCase(), n })).join(', ') || t('fold.nothing');
  const months = Math.round((fold.to - fold.from) / MONTH);
  return t('fold.words', { time: months < 24 ? t('span.months', { n: months }) : t('span.years', { n: Math.round(months / 12) }), inside });
}

function axisFor(course, width, open) {
  const early = Math.min(course.now - 60, ...course.dated.map((i) => i.low));
  const low = early - Math.max(10, (course.now - early) * 0.012);
  const folds = course.folds.filter((f) => !open.includes(f.key));
  const ahead = course.dues.length ? Math.min(360, Math.max(250, width * 0.27)) : 110;
  const high = Math.max(course.now + AHEAD, ...course.dated.map((i) => i.high));
  const pieces = axisOf({ low, high, now: course.now, folds, width, ahead });
  return { pieces, low, now: course.now, nowX: xOf(pieces, course.now), width };
}

// ---- parts of the drawing

function Calendar({ axis, height }) {
  return ticksOf(axis.pieces)
    .filter((tick) => tick.x > axis.nowX || tick.x < axis.nowX - (tick.label === 'both' ? 96 : 58))
    .map(
      (tick) => html`<g key=${tick.day}><path class="g0" d=${`M${tick.x.toFixed(1)} 22V${height}`} />
    <text class="a" x=${tick.x + 3} y="17">${tick.label === 'both' ? `${names[tick.month - 1]} ${tick.year}` : names[tick.month - 1]}
      </text></g>`,
    );
}

function Months({ axis, origin, height }) {
  if (origin?.day === undefined) return null;
  const x = xOf(axis.pieces, origin.day),
    turn = x > axis.width - 260;
  const about = origin.precision !== 'day';
  return html`<g>
    ${about ? html`<rect class="t0b" x=${x} y="22" width=${Math.max(2, xOf(axis.pieces, origin.high) - x)} height=${height - 22} />` : null}
    <path class="t0l" d=${`M${x} 26V${height + 5}`} />
      <text class=${`t0t${turn ? ' end-a' : ''}`} x=${turn ? x - 3 : x + 3} y=${height + 29}>
      ${t(about ? 't0.about' : 't0.zero', { what: originName(origin), day: day(origin.text) })}</text>
    ${monthTicksOf(axis.pieces, origin.day).map(
      (tick) => html`<g key=${tick.months}><path class="t0l" d=${`M${tick.x} ${height}v5`} />
      <text class="a mid" x=${tick.x} y=${height + 16}>${tick.months > 0 ? `+${tick.months}` : String(tick.months).replace('-', '−')}
      </text></g>`,
    )}
    <text class="a end-a" x=${axis.width - 4} y=${height + 29}>${t('t0.months')}</text></g>`;
}

const originName = (origin) => origin.title + (origin.number ? ` ${origin.number}` : '');

function Drawing({ course, axis, origin, titleId }) {
  let y = TOP;
  const plans = course.lanes.map((lane) => {
    const plan = planOf(lane, axis);
    const one = { lane, plan, y };
    y += plan.height;
    return one;
  });
  const height = y;
  const labels = html`<div class="tl-l" aria-hidden="true"><svg viewBox=${`0 0 104 ${height + 34}`} width="104" height=${height + 34}>
    ${plans.flatMap(({ lane, plan, y: top }) =>
      plan.labels.map(
        (l, i) => html`<g key=${lane.lane + i}>
      <text class="b" x="12" y=${top + l.y}>${l.text}</text>${
        l.sub
          ? html`<text class="a" x="12" y=${top + l.y + 14}>${l.sub}
      </text>`
          : null
      }</g>`,
      ),
    )}</svg></div>`;
  return html`${labels}<div class="tl-c" style=${{ width: `${axis.width}px` }}>
    <svg viewBox=${`0 0 ${axis.width} ${height + 34}`} width=${axis.width} height=${height + 34} role="group" aria-labelledby=${titleId}>
    <defs><pattern id="tl-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-f" width="8" height="8" /><path class="hatch-l" d="M1.5 0V8" /></pattern></defs>
    ${plans.map(({ lane, plan, y: top }, i) => (i % 2 ? null : html`<rect key=${lane.lane} class="lane0" x="0" y=${top} width=${axis.width} height=${plan.height} />`))}
    <${Calendar} axis=${axis} height=${height} />
    ${plans.map(({ lane, plan, y: top }) => html`<g key=${lane.lane} data-lane=${lane.lane}>${plan.draw(top)}</g>`)}
    ${axis.pieces.filter((p) => p.fold).map((p) => html`<${Fold} key=${p.fold.key} piece=${p} height=${height} words=${wordsOfFold(p.fold)} />`)}
    <path class="nowl" d=${`M${axis.nowX} 20V${height}`} /><text class="b end-a" x=${axis.nowX - 5} y="17">
      ${t(course.died ? 'tl.died' : 'tl.now')}</text>
    <path class="g0" d=${`M0 ${height}H${axis.width}`} />
    <${Months} axis=${axis} origin=${origin} height=${height} /></svg></div>`;
}

// The reference range of a laboratory value, if the record gives one.
function rangeOf({ details }) {
  if (details?.value === undefined || (details.low === undefined && details.high === undefined)) return '';
  return ` (${rangeWords(details)})`;
}

// ---- what is chosen, in words

// Details that the label of a mark already says.
const said = new Set(['value', 'unit', 'low', 'high', 'series', 'dose', 'doseUnit', 'gy', 'says', 'level']);

function Chosen({ item, pinned }) {
  if (!item) return html`<p class="tl-d q" aria-live="polite">${t('tl.hint')}</p>`;
  if (item.kind === 'fold') return html`<p class="tl-d" aria-live="polite">${t('fold.open', { words: item.words })}</p>`;
  const extra = Object.entries(item.details ?? {})
    .filter(([key, value]) => !said.has(key) && ['string', 'number'].includes(typeof value))
    .map(([key, value]) => `${key} ${value}`);
  if (item.details?.level !== undefined) extra.push(t('tl.level', { n: item.details.level }));
  return html`<p class="tl-d" aria-live="polite"><b>${whenOf(item)}</b> · ${item.kind === 'due' ? item.title : labelOf(item)}
    ${rangeOf(item)}${item.details?.says ? html` · ${item.details.says}` : null}
    ${extra.length ? html` · <span class="q">${extra.join(', ')}</span>` : null}
    ${
      item.basis?.length
        ? html` · <span class="q">${t('tl.basis')} <bdi>${item.basis.slice(0, 4).join(', ')}
      ${item.basis.length > 4 ? '…' : ''}</bdi></span>`
        : null
    }
    ${' · '}<${N} finding=${{ kind: item.kind, guideline: item.guideline, finding: item.finding, about: item.about }}>${t('tl.why')}
      <span class="vh"> ${item.kind === 'due' ? item.title : item.what}</span></${N}>
    ${pinned ? html` <span class="qq">${t('tl.pinned')}</span>` : null}</p>`;
}

// ---- the table

function Table({ course }) {
  const rows = course.lanes
    .flatMap((lane) => (lane.kind === 'due' ? [] : lane.items.map((item) => ({ item, lane: lane.title }))))
    .sort((a, b) => a.item.low - b.item.low);
  const quiet = course.lanes.filter((l) => l.kind !== 'due' && !l.items.length).map((l) => l.title);
  return html`<details><summary>${t('tl.table')}</summary><section class="scroll" tabindex="0" aria-label=${t('tl.tableName')}><table>
    <thead><tr><th scope="col">${t('tl.when')}</th><th scope="col">${t('tl.lane')}</th><th scope="col">${t('tl.what')}</th>
      <th scope="col">${t('tl.from')}</th></tr></thead>
    <tbody>${rows.map(
      ({ item, lane }) => html`<tr key=${item.id}><td class="nb">${whenOf(item)}</td><td>${lane}</td><td>${labelOf(item)}
      ${rangeOf(item)}${item.details.says ? html` · <span class="q">${item.details.says}</span>` : null}</td>
      <td class="q"><bdi>${item.basis.join(', ')}</bdi></td></tr>`,
    )}
      ${course.undated.map(
        (item) => html`<tr key=${item.id}><td><span class="hx">${t('when.none')}</span></td><td>${item.lane}</td><td>
        ${labelOf(item)}</td><td class="q"><bdi>${item.basis.join(', ')}</bdi></td></tr>`,
      )}
      ${course.dues.map(
        (d) => html`<tr key=${d.id}><td class="nb">${whenOf(d)}</td><td>${t('lane.due')}</td><td>${d.title}</td>
        <td class="q">${d.guideline}</td></tr>`,
      )}
      ${quiet.length ? html`<tr><td><span class="hx">${t('tl.none')}</span></td><td colspan="3">${quiet.join(', ')}</td></tr>` : null}
        </tbody></table></section></details>`;
}

// ---- keys

// Left and right along the lane, up and down to the nearest mark of the next lane.
function step(root, from, key) {
  const marks = [...root.querySelectorAll('[data-ev]')].map((el) => ({
    el,
    x: Number(el.dataset.x),
    lane: el.closest('[data-lane]')?.dataset.lane ?? 'fold',
  }));
  const lanes = [...new Set(marks.map((m) => m.lane))],
    me = marks.find((m) => m.el === from);
  if (!me) return marks[0]?.el;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const row = marks.filter((m) => m.lane === me.lane).sort((a, b) => a.x - b.x);
    return row[row.indexOf(me) + (key === 'ArrowRight' ? 1 : -1)]?.el;
  }
  const next = lanes[lanes.indexOf(me.lane) + (key === 'ArrowDown' ? 1 : -1)];
  return marks.filter((m) => m.lane === next).sort((a, b) => Math.abs(a.x - me.x) - Math.abs(b.x - me.x))[0]?.el;
}

// ---- the component

export function Timeline({ view }) {
  const course = useMemo(() => courseOf(view), [view]);
  const [width, setWidth] = useState(1266),
    [zoom, setZoom] = useState(1),
    [open, setOpen] = useState([]);
  const [shown, setShown] = useState(null),
    [pinned, setPinned] = useState(null),
    [stop, setStop] = useState(null);
  const first = course.origins.find((o) => o.day !== undefined && o.name === 'start') ?? course.origins.find((o) => o.day !== undefined);
  const [from, setFrom] = useState(null);
  const box = useRef(),
    keep = useRef(null);
  const origin = from === null ? first : course.origins[from];
  const axis = useMemo(() => axisFor(course, Math.max(820, width) * zoom, open), [course, width, zoom, open]);

  useLayoutEffect(() => {
    const measure = () => setWidth(Math.max(300, box.current.clientWidth - 106));
    const watch = new ResizeObserver(measure);
    watch.observe(box.current);
    measure();
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    const el = box.current, room = el.scrollWidth - el.clientWidth;
    el.scrollLeft = keep.current === null ? axis.nowX + 104 - 0.62 * el.clientWidth : keep.current * room;
  }, [axis.width]);
  useEffect(() => {
    setOpen([]);
    setPinned(null);
    setShown(null);
    setFrom(null);
  }, [view.key]);

  const zoomBy = (factor) => {
    keep.current = scrolled(box.current);
    setZoom((z) => (factor === 0 ? 1 : Math.min(8, Math.max(1, z * factor))));
  };
  const toggle = (fold) => {
    box.current.focus({ preventScroll: true });
    setShown(null);
    setOpen((o) => (o.includes(fold.key) ? o.filter((k) => k !== fold.key) : [...o, fold.key]));
  };
  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = event.target.closest?.('[data-ev]');
    if (event.key === '+' || event.key === '=') zoomBy(ZOOM);
    else if (event.key === '-') zoomBy(1 / ZOOM);
    else if (event.key === '0') zoomBy(0);
    else if (event.key === 'Escape' && pinned) setPinned(null);
    else if (mark && event.key.startsWith('Arrow')) step(box.current, mark, event.key)?.focus();
    else if (mark && (event.key === 'Enter' || event.key === ' ')) mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    else return;
    event.preventDefault();
  };
  // One mark is reached by Tab, the arrows lead to the others: the one last looked at, else the latest.
  useLayoutEffect(() => {
    const marks = [...box.current.querySelectorAll('[data-ev]')];
    if (marks.length && !marks.some((m) => m.dataset.ev === stop))
      setStop(marks.reduce((a, b) => (Number(b.dataset.x) > Number(a.dataset.x) ? b : a)).dataset.ev);
  });
  const drawing = useMemo(() => html`<${Drawing} course=${course} axis=${axis} origin=${origin} titleId="tl-t" />`, [course, axis, origin]);
  const chart = {
    chosen: (pinned ?? shown)?.id,
    stop,
    open: toggle,
    show: (item, hover) => {
      if (!hover) setStop(item.id);
      if (!hover || !pinned) setShown(item);
      if (!hover) setPinned(null);
    },
    pick: (item) => setPinned((p) => (p?.id === item.id ? null : item)),
  };
  return html`<section class="sec tlw" id="course" aria-labelledby="h-tl">
    <div class="sh"><h2 id="h-tl">${t('tl.title')}</h2><div class="end">
      <${Origins} origins=${course.origins} origin=${origin} set=${setFrom} />
      <span class="zoom" role="group" aria-label=${t('zoom.name')}>
        <button type="button" class="btn" aria-label=${t('zoom.out')} disabled=${zoom <= 1} onClick=${() => zoomBy(1 / ZOOM)}>−</button>
        <button type="button" class="btn" aria-label=${t('zoom.in')} disabled=${zoom >= 8} onClick=${() => zoomBy(ZOOM)}>+</button>
        ${zoom > 1 ? html`<button type="button" class="btn" onClick=${() => zoomBy(0)}>${t('zoom.all')}</button>` : null}</span></div></div>
    <${Chart.Provider} value=${chart}><section class="tl" ref=${box} tabindex="0" aria-label=${t('tl.name')} onKeyDown=${keys}>
      <span class="vh" id="tl-t">${t('tl.svg', { from: day(isoOf(Math.round(axis.low))), to: day(view.asOf) })}</span>
      ${drawing}</section></${Chart.Provider}>
    <${Chosen} item=${pinned ?? shown} pinned=${Boolean(pinned)} />
    <div class="foot"><${Key} course=${course} axis=${axis} /><${Folds} folds=${course.folds} open=${open} toggle=${toggle} /></div>
    <${Table} course=${course} /><${Labs} items=${course.lanes.filter((l) => l.kind === 'series').flatMap((l) => l.items)} asOf=${view.asOf} /></section>`;
}

const scrolled = (el) => (el.scrollWidth > el.clientWidth ? el.scrollLeft / (el.scrollWidth - el.clientWidth) : 1);

function Origins({ origins, origin, set }) {
  if (!origins.length) return null;
  return html`<fieldset class="pick"><legend>${t('t0.legend')}</legend>
    ${origins.map(
      (o, i) => html`<label key=${o.name + (o.number ?? '')}>
    <input type="radio" name="t0" checked=${o.day !== undefined && o === origin} disabled=${o.day === undefined} onChange=${() => set(i)} />
    ${originName(o)}${o.day !== undefined ? null : ` (${t(`t0.why.${o.why}`, { text: o.text ?? '' })})`}</label>`,
    )}</fieldset>`;
}

function Key({ course, axis }) {
  const imaging = course.lanes.find((l) => l.lane === 'imaging' && l.items.length);
  const groups = (imaging && planOf(imaging, axis).groups) ?? [];
  const one = (node, text) => html`<span key=${text}><svg viewBox="0 0 14 12" aria-hidden="true">${node}</svg>${text}</span>`;
  return html`<p class="key">${groups.map((g, i) => one(shape(i, 7, 6), g))}
    ${one(html`<path class="mk-due" d="M7 1l5.500 5-5.500 5-5.500-5z" />`, t('key.due'))}<span><span class="hx">${'\u00a0\u00a0\u00a0'}
      </span> ${t('key.unknown')}</span>
    ${course.lanes.some((l) => l.kind === 'series' && l.items.length) ? html`<span>${t('key.range')}</span>` : null}<span class="key-k">
      ${t('key.keys')}</span></p>`;
}

const monthOf = (number) => day(isoOf(number).slice(0, 7));

function Folds({ folds, open, toggle }) {
  if (!folds.length) return null;
  const words = (f) =>
    open.includes(f.key)
      ? t('fold.close', { from: monthOf(f.from), to: monthOf(f.to) })
      : t('fold.show', { from: monthOf(f.from), to: monthOf(f.to), words: wordsOfFold(f) });
  return html`<p class="folds">${folds.map((f) => html`<button key=${f.key} type="button" class="btn btn-q" onClick=${() => toggle(f)}>${words(f)}</button>`)}</p>`;
}
