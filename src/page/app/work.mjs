// work: what score cards, surgery, options and the board record show, worked out from a view, without a document.
//
// Nothing here knows a score, a threshold or a clinical word: what is shown comes from findings, inputs and layout
// (docs/api.md). What is not known stays apart from what is not so.
import { idOf } from './ids.mjs';

const tiers = ['emergency', 'red', 'amber', 'unknown', 'green'];
const byTier = (a, b) => (tiers.indexOf(a.tier) + 1 || 9) - (tiers.indexOf(b.tier) + 1 || 9);

export const inputName = (input) => `${input.guideline}/${input.input}#${input.about ?? ''}`;
export const findingName = (finding) => `${finding.guideline}/${finding.finding}${finding.about ? `#${finding.about}` : ''}`;

// Where the question to an input stands in the page.
export const questionId = (input) => idOf('q', inputName(input));

const asked = new WeakMap();

// Is there a question to this input? The names are gathered once for each view.
export function isAsked(view, input) {
  const questions = view.questions ?? [];
  if (!asked.has(questions)) asked.set(questions, new Set(questions.map(inputName)));
  return asked.get(questions).has(inputName(input));
}

// What a thing is called; "" when nothing but its reference is known.
export function wordsOf(view, about) {
  const thing = (about && view.things?.[about]) || {};
  const words = thing.where ?? thing.words ?? '';
  return typeof words !== 'string' || words === about ? '' : words;
}

export function sameValue(a, b) {
  if (a === undefined || b === undefined) return a === b;
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (a.code !== undefined || b.code !== undefined) return a.code === b.code && (a.system ?? '') === (b.system ?? '');
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValue(a[key], b[key]));
}

// ---- score cards

// One for each score that has inputs, in the order of the layout.
export function scoreCards(view) {
  const order = view.layout?.scores ?? [];
  const rank = (f) => order.indexOf(`${f.guideline}/${f.finding}`) + 1 || order.length + 1;
  return view.findings.filter((f) => f.kind === 'score' && f.reads?.length).sort((a, b) => rank(a) - rank(b)).map((f) => scoreCard(view, f));
}

// Why scores do not hold for this patient: findings that the layout names, when they hold or are open.
export const outsideOf = (view) => view.findings.filter((f) => (view.layout?.outside ?? []).includes(`${f.guideline}/${f.finding}`) && f.holds !== 'no');

// `after`: the score as it would be with the answers of a what-if; it may read more.
export function scoreCard(view, score, after) {
  const rows = rowsOf(view, score, after);
  return { name: findingName(score), score, title: score.title ?? score.finding, place: wordsOf(view, score.about),
    rows: rows.filter((row) => row.leads), also: rows.filter((row) => !row.leads),
    silent: rows.filter((row) => row.silent && row.matters).length };
}

// The items: those that are silent or have few choices lead; what is known and has none (an age) or many (a bone) comes behind.
const FEW = 7;
function rowsOf(view, score, after) {
  const names = new Set([...score.reads, ...(after?.reads ?? [])].map(inputName));
  const idle = new Set(score.cannotMatter ?? []);
  return view.inputs.filter((input) => names.has(inputName(input))).map((input) => {
    const silent = input.value === undefined;
    const choices = input.choices ?? [], matters = !idle.has(input.input);
    const kind = kindOf(input, choices);
    return { input, name: inputName(input), silent, matters, kind, choices, leads: matters && (silent || (kind === 'choices' && choices.length <= FEW)) };
  });
}

function kindOf(input, choices) {
  if (input.type === 'date' || input.type === 'datetime') return 'date';
  if (input.free && ['integer', 'decimal', 'quantity'].includes(input.type)) return 'number';
  return choices.length > 1 ? 'choices' : 'shown';
}

// What a number that was typed in comes to, in the form of the input; undefined: it is none.
export function typed(input, text) {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || (input.type === 'integer' && !Number.isInteger(number))) return undefined;
  return input.type === 'quantity' ? { value: number, unit: input.unit ?? input.value?.unit ?? '' } : number;
}

export function plain(value) {
  const text = value === undefined ? '' : String(typeof value === 'object' ? value.value ?? '' : value);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 10) : text;
}

// The value of a row in a what-if: answered there, or on record.
export const valueOf = (row, answers) => (answers?.has(row.name) ? answers.get(row.name).value : row.input.value);

// A new map of answers with this one; one that says what the record says is none.
export function answered(answers, input, value) {
  const next = new Map(answers);
  if (value === undefined || sameValue(value, input.value)) next.delete(inputName(input));
  else next.set(inputName(input), { guideline: input.guideline, input: input.input, ...(input.about && { about: input.about }), value });
  return next;
}

// ---- what-if

// What the answers would change: the score of the card, other scores, conclusions; each before and after. What would
// no longer be asked is `gone`: it does not apply then.
export function merged(view, card, { findings = [], gone = [] }) {
  const before = new Map(view.findings.map((f) => [findingName(f), f]));
  const away = gone.map((f) => before.get(findingName(f))).filter(Boolean).map((f) => ({ ...f, holds: 'n/a', tier: undefined, score: undefined, says: '' }));
  const pairs = [...findings, ...away].map((after) => ({ name: findingName(after), before: before.get(findingName(after)), after }));
  const ofFindings = pairs.filter((pair) => pair.after.kind === 'finding').sort((a, b) => byTier(a.after, b.after));
  return {
    score: pairs.find((pair) => pair.name === card.name)?.after ?? card.score,
    scores: pairs.filter((pair) => pair.after.kind === 'score' && pair.name !== card.name),
    changed: ofFindings.filter(differs), reworded: ofFindings.filter((pair) => !differs(pair)),
  };
}

// Another state or tier, and not only other words.
const differs = ({ before, after }) => !before || before.holds !== after.holds || before.tier !== after.tier;

// ---- the scale of a score

const whole = (...numbers) => numbers.every((n) => Number.isInteger(n));

// The scale in percent of its length. Whole points are cells, so that 8 to 10 takes three of them.
export function scaleOf(score) {
  const ends = score.range, now = score.score, bands = score.bands ?? [];
  if (!ends) return null;
  const cells = whole(ends.low, ends.high, ...bands.flatMap((b) => [b.low, b.high]), ...(now ? [now.low, now.high] : []));
  const half = cells ? 0.5 : 0;
  const length = ends.high - ends.low + 2 * half || 1;
  const at = (n) => Math.max(0, Math.min(100, ((n - ends.low + half) / length) * 100));
  const part = (low, high) => ({ left: at(low - half), width: at(high + half) - at(low - half) });
  return {
    low: ends.low, high: ends.high,
    now: now && { ...part(now.low, now.high), settled: now.low === now.high },
    bands: bands.map((band) => ({ ...band, ...part(band.low, band.high), open: now ? band.high >= now.low && band.low <= now.high : true })),
    edges: bands.slice(1).map((band) => ({ at: at(band.low - half), from: band.low })),
  };
}

export const pointsOf = (score) => (score?.score ? { low: score.score.low, high: score.score.high } : null);

// ---- sources

export function sourcesOf(view, finding) {
  const seen = new Map();
  for (const { id, at, read } of finding.sources ?? []) {
    const source = view.sources?.[id] ?? {};
    const entry = seen.get(id) ?? { id, title: source.title ?? id, short: shortOf(source) || id, read: read ?? source.read, url: source.url, at: [] };
    if (at) entry.at.push(at);
    seen.set(id, entry);
  }
  return [...seen.values()];
}

// First author and year; the title where the authors are not known, as sources.json says it in words.
const LONGEST = 60;
function shortOf({ authors, year, title }) {
  const first = (authors ?? '').split(',')[0].trim();
  if (first && !/^\[?authors? not /i.test(first)) return `${first}${year ? ` ${year}` : ''}`;
  const plainTitle = (title ?? '').replace(/^\[(.*)\]$/, '$1'), cut = plainTitle.length > LONGEST ? `${plainTitle.slice(0, LONGEST - 1).trimEnd()}…` : plainTitle;
  return cut && `${cut}${year && !title.includes(year) ? ` ${year}` : ''}`;
}

// ---- surgery: principles, timings, tracks

const entry = (item) => (typeof item === 'string' ? { finding: item } : item);

function lookup(view) {
  const found = new Map();
  for (const f of view.findings) {
    found.set(findingName(f), f);
    if (f.about?.startsWith('Patient/')) found.set(`${f.guideline}/${f.finding}`, f);
  }
  return (name, about) => found.get(`${name}#${about}`) ?? found.get(name);
}

// For each thing that the matrix of the layout is about: its rows of cells, its tracks, its answer. None when the layout
// has no matrix or no finding of it is there.
export function lesionsOf(view) {
  const matrix = view.layout?.matrix;
  if (!matrix) return [];
  const names = new Set([...(matrix.when ?? []), matrix.answer].filter(Boolean));
  const abouts = [...new Set(view.findings.filter((f) => f.about && names.has(`${f.guideline}/${f.finding}`)).map((f) => f.about))];
  const find = lookup(view);
  return abouts.map((about) => lesionOf(view, matrix, about, find))
    .sort((a, b) => byTier(a.answer ?? {}, b.answer ?? {}) || a.words.localeCompare(b.words));
}

function lesionOf(view, matrix, about, find) {
  const answer = matrix.answer && find(matrix.answer, about);
  const rows = (matrix.rows ?? []).map((row) => ({ title: row.title, cells: (row.cells ?? []).map((item, i) => cellOf(entry(item), i + 1, about, find)) }));
  const cells = rows.flatMap((row) => row.cells);
  const on = answer?.details?.track;
  const tracks = (matrix.tracks ?? []).map((track) => trackOf(track, rows, about, find, on));
  return { about, words: wordsOf(view, about) || placeIn(answer), answer, rows, counts: count(cells),
    ladder: tracks.filter((track) => track.parts > 0), on: tracks.find((track) => track.here), others: tracks.filter((track) => track.parts === 0) };
}

// An answer as it reads: what to do, then its sentences that begin with a name and a colon ("Aim: ...") as a list.
export function partsOf(says, words) {
  const sentences = (says ?? '').split(/(?<=[.?]) (?=[A-Z])/).filter(Boolean);
  if (words && sentences.length > 1 && sentences[0].toLowerCase() === `${words}.`.toLowerCase()) sentences.shift();
  const lead = [], list = [];
  for (const sentence of sentences) {
    const [, name, rest] = sentence.match(/^([A-Z][a-z]*(?: [a-z]+){0,3}): (.*)$/) ?? [];
    if (name && lead.length) list.push({ name, says: rest });
    else if (list.length) list[list.length - 1].says += ` ${sentence}`;
    else lead.push(sentence);
  }
  return { lead: lead.join(' '), list };
}

// The first words of an answer are the place, where nothing else says it.
const placeIn = (answer) => (answer?.says ?? '').split('. ')[0].slice(0, 60);

// A point that is not among the findings of a lesion that was evaluated does not apply to it.
function cellOf(item, number, about, find) {
  const finding = find(item.finding, about);
  const title = item.short ?? finding?.title ?? item.finding;
  return { number, name: item.finding, about, finding, title, holds: finding ? finding.holds : 'n/a', says: finding?.error ?? finding?.says ?? '' };
}

export const count = (cells) => ({
  yes: cells.filter((c) => c.holds === 'yes').length,
  no: cells.filter((c) => c.holds === 'no').length,
  unknown: cells.filter((c) => c.holds === 'unknown').length,
  away: cells.filter((c) => c.holds === 'n/a').length,
});

// A track beside what it needs: `needs` all of them, `any` one of them, `asks` is asked and only its no stands against.
// Which track a lesion is on is said by the guideline alone.
function trackOf(track, rows, about, find, on) {
  const point = (name) => {
    const cell = rows.flatMap((row) => row.cells).find((c) => c.name === name), found = find(name, about);
    return { name, about, finding: found, title: cell?.title ?? found?.title ?? name, holds: found?.holds ?? 'n/a' };
  };
  const needs = (track.needs ?? []).map(point), any = (track.any ?? []).map(point), asks = (track.asks ?? []).map(point);
  const all = [...needs, ...any, ...asks];
  return { title: track.title, says: track.says, here: on !== undefined && track.track === on, parts: all.length,
    has: all.filter((p) => p.holds === 'yes'), open: all.filter((p) => p.holds === 'unknown'), lacks: [...needs, ...asks].filter((p) => p.holds === 'no'),
    one: any.every((p) => p.holds === 'no' || p.holds === 'n/a') ? any.filter((p) => p.holds === 'no') : [] };
}

// ---- options

// By guideline, then by what they are about; in the order given, those that the layout puts last behind all others.
export function optionGroups(view) {
  const last = view.layout?.last ?? [];
  const rank = (f) => last.indexOf(`${f.guideline}/${f.finding}`) + 1;
  const options = view.findings.filter((f) => f.kind === 'option');
  const groups = new Map();
  for (const option of options) {
    const name = rank(option) ? '' : `${option.guideline}#${option.about ?? ''}`;
    if (!groups.has(name)) groups.set(name, { guideline: option.guideline, about: option.about, last: name === '', options: [] });
    groups.get(name).options.push(option);
  }
  return [...groups.values()].sort((a, b) => a.last - b.last).map((group) => ({
    ...group, words: wordsOf(view, group.about),
    open: group.options.filter((o) => o.holds === 'yes' || o.holds === 'unknown').sort((a, b) => rank(a) - rank(b)),
    closed: group.options.filter((o) => o.holds !== 'yes' && o.holds !== 'unknown'),
  }));
}

// The questions that stand between an option and a yes, each with the place where it can be answered.
export function asksOf(view, option) {
  return (option.missing ?? []).map((m) => {
    const input = { guideline: option.guideline, input: m.input, about: m.about };
    return { ask: m.ask, id: questionId(input), here: isAsked(view, input) };
  });
}

// Why an option that does not hold does not: its gates that are not met.
export const becauseOf = (option) => (option.gates ?? []).filter((gate) => gate.holds === 'no').map((gate) => gate.title);

// ---- the board record

export const personName = (person) => (person && typeof person === 'object' ? person.name : person ?? '');

// The patient, and the things that a decision can be about.
export function subjects(view) {
  const used = new Set(view.findings.filter((f) => f.about && (f.row || view.things?.[f.about]?.bone)).map((f) => f.about));
  return [...used].map((about) => ({ about, words: wordsOf(view, about) })).filter((s) => s.words).sort((a, b) => a.words.localeCompare(b.words));
}

export const newestFirst = (decisions) => [...(decisions ?? [])].sort((a, b) => (b.board ?? '').localeCompare(a.board ?? '') || b.number - a.number);

// Which fields of a new decision are not right: {field: name of the words}.
export function wrongIn(form) {
  const wrong = {};
  if (form.decision.trim().length < 3) wrong.decision = 'record.wrong.decision';
  if (form.deviation && form.reason.trim().length < 3) wrong.reason = 'record.wrong.reason';
  if (!form.owner) wrong.owner = 'record.wrong.owner';
  if (!form.board) wrong.board = 'record.wrong.board';
  if (!form.due) wrong.due = 'record.wrong.due';
  else if (form.board && form.due < form.board) wrong.due = 'record.wrong.order';
  return wrong;
}

// What is sent: what is empty is left out.
export function decisionBody(form) {
  const body = { decision: form.decision.trim(), owner: Number(form.owner) || form.owner, due: form.due, board: form.board };
  if (form.about) body.about = form.about;
  if (form.deviation) Object.assign(body, { deviation: form.deviation, reason: form.reason.trim() });
  return body;
}
