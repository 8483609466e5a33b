// patient: the page of one person, in the order a clinician asks: what cannot wait, who, what changed, where it stands, what is missing.
import { html, useCallback, useEffect, useMemo, useState } from './html.mjs';
import { Failed, Guard, Icon } from './parts.mjs';
import { useFrame, useHead } from './head.mjs';
import { Now } from './now.mjs';
import { Who } from './who.mjs';
import { Changed, Tiles } from './tiles.mjs';
import { Answers, Questions } from './questions.mjs';
import { Everything } from './everything.mjs';
import { Links } from './links.mjs';
import { WithWhy } from './why.mjs';
import { Timeline } from './timeline.mjs';
import { Body } from './skeleton.mjs';
import { FollowUp } from './follow.mjs';
import { Instruments } from './scales.mjs';
import { ScoreCards } from './scores.mjs';
import { Matrix } from './matrix.mjs';
import { Options } from './options.mjs';
import { BoardRecord } from './record.mjs';
import { get, patientPath, remember, remembered } from './api.mjs';
import { placed, sexAge, wordsOf } from './read.mjs';
import { t, moment } from './words.mjs';

const everyMinute = 60000;

function usePatient(patientKey) {
  const name = `patient ${patientKey}`;
  const [view, setView] = useState(() => remembered(name));
  const [error, setError] = useState(null);
  const load = useCallback(async () => {
    try {
      const fresh = await get(patientPath(patientKey));
      setError(null);
      setView(fresh);
      remember(name, fresh);
    } catch (problem) {
      setError(problem);
    }
  }, [patientKey]);
  useEffect(() => { load(); }, [load]);
  const change = useCallback((part) => setView((was) => {
    const next = { ...was, ...part };
    remember(name, next);
    return next;
  }), [patientKey]);
  return { view, error, load, change, failed: setError };
}

// The record may change while the page stands open: it is asked once a minute and said, never swapped under the hand. The same record a
// minute later only moves the clocks. That nothing came is said too.
function useNews({ view, change, failed }) {
  const [news, setNews] = useState(null);
  useEffect(() => {
    setNews(null);
    const timer = setInterval(async () => {
      if (document.hidden || !view) return;
      const fresh = await get(patientPath(view.key)).catch((problem) => failed(problem));
      if (!fresh) return;
      failed(null);
      if (fresh.revision !== view.revision) setNews(fresh);
      else if (fresh.asOf !== view.asOf || fresh.stale !== view.stale) change(fresh);
    }, everyMinute);
    return () => clearInterval(timer);
  }, [view?.key, view?.revision, view?.asOf]);
  return news;
}

// Beside the name in the bar: sex, age, and what the first finding of the first place says of the tumour.
function aboutOf(view) {
  const { sex, age } = view.patient;
  const lesions = view.layout?.lesions ? placed(view, [view.layout.lesions.finding]) : [];
  const places = [...new Set(lesions.map((f) => wordsOf(view, f.about)).filter(Boolean))];
  const where = places.length > 2 ? t('patient.places', { first: places[0], n: places.length - 1 }) : places.join(', ');
  return [sexAge({ sex, age }), where].filter(Boolean).join(' · ');
}

const sections = [['changed', 'jump.changed'], ['missing', 'jump.missing'], ['course', 'jump.course'], ['body', 'jump.body'], 
  ['criteria', 'jump.criteria'], ['scores', 'jump.scores'],
  ['options', 'jump.options'], ['follow', 'jump.follow'], ['record', 'jump.record'], ['everything', 'jump.everything']];

// Links to the sections that stand on the page; which do is seen after they are there.
function useJumpLinks(whole, view) {
  const [present, setPresent] = useState([]);
  useEffect(() => { if (whole) setPresent(sections.filter(([id]) => document.getElementById(id))); }, [whole, view]);
  return useMemo(() => (present.length ? present : sections).map(([id, name]) => [id, t(name)]), [present.length]);
}

const part = (name, Part, props) => html`<${Guard} key=${name} name=${t(name)}><${Part} ...${props} /><//>`;

// What stands first comes first; what is below the first screen follows piece by piece, so that nobody waits for it.
function stages(view, change) {
  const both = { view, change }, only = { view };
  return [
    () => html`${part('now.label', Now, both)}${part('who.label', Who, both)}<div class="first">
      ${part('changed.label', Changed, both)}${part('tiles.label', Tiles, only)}</div>`,
    () => part('ask.title', Questions, both),
    () => html`${part('jump.course', Timeline, only)}${part('jump.body', Body, only)}`,
    () => html`${part('jump.criteria', Matrix, only)}${part('jump.scores', ScoreCards, only)}${part('jump.instruments', Instruments, only)}`,
    () => html`${part('jump.options', Options, only)}${part('jump.follow', FollowUp, only)}${part('jump.record', BoardRecord, both)}`,
    () => html`${part('jump.everything', Everything, only)}${part('given.title', Answers, both)}${part('links.title', Links, only)}`,
  ];
}

function Stage({ view, change, number }) {
  return useMemo(() => stages(view, change)[number](), [view, change, number]);
}

const stageCount = 6;

function Sections({ view, change, onWhole }) {
  const [reached, setReached] = useState(0);
  useEffect(() => {
    if (reached === stageCount - 1) {
      onWhole(true);
      return undefined;
    }
    const timer = setTimeout(() => setReached(reached + 1), 0);
    return () => clearTimeout(timer);
  }, [reached]);
  return Array.from({ length: reached + 1 }, (_, number) => html`<${Stage} key=${number} number=${number} view=${view}
    change=${change} />`);
}

function Loading({ error, load }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  if (error) return html`<div class="signin"><h1>${t(error.status === 404 ? 'patient.notHere' : 'patient.failed')}</h1><${Failed}
    again=${load}>${error.status === 404 ? t('patient.notHereHow') : t('patient.failedHow', { says: error.body?.error?.says ?? t('main.offline') })}<//>
    </div>`;
  return html`<div class="signin"><h1 class="vh">${t('patient.page')}</h1><p class="q">${late ? t('patient.fetching') : ' '}</p></div>`;
}

export function Patient({ patientKey }) {
  const { view, error, load, change, failed } = usePatient(patientKey);
  const news = useNews({ view, change, failed });
  const { me } = useFrame();
  const [whole, setWhole] = useState(false);
  const jump = useJumpLinks(whole, view);
  useHead({ title: view ? view.patient.name || t('worklist.noName') : t('patient.page'), name: view?.patient.name, about: view && aboutOf(view),
    jump: view && jump, asOf: view?.asOf, evaluated: view?.evaluated, ready: !!view });
  if (!view) return html`<${Loading} error=${error} load=${load} />`;
  return html`<${WithWhy} view=${view}>
    ${error && html`<${Failed} again=${load}>${t('patient.stale', { at: moment(view.asOf) })}<//>`}
    ${view.stale && html`<p class="warn" role="status"><${Icon} name="amber" /><span>
      ${t('patient.notEvaluated', { at: moment(view.evaluated) })} <button class="btn" type="button" onClick=${load}>
      ${t('patient.lookAgain')}</button></span></p>`}
    ${news && html`<p class="came" role="status">${t('patient.news')} <button class="btn" type="button" onClick=${() => change(news)}>
      ${t('worklist.showNow')}</button></p>`}
    ${view.fictitious && !me.fictitious && html`<p class="fict">${t('shell.fictitious')}</p>`}
    <${Sections} view=${view} change=${change} onWhole=${setWhole} /><//>`;
}
