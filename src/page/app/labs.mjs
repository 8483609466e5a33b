// labs: the laboratory lines of the timeline larger, one a series, drawn by uPlot with the reference range behind, each with its table.
import { html, useEffect, useRef, useState } from './html.mjs';
import { t, day } from './words.mjs';
import { seriesOf } from './lanes.mjs';
import { outside } from './marks.mjs';

const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// "40–130", "up to 250", "from 3.5".
export const rangeWords = ({ low, high }) =>
  low === undefined ? t('labs.upTo', { high }) : high === undefined ? t('labs.from', { low }) : `${low}–${high}`;

// The grey band of the reference range, drawn behind the line.
function band(series) {
  return (u) => {
    if (series.low === undefined && series.high === undefined) return;
    const top = series.high === undefined ? u.bbox.top : u.valToPos(series.high, 'y', true);
    const bottom = series.low === undefined ? u.bbox.top + u.bbox.height : u.valToPos(series.low, 'y', true);
    u.ctx.fillStyle = ink('--unknown-hatch');
    u.ctx.fillRect(
      u.bbox.left,
      Math.max(u.bbox.top, top),
      u.bbox.width,
      Math.max(0, Math.min(bottom, u.bbox.top + u.bbox.height) - Math.max(u.bbox.top, top)),
    );
  };
}

function options(series, width) {
  const axis = {
    stroke: ink('--ink-3'),
    grid: { stroke: ink('--line'), width: 1 },
    ticks: { stroke: ink('--line') },
    font: '12px system-ui',
  };
  return {
    width,
    height: 180,
    legend: { show: false },
    cursor: { y: false },
    hooks: { drawClear: [band(series)] },
    scales: {
      x: { time: true },
      y: { range: (u, low, high) => [Math.min(low, series.low ?? low) * 0.95, Math.max(high, series.high ?? high) * 1.05 || 1] },
    },
    axes: [axis, { ...axis, size: 56 }],
    series: [{}, { label: series.series, stroke: ink('--ink-2'), width: 1.8, points: { show: true, size: 6, fill: ink('--ink-2') } }],
  };
}

function Line({ series, asOf }) {
  const box = useRef(),
    [failed, setFailed] = useState(false);
  useEffect(() => {
    let chart,
      gone = false;
    const data = [series.points.map((p) => p.day * 86400), series.points.map((p) => p.value)];
    const draw = async () => {
      const { default: UPlot } = await import('./vendor/uplot.mjs');
      if (gone) return;
      chart?.destroy();
      chart = new UPlot(options(series, Math.max(260, box.current.clientWidth)), data, box.current);
    };
    const again = () => draw().catch(() => setFailed(true));
    again();
    const watch = new ResizeObserver(() => chart?.setSize({ width: Math.max(260, box.current.clientWidth), height: 180 }));
    watch.observe(box.current);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', again);
    return () => {
      gone = true;
      watch.disconnect();
      theme.disconnect();
      dark.removeEventListener('change', again);
      chart?.destroy();
    };
  }, [series]);
  const range = series.low === undefined && series.high === undefined ? t('labs.noRange') : t('labs.range', { range: rangeWords(series) });
  return html`<figure class="lab"><figcaption><b>${series.series}</b> <span class="q">${series.unit} · ${range}</span></figcaption>
    <div ref=${box} aria-hidden="true"></div>${failed ? html`<p class="hx">${t('labs.failed')}</p>` : null}
    <table><thead><tr><th scope="col">${t('tl.when')}</th><th scope="col" class="r">${series.unit || t('labs.value')}</th><th scope="col">
      ${t('labs.against')}</th></tr></thead>
      <tbody>${[...series.points].reverse().map(
        (p) => html`<tr key=${p.item.id}><td>${day(p.item.from, asOf)}</td><td class="r">
        ${p.value}</td><td>${against(series, p.value)}</td></tr>`,
      )}</tbody></table></figure>`;
}

const against = (series, value) =>
  series.low === undefined && series.high === undefined
    ? html`<span class="hx">${t('labs.noRange')}
  </span>`
    : outside(series, value)
      ? t(series.high !== undefined && value > series.high ? 'labs.above' : 'labs.below')
      : t('labs.within');

export function Labs({ items, asOf }) {
  const [open, setOpen] = useState(false);
  const all = seriesOf(items);
  if (!all.length) return null;
  return html`<details onToggle=${(e) => setOpen(e.currentTarget.open)}><summary>${t('labs.larger', { n: all.length })}</summary>
    ${open ? html`<div class="labs">${all.map((s) => html`<${Line} key=${s.series + s.unit} series=${s} asOf=${asOf} />`)}</div>` : null}
      </details>`;
}
