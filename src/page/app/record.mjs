// record: what the board decided, who does it, and what came of it; a new decision is entered here.
import { html, useState, useEffect, useRef } from './html.mjs';
import { t, day, moment } from './words.mjs';
import { get, post, patientPath } from './api.mjs';
import { Icon } from './parts.mjs';
import { newestFirst, personName, subjects, wrongIn, decisionBody, wordsOf } from './work.mjs';

const OUTCOMES = ['carried-out', 'changed', 'not-done'];

export function BoardRecord({ view, change }) {
  const decisions = newestFirst(view.decisions);
  const [said, say] = useState('');
  const saved = (value, words) => { change({ decisions: value.decisions }); say(words); };
  return html`<section class="sec" id="record" aria-labelledby="h-record">
    <div class="sh"><h2 id="h-record">${t('record.title')}</h2><div class="end"><${Links} view=${view} /></div></div>
    <div class="rec">
      <div class="rec-l"><h3 class="vh">${t('record.earlier')}</h3>
        ${decisions.length ? html`<ol class="decs">${decisions.map((d) => html`<${Decision} key=${d.number} view=${view} decision=${d} saved=${saved} />`)}</ol>`
          : html`<p class="q">${t('record.empty')}</p>`}</div>
      <${NewDecision} view=${view} saved=${saved} />
    </div>
    <p class="rec-s" role="status" aria-live="polite">${said}</p>
  </section>`;
}

const Links = ({ view }) => html`<a class="btn" href=${`/sheet/${encodeURIComponent(view.key)}`}>${t('record.sheet')}</a>
  <a class="btn" href=${patientPath(view.key, '/sheet.pdf')} download>${t('record.pdf')}</a>`;

// ---- what was decided

function Decision({ view, decision, saved }) {
  const reason = (view.layout?.deviations ?? []).find((d) => d.code === decision.deviation)?.says ?? decision.deviation;
  const about = decision.about ? wordsOf(view, decision.about) || t('record.thing') : '';
  return html`<li class="dec">
    <p class="dec-h"><b>${t('record.board', { day: day(decision.board || decision.at) })}</b>${about && html` <span class="q"><bdi>${about}</bdi></span>`}
      ${decision.outdated && html` <span class="old"><${Icon} name="amber" /> ${t('record.outdated')}</span>`}</p>
    <p class="dec-t"><bdi>${decision.decision}</bdi></p>
    ${decision.deviation && html`<p class="s"><b>${t('record.outside')}</b> ${reason}${decision.reason ? `: ${decision.reason}` : ''}</p>`}
    <p class="q s">${t('record.owner.due', { owner: personName(decision.owner) || t('record.nobody'), day: day(decision.due) })}
      ${decision.by && html` · ${t('record.by', { who: personName(decision.by), when: moment(decision.at) })}`}</p>
    <${Done} view=${view} decision=${decision} saved=${saved} />
  </li>`;
}

const outcomeOf = (decision) => decision.outcome ?? (decision.done === true ? 'carried-out' : '');

function Done({ view, decision, saved }) {
  const [outcome, setOutcome] = useState(''), [why, setWhy] = useState(''), [wrong, setWrong] = useState('');
  const box = useRef(null), id = `done-${decision.number}`;
  const said = outcomeOf(decision);
  useEffect(() => { if (outcome) box.current?.focus(); }, [outcome]);
  if (said) {
    return html`<p class="dec-o"><${Icon} name=${said === 'carried-out' ? 'met' : 'not'} /><b>${t(`record.done.${said}`)}</b>${decision.why ? `: ${decision.why}` : ''}
      ${typeof decision.done === 'string' && html` <span class="q">${day(decision.done)}</span>`}</p>`;
  }
  const send = (event) => {
    event.preventDefault();
    if (outcome !== 'carried-out' && why.trim().length < 3) { setWrong(t('record.wrong.why')); box.current?.focus(); return; }
    post(patientPath(view.key, `/decision/${decision.number}/done`), { outcome, why: why.trim() })
      .then((value) => saved(value, t('record.done.saved')), (error) => setWrong(t('record.failed', { why: error.message })));
  };
  return html`<div class="dec-d"><span class="hx">${t('record.done.open')}</span>
      ${OUTCOMES.map((name) => html`<button type="button" class="btn btn-q" aria-expanded=${outcome === name} onClick=${() => { setOutcome(outcome === name ? '' : name); setWrong(''); }}>${t(`record.mark.${name}`)}</button>`)}</div>
    ${outcome && html`<form class="dec-f" onSubmit=${send} noValidate><label for=${id}>${t(outcome === 'carried-out' ? 'record.why.done' : 'record.why')}</label>
      <input class="in" id=${id} ref=${box} value=${why} maxlength="2000" aria-invalid=${Boolean(wrong)} aria-describedby=${wrong ? `${id}-e` : undefined} onInput=${(e) => setWhy(e.currentTarget.value)} />
      <button class="btn btn-1" type="submit">${t(`record.mark.${outcome}`)}</button>
      ${wrong && html`<p class="err" id=${`${id}-e`}>${wrong}</p>`}</form>`}`;
}

// ---- a new decision

const empty = (view) => ({ about: '', decision: '', deviation: '', reason: '', owner: '', due: '', board: view.task?.board ?? (view.asOf ?? '').slice(0, 10) });

function NewDecision({ view, saved }) {
  const [form, setForm] = useState(() => empty(view)), [wrong, setWrong] = useState({}), [failed, setFailed] = useState(''), [busy, setBusy] = useState(false);
  const people = usePeople();
  const box = useRef(null);
  useEffect(() => { box.current?.querySelector('[aria-invalid="true"]')?.focus(); }, [wrong]);
  const set = (name) => (event) => setForm({ ...form, [name]: event.currentTarget.value });
  const send = (event) => {
    event.preventDefault();
    const found = wrongIn(form);
    setWrong(found);
    setFailed('');
    if (Object.keys(found).length || busy) return;
    setBusy(true);
    post(patientPath(view.key, '/decision'), decisionBody(form)).then(
      (value) => { setBusy(false); setForm(empty(view)); saved(value, t('record.saved')); },
      (error) => { setBusy(false); setFailed(t('record.failed', { why: error.message })); });
  };
  const field = { form, wrong, set };
  return html`<form class="form" ref=${box} onSubmit=${send} noValidate aria-labelledby="h-record-new">
    <h3 id="h-record-new">${t('record.new')}</h3>
    <${Select} ...${field} name="about" options=${[['', t('record.patient')], ...subjects(view).map((s) => [s.about, s.words])]} />
    <${Field} ...${field} name="decision"><textarea class="in" rows="3" maxlength="4000"></textarea><//>
    <${Select} ...${field} name="deviation" options=${[['', t('record.inside')], ...(view.layout?.deviations ?? []).map((d) => [d.code, d.says])]} />
    ${form.deviation && html`<${Field} ...${field} name="reason"><textarea class="in" rows="2" maxlength="2000"></textarea><//>`}
    <${Select} ...${field} name="owner" options=${[['', t('record.choose')], ...people.list.map((p) => [String(p.id), p.role ? `${p.name}, ${p.role}` : p.name])]} note=${people.failed && t('record.people.failed')} />
    <${Field} ...${field} name="due"><input class="in" type="date" /><//>
    <${Field} ...${field} name="board"><input class="in" type="date" /><//>
    <div class="acts"><button class="btn btn-1" type="submit" aria-disabled=${busy}>${t('record.save')}</button><span class="q s">${t('record.stays')}</span></div>
    ${failed && html`<p class="err" role="alert">${failed}</p>`}
  </form>`;
}

function usePeople() {
  const [people, setPeople] = useState({ list: [], failed: false });
  useEffect(() => { get('/api/people').then((list) => setPeople({ list: [...list], failed: false })).catch(() => setPeople({ list: [], failed: true })); }, []);
  return people;
}

// A field with its name before it and what is wrong behind it; the control is given as its child.
function Field({ form, wrong, set, name, children }) {
  const id = `dec-${name}`, message = wrong[name] && t(wrong[name]);
  const control = [children].flat()[0];
  const props = { ...control.props, id, value: form[name], onInput: set(name), 'aria-invalid': Boolean(message), 'aria-describedby': message ? `${id}-e` : undefined };
  return html`<label for=${id}>${t(`record.field.${name}`)}</label>
    <div class="fld"><${control.type} ...${props} />${message && html`<p class="err" id=${`${id}-e`}>${message}</p>`}</div>`;
}

function Select({ form, wrong, set, name, options, note }) {
  const id = `dec-${name}`, message = (wrong[name] && t(wrong[name])) || note;
  return html`<label for=${id}>${t(`record.field.${name}`)}</label>
    <div class="fld"><select class="in" id=${id} value=${form[name]} onChange=${set(name)} aria-invalid=${Boolean(wrong[name])} aria-describedby=${message ? `${id}-e` : undefined}>
      ${options.map(([value, words]) => html`<option value=${value} selected=${value === form[name]}>${words}</option>`)}</select>
      ${message && html`<p class="err" id=${`${id}-e`}>${message}</p>`}</div>`;
}
