// differences: what one answer would change: what it lowers stands apart, nothing is lost.
import test from 'node:test';
import assert from 'node:assert/strict';
import { differences } from '../../src/page/app/differences.mjs';

const finding = (name, holds, tier, more = {}) => ({ kind: 'finding', guideline: 'g', finding: name, title: name, holds, tier, ...more });
const score = (name, low, high) => ({ kind: 'score', guideline: 'g', finding: name, title: name, holds: 'yes', score: { low, high } });
const names = (steps) => steps.map((s) => `${s.title}: ${s.from} → ${s.to}`);

test('what an answer lowers stands first, the most urgent first; gone is lowered too', () => {
  const view = { findings: [finding('a', 'yes', 'amber'), finding('b', 'yes', 'emergency'), finding('c', 'yes', 'red')] };
  const found = differences(view, { findings: [finding('a', 'no'), finding('c', 'yes', 'amber')], gone: [{ guideline: 'g', finding: 'b' }] });
  assert.deepEqual(names(found.lowers), ['b: Emergency → does not apply', 'c: Red → Amber', 'a: Amber → no']);
  assert.deepEqual([found.others, found.away], [[], []]);
});

test('what rises comes before scores, scores before the rest, what falls away is apart', () => {
  const view = { findings: [finding('u', 'unknown', 'unknown'), score('s', 5, 12), finding('r', 'unknown', 'unknown'), finding('n', 'no')] };
  const found = differences(view, { findings: [finding('u', 'no'), score('s', 7, 12), finding('r', 'yes', 'red')], gone: [{ guideline: 'g', finding: 'n' }] });
  assert.deepEqual(names(found.others), ['r: not known → Red', 's: 5 to 12 → 7 to 12', 'u: not known → no']);
  assert.deepEqual(names(found.away), ['n: no → does not apply']);
  assert.deepEqual(found.lowers, []);
});

test('a finding and a score of one name are told apart; other words alone are counted', () => {
  const view = { findings: [score('x', 1, 3), finding('x', 'yes', 'amber')] };
  const found = differences(view, { findings: [score('x', 2, 2), finding('x', 'yes', 'amber', { says: 'other words' })] });
  assert.deepEqual(names(found.others), ['x: 1 to 3 → 2']);
  assert.equal(found.words, 1);
});

test('what was an emergency and would not be known is lowered', () => {
  const found = differences({ findings: [finding('b', 'yes', 'emergency')] }, { findings: [finding('b', 'unknown', 'unknown')] });
  assert.deepEqual(names(found.lowers), ['b: Emergency → not known']);
});
