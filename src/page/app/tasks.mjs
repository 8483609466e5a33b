// tasks: take, hand over, snooze, board; for a row of the worklist and for the page of a patient. Each can be undone.
import { html, useEffect, useRef, useState } from './html.mjs';
import { useFrame } from './head.mjs';
import { everybody, patientPath, post } from './api.mjs';
import { daysAfter, dateOf } from './times.mjs';
import { t, day } from './words.mjs';

const longestSnooze = 90;
const shownFor = 15000;

// What was done, with its undo; it stays for a while and never takes the focus.
function Said({ note, close }) {
  useEffect(() => {
    const timer = setTimeout(close, shownFor);
    return () => clearTimeout(timer);
  }, [note]);
  return html`<div class="said"><span>${note.words}</span> ${note.undo && html`<button class="btn" type="button" onClick=${note.undo}>
    ${t('task.undo')}</button>`}
    <button class="btn btn-q" type="button" aria-label=${t('task.hide')} onClick=${close}>×</button></div>`;
}

// How to get back to what stood before.
function undoOf(action, before, myId) {
  if (action === 'snooze') return ['wake'];
  if (action === 'wake') return before.snoozed ? ['snooze', { until: before.snoozed.until, reason: before.snoozed.reason }] : null;
  if (action === 'board') return ['board', { day: before.board ?? '' }];
  if (!before.owner) return ['release'];
  return before.owner.id === myId ? ['take'] : ['handover', { to: before.owner.id }];
}

export function useActions({ setRow, asOf, say }) {
  const { me } = useFrame();
  const [busy, setBusy] = useState('');
  const [form, setForm] = useState(null);
  const [note, setNote] = useState(null);
  const myId = me.person?.id;
  const isMine = (row) => row.task?.owner && row.task.owner.id === myId;

  async function act(row, action, body, undoing) {
    const before = row.task ?? {};
    setBusy(row.key);
    try {
      const { task } = await post(patientPath(row.key, `/${action}`), body ?? {});
      setRow(row.key, { task: task ?? {} });
      setForm(null);
      const back = undoing ? null : undoOf(action, before, myId);
      const said = { name: row.name, day: day(body?.day || body?.until || '', asOf), to: body?.toName ?? '' };
      const words = undoing ? t('task.undone') : t(action === 'board' && !body?.day ? 'task.did.boardOff' : `task.did.${action}`, said);
      setNote({ words, undo: back && (() => act({ ...row, task: task ?? {} }, back[0], back[1], true)) });
      say(words);
    } catch (error) {
      setNote({ words: t('task.failed', { says: error.body?.error?.says ?? t('main.offline') }) });
      say(t('task.failed', { says: '' }));
    } finally {
      setBusy('');
    }
  }
  return {
    busy, form, isMine, act, close: () => setForm(null),
    take: (row) => act(row, isMine(row) ? 'release' : 'take'),
    wake: (row) => act(row, 'wake'),
    openHandOver: (row) => setForm({ key: row.key, kind: 'handover' }),
    openSnooze: (row) => (row.tier === 'emergency' ? setNote({ words: t('task.neverEmergency') }) : setForm({ key: row.key, kind: 'snooze' })),
    openBoard: (row) => setForm({ key: row.key, kind: 'board' }),
    said: note && html`<${Said} note=${note} close=${() => setNote(null)} />`,
  };
}

function HandOver({ row, actions }) {
  const [people, setPeople] = useState(null);
  const [to, setTo] = useState('');
  const [failed, setFailed] = useState(false);
  useEffect(() => { everybody().then(setPeople, () => setFailed(true)); }, []);
  const chosen = people?.find((p) => String(p.id) === to);
  const send = (event) => {
    event.preventDefault();
    if (chosen) actions.act(row, 'handover', { to: chosen.id, toName: chosen.name });
  };
  return html`<form class="by task-f" onSubmit=${send}><label>${t('task.to')} <select class="in" required value=${to}
    onChange=${(e) => setTo(e.currentTarget.value)}>
    <option value="">${t(people ? 'task.choose' : 'task.fetching')}</option>
      ${people?.filter((p) => p.id !== row.task?.owner?.id).map((p) => html`<option key=${p.id} value=${p.id}>
      ${p.name}${p.role ? `, ${p.role}` : ''}</option>`)}</select></label>
    <button class="btn btn-1" type="submit">${t('task.handOver')}</button><${Cancel} actions=${actions} />${failed && html`<p
      class="warn" role="alert">${t('record.people.failed')}</p>`}</form>`;
}

const Cancel = ({ actions }) => html`<button class="btn btn-q" type="button" onClick=${actions.close}>${t('task.cancel')}</button>`;

function Snooze({ row, asOf, actions }) {
  const [until, setUntil] = useState(daysAfter(asOf, 7));
  const [reason, setReason] = useState('');
  const send = (event) => {
    event.preventDefault();
    actions.act(row, 'snooze', { until, reason: reason.trim() });
  };
  return html`<form class="by task-f" onSubmit=${send}>
    <label>${t('task.until')} <input class="in" type="date" required min=${daysAfter(asOf, 1)} max=${daysAfter(asOf, longestSnooze)}
      value=${until} onInput=${(e) => setUntil(e.currentTarget.value)} /></label>
    <label class="grow">${t('task.reason')} <input class="in" type="text" required minlength="3" maxlength="300" value=${reason}
      onInput=${(e) => setReason(e.currentTarget.value)} /></label>
    <button class="btn btn-1" type="submit">${t('task.snoozeNow')}</button><${Cancel} actions=${actions} /><p class="xs q">
      ${t('task.snoozeHow', { n: longestSnooze })}</p></form>`;
}

function Board({ row, asOf, actions }) {
  const [when, setWhen] = useState(row.task?.board || daysAfter(asOf, 1));
  const send = (event) => {
    event.preventDefault();
    actions.act(row, 'board', { day: when });
  };
  return html`<form class="by task-f" onSubmit=${send}><label>${t('task.boardDay')} <input class="in" type="date" required
    min=${dateOf(asOf)} value=${when} onInput=${(e) => setWhen(e.currentTarget.value)} /></label>
    <button class="btn btn-1" type="submit">${t('task.boardSet')}</button>
    ${row.task?.board && html`<button class="btn" type="button" onClick=${() => actions.act(row, 'board', { day: '' })}>
      ${t('task.boardOff')}</button>`}<${Cancel} actions=${actions} /></form>`;
}

const forms = { handover: HandOver, snooze: Snooze, board: Board };

// The form that an action opened; the focus goes to its first field, Escape closes it.
export function TaskForm({ row, asOf, actions }) {
  const box = useRef(null);
  const kind = actions.form.kind;
  useEffect(() => box.current?.querySelector('select, input')?.focus(), [kind]);
  const key = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    actions.close();
    document.getElementById(`open-${row.key}`)?.focus();
  };
  return html`<div ref=${box} onKeyDown=${key}><${forms[kind]} row=${row} asOf=${asOf} actions=${actions} /></div>`;
}
