// options: what can be discussed, all of it and unranked: for, against, what it needs first, and how far the source was read.
import { html, useState, useEffect } from './html.mjs';
import { t } from './words.mjs';
import { get } from './api.mjs';
import { Icon, N, Read } from './parts.mjs';
import { Standing } from './standing.mjs';
import { optionGroups, asksOf, becauseOf, sourcesOf } from './work.mjs';

const MOST = 3, SOURCES = 2;

const iconOf = (holds) => (holds === 'yes' ? 'met' : holds === 'no' || holds === 'n/a' ? 'not' : 'unknown');

// What guidelines are called; their ids stand for it until it is known.
function useTitles() {
  const [titles, setTitles] = useState({});
  useEffect(() => {
    get('/api/guidelines').then((list) => setTitles(Object.fromEntries(list.map((g) => [g.id, g.title])))).catch(() => {});
  }, []);
  return titles;
}

export function Options({ view }) {
  const titles = useTitles();
  const groups = optionGroups(view);
  const all = groups.flatMap((group) => group.options);
  if (!all.length) return null;
  const open = groups.filter((group) => group.open.length), closed = groups.flatMap((group) => group.closed);
  return html`<section class="sec" id="options" aria-labelledby="h-options">
    <div class="sh"><h2 id="h-options">${t('options.title')}</h2><span class="q">${t('options.note')}</span></div>
    <section class="scroll" tabindex="0" aria-label=${t('options.table')}>
      <table class="opt stack"><caption>${t('options.caption', { n: all.length - closed.length })}</caption>
        <thead><tr>${['option', 'for', 'against', 'needs', 'source'].map((name) => html`<th scope="col">${t(`options.${name}`)}</th>`)}</tr></thead>
        ${open.map((group) => html`<tbody key=${`${group.guideline}#${group.about}`}><${GroupHead} group=${group} title=${titles[group.guideline]} />
          ${group.open.map((option) => html`<${Option} key=${option.finding} view=${view} option=${option} />`)}</tbody>`)}
      </table></section>
    ${closed.length > 0 && html`<${Closed} view=${view} options=${closed} />`}
  </section>`;
}

const GroupHead = ({ group, title }) => html`<tr class="opt-g"><th scope="rowgroup" colspan="5">${
  group.last ? t('options.always') : title ?? group.guideline.replace(/-/g, ' ')}${
  group.words && html` <span class="q"><bdi>${group.words}</bdi></span>`}${
  !group.last && html`<${Standing} finding=${{ status: group.options[0].status }} />`}</th></tr>`;

function Option({ view, option }) {
  const gone = option.expired;
  return html`<tr class=${gone ? 'opt-x' : ''}><th scope="row"><${N} finding=${option}>${option.title ?? option.finding}<//>
      ${option.strength && html`<span class="q s opt-l">${option.strength}</span>`}<${Standing} finding=${gone || option.local ? { ...option, status: '' } : {}} /></th>
    <td data-h=${t('options.for')}>${option.for}</td>
    <td data-h=${t('options.against')}>${option.against}</td>
    <td data-h=${t('options.needs')}><${Gates} view=${view} option=${option} /></td>
    <td data-h=${t('options.source.short')} class="q"><${Sources} view=${view} option=${option} /></td></tr>`;
}

// Its gates with their state; the questions that would open them can be answered further up.
function Gates({ view, option }) {
  const gates = option.gates ?? [], titles = new Set(gates.map((gate) => gate.title));
  const asks = option.holds === 'unknown' ? asksOf(view, option) : [];
  const linked = new Map(asks.map((ask) => [ask.ask, ask]));
  const rest = asks.filter((ask) => !titles.has(ask.ask));
  if (!gates.length && !rest.length) return html`<span class="q">${t(option.error ? 'options.error' : 'options.none', { error: option.error })}</span>`;
  const shown = gates.length > MOST + 1 ? gates.slice(0, MOST) : gates, folded = gates.slice(shown.length);
  return html`<ul class="gates">${shown.map((gate) => html`<${Gate} holds=${gate.holds} title=${gate.title} link=${linked.get(gate.title)} />`)}
    ${gates.length === 0 && rest.slice(0, MOST).map((ask) => html`<${Gate} holds="unknown" title=${ask.ask} link=${ask} />`)}</ul>
    <${Asks} gates=${folded} linked=${linked} asks=${gates.length ? rest : rest.slice(MOST)} title=${option.title} />`;
}

// What is needed beyond the first few, and the questions behind it.
const Asks = ({ gates, linked, asks, title }) => gates.length + asks.length > 0 && html`<details class="opt-q"><summary>
    ${[gates.length > 0 && t('options.andMore', { n: gates.length }), asks.length > 0 && t('options.asks', { n: asks.length })]
      .filter(Boolean).join(' · ')}<span class="vh"> ${title}</span></summary>
  <ul class="gates">${gates.map((gate) => html`<${Gate} holds=${gate.holds} title=${gate.title} link=${linked.get(gate.title)} />`)}
    ${asks.map((ask) => html`<${Gate} holds="unknown" title=${ask.ask} link=${ask} />`)}</ul></details>`;

function Gate({ holds, title, link }) {
  const open = holds !== 'yes' && holds !== 'no' && holds !== 'n/a';
  const words = link?.here ? html`<a href=${`#${link.id}`}>${title}</a>` : title;
  return html`<li class=${`gate-${iconOf(holds)}`}><${Icon} name=${iconOf(holds)} /><span class=${open ? 'hx' : ''}>${words}</span><span class="vh"> (${t(`state.${open ? 'unknown' : holds}`)})</span></li>`;
}

function Sources({ view, option }) {
  const sources = sourcesOf(view, option), line = (source) => html`<li title=${source.title}>${source.short} <${Read} read=${source.read} /></li>`;
  return html`<ul class="srcs">${sources.slice(0, SOURCES).map(line)}</ul>
    ${sources.length > SOURCES && html`<details><summary>${t('options.more', { n: sources.length - SOURCES })}<span class="vh"> ${t('options.source')}: ${option.title}</span></summary><ul class="srcs">${sources.slice(SOURCES).map(line)}</ul></details>`}`;
}

// What does not fit this patient is not hidden: it is named, with the reason.
function Closed({ view, options }) {
  return html`<details class="opt-c"><summary>${t('options.closed', { n: options.length })}</summary>
    <ul>${options.map((option) => { const because = becauseOf(option);
      return html`<li><b><${N} finding=${option}>${option.title ?? option.finding}<//></b>
        <span>${because.length ? t('options.because', { why: because.join('; ') }) : t(option.holds === 'no' ? 'options.no' : 'options.away')}</span>
        ${option.against && html`<span class="q">${t('options.against')}: ${option.against}</span>`}
        <${Gates} view=${view} option=${option} /></li>`; })}</ul></details>`;
}
