// worklist: who needs someone, why, since when, what is new, who has taken it.
import { html, useCallback, useEffect, useMemo, useRef, useState } from './html.mjs';
import { Failed, Icon } from './parts.mjs';
import { useFrame, useHead } from './head.mjs';
import { WorkRow } from './workrow.mjs';
import { useActions } from './tasks.mjs';
import { post, remember, remembered } from './api.mjs';
import { t, moment } from './words.mjs';

const filters = ['attention', 'mine', 'nobody', 'board', 'overdue', 'unknown', 'snoozed', 'all'];
const pageSize = 50;
const everyMinute = 60000;
const idleAfter = 120000;

const tiers = ['emergency', 'red', 'amber', 'unknown', 'green'];
const columns = {
  tier: (a, b) => (tiers.indexOf(a.tier) + 1 || 9) - (tiers.indexOf(b.tier) + 1 || 9),
  who: (a, b) => a.name.localeCompare(b.name),
  clock: (a, b) => (a.clock?.until ?? a.since ?? '9').localeCompare(b.clock?.until ?? b.since ?? '9'),
  overdue: (a, b) => (b.overdue ?? 0) - (a.overdue ?? 0),
  taken: (a, b) => (a.task?.owner?.name ?? '').localeCompare(b.task?.owner?.name ?? ''),
  new: (a, b) => (b.new ?? 0) - (a.new ?? 0),
  board: (a, b) => (a.task?.board || '9').localeCompare(b.task?.board || '9'),
};

// Rows in the order that stands, with what is new of them; what came or went is counted, not moved.
function keepOrder(shown, fresh) {
  const now = new Map(fresh.rows.map((row) => [row.key, row]));
  const had = new Set(shown.map((row) => row.key));
  const came = fresh.rows.filter((row) => !had.has(row.key));
  const gone = shown.filter((row) => !now.has(row.key)).length;
  return { rows: shown.map((row) => now.get(row.key) ?? { ...row, gone: true }), came, gone };
}

function useRows(filter, text) {
  const name = `worklist ${filter} ${text}`;
  const [list, setList] = useState(() => remembered(name));
  const [pending, setPending] = useState(null);
  const [error, setError] = useState(null);
  const request = useRef(0);
  const shownName = useRef(name);
  const touched = useRef(Date.now());
  const current = useRef(list);
  current.current = list;

  const load = useCallback(async ({ count = pageSize, quiet = false } = {}) => {
    const mine = ++request.current;
    try {
      const fresh = { ...await post('/api/worklist', { filter, text, from: 0, count }), of: filter, text };
      if (mine !== request.current) return;
      setError(null);
      remember(name, fresh);
      const kept = quiet && current.current ? keepOrder(current.current.rows, fresh) : null;
      const still = kept && (kept.came.length || kept.gone) && Date.now() - touched.current < idleAfter;
      setPending(still ? { fresh, ...kept } : null);
      setList(still ? { ...fresh, rows: kept.rows } : fresh);
    } catch (problem) {
      if (mine === request.current) setError(problem);
    }
  }, [filter, text]);

  useEffect(() => {
    if (shownName.current !== name) {
      shownName.current = name;
      const last = remembered(name);
      if (last) setList(last);
    }
    setPending(null);
    load();
  }, [load]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) load({ count: Math.max(pageSize, current.current?.rows.length ?? 0), quiet: true });
    }, everyMinute);
    return () => clearInterval(timer);
  }, [load]);
  const touch = useCallback(() => { touched.current = Date.now(); }, []);
  const setRow = useCallback((key, change) => {
    const changed = (row) => (row.key === key ? { ...row, ...change } : row);
    setList((was) => was && { ...was, rows: was.rows.map(changed) });
  }, []);
  const showPending = () => { setList(pending.fresh); setPending(null); };
  return { list, error, load, touch, setRow, pending, showPending };
}

function Heading({ list }) {
  const { counts, of: filter } = list;
  const parts = [];
  if (counts.emergency) parts.push(t('worklist.emergencies', { n: counts.emergency }));
  if (counts.nobody) parts.push(t('worklist.nobodyYet', { n: counts.nobody }));
  parts.push(t('worklist.watched', { n: counts.all }));
  return html`<div><h1>${counts.attention ? t('worklist.need', { n: counts.attention }) : t('worklist.needNone')}</h1>
    <p class="q">${parts.join(' · ')}${filter !== 'attention' && html` · <b>
      ${t('worklist.showing', { filter: t(`worklist.filter.${filter}`) })}</b>`}</p>
    ${counts.waiting > 0 && html`<p class="s waiting"><${Icon} name="unknown" />
      ${t('worklist.waiting', { n: counts.waiting })}</p>`}</div>`;
}

function Find({ text, setText, box }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return html`<div class="end"><label class="vh" for="find">${t('worklist.find')}</label>
    <input class="in" id="find" type="search" autocomplete="off" ref=${box} value=${typed} placeholder=${t('worklist.findHint')}
      onInput=${(e) => setTyped(e.currentTarget.value)}
      onKeyDown=${(e) => { if (e.key === 'Escape') { setTyped(''); e.currentTarget.blur(); } }} /> <kbd class="keys"
        aria-hidden="true">/</kbd></div>`;
}

const Chips = ({ filter, setFilter, counts }) => html`<fieldset class="chips"><legend class="vh">${t('worklist.filter')}</legend>
  ${filters.map((name) => html`<label class="chip" key=${name}><input type="radio" name="filter" checked=${filter === name}
    onChange=${() => setFilter(name)} />
    ${t(`worklist.filter.${name}`)} <span class="q">${counts?.[name] ?? ''}</span></label>`)}</fieldset>`;

function Head({ name, cls, sort, setSort }) {
  const order = sort.by === name ? (sort.down ? 'descending' : 'ascending') : undefined;
  return html`<th scope="col" class=${cls} aria-sort=${order}>
    <button class="sort" type="button" onClick=${() => setSort({ by: name, down: sort.by === name && !sort.down })}>
      ${t(`worklist.col.${name}`)}${order && html`<span aria-hidden="true"> ${sort.down ? '↑' : '↓'}</span>`}</button></th>`;
}

const Heads = ({ sort, setSort }) => html`<thead><tr>
  <${Head} name="tier" cls="c1" sort=${sort} setSort=${setSort} /><${Head} name="who" cls="c2" sort=${sort} setSort=${setSort} />
  <th scope="col">${t('worklist.col.why')}</th><${Head} name="clock" cls="c4" sort=${sort} setSort=${setSort} />
  <${Head} name="overdue" cls="c5" sort=${sort} setSort=${setSort} /><${Head} name="taken" cls="c7" sort=${sort} setSort=${setSort} />
  <${Head} name="new" cls="c8" sort=${sort} setSort=${setSort} /><${Head} name="board" cls="c9" sort=${sort} setSort=${setSort} /></tr>
    </thead>`;

function Quiet({ counts, keys, setKeys }) {
  return html`<div class="quiet"><span><b>${counts.quiet}</b> ${t('worklist.quiet', { n: counts.quiet })}</span>
    ${counts.snoozed > 0 && html`<span><b>${counts.snoozed}</b> ${t('worklist.quietSnoozed')}</span>`}
    <span><b>${counts.questions}</b> ${t('worklist.questions', { n: counts.questions })}</span>
    <span class="end keys">${keys &&
      html`<kbd>j</kbd> <kbd>k</kbd> ${t('keys.move')} · <kbd>Enter</kbd> ${t('keys.open')} · <kbd>t</kbd> ${t('keys.take')} · <kbd>h</kbd> ${t('keys.handOver')} ·${' '}
        <kbd>s</kbd> ${t('keys.snooze')} · <kbd>b</kbd> ${t('keys.board')} · `}
      <button class="btn btn-q" type="button" aria-pressed=${keys} onClick=${() => setKeys(!keys)}>${t('keys.use')}</button></span></div>`;
}

// Keys of the list, only while they are switched on and nothing is being typed.
function useKeys(on, table) {
  const handlers = useRef(table);
  handlers.current = table;
  useEffect(() => {
    if (!on) return undefined;
    const down = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) return;
      const act = handlers.current[event.key];
      if (act && act(event) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', down);
    return () => document.removeEventListener('keydown', down);
  }, [on]);
}

function useStored(name, initial) {
  const [value, setValue] = useState(() => (localStorage.getItem(name) ?? initial) === 'on');
  return [value, (next) => { localStorage.setItem(name, next ? 'on' : 'off'); setValue(next); }];
}

function Came({ pending, show }) {
  if (!pending) return null;
  const urgent = pending.came.filter((row) => row.tier === 'emergency').length;
  return html`<p class=${`came${urgent ? ' came-em' : ''}`} role="status">${urgent ? html`<b>
    ${t('worklist.newEmergency', { n: urgent })}</b> · ` : null}
    ${t('worklist.changed', { came: pending.came.length, gone: pending.gone })} <button class="btn" type="button" onClick=${show}>
      ${t('worklist.showNow')}</button></p>`;
}

function Empty({ list, filter, text, everyone }) {
  if (text) return html`<p class="empty">${t('worklist.nobodyFound')} ${filter !== 'all' && html`<button class="btn" type="button"
    onClick=${everyone}>${t('worklist.lookInAll')}</button>`}</p>`;
  if (filter !== 'attention') return html`<p class="empty">${t('worklist.emptyFilter')}</p>`;
  return html`<p class="empty"><b>
    ${t('worklist.needNone')}.</b> ${t('worklist.emptyAttention', { n: list.counts.all, at: moment(list.asOf) })}</p>`;
}

function useSelection(rows) {
  const [selected, select] = useState('');
  const at = rows.findIndex((row) => row.key === selected);
  const move = (step) => {
    const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (!row) return;
    select(row.key);
    document.getElementById(`open-${row.key}`)?.focus();
  };
  return { selected, select, move, row: rows[at] };
}

export function Worklist() {
  const { go, say } = useFrame();
  const [filter, setFilter] = useState(remembered('worklist filter') ?? 'attention');
  const [text, setText] = useState('');
  const [sort, setSort] = useState({ by: 'tier', down: false, given: true });
  const [keys, setKeys] = useStored('vigil-keys', 'on');
  const box = useRef(null);
  const { list, error, load, touch, setRow, pending, showPending } = useRows(filter, text);
  const rows = useMemo(() => {
    if (!list || sort.given) return list?.rows ?? [];
    const sorted = [...list.rows].sort(columns[sort.by]);
    return sort.down ? sorted.reverse() : sorted;
  }, [list, sort]);
  const selection = useSelection(rows);
  const actions = useActions({ setRow, asOf: list?.asOf, say });
  useHead({ title: t('shell.worklist'), asOf: list?.asOf, ready: !!list });
  useEffect(() => remember('worklist filter', filter), [filter]);
  const on = (act) => () => (selection.row && !selection.row.gone ? act(selection.row) : false);
  useKeys(keys, {
    j: () => selection.move(1), k: () => selection.move(-1), '/': () => box.current?.focus(),
    Enter: (event) => (/^(BUTTON|A|SUMMARY)$/.test(event.target.tagName) ? false : on((row) => go(`/patient/${row.key}`))()),
    t: on(actions.take), h: on(actions.openHandOver), s: on(actions.openSnooze), b: on(actions.openBoard),
  });
  if (!list) return error ? html`<div class="wl-h"><h1>${t('shell.worklist')}</h1></div><${Failed} again=${load}>
    ${t('worklist.failed')}<//>` : html`<${Waiting} />`;
  const fetching = !error && (list.of !== filter || list.text !== text);
  return html`<div class="wl-h"><${Heading} list=${list} /><${Find} text=${text} setText=${setText} box=${box} /></div>
    <${Chips} filter=${filter} setFilter=${setFilter} counts=${list.counts} />
    ${error && html`<${Failed} again=${load}>${t('worklist.stale', { at: moment(list.asOf) })}<//>`}
    ${fetching && html`<p class="s q" role="status">${t('worklist.fetching')}</p>`}
    <${Came} pending=${pending} show=${showPending} />
    ${rows.length === 0 ? html`<${Empty} list=${list} filter=${list.of} text=${list.text} everyone=${() => setFilter('all')} />` : html`
    <table class="wl stack" aria-busy=${fetching} onPointerMove=${touch} onFocusIn=${touch}><caption class="vh">
      ${t('worklist.caption', { filter: t(`worklist.filter.${list.of}`) })}</caption>
      <${Heads} sort=${sort} setSort=${setSort} />
      <tbody>${rows.map((row) => html`<${WorkRow} key=${row.key} row=${row} asOf=${list.asOf} selected=${row.key === selection.selected}
        select=${selection.select} actions=${actions} />`)}</tbody></table>`}
    ${list.total > list.rows.length && html`<p class="more"><button class="btn" type="button"
      onClick=${() => load({ count: list.rows.length + pageSize })}>${t('worklist.more')}</button>
      <span class="s q">${t('worklist.shown', { n: list.rows.length, total: list.total })}${!sort.given && t('worklist.sortedShown')}</span>
        </p>`}
    <${Quiet} counts=${list.counts} keys=${keys} setKeys=${setKeys} />
    ${actions.said}`;
}

function Waiting() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class="wl-h"><div><h1>${t('shell.worklist')}</h1><p class="q">${late ? t('worklist.fetching') : ' '}</p></div></div>`;
}
