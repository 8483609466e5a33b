// Where things stand on the board sheet: node --test tests/page/*.test.mjs
import test from 'node:test';
import assert from 'node:assert/strict';
import { courseOf, dayNumber, discussionOf, shorten, WIDTH } from '../../src/page/app/paper.mjs';

const course = (marks) => ({ from: '2024-01-01', to: '2026-01-01', bands: [{ from: '2024-01-01', to: '2025-01-01', is: 'treatment', text: 'first line' }, { from: '2025-12-30', to: '2026-01-01', is: 'unknown', text: 'not known' }], marks });

test('a date stands where it is, as precise as it was recorded', () => {
  assert.equal(dayNumber('2024-03-01') - dayNumber('2024-02-28'), 2);
  assert.ok(dayNumber('2024') > dayNumber('2024-06-30') && dayNumber('2024') < dayNumber('2024-08'));
  assert.ok(Number.isNaN(dayNumber('')));
});

test('bands fill the course from end to end, and a short one is still seen, without words', () => {
  const { bands } = courseOf(course([]));
  assert.ok(bands[0].left < 10 && bands[0].width > WIDTH * 0.45 && bands[0].width < WIDTH * 0.55);
  assert.equal(bands[0].shown, 'first line');
  assert.ok(bands[1].width >= 2);
  assert.equal(bands[1].shown, '');
});

test('nothing is dated: there is no course', () => {
  assert.equal(courseOf({ bands: [], marks: [] }), null);
  assert.equal(courseOf(undefined), null);
});

test('words of marks never lie upon each other nor outside, and those without room are counted', () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ at: `2024-${String(1 + (i % 12)).padStart(2, '0')}-10`, text: `event number ${i} of the course` }));
  const { marks, rows, hidden } = courseOf(course(many));
  assert.equal(marks.length, 60);
  assert.ok(rows <= 3 && hidden > 0);
  assert.equal(marks.filter((mark) => mark.row === undefined).length, hidden);
  for (let row = 0; row < rows; row++) {
    const ends = marks.filter((mark) => mark.row === row).map((mark) => (mark.anchor === 'start' ? [mark.x, mark.x + mark.text.length * 5.5] : [mark.x - mark.text.length * 5.5, mark.x])).sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < ends.length; i++) assert.ok(ends[i][0] >= ends[i - 1][1], `${ends[i]} upon ${ends[i - 1]}`);
    for (const [left, right] of ends) assert.ok(left >= 0 && right <= WIDTH + 1e-9);
  }
});

test('text without room ends in a sign that it goes on, or is not begun', () => {
  assert.equal(shorten('first line: MAP', 1000), 'first line: MAP');
  assert.match(shorten('first line: MAP; resection', 80), /^first line.*…$/);
  assert.equal(shorten('first line', 10), '');
});

test('the questions are the last lines of the discussion', () => {
  const lines = ['a', 'b', 'c'].map((text) => ({ pieces: [{ text }] }));
  assert.deepEqual(discussionOf({ lines, questions: 2 }), { before: lines.slice(0, 1), questions: lines.slice(1) });
  assert.deepEqual(discussionOf({ lines, questions: 9 }).questions.length, 3);
  assert.deepEqual(discussionOf(undefined), { before: [], questions: [] });
});
