// who: the person, the tumour, the course, wishes, fitness; doses already spent; who has taken it.
import { html } from './html.mjs';
import { Icon, N } from './parts.mjs';
import { useFrame } from './head.mjs';
import { TaskForm, useActions } from './tasks.mjs';
import { newest, placed, questionId, questionOf, sexWord, wordsOf } from './read.mjs';
import { since } from './times.mjs';
import { t, day, span } from './words.mjs';

const secondLines = 2;

// What a finding says of the person: known, known but old, or not known with its question.
function Said({ finding, view, strong }) {
  const place = wordsOf(view, finding.about);
  if (finding.holds === 'unknown') {
    const question = questionOf(view, finding);
    return html`<span class="said-u"><span class="hx">${strong ? t('who.unknown') : `${finding.title ?? ''} ${t('who.unknownIn')}`.trim()}</span>
      ${question ? html` <a class="s" href=${`#${questionId(question)}`}>${t('who.ask')}</a>` : html` <${N} finding=${finding}>${t('why.why')}<//>`}</span>`;
  }
  const old = isOld(finding, view);
  return html`<span class=${strong ? 'said-k clamp4' : 'said-k clamp3'} title=${place || undefined}><bdi>${finding.says || finding.title}</bdi></span> <span class="y"><${N} finding=${finding}>${t('why.why')}<//></span>
    ${old && html` <span class="old"><${Icon} name="amber" /> ${t('who.old', { age: span(newest(finding), view.asOf) })}</span>`}`;
}

// The layout names the findings that hold while what they rest on is fresh enough to rely on.
function isOld(finding, view) {
  return finding.holds === 'no' && (view.layout?.fresh ?? []).includes(`${finding.guideline}/${finding.finding}`);
}

function Slot({ slot, view }) {
  const found = placed(view, slot.findings);
  const known = found.filter((f) => f.holds !== 'unknown');
  const open = found.filter((f) => f.holds === 'unknown');
  const lines = [...known, ...open];
  return html`<dl><dt>${slot.title}</dt><dd>${lines.length === 0 ? html`<span class="hx">${t('who.unknown')}</span>` : html`<b><${Said} finding=${lines[0]} view=${view} strong=${true} /></b>
    ${lines.slice(1, 1 + secondLines).map((f, i) => html`<span class="q" key=${i}><${Said} finding=${f} view=${view} /></span>`)}`}</dd></dl>`;
}

const titleOf = (name, finding) => (typeof name === 'object' && (name.title ?? name.short)) || finding.title || finding.finding;

function Spent({ view }) {
  const items = (view.layout?.spent ?? []).flatMap((name) => placed(view, [name]).map((finding) => ({ finding, title: titleOf(name, finding) })));
  if (items.length === 0) return null;
  return html`<h2 class="vh">${t('who.spent')}</h2><dl class="spent">${items.map(({ finding, title }, i) =>
    html`<div key=${i}><dt>${title}</dt><dd><${Said} finding=${finding} view=${view} strong=${true} />${finding.holds !== 'unknown' && newest(finding) && !isOld(finding, view) && html` <span class="age">${day(newest(finding), view.asOf)}</span>`}</dd></div>`)}</dl>`;
}

function Task({ view, change }) {
  const { say } = useFrame();
  const actions = useActions({ setRow: (_, part) => change(part), asOf: view.asOf, say });
  const tier = view.alarms?.some((a) => !a.closed && a.tier === 'emergency') || view.findings.some((f) => f.row && f.tier === 'emergency' && f.holds === 'yes') ? 'emergency' : '';
  const row = { key: view.key, name: view.patient.name, task: view.task, tier };
  const { owner, since: from, snoozed, board } = view.task ?? {};
  return html`<div class="task"><p class="s">${owner ? html`<bdi>${t('who.takenBy', { name: owner.name })}</bdi> <span class="q">${from && t('worklist.since', { day: since(from, view.asOf) })}</span>` : html`<b>${t('worklist.nobody')}</b>`}
    ${board && html` · ${t('who.board', { day: day(board, view.asOf) })}`}${snoozed && html` · <span class="q">${t('who.snoozed', { day: day(snoozed.until, view.asOf) })}: <bdi>${snoozed.reason}</bdi></span>`}</p>
    <div class="task-a"><button class="btn" type="button" disabled=${!!actions.busy} onClick=${() => actions.take(row)}>${t(actions.isMine(row) ? 'task.release' : owner ? 'task.takeOver' : 'task.take')}</button>
      <button class="btn" type="button" onClick=${() => actions.openHandOver(row)}>${t('task.handOver')}</button>
      ${snoozed ? html`<button class="btn" type="button" onClick=${() => actions.wake(row)}>${t('task.wake')}</button>` : tier !== 'emergency' && html`<button class="btn" type="button" onClick=${() => actions.openSnooze(row)}>${t('task.snooze')}</button>`}
      <button class="btn" type="button" onClick=${() => actions.openBoard(row)}>${t('task.board')}</button></div>
    ${actions.form && html`<${TaskForm} row=${row} asOf=${view.asOf} actions=${actions} />`}${actions.said}</div>`;
}

// "F 58 · born 2 Feb 1968 · MRN 0007120"
export function personLine({ sex, age, birth, mrn, died }) {
  return [[sexWord(sex, t), age].filter((x) => x !== undefined && x !== '').join(' '), birth && t('who.born', { day: day(birth) }), mrn && t('who.mrn', { mrn }), died && t('who.died', { day: day(died) })].filter(Boolean).join(' · ');
}

export function Who({ view, change }) {
  const { patient } = view;
  return html`<section aria-label=${t('who.label')}><div class="who">
    <div><h1><bdi>${patient.name || t('worklist.noName')}</bdi></h1><p><bdi>${personLine(patient)}</bdi></p>${patient.died && html`<p class="s"><b>${t('who.dead')}</b></p>`}<${Task} view=${view} change=${change} /></div>
    ${(view.layout?.who ?? []).map((slot) => html`<${Slot} key=${slot.id} slot=${slot} view=${view} />`)}</div>
    <${Spent} view=${view} /></section>`;
}
