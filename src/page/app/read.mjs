// read: what the page reads out of a view, without a document: which findings stand in a place, which questions are one, what is open.
import { byTier, nameOf } from './names.mjs';
import { idOf } from './ids.mjs';
import { day, t } from './words.mjs';

// What a finding is about, in words. The side is what is mixed up: it stands in capitals.
export function wordsOf(view, about) {
  const thing = about ? view.things?.[about] : null;
  const words = typeof thing?.where === 'string' ? thing.where : thing?.words;
  return inCapitals(words ?? '');
}

// A sentence of a guideline as it stands on the page: sides in capitals, days with the month as a word.
export const plain = (words, asOf = '') => inCapitals(words ?? '').replace(/\b\d{4}-\d{2}-\d{2}\b/g, (iso) => day(iso, asOf));

export const inCapitals = (words) => String(words).replace(/\b(left|right)\b/gi, (side) => side.toUpperCase());

const shortest = 30;

// The whole sentences of a text that fit in so many letters, at least enough to say something; a sentence is not broken, and … says that
// there is more.
export function sentences(words, most) {
  const [first, ...rest] = String(words ?? '').split(/(?<=[\w)%]{3}[.?])\s+(?=[A-Z])/);
  let said = first;
  for (const next of rest) {
    if (said.length >= shortest && said.length + next.length >= most) return `${said} …`;
    said += ` ${next}`;
  }
  return said;
}

// What is said, without the place it begins with, where the place stands beside it already.
export function without(place, says) {
  const start = /[:.]$/.test(place ?? '') ? `${place} ` : `${place}. `;
  return place && says?.toLowerCase().startsWith(start.toLowerCase()) ? beginning(says.slice(start.length)) : says;
}

const beginning = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const indexes = new WeakMap();

// Findings of a view by GUIDELINE/FINDING; made once for each view.
function indexOf(view) {
  let index = indexes.get(view.findings);
  if (!index) {
    index = new Map();
    for (const finding of view.findings) {
      const name = `${finding.guideline}/${finding.finding}`;
      if (index.has(name)) index.get(name).push(finding);
      else index.set(name, [finding]);
    }
    for (const list of index.values()) list.sort(byTier);
    indexes.set(view.findings, index);
  }
  return index;
}

// A finding by "GUIDELINE/FINDING", one for each thing it is about, most urgent first.
export const findingsOf = (view, name, about) =>
  (indexOf(view).get(name) ?? []).filter((f) => about === undefined || f.about === about || !f.about);

const applies = (finding) => finding.holds !== 'n/a';

// The findings a place of the layout names, one for each thing they are about; those that do not apply are left out.
export function placed(view, names) {
  const index = indexOf(view);
  return (names ?? []).flatMap((name) => index.get(typeof name === 'string' ? name : name.finding) ?? []).filter(applies);
}

export const overdueDays = (finding) => Math.max(0, ...(finding.due ?? []).map((due) => due.overdueDays ?? 0));

export const overdueOf = (view) =>
  view.findings.filter((f) => f.kind === 'due' && overdueDays(f) > 0).sort((a, b) => overdueDays(b) - overdueDays(a));

// Nobody evaluated anything that could be due: then it is not known whether something is. After a death nothing is.
export const noneDue = (view) => !view.patient?.died && !view.findings.some((f) => f.kind === 'due' && applies(f));

// The findings of a tile, most urgent first: what holds before what is not known before what does not hold.
const rank = { yes: 0, unknown: 1, no: 2 };
export function tileOf(view, tile) {
  if (tile.kind === 'due') return overdueOf(view);
  return placed(view, tile.findings).sort((a, b) => byTier(a, b) || (rank[a.holds] ?? 1) - (rank[b.holds] ?? 1));
}

// Who gave the answer a datum rests on, when it was found, on what, and who says so: in words.
export function assertedBy(view, id) {
  const answer = (view.answers ?? []).find((one) => one.id === id);
  if (!answer) return t('why.asserted');
  const found = [day(answer.effective, view.asOf), answer.basis].filter(Boolean).join(', ');
  const by = t('why.assertedBy', { name: answer.by?.name ?? answer.by ?? '' });
  return [by, found, answer.confirmedBy && t('why.confirmedBy', { name: answer.confirmedBy })].filter(Boolean).join(' · ');
}

// The newest day of what a finding rests on.
export const newest = (finding) => (finding.evidence ?? []).reduce((last, e) => ((e.date ?? '') > last ? e.date : last), '');

// ---- questions

export const inputName = (input) => `${input.guideline}/${input.input}#${input.about ?? ''}`;

// Where the question to an input stands in the page.
export const idOfName = (name) => idOf('q', name);
export const questionId = (input) => idOfName(inputName(input));

const inputIndexes = new WeakMap();
export function inputOf(view, name) {
  let index = inputIndexes.get(view.inputs);
  if (!index) {
    index = new Map(view.inputs.map((input) => [inputName(input), input]));
    inputIndexes.set(view.inputs, index);
  }
  return index.get(name);
}

// Questions as they are asked: one that several guidelines ask in the same words about the same thing is asked once.
export function askedOnce(view) {
  const byWords = new Map();
  for (const question of view.questions) {
    const input = inputOf(view, inputName(question)) ?? {};
    const key = `${question.input}#${question.about ?? ''}#${input.ask ?? ''}`;
    const had = byWords.get(key);
    if (had) byWords.set(key, joined(had, question));
    else byWords.set(key, { ...question, key, data: input, names: [inputName(question)], ask: input.ask ?? question.input });
  }
  return [...byWords.values()];
}

function joined(one, other) {
  const same = (a) => other.answers?.find((b) => b.says === a.says);
  return { ...one, open: one.open && other.open, settles: one.settles || other.settles,
    tier: byTier(one, other) <= 0 ? one.tier : other.tier,
    names: [...one.names, inputName(other)], findings: [...one.findings, ...other.findings],
    answers: one.answers?.map((a) => ({ ...a, effects: [...(a.effects ?? []), ...(same(a)?.effects ?? [])] })) };
}

// The first open question of a finding, by rank: what to ask when it is not known.
const asks = new WeakMap();
export function questionOf(view, finding) {
  let index = asks.get(view.questions);
  if (!index) {
    index = new Map();
    for (const question of [...view.questions].sort((a, b) => !!a.open - !!b.open)) {
      for (const f of question.findings ?? []) if (!index.has(nameOf(f))) index.set(nameOf(f), question);
    }
    asks.set(view.questions, index);
  }
  return index.get(nameOf(finding));
}

// What the answers given in one step did: "8 to 10 → 9", "Not known → Red".
export function stepOf({ before, after }, words) {
  const of = after ?? before;
  const score = (f) => f?.score && (f.score.low === f.score.high ? String(f.score.low) : words.range(f.score.low, f.score.high));
  const name = { name: nameOf(of), title: of.title ?? of.finding };
  if (of.kind === 'score') return { ...name, from: score(before) ?? words.nothing, to: score(after) ?? words.nothing };
  const asks = (f) => f.tier && f.tier !== 'green' && f.tier !== 'unknown';
  const state = (f) => (!f || f.holds === 'n/a' ? words.nothing : asks(f) ? words.tier(f.tier) : words.holds(f.holds));
  return { ...name, from: state(before), to: state(after), tier: after?.tier, says: after?.says };
}

// "F 58"
export function sexAge({ sex, age }) {
  const word = ['male', 'female', 'other', 'unknown'].includes(sex) ? t(`sex.${sex}`) : '';
  return [word, age].filter((x) => x !== undefined && x !== '').join(' ');
}
