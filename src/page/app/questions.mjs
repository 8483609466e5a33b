// questions: what is missing, ranked by what it would change, answered right there; and the answers given here.
import { html, useCallback, useEffect, useMemo, useRef, useState } from './html.mjs';
import { Fold, Icon, N, Tier } from './parts.mjs';
import { useFrame } from './head.mjs';
import { Answer, Decides, placeOf } from './ask.mjs';
import { patientPath, post } from './api.mjs';
import { stepWords } from './differences.mjs';
import { askedOnce, idOfName, stepOf, wordsOf } from './read.mjs';
import { ago } from './times.mjs';
import { t, day } from './words.mjs';

const shownFirst = 5;
const stepsShown = 3;

// A question that several guidelines ask is found under the name of each.
const Anchors = ({ question }) => question.names.slice(1).map((name) => html`<span key=${name} id=${idOfName(name)} />`);

function Ask({ question, rank, view, answered, change }) {
  const id = idOfName(question.names[0]);
  const place = placeOf(question, view);
  return html`<li class="ask" id=${id}><span class="rk">${rank}</span><div><${Anchors} question=${question} /><h3 tabindex="-1">
    ${question.ask}</h3>
    ${place && html`<p class="place"><bdi>${place}</bdi></p>`}${question.data.found && html`<p><span class="hx">${t('ask.found')} <bdi>
      ${question.data.found}</bdi></span></p>`}
    ${['emergency', 'red'].includes(question.tier) && html`<p><${Tier} tier=${question.tier}
      words=${t('ask.couldBe', { tier: t(`tier.${question.tier}`) })} /></p>`}<${Decides} question=${question} /></div>
    <div><${Answer} question=${question} view=${view} answered=${answered} change=${change} id=${id} /></div></li>`;
}

// A question further down: its line first, its answers when it is opened.
function FoldedAsk({ question, rank, view, answered, change, open }) {
  const id = idOfName(question.names[0]);
  const place = placeOf(question, view);
  const box = useRef(null);
  useEffect(() => { if (open) box.current?.scrollIntoView({ block: 'center' }); }, [open]);
  return html`<li class="ask-f" id=${id} ref=${box}><${Anchors} question=${question} /><${Fold} key=${open ? 'open' : 'shut'} open=${open}
    summary=${html`<span class="rk">${rank}</span> <span>${question.ask}</span>${place && html` <span class="q"><bdi>${place}</bdi>
    </span>`}`}>
    ${() => html`<div class="ask-in">${question.data.found && html`<p class="s"><span class="hx">${t('ask.found')} <bdi>
      ${question.data.found}</bdi></span></p>`}<${Decides} question=${question} /><${Answer} question=${question} view=${view}
      answered=${answered} change=${change} id=${id} /></div>`}<//></li>`;
}

// "8 to 10 → 9, asserted by ..., undo": stays where the question stood.
function Done({ done, undo, failed }) {
  const box = useRef(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  const { question, answer, steps } = done;
  return html`<li class="ask ask-done"><span class="rk"><${Icon} name="met" /></span><div><h3>${question.ask}</h3><p><bdi>
    ${answer.says}</bdi>${answer.by && html` · ${t('ask.by', { name: answer.by.name ?? answer.by })}`}</p></div>
    <div ref=${box} tabindex="-1">${steps.length === 0 ? html`<p class="s">${t('ask.noStep')}</p>` : html`<ul class="steps">
      ${steps.slice(0, stepsShown).map((s) => html`<li key=${s.name}>${s.title}: <b>${s.from} → ${s.to}</b></li>`)}
      ${steps.length > stepsShown && html`<li class="q">${t('effect.more', { n: steps.length - stepsShown })}</li>`}</ul>`}
      <p class="by"><span class="q">${t('ask.asserted')}</span><button class="btn" type="button" onClick=${() => undo(answer, question)}>
        ${t('task.undo')}</button></p>
      ${failed && html`<p class="warn" role="alert"><${Icon} name="amber" /><span>${failed}</span></p>`}</div></li>`;
}

const urgency = ['emergency', 'red', 'amber', 'unknown', 'green'];
const mostUrgentFirst = (a, b) => (urgency.indexOf(a.tier) + 1 || 9) - (urgency.indexOf(b.tier) + 1 || 9);

// Answering and undoing; remembers what was answered here and where it stood.
function useAnswers(view, change) {
  const { say, me } = useFrame();
  const [done, setDone] = useState([]);
  const [failed, setFailed] = useState('');
  const answered = useCallback((question, result, at) => {
    const steps = (result.changed ?? []).map((step) => stepOf(step, stepWords)).filter((s) => s.from !== s.to).sort(mostUrgentFirst);
    setDone((was) => [...was, { at, question, answer: { ...result.answer, by: result.answer.by ?? me.person?.name }, steps }]);
    if (result.patient) change(result.patient);
    const [first] = steps;
    say(first ? t('ask.saidStep', first) : t('ask.noStep'));
  }, [change]);
  const undo = async (answer) => {
    try {
      const result = await post(patientPath(view.key, `/undo/${encodeURIComponent(answer.id)}`), {});
      setDone((was) => was.filter((d) => d.answer.id !== answer.id));
      setFailed('');
      if (result.patient) change(result.patient);
      say(t('task.undone'));
    } catch (error) {
      setFailed(t('task.failed', { says: error.body?.error?.says ?? t('main.offline') }));
    }
  };
  return { done, answered, undo, failed };
}

// A link to a question opens what it is folded in. The address keeps nothing of it.
function useJumps(setTarget) {
  useEffect(() => {
    const click = (event) => {
      const link = event.target.closest?.('a[href^="#q-"]');
      if (!link) return;
      event.preventDefault();
      setTarget({ id: link.getAttribute('href').slice(1) });
    };
    document.addEventListener('click', click);
    return () => document.removeEventListener('click', click);
  }, []);
}

function useTarget() {
  const [target, setTarget] = useState(null);
  useJumps(setTarget);
  useEffect(() => {
    if (!target) return;
    const item = document.getElementById(target.id)?.closest('li') ?? document.getElementById('missing');
    item?.scrollIntoView({ block: 'center' });
    (item?.querySelector('input, select, summary') ?? item?.querySelector('[tabindex]'))?.focus({ preventScroll: true });
  }, [target]);
  return target;
}

// The list with what was answered here in its old place.
function withDone(first, done) {
  const list = first.map((question) => ({ question }));
  for (const d of done) list.splice(Math.min(d.at, list.length), 0, { done: d });
  return list;
}

export function Questions({ view, change }) {
  const all = useMemo(() => askedOnce(view), [view.questions, view.inputs]);
  const { done, answered, undo, failed } = useAnswers(view, change);
  const target = useTarget();
  const would = all.filter((q) => !q.open);
  const idle = all.filter((q) => q.open);
  const given = (view.answers ?? []).filter((a) => !a.undone).length;
  const first = would.slice(0, shownFirst);
  const rest = would.slice(shownFirst);
  const hasTarget = (list) => !!target && list.some((q) => q.names.some((name) => idOfName(name) === target.id));
  const at = (question) => Math.max(0, first.indexOf(question));
  const props = (question, rank) => ({ question, rank, view, change, answered: (q, result) => answered(q, result, at(question)) });
  const folded = (list, from) => () => html`<ol class="asks-f">${list.map((q, i) => html`<${FoldedAsk}
    key=${q.key} ...${props(q, from + i + 1)} open=${!!target && q.names.some((name) => idOfName(name) === target.id)} />`)}</ol>`;
  return html`<section class="sec" id="missing" aria-labelledby="h-mis"><div class="sh"><h2 id="h-mis">${t('ask.title')}</h2><span
    class="q">${all.length ? t('ask.count', { n: would.length, all: all.length }) : t('ask.none')}</span>
      ${given > 0 && html`<span class="end"><a href="#answers">${t('ask.answered', { n: given })}</a></span>`}</div>
    <ol class="asks">${withDone(first, done).map(({ question, done: d }, i) => (d ? html`<${Done} key=${`done ${d.answer.id}`} done=${d}
      undo=${undo} failed=${failed} />` : html`<${Ask} key=${question.key} ...${props(question, first.indexOf(question) + 1)} />`))}</ol>
    ${rest.length > 0 && html`<${Fold} key=${`rest${hasTarget(rest) ? target.id : ''}`} open=${hasTarget(rest)}
      summary=${t('ask.rest', { n: rest.length })}>${folded(rest, first.length)}<//>`}
    ${idle.length > 0 && html`<${Fold} key=${`idle${hasTarget(idle) ? target.id : ''}`} open=${hasTarget(idle)}
      summary=${t('ask.idle', { n: idle.length })}>${folded(idle, would.length)}<//>`}</section>`;
}

function Given({ answer, view, undo }) {
  return html`<tr class=${answer.undone ? 'zz' : ''}><td>${answer.ask}${answer.about && html` <span class="q"><bdi>
    ${wordsOf(view, answer.about)}</bdi></span>`}</td><td data-h=${t('given.answer')}><bdi>${answer.says}</bdi></td>
    <td data-h=${t('given.found')}>${day(answer.effective, view.asOf)}</td><td data-h=${t('given.basis')}><bdi>${answer.basis ?? ''}</bdi>
      </td><td data-h=${t('given.by')}><bdi>${[answer.by?.name ?? answer.by, answer.confirmedBy].filter(Boolean).join(' · ')}</bdi> <span
      class="q">${ago(answer.at, view.asOf)}</span></td>
    <td>${answer.undone ? html`<span class="q">${t(answer.undoneBy ? 'given.undoneBy' : 'given.undone', { when: ago(answer.undone, view.asOf), name: answer.undoneBy })}</span>` : html`<button class="btn"
      type="button" onClick=${() => undo(answer)}>${t('task.undo')}</button>`}</td></tr>`;
}

export function Answers({ view, change }) {
  const { undo, failed } = useAnswers(view, change);
  const answers = view.answers ?? [];
  if (answers.length === 0) return null;
  return html`<section class="sec" id="answers" aria-labelledby="h-giv"><div class="sh"><h2 id="h-giv">${t('given.title')}</h2><span
    class="q">${t('given.count', { n: answers.filter((a) => !a.undone).length })}</span></div>
    ${failed && html`<p class="warn" role="alert"><${Icon} name="amber" /><span>${failed}</span></p>`}
    <${Fold} summary=${t('given.show')}>${() => html`<table class="stack"><thead><tr><th scope="col">${t('given.question')}</th><th
      scope="col">${t('given.answer')}</th><th scope="col">${t('given.found')}</th><th scope="col">${t('given.basis')}</th><th scope="col">
      ${t('given.by')}</th><th scope="col"><span class="vh">${t('task.undo')}</span></th></tr></thead>
      <tbody>${answers.map((a) => html`<${Given} key=${a.id} answer=${a} view=${view} undo=${undo} />`)}</tbody></table>`}<//></section>`;
}

// A finding with what it says, for lists.
export const FindingLine = ({ finding, view }) => html`<li><${Tier} tier=${finding.tier} /> <${N} finding=${finding}>
  ${finding.title ?? finding.says}<//> <span class="q"><bdi>${wordsOf(view, finding.about)}</bdi></span></li>`;
