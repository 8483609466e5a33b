// who: the person, the tumour, the course, wishes, fitness; doses already spent; who has taken it.
import { html } from './html.mjs';
import { Icon, N } from './parts.mjs';
import { useFrame } from './head.mjs';
import { TaskForm, useActions } from './tasks.mjs';
import { newest, placed, plain, questionId, questionOf, sentences, sexAge } from './read.mjs';
import { since } from './times.mjs';
import { t, day, span } from './words.mjs';

const secondLines = 1;
const longest = 70;

// What a finding says of the person: known, known but old, or not known. The words themselves open the why, or lead to the question;
// a long second line gives its title, and the why has it whole.
function Said({ finding, view, lead }) {
  const whole = plain(finding.says || finding.title, view.asOf).replace(/\.$/, '');
  const open = finding.holds === 'unknown';
  const brief = !lead && whole.length > longest && finding.title && finding.holds !== 'no';
  const words = brief ? (open ? t('who.notKnown', { what: finding.title }) : finding.title) : sentences(whole, longest).replace(/\.$/, '');
  if (open) {
    const question = questionOf(view, finding);
    return html`<span class="said-u">${question ? html`<a class="hx" href=${`#${questionId(question)}`} title=${whole}><span class="vh">${t('who.ask')}: </span><bdi>
      ${words}</bdi></a>` : html`<span class="hx"><${N} finding=${finding}><bdi>${words}</bdi><//></span>`}</span>`;
  }
  return html`<span class="said-k"><${N} finding=${finding}><bdi>${words}</bdi><//>${isOld(finding, view) && html` <${Old}
    finding=${finding} view=${view} />`}</span>`;
}

// The layout names the findings that hold while what they rest on is fresh enough to rely on.
const named = (entry) => (typeof entry === 'string' ? entry : entry.finding);
const isOld = (finding, view) =>
  finding.holds === 'no' && (view.layout?.fresh ?? []).some((entry) => named(entry) === `${finding.guideline}/${finding.finding}`);

const Old = ({ finding, view }) => html`<span class="old"><${Icon}
  name="amber" /> ${t('who.old', { age: span(newest(finding), view.asOf) })}</span>`;

// What the layout names first leads; of the rest, what is known, and how much is not.
function Slot({ slot, view }) {
  const [first, ...rest] = placed(view, slot.findings);
  const known = rest.filter((f) => f.holds !== 'unknown').slice(0, secondLines);
  const open = rest.filter((f) => f.holds === 'unknown');
  const shown = [...known, ...open.slice(0, 1)];
  return html`<dl><dt>${slot.title}</dt><dd>${first ? html`<div class="lead"><${Said} finding=${first} view=${view} lead=${true} />
    </div>` : html`<span class="hx">${t('who.unknown')}</span>`}
    ${shown.map((f, i) => html`<div class="q" key=${i}><${Said} finding=${f} view=${view} /></div>`)}
    ${open.length > 1 && html`<div class="q"><a class="hx" href="#everything"
      title=${open.slice(1).map((f) => f.title ?? f.says).join('; ')}>${t('tiles.open', { n: open.length - 1 })}</a></div>`}</dd></dl>`;
}

// How fresh the results, images and grades are that a board asks for.
function Fresh({ view }) {
  const items = (view.layout?.fresh ?? []).flatMap((entry) =>
    placed(view, [named(entry)]).slice(0, 1).map((finding) => ({ finding, title: entry.title ?? finding.title })));
  if (items.length === 0) return null;
  const chip = ({ finding, title }, i) => html`<li key=${i}>${finding.holds === 'unknown' ? html`<span class="hx">${title}: <bdi>
    ${t('holds.unknown')}</bdi></span>`
    : html`<span class="q">${title}</span> <${N} finding=${finding}>
      ${newest(finding) ? span(newest(finding), view.asOf) : t(`holds.${finding.holds}`)}<//>${finding.holds === 'no' && html` <span
      class="old"><${Icon} name="amber" /> ${t('who.tooOld')}</span>`}`}</li>`;
  return html`<h2 class="vh">${t('who.fresh')}</h2><ul class="fresh"><li class="q" aria-hidden="true">${t('who.fresh')}</li>
    ${items.map(chip)}</ul>`;
}

const titleOf = (name, finding) => (typeof name === 'object' && (name.title ?? name.short)) || finding.title || finding.finding;

function Spent({ view }) {
  const items = (view.layout?.spent ?? []).flatMap((name) =>
    placed(view, [name]).map((finding) => ({ finding, title: titleOf(name, finding) })));
  if (items.length === 0) return null;
  const known = items.filter(({ finding }) => finding.holds !== 'unknown'), open = items.filter(({ finding }) => finding.holds === 'unknown');
  return html`<h2 class="vh">${t('who.spent')}</h2>${known.length > 0 && html`<dl class="spent">${known.map(({ finding, title }, i) =>
    html`<div key=${i}><dt class="vh">${title}</dt><dd><${Said} finding=${finding} view=${view} lead=${true} /></dd></div>`)}</dl>`}
    ${open.length > 0 && html`<ul class="fresh"><li class="q">${t('who.open')}</li>${open.map(({ finding, title }, i) => html`<li key=${i}>
      <${Asked} finding=${finding} view=${view} title=${title} /></li>`)}</ul>`}`;
}

// A thing that is not known, by its short name; it leads to its question.
function Asked({ finding, view, title }) {
  const question = questionOf(view, finding);
  return question ? html`<a class="hx" href=${`#${questionId(question)}`} title=${finding.says}>${title}</a>`
    : html`<span class="hx"><${N} finding=${finding}>${title}<//></span>`;
}

function Task({ view, change }) {
  const { say } = useFrame();
  const actions = useActions({ setRow: (_, part) => change(part), asOf: view.asOf, say });
  const urgent = (f) => f.tier === 'emergency' && (f.row ? f.holds === 'yes' : !f.closed);
  const tier = [...(view.alarms ?? []), ...view.findings.filter((f) => f.row)].some(urgent) ? 'emergency' : '';
  const row = { key: view.key, name: view.patient.name, task: view.task, tier };
  const { owner, since: from, snoozed, board } = view.task ?? {};
  return html`<div class="task"><p class="s">${owner ? html`<bdi>${t('who.takenBy', { name: owner.name })}</bdi> <span class="q">
    ${from && t('worklist.since', { day: since(from, view.asOf) })}</span>` : html`<b>${t('worklist.nobody')}</b>`}
    ${board && html` · ${t('who.board', { day: day(board, view.asOf) })}`}${snoozed && html` · <span class="q">
      ${t('who.snoozed', { day: day(snoozed.until, view.asOf) })}: <bdi>${snoozed.reason}</bdi></span>`}</p>
    <div class="task-a"><button class="btn" type="button" disabled=${!!actions.busy} onClick=${() => actions.take(row)}>
      ${t(actions.isMine(row) ? 'task.release' : owner ? 'task.takeOver' : 'task.take')}</button>
      <button class="btn" type="button" onClick=${() => actions.openHandOver(row)}>${t('task.handOver')}</button>
      ${snoozed ? html`<button class="btn" type="button" onClick=${() => actions.wake(row)}>
        ${t('task.wake')}</button>` : tier !== 'emergency' && html`<button class="btn" type="button"
        onClick=${() => actions.openSnooze(row)}>${t('task.snooze')}</button>`}
      <button class="btn" type="button" onClick=${() => actions.openBoard(row)}>${t('task.board')}</button></div>
    ${actions.form && html`<${TaskForm} row=${row} asOf=${view.asOf} actions=${actions} />`}${actions.said}</div>`;
}

// "F 58 · born 2 Feb 1968 · MRN 0007120"
export function personLine({ sex, age, birth, mrn, died }) {
  const parts = [sexAge({ sex, age }), birth && t('who.born', { day: day(birth) }), mrn && t('who.mrn', { mrn }), died && t('who.died', { day: day(died) })];
  return parts.filter(Boolean).join(' · ');
}

export function Who({ view, change }) {
  const { patient } = view;
  return html`<section aria-label=${t('who.label')}><div class="who">
    <div><h1><bdi>${patient.name || t('worklist.noName')}</bdi></h1><p><bdi>${personLine(patient)}</bdi></p>${patient.died && html`<p
      class="s"><b>${t('who.dead')}</b></p>`}<${Task} view=${view} change=${change} /></div>
    ${(view.layout?.who ?? []).map((slot) => html`<${Slot} key=${slot.id} slot=${slot} view=${view} />`)}</div>
    <${Spent} view=${view} /><${Fresh} view=${view} /></section>`;
}
