// What score cards, surgery, options and the board record show, from a view: node --test tests/page/*.test.mjs
import test from 'node:test';
import assert from 'node:assert/strict';
import * as work from '../../src/page/app/work.mjs';
import { idOf } from '../../src/page/app/ids.mjs';

const about = 'BodyStructure/f1';
const input = (name, more = {}) => ({ guideline: 'g', input: name, about, ask: `${name}?`, type: 'concept', choices: [{ value: { code: 'a', system: 's' }, says: 'A' }, { value: { code: 'b', system: 's' }, says: 'B' }], ...more });
const reads = (...names) => names.map((name) => ({ guideline: 'g', input: name, about }));
const score = (more = {}) => ({ kind: 'score', guideline: 'g', finding: 'points', about, title: 'Points', score: { low: 8, high: 10 }, range: { low: 4, high: 12 },
  bands: [{ low: 4, high: 7, name: 'lower' }, { low: 8, high: 8, name: 'open' }, { low: 9, high: 12, name: 'high' }], reads: reads('size', 'pain', 'age'), ...more });
const view = (more = {}) => ({ key: 'k1', asOf: '2026-11-22T00:00:00Z', findings: [score()], things: { [about]: { words: 'right femur' } }, questions: [],
  inputs: [input('size'), input('pain', { value: { code: 'b', system: 's', display: 'B' }, says: 'B' }), input('age', { type: 'integer', free: true, choices: [], value: 58, says: '58' }), input('other')], ...more });

test('a card has the inputs that its score read, silent ones and those with choices before the others', () => {
  const [card] = work.scoreCards(view());
  assert.equal(card.place, 'right femur');
  assert.deepEqual(card.rows.map((row) => row.input.input), ['size', 'pain']);
  assert.deepEqual(card.also.map((row) => row.input.input), ['age']);
  assert.equal(card.silent, 1);
});

test('an item that cannot matter does not lead and is not counted as open', () => {
  const [card] = work.scoreCards(view({ findings: [score({ cannotMatter: ['size'] })] }));
  assert.deepEqual(card.rows.map((row) => row.input.input), ['pain']);
  assert.equal(card.silent, 0);
});

test('scores come in the order of the layout, those that it does not name last', () => {
  const names = work.scoreCards(view({ layout: { scores: ['g/second', 'g/points'] }, findings: [score({ finding: 'third' }), score(), score({ finding: 'second' })] })).map((c) => c.score.finding);
  assert.deepEqual(names, ['second', 'points', 'third']);
});

test('a score without inputs, and a finding, give no card', () => {
  assert.equal(work.scoreCards(view({ findings: [score({ reads: [] }), { ...score(), kind: 'finding' }] })).length, 0);
});

test('an answer of a what-if replaces, what the record says takes it back, another stays', () => {
  const [size, pain] = view().inputs;
  let answers = work.answered(new Map(), size, { code: 'a', system: 's' });
  answers = work.answered(answers, pain, { code: 'a', system: 's' });
  assert.deepEqual([...answers.values()].map((a) => a.input), ['size', 'pain']);
  const back = work.answered(answers, pain, { code: 'b', system: 's' });
  assert.deepEqual([...back.keys()], ['g/size#BodyStructure/f1']);
  assert.equal(answers.size, 2, 'the answers before are left alone');
  assert.equal(work.answered(back, size, undefined).size, 0);
});

test('values are the same by code and system, whatever is displayed; false is a value', () => {
  assert.ok(work.sameValue({ code: 'a', system: 's', display: 'x' }, { code: 'a', system: 's' }));
  assert.ok(!work.sameValue({ code: 'a', system: 's' }, { code: 'a', system: 't' }));
  assert.ok(work.sameValue({ value: 30, unit: 'mm' }, { value: 30, unit: 'mm' }));
  assert.ok(!work.sameValue({ value: 30, unit: 'mm' }, { value: 30, unit: 'cm' }));
  assert.ok(!work.sameValue(false, undefined));
  assert.ok(work.sameValue(false, false));
});

test('a number is taken in the form of its input, and what is none is not taken', () => {
  assert.equal(work.typed({ type: 'integer' }, '12'), 12);
  assert.equal(work.typed({ type: 'integer' }, '1.5'), undefined);
  assert.deepEqual(work.typed({ type: 'quantity', unit: 'mm' }, '2.5'), { value: 2.5, unit: 'mm' });
  for (const text of ['', ' ', 'x', '1e999']) assert.equal(work.typed({ type: 'decimal' }, text), undefined, text);
});

test('merging a what-if leaves the view as it is', () => {
  const before = view({ findings: [score(), { kind: 'finding', guideline: 'g', finding: 'risk', about, holds: 'unknown', tier: 'amber' }] });
  const frozen = JSON.stringify(before);
  const [card] = work.scoreCards(before);
  const then = work.merged(before, card, { findings: [score({ score: { low: 9, high: 9 } }), { kind: 'finding', guideline: 'g', finding: 'risk', about, holds: 'yes', tier: 'red' }] });
  assert.deepEqual(then.score.score, { low: 9, high: 9 });
  assert.deepEqual(then.changed.map((pair) => [pair.before.tier, pair.after.tier]), [['amber', 'red']]);
  assert.equal(JSON.stringify(before), frozen);
});

test('what only changes its words is told apart from what changes; what is new changes', () => {
  const finding = (name, more) => ({ kind: 'finding', guideline: 'g', finding: name, holds: 'unknown', tier: 'unknown', says: 'x', ...more });
  const before = view({ findings: [score(), finding('a'), finding('b')] });
  const then = work.merged(before, work.scoreCards(before)[0], { findings: [finding('a', { says: 'y' }), finding('b', { tier: 'red', holds: 'yes' }), finding('c')] });
  assert.deepEqual([then.changed.map((p) => p.after.finding), then.reworded.map((p) => p.after.finding)], [['b', 'c'], ['a']]);
});

test('what would no longer be asked is told as not applying, never as no', () => {
  const before = view({ findings: [score(), { kind: 'finding', guideline: 'g', finding: 'risk', about, holds: 'yes', tier: 'red', says: 'x' }] });
  const [card] = work.scoreCards(before);
  const then = work.merged(before, card, { gone: [{ guideline: 'g', finding: 'points', about }, { guideline: 'g', finding: 'risk', about }] });
  assert.equal(work.pointsOf(then.score), null);
  assert.deepEqual(then.changed.map((pair) => [pair.after.holds, pair.after.tier]), [['n/a', undefined]]);
});

test('whole points are cells of the scale: 8 to 10 of 4 to 12 takes three of nine', () => {
  const scale = work.scaleOf(score());
  assert.ok(Math.abs(scale.now.width - 100 / 3) < 1e-9);
  assert.ok(Math.abs(scale.now.left - 400 / 9) < 1e-9);
  assert.deepEqual(scale.bands.map((band) => band.open), [false, true, true]);
  assert.deepEqual(scale.edges.map((edge) => edge.from), [8, 9]);
  assert.ok(Math.abs(scale.bands.reduce((sum, band) => sum + band.width, 0) - 100) < 1e-9);
});

test('a score that is not known may lie in every band; one without a scale has none', () => {
  assert.deepEqual(work.scaleOf(score({ score: undefined })).bands.map((band) => band.open), [true, true, true]);
  assert.equal(work.scaleOf(score({ score: undefined })).now, undefined);
  assert.equal(work.scaleOf(score({ range: undefined })), null);
});

test('sources are told once, by first author and year, with how far they were read', () => {
  const sources = work.sourcesOf({ sources: { m: { title: 'T', authors: 'Mirels', year: '1989' }, n: { title: 'Own decisions' } } }, { sources: [{ id: 'm', at: 'Abstract', read: 'abstract' }, { id: 'm', at: 'Table 2', read: 'abstract' }, { id: 'n', read: 'own' }] });
  assert.deepEqual(sources.map((s) => [s.short, s.read, s.at]), [['Mirels 1989', 'abstract', ['Abstract', 'Table 2']], ['Own decisions', 'own', []]]);
});

test('a source whose authors are not known goes by its title', () => {
  const sources = { a: { title: 'When do bone metastases need surgery?', authors: 'Author not named' }, b: { title: `[${'long '.repeat(30)}]`, year: '2020' } };
  const [one, two] = work.sourcesOf({ sources }, { sources: [{ id: 'a' }, { id: 'b' }, { id: 'gone' }] });
  assert.equal(one.short, 'When do bone metastases need surgery?');
  assert.match(two.short, /^long .*… 2020$/);
  assert.equal(work.sourcesOf({}, { sources: [{ id: 'gone' }] })[0].short, 'gone');
});

// ---- surgery

const matrix = { when: ['b/answer'], answer: 'b/answer', rows: [{ title: 'Principles', cells: [{ finding: 'b/p1', short: 'One' }, { finding: 'b/p2', short: 'Two' }] }, { title: 'Timings', cells: [{ finding: 'b/t1', short: 'First' }] }],
  tracks: [{ track: 'cure', title: 'Cure', says: 's', needs: ['b/p1', 'b/p2'], asks: ['b/t1'] }, { track: 'fix', title: 'Fix', says: 's', any: ['b/t1', 'b/whole'] }, { track: 'tissue', title: 'Tissue first', says: 's' }] };
const f = (finding, holds, of = about, more = {}) => ({ kind: 'finding', guideline: 'b', finding, holds, about: of, title: finding, ...more });
const lesions = (findings) => work.lesionsOf({ layout: { matrix }, findings, things: { [about]: { where: 'right femur, shaft', words: 'Femur' } } });

test('nothing without a layout, and nothing when the findings are not there', () => {
  assert.deepEqual(work.lesionsOf({ findings: [f('answer', 'yes')] }), []);
  assert.deepEqual(lesions([f('p1', 'yes')]), []);
});

test('each point is met, not met, not known or does not apply; what is not known is never counted as not met', () => {
  const [lesion] = lesions([f('answer', 'yes', about, { details: { track: 'tissue' } }), f('p1', 'yes'), f('p2', 'unknown')]);
  assert.equal(lesion.words, 'right femur, shaft');
  assert.deepEqual(lesion.counts, { yes: 1, no: 0, unknown: 1, away: 1 });
  assert.deepEqual(lesion.rows[1].cells.map((cell) => cell.holds), ['n/a']);
});

test('a point that could not be evaluated is not known, and says so', () => {
  const [lesion] = lesions([f('answer', 'yes'), f('p1', 'unknown', about, { error: 'a date is none' })]);
  assert.deepEqual([lesion.rows[0].cells[0].holds, lesion.rows[0].cells[0].says], ['unknown', 'a date is none']);
});

test('a track says what it has, what is open and what stands against it; which one it is says the guideline', () => {
  const [lesion] = lesions([f('answer', 'yes', about, { details: { track: 'tissue' } }), f('p1', 'yes'), f('p2', 'unknown'), f('t1', 'no'), f('whole', 'unknown', undefined)]);
  const [cure, fix] = lesion.ladder;
  assert.deepEqual([cure.has, cure.open, cure.lacks].map((list) => list.map((p) => p.title)), [['One'], ['Two'], ['First']]);
  assert.deepEqual([fix.open.map((p) => p.name), fix.lacks, fix.one], [['b/whole'], [], []]);
  assert.deepEqual([cure.here, fix.here, lesion.on.title], [false, false, 'Tissue first']);
});

test('lesions stand in the order of their urgency', () => {
  const order = work.lesionsOf({ layout: { matrix }, findings: [f('answer', 'yes', 'x/1', { tier: 'amber' }), f('answer', 'yes', 'x/2', { tier: 'emergency' }), f('answer', 'unknown', 'x/3', { tier: 'unknown' })], things: {} });
  assert.deepEqual(order.map((lesion) => lesion.about), ['x/2', 'x/1', 'x/3']);
});

test('an answer is read as what to do, and named sentences', () => {
  const says = 'right femur, shaft. Fix now, palliative: broken. Fix or replace. Aim: function. Speaks for it: principle 2; timing 7. Would move it: not fit.';
  assert.deepEqual(work.partsOf(says, 'right femur, shaft'), { lead: 'Fix now, palliative: broken. Fix or replace.', list: [{ name: 'Aim', says: 'function.' }, { name: 'Speaks for it', says: 'principle 2; timing 7.' }, { name: 'Would move it', says: 'not fit.' }] });
  assert.equal(work.partsOf('T12. Emergency: keep flat.', 'T12').lead, 'Emergency: keep flat.');
  assert.deepEqual(work.partsOf(undefined, ''), { lead: '', list: [] });
});

// ---- ids

test('an id holds letters, digits, - and _ only, and two names never have the same one', () => {
  const names = ['o/inr#', 'o_inr#', 'o/inr', 'o/ct#BodyStructure/a-1', 'o/ct#BodyStructure/a.1', 'o/ct#Größe 😀', 'o/ct#_1b_', 'o/ct#/'];
  const ids = names.map((name) => idOf('q', name));
  for (const id of ids) assert.match(id, /^q-[A-Za-z0-9_-]+$/);
  assert.equal(new Set(ids).size, names.length);
});

// ---- options

const option = (finding, holds, more = {}) => ({ kind: 'option', guideline: 'o', finding, holds, about, title: finding, ...more });

test('options keep their order, the last of the layout comes last, and no option is lost', () => {
  const groups = work.optionGroups({ layout: { last: ['o/none'] }, things: {}, findings: [option('none', 'yes'), option('a', 'unknown'), option('b', 'yes'), option('c', 'no'), option('d', 'yes', { guideline: 'w' })] });
  assert.deepEqual(groups.map((g) => [g.open.map((x) => x.finding), g.closed.map((x) => x.finding)]), [[['a', 'b'], ['c']], [['d'], []], [['none'], []]]);
  assert.ok(groups.at(-1).last);
});

test('why an option is not for this patient: the gates that are not met', () => {
  assert.deepEqual(work.becauseOf(option('a', 'no', { gates: [{ title: 'x', holds: 'no' }, { title: 'y', holds: 'unknown' }, { title: 'z', holds: 'yes' }] })), ['x']);
});

test('a question of an option leads to its place in the page only when it is there', () => {
  const asks = work.asksOf({ questions: [{ guideline: 'o', input: 'inr' }] }, option('a', 'unknown', { missing: [{ input: 'inr', ask: 'INR?' }, { input: 'ct', about, ask: 'CT?' }] }));
  assert.deepEqual(asks, [{ ask: 'INR?', id: idOf('q', 'o/inr#'), here: true }, { ask: 'CT?', id: idOf('q', `o/ct#${about}`), here: false }]);
});

// ---- the record

const form = { about: '', decision: 'CT, then biopsy', deviation: '', reason: '', owner: '2', due: '2026-11-30', board: '2026-11-26' };

test('a decision needs its words, an owner, a day; outside the guideline a reason', () => {
  assert.deepEqual(work.wrongIn(form), {});
  assert.deepEqual(Object.keys(work.wrongIn({ ...form, decision: ' ', owner: '', due: '' })), ['decision', 'owner', 'due']);
  assert.deepEqual(work.wrongIn({ ...form, deviation: 'wish' }), { reason: 'record.wrong.reason' });
  assert.deepEqual(work.wrongIn({ ...form, due: '2026-11-01' }), { due: 'record.wrong.order' });
});

test('what is empty is not sent, nor a reason without a deviation', () => {
  assert.deepEqual(work.decisionBody({ ...form, reason: 'left over' }), { decision: 'CT, then biopsy', owner: 2, due: '2026-11-30', board: '2026-11-26' });
  assert.deepEqual(work.decisionBody({ ...form, about, deviation: 'wish', reason: ' asked to wait ' }), { decision: 'CT, then biopsy', owner: 2, due: '2026-11-30', board: '2026-11-26', about, deviation: 'wish', reason: 'asked to wait' });
});

test('a decision can be about a lesion or what asks for attention, by its words', () => {
  const subjects = work.subjects({ things: { [about]: { words: 'right femur', bone: 'femur' }, 'Observation/1': { words: 'pain' }, 'Condition/1': {} }, findings: [f('x', 'yes'), f('y', 'yes', 'Observation/1'), f('z', 'yes', 'Condition/1', { row: true })] });
  assert.deepEqual(subjects, [{ about, words: 'right femur' }]);
});

test('the newest board comes first', () => {
  assert.deepEqual(work.newestFirst([{ number: 1, board: '2026-11-01' }, { number: 2, board: '2026-11-12' }, { number: 3, board: '2026-11-12' }]).map((d) => d.number), [3, 2, 1]);
});
