// options: what can be discussed, all of it and unranked: for, against, what it needs first, and how far the source was read.
import { html } from './html.mjs';
import { t } from './words.mjs';
import { Icon, N, Read } from './parts.mjs';
import { optionGroups, asksOf, becauseOf, sourcesOf } from './work.mjs';

const MOST_ASKS = 3;

const iconOf = (holds) => (holds === 'yes' ? 'met' : holds === 'no' || holds === 'n/a' ? 'not' : 'unknown');

export function Options({ view }) {
  const groups = optionGroups(view);
  const all = groups.flatMap((group) => group.options);
  if (!all.length) return null;
  const open = groups.filter((group) => group.open.length), closed = groups.flatMap((group) => group.closed);
  return html`<section class="sec" id="options" aria-labelledby="h-options">
    <div class="sh"><h2 id="h-options">${t('options.title')}</h2><span class="q">${t('options.note')}</span></div>
    <div class="scroll" role="region" tabindex="0" aria-label=${t('options.table')}>
      <table class="opt stack"><caption>${t('options.caption', { n: all.length - closed.length })}</caption>
        <thead><tr>${['option', 'for', 'against', 'needs', 'source'].map((name) => html`<th scope="col">${t(`options.${name}`)}</th>`)}</tr></thead>
        ${open.map((group) => html`<tbody key=${`${group.guideline}#${group.about}`}><${GroupHead} group=${group} />
          ${group.open.map((option) => html`<${Option} key=${option.finding} view=${view} option=${option} />`)}</tbody>`)}
      </table></div>
    ${closed.length > 0 && html`<${Closed} view=${view} options=${closed} />`}
  </section>`;
}

const GroupHead = ({ group }) => html`<tr class="opt-g"><th scope="rowgroup" colspan="5">${group.last ? t('options.always') : titleOf(group)}</th></tr>`;
const titleOf = (group) => [group.options[0].guidelineTitle ?? group.guideline.replace(/-/g, ' '), group.words].filter(Boolean).join(' · ');

function Option({ view, option }) {
  const gone = option.expired;
  return html`<tr class=${gone ? 'opt-x' : ''}><th scope="row"><${N} finding=${option}>${option.title ?? option.finding}<//>
      ${option.strength && html`<span class="q s opt-l">${option.strength}</span>`}${gone && html`<span class="s opt-l">${t('options.expired', { day: gone })}</span>`}</th>
    <td data-h=${t('options.for')}>${option.for}</td>
    <td data-h=${t('options.against')}>${option.against}</td>
    <td data-h=${t('options.needs')}><${Gates} view=${view} option=${option} /></td>
    <td data-h=${t('options.source.short')} class="q"><${Sources} view=${view} option=${option} /></td></tr>`;
}

function Gates({ view, option }) {
  const gates = option.gates ?? [];
  const titles = new Set(gates.map((gate) => gate.title));
  const asks = option.holds === 'unknown' ? asksOf(view, option).filter((ask) => !titles.has(ask.ask) || ask.here) : [];
  const linked = new Map(asks.map((ask) => [ask.ask, ask]));
  const rest = asks.filter((ask) => !titles.has(ask.ask));
  if (!gates.length && !rest.length) return html`<span class="q">${t(option.error ? 'options.error' : 'options.none', { error: option.error })}</span>`;
  return html`<ul class="gates">${gates.map((gate) => html`<${Gate} holds=${gate.holds} title=${gate.title} link=${linked.get(gate.title)} />`)}
    ${rest.slice(0, MOST_ASKS).map((ask) => html`<${Gate} holds="unknown" title=${ask.ask} link=${ask} />`)}
    ${rest.length > MOST_ASKS && html`<li class="q">${t('options.more', { n: rest.length - MOST_ASKS })}</li>`}</ul>`;
}

function Gate({ holds, title, link }) {
  const open = holds !== 'yes' && holds !== 'no' && holds !== 'n/a';
  const words = html`${link?.here ? html`<a href=${`#${link.id}`}>${title}</a>` : title}<span class="vh"> (${t(`state.${holds}`)})</span>`;
  return html`<li class=${`gate-${iconOf(holds)}`}><${Icon} name=${iconOf(holds)} />${open ? html`<span class="hx">${words}</span>` : html`<span>${words}</span>`}</li>`;
}

const Sources = ({ view, option }) => html`<ul class="srcs">${sourcesOf(view, option).map((source) => html`<li title=${source.title}>${source.short} <${Read} read=${source.read} /></li>`)}</ul>`;

// What does not fit this patient is not hidden: it is named, with the reason.
function Closed({ view, options }) {
  return html`<details class="opt-c"><summary>${t('options.closed', { n: options.length })}</summary>
    <ul>${options.map((option) => { const because = becauseOf(option);
      return html`<li><b><${N} finding=${option}>${option.title ?? option.finding}<//></b>
        <span>${because.length ? t('options.because', { why: because.join('; ') }) : t(option.holds === 'no' ? 'options.no' : 'options.away')}</span>
        ${option.against && html`<span class="q">${t('options.against')}: ${option.against}</span>`}
        <${Gates} view=${view} option=${option} /></li>`; })}</ul></details>`;
}
