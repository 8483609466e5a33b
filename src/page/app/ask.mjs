// ask: one question with its answers; under each what it would change. Then when, on what it rests, who says so.
import { html, useEffect, useRef, useState } from './html.mjs';
import { Icon, Tier } from './parts.mjs';
import { effectWords } from './effects.mjs';
import { Would, useWould } from './would.mjs';
import { get, patientPath, post } from './api.mjs';
import { wordsOf } from './read.mjs';
import { dateOf } from './times.mjs';
import { t, day } from './words.mjs';

const mostButtons = 8;
const numbers = ['integer', 'decimal', 'quantity'];
const optional = ['basis', 'confirmedBy'];

// Several choices have the same words only in a broken guideline; their place tells them apart then.
const choicesOf = (question) => {
  const from = question.answers?.length ? question.answers : question.data.choices ?? [];
  return from.map((choice, i) => ({ ...choice, id: String(i) }));
};

const Effects = ({ effects }) => effectWords(effects).map((words, i) => html`<small key=${i}>${words}</small>`);

function Buttons({ name, legend, choices, chosen, choose }) {
  return html`<fieldset class="seg"><legend class="vh">${legend}</legend>${choices.map((choice) => html`<label key=${choice.id}>
    <input type="radio" name=${name} checked=${chosen === choice.id} onChange=${() => choose(choice.id)} /><span><bdi>${choice.says}</bdi>
      </span>${chosen !== choice.id && html`<${Effects} effects=${choice.effects} />`}</label>`)}</fieldset>`;
}

function List({ legend, choices, chosen, choose }) {
  return html`<label class="pick-l"><span class="vh">${legend}</span><select class="in" value=${chosen ?? ''}
    onChange=${(e) => choose(e.currentTarget.value || null)}>
    <option value="">${t('ask.choose')}</option>${choices.map((c) => html`<option key=${c.id} value=${c.id}>${c.says}</option>`)}</select></label>`;
}

const dated = (type) => ['date', 'datetime', 'interval-date'].includes(type);
const pointOf = (type) => (type ?? '').replace(/^interval-/, '');
const isNumber = (type) => numbers.includes(pointOf(type));
const wholeDate = /^\d{4}(-\d{2}(-\d{2})?)?$/;

function inputKind(type) {
  if (dated(type)) return { type: 'text', class: 'in', inputmode: 'numeric', maxlength: '10', placeholder: t('ask.dateHint'), title: t('ask.dateHow'), pattern: '\\d{4}(-\\d{2}(-\\d{2})?)?' };
  if (!isNumber(type)) return { type: 'text', class: 'in', maxlength: '300' };
  const whole = pointOf(type) === 'integer';
  return { type: 'number', class: 'in in-n', step: whole ? '1' : 'any', inputmode: whole ? 'numeric' : 'decimal' };
}

// A value of one's own, with its unit; what some values would change stands beside it.
function Free({ data, legend, choices, text, setText }) {
  return html`<div class="by"><label>${t('ask.value')}<span class="vh"> ${legend}</span> <input ...${inputKind(data.type)}
    autocomplete="off" value=${text} onInput=${(e) => setText(e.currentTarget.value)} />${data.unit && html` <span>
    ${data.unit}</span>`}</label></div>
    ${!text.trim() && html`<${Examples} choices=${choices} />`}`;
}

// What some values would change; neighbours that do the same are one line.
function Examples({ choices }) {
  const lines = [];
  for (const choice of choices) {
    const words = effectWords(choice.effects).join(' · ');
    const last = lines.at(-1);
    if (last?.words === words) last.says.push(choice.says);
    else lines.push({ words, says: [choice.says] });
  }
  if (lines.length === 0) return null;
  return html`<ul class="would">${lines.map(({ says, words }) => html`<li key=${says[0]}><b><bdi>${says.join(', ')}</bdi>
    </b> ${words}</li>`)}</ul>`;
}

function freeValue(data, text) {
  const given = text.trim();
  if (!given) return undefined;
  if (dated(data.type)) return wholeDate.test(given) ? given : undefined;
  if (!isNumber(data.type)) return given;
  const number = Number(given.replace(',', '.'));
  if (!Number.isFinite(number)) return undefined;
  return pointOf(data.type) === 'quantity' ? { value: number, unit: data.unit ?? '1' } : number;
}

// Of a question with a value of one's own, what can be clicked: texts, and what is no value ("cannot be measured"). The rest are examples.
function clickable(data, choices) {
  if (!data.free) return choices;
  return choices.filter((c) => typeof c.value === 'string' && (data.type === 'string' || !dated(data.type)));
}

function Details({ fields, set, asOf, needs, id }) {
  const field = (name, kind, hint) => html`<label class=${needs.includes(name) ? 'needed' : ''}>${t(`ask.${name}`)} <input class="in"
    id=${`${id}-${name}`} type=${kind} required=${needs.includes(name)} max=${kind === 'date' ? dateOf(asOf) : undefined}
    maxlength=${kind === 'text' ? 200 : undefined} placeholder=${hint} autocomplete="off" value=${fields[name]}
      onInput=${(e) => set({ ...fields, [name]: e.currentTarget.value })} /></label>`;
  return html`${field('effective', 'date')}${field('basis', 'text', t('ask.basisHint'))}${field('confirmedBy', 'text', t('ask.confirmedByHint'))}`;
}

// An answer that would lower something urgent asks for who, when and on what first.
function Lowers({ lowers }) {
  return html`<div class="warn" role="alert"><${Icon} name="amber" /><div><b>${t('ask.lowers')}</b><ul>${lowers.map((f, i) => html`<li
    key=${i}><${Tier} tier=${f.tier} /> ${f.title ?? f.finding}</li>`)}</ul>${t('ask.lowersHow')}</div></div>`;
}

// Somebody else answered meanwhile: both stand side by side, neither is stored silently.
function Conflict({ conflict, yours, again, leave, asOf }) {
  return html`<div class="warn" role="alert"><${Icon} name="amber" /><div><b>${t('ask.conflict')}</b>
    <dl class="kv"><dt>${t('ask.theirs', { name: conflict.by?.name ?? conflict.by ?? '' })}</dt><dd><bdi>${conflict.says}</bdi> <span
      class="q">${[day(conflict.effective ?? conflict.at, asOf), conflict.basis].filter(Boolean).join(', ')}</span></dd>
    <dt>${t('ask.yours')}</dt><dd><bdi>${yours}</bdi></dd></dl>
    <p class="by"><button class="btn" type="button" onClick=${leave}>${t('ask.keepTheirs')}</button><button class="btn" type="button"
      onClick=${again}>${t('ask.recordMine')}</button></p></div></div>`;
}

function useAnswer({ question, view, answered, change }) {
  const [state, setState] = useState({ needs: [], lowers: [] });
  const send = async (value, fields, revision = view.revision) => {
    setState((was) => ({ ...was, busy: true, failed: '', conflict: null }));
    const [name] = question.names;
    const [guideline] = name.split('/');
    const body = { guideline, input: question.input, about: question.about, value, revision, effective: fields.effective || undefined };
    for (const key of optional) if (fields[key].trim()) body[key] = fields[key].trim();
    try {
      answered(question, await post(patientPath(view.key, '/answer'), body));
    } catch (error) {
      setState({ needs: [], lowers: [], ...refusal(error), busy: false });
    }
  };
  // The newest view, so that the answer is given with its revision.
  const renew = async (show) => {
    const fresh = await get(patientPath(view.key));
    if (show) change(fresh);
    return fresh.revision;
  };
  return [state, send, renew];
}

function refusal({ status, body }) {
  if (status === 428) return { needs: body.needs ?? [], lowers: body.lowers ?? [] };
  if (status === 409 && body.conflict) return { conflict: body.conflict.answer ?? body.conflict };
  return { failed: t('ask.failed', { says: body?.error?.says ?? t('main.offline') }) };
}

// What is being answered: a choice or a value of one's own, and when, on what, by whom it was found.
function useDraft(question, view) {
  const choices = choicesOf(question);
  const [chosen, choose] = useState(null);
  const [text, setText] = useState('');
  const [fields, setFields] = useState({ effective: dateOf(view.asOf), basis: '', confirmedBy: '' });
  const choice = choices.find((c) => c.id === chosen);
  const value = text ? freeValue(question.data, text) : choice?.value;
  return { choices, chosen, text, fields, setFields, value, says: text || choice?.says,
    choose: (id) => { setText(''); choose(id); }, write: (words) => { choose(null); setText(words); } };
}

function Given({ question, draft, id }) {
  const { data } = question;
  const clicks = clickable(data, draft.choices);
  const Clicks = clicks.length > mostButtons ? List : Buttons;
  const free = data.free || draft.choices.length === 0;
  return html`${clicks.length > 0 && html`<${Clicks} name=${id} legend=${question.ask} choices=${clicks} chosen=${draft.chosen}
    choose=${draft.choose} />`}
    ${free && html`<${Free} data=${data} legend=${question.ask} choices=${draft.choices.filter((c) => !clicks.includes(c))}
      text=${draft.text} setText=${draft.write} />`}`;
}

export function AnswerForm({ question, view, answered, change, id }) {
  const draft = useDraft(question, view);
  const [state, send, renew] = useAnswer({ question, view, answered, change });
  const form = useRef(null);
  useEffect(() => { if (state.needs.length) form.current?.querySelector('.needed input:invalid')?.focus(); }, [state.needs]);
  const { value, fields } = draft;
  const would = useWould({ question, value, view, typed: !!draft.text });
  const missing = state.needs.filter((name) => fields[name] !== undefined && !fields[name].trim());
  const submit = (event) => { event.preventDefault(); if (value !== undefined && !missing.length) send(value, fields); };
  const again = async () => send(value, fields, await renew().catch(() => view.revision));
  return html`<form ref=${form} onSubmit=${submit}><${Given} question=${question} draft=${draft} id=${id} />
    ${state.lowers.length === 0 && html`<${Would} state=${would} view=${view} />`}
    ${state.lowers.length > 0 && html`<${Lowers} lowers=${state.lowers} />`}
    ${value !== undefined && html`<div class="by"><${Details} fields=${fields} set=${draft.setFields} asOf=${view.asOf}
      needs=${state.needs} id=${id} />
      <button class="btn btn-1" type="submit" disabled=${state.busy || missing.length > 0}>${t('ask.record')}</button></div>`}
    ${value === undefined && html`<button type="submit" hidden disabled>${t('ask.record')}</button>`}
    ${state.conflict && html`<${Conflict} conflict=${state.conflict} asOf=${view.asOf} yours=${draft.says} again=${again}
      leave=${() => renew(true).catch(() => {})} />`}
    ${state.failed && html`<p class="warn" role="alert"><${Icon} name="amber" /><span>${state.failed}</span></p>`}</form>`;
}

// What cannot be stored from here is asked for in the record system; what it would change is shown all the same.
const NotHere = ({ question }) => html`<div><p class="s"><span class="hx">${t('ask.notStorable')}</span></p>
  <${Examples} choices=${choicesOf(question)} /></div>`;

export function Answer(props) {
  return props.question.data.storable === false ? html`<${NotHere} question=${props.question} />` : html`<${AnswerForm} ...${props} />`;
}

// What it would decide: the first conclusions by name, the rest by number.
export function Decides({ question }) {
  const titles = [...new Set((question.findings ?? []).map((f) => f.title ?? f.finding))];
  if (titles.length === 0) return null;
  return html`<p>${t(question.settles ? 'ask.settles' : 'ask.changes')} ${titles.slice(0, 2).join('; ')}
    ${titles.length > 2 ? ` ${t('ask.andMore', { n: titles.length - 2 })}` : ''}</p>`;
}

export const placeOf = (question, view) => wordsOf(view, question.about);
