// workrow: one person of the worklist.
import { html } from './html.mjs';
import { Tier, Unknown } from './parts.mjs';
import { TaskForm } from './tasks.mjs';
import { inCapitals, plain, sentences, sexAge, without } from './read.mjs';
import { clockAt, daysLong, since } from './times.mjs';
import { t, day } from './words.mjs';

const longest = 150;

function Who({ row }) {
  const first = sexAge(row);
  return html`<a class="nm" id=${`open-${row.key}`} href=${`/patient/${encodeURIComponent(row.key)}`}><bdi>
    ${row.name || t('worklist.noName')}</bdi></a>
    <div class="q"><bdi>${[first, inCapitals(row.about || row.mrn || '').replace(/\.$/, '')].filter(Boolean).join(' · ')}</bdi></div>`;
}

function Since({ row, asOf }) {
  const clock = row.clock?.until ? clockAt(row.clock.until, asOf) : null;
  const over = clock && (row.clock.over || clock.over);
  const snoozed = row.task?.snoozed;
  if (snoozed) return html`<div>${t('worklist.until', { day: day(snoozed.until, asOf) })}</div><div class="q">
    ${t('worklist.raisedAgain')}</div>`;
  return html`<div>${over ? html`<b>
    ${clock.words}</b>` : clock ? clock.words : row.since && t('worklist.since', { day: since(row.since, asOf) })}</div>
    <div class="q">${[row.clock?.says, clock && row.since && since(row.since, asOf)]
      .filter(Boolean).join(' · ')}</div>`;
}

function Taken({ row, asOf }) {
  const owner = row.task?.owner;
  if (!owner) return row.tier ? html`<b>${t('worklist.nobody')}</b>` : null;
  return html`<div><bdi>${owner.name}</bdi></div><div class="q">
    ${row.task.since && since(row.task.since, asOf)}</div>`;
}

const Key = ({ children }) => html` <kbd aria-hidden="true">${children}</kbd>`;

function Actions({ row, actions }) {
  const mine = actions.isMine(row);
  const busy = actions.busy === row.key;
  return html`<div class="acts">
    <button class=${`btn${row.task?.owner ? '' : ' btn-1'}`} type="button" disabled=${busy} onClick=${() => actions.take(row)}>
      ${t(mine ? 'task.release' : row.task?.owner ? 'task.takeOver' : 'task.take')}<${Key}>t<//></button>
    <button class="btn" type="button" disabled=${busy} onClick=${() => actions.openHandOver(row)}>${t('task.handOver')}<${Key}>h<//>
      </button>
    ${row.task?.snoozed ? html`<button class="btn" type="button" disabled=${busy} onClick=${() => actions.wake(row)}>
      ${t('task.wake')}</button>`
      : row.tier !== 'emergency' && html`<button class="btn" type="button" disabled=${busy} onClick=${() => actions.openSnooze(row)}>
        ${t('task.snooze')}<${Key}>s<//></button>`}
    <button class="btn" type="button" disabled=${busy} onClick=${() => actions.openBoard(row)}>${t('task.board')}<${Key}>b<//></button>
      </div>`;
}

// The tier stands beside it already, whether it comes first or behind the place.
function withoutTier({ tier, says }) {
  const [place, ...rest] = says.split(`. ${t(`tier.${tier}`)}: `);
  return rest.length ? `${place}: ${rest.join('. ')}` : without(`${t(`tier.${tier}`)}:`, says);
}

function Why({ row }) {
  const snoozed = row.task?.snoozed;
  if (!row.tier) return html`<div class="q">${row.questions ?
    html`${t('worklist.quietRow', { n: row.questions })}` : t('worklist.quietRowNone')}</div>`;
  return html`<div class="why">${row.title || row.says}${row.more > 0 && html` <span class="plus"
    title=${t('worklist.andMore', { n: row.more })}><span aria-hidden="true">+${row.more}</span><span class="vh">
    ${t('worklist.andMore', { n: row.more })}</span></span>`}</div>
    ${row.title && row.says && html`<div class="q says"><bdi>
      ${sentences(plain(withoutTier(row)), longest)}</bdi></div>`}
    ${row.alarm && html`<div class="s"><${Unknown}>${t('worklist.alarmOpen')}<//></div>`}
    ${row.failed > 0 && html`<div class="s"><${Unknown}>${t('worklist.failed.row', { n: row.failed })}<//></div>`}
    ${row.waiting && html`<div class="s"><${Unknown}>${t('worklist.waiting.row')}<//></div>`}
    ${snoozed && html`<div>${t('worklist.snoozedBy', { name: snoozed.by?.name ?? snoozed.by ?? '' })} <bdi>${snoozed.reason}</bdi></div>`}
    ${row.gone && html`<div class="s"><${Unknown}>${t('worklist.gone')}<//></div>`}`;
}

export function WorkRow({ row, asOf, selected, select, actions }) {
  const cls = [row.tier === 'emergency' && 'em', selected && 'sel', (row.task?.snoozed || row.gone) && 'zz'].filter(Boolean).join(' ');
  const choose = (event) => { if (!event.target.closest('a, button, input, select, textarea')) select(row.key); };
  return html`<tr class=${cls} aria-current=${selected ? 'true' : undefined} onClick=${choose} onFocusIn=${() => select(row.key)}>
    <td><${Tier} tier=${row.tier} /></td>
    <th scope="row"><${Who} row=${row} /></th>
    <td><${Why} row=${row} />${selected && !row.gone && html`<${Actions} row=${row}
      actions=${actions} />`}${actions.form?.key === row.key && html`<${TaskForm} row=${row} asOf=${asOf} actions=${actions} />`}</td>
    <td data-h=${t('worklist.head.clock')}><${Since} row=${row} asOf=${asOf} /></td>
    <td data-h=${t('worklist.col.overdue')}>${row.overdue > 0 && html`<b>${daysLong(row.overdue)}</b>`}</td>
    <td data-h=${t('worklist.col.taken')}><${Taken} row=${row} asOf=${asOf} /></td>
    <td data-h=${t('worklist.col.new')}>${row.new > 0 && html`<span class="new">${row.new}<span class="vh"> ${t('worklist.new')}</span>
      </span>`}</td>
    <td data-h=${t('worklist.col.board')}>${row.task?.board && day(row.task.board, asOf)}</td></tr>`;
}
