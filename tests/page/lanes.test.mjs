// lanes, bones and windows of the figures: what is computed before anything is drawn. node --test tests/page/lanes.test.mjs
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import {
  daysOf,
  dayOf,
  isoOf,
  spanOf,
  eventsOf,
  duesOf,
  lanesOf,
  foldsOf,
  axisOf,
  xOf,
  ticksOf,
  monthTicksOf,
  originsOf,
  packRows,
  bandOf,
  seriesOf,
  heatOf,
  familiesOf,
  cut,
  wide,
} from '../../src/page/app/lanes.mjs';
import { placeOf } from '../../src/page/app/bones.mjs';

const root = new URL('../../', import.meta.url);
const d = (iso) => daysOf(iso).low;
const event = (lane, what, from, to = from, details = undefined) => ({
  lane,
  what,
  from,
  to,
  basis: ['Observation/1'],
  ...(details ? { details } : {}),
});
const viewOf = (events, more = {}) => ({
  asOf: '2026-11-22T00:00:00Z',
  findings: [{ kind: 'event', guideline: 'course', finding: 'things', title: 'Things', events }, ...(more.findings ?? [])],
  ...more.view,
});

test('a date is as precise as it was recorded', () => {
  assert.deepEqual(daysOf('2022'), { low: dayOf(2022, 1, 1), high: dayOf(2022, 12, 31), precision: 'year' });
  assert.deepEqual(daysOf('2024-02'), { low: dayOf(2024, 2, 1), high: dayOf(2024, 2, 29), precision: 'month' });
  assert.deepEqual(daysOf('2024-02-29T10:00:00Z'), { low: dayOf(2024, 2, 29), high: dayOf(2024, 2, 29), precision: 'day' });
  assert.equal(daysOf('no date'), null);
  assert.equal(isoOf(daysOf('1999-12-31').low), '1999-12-31');
});

test('a partial date is a span and never a point', () => {
  const month = spanOf(event('surgery', 'x', '2022-10'));
  assert.equal(month.uncertain, true);
  assert.equal(month.lasting, false);
  assert.equal(month.high - month.low, 30);
  const whole = spanOf(event('surgery', 'x', '2022-10-01', '2022-10-31'));
  assert.deepEqual([whole.uncertain, whole.lasting, whole.text], [true, false, '2022-10']);
  const year = spanOf(event('surgery', 'x', '2022-01-01', '2022-12-31'));
  assert.deepEqual([year.uncertain, year.lasting, year.text, year.precision], [true, false, '2022', 'year']);
});

test('what lasts is no uncertain date', () => {
  assert.deepEqual(
    [spanOf(event('drugs', 'x', '2022-07-18', '2022-08-22'))].map((s) => [s.uncertain, s.lasting]),
    [[false, true]],
  );
  assert.deepEqual(
    [spanOf(event('drugs', 'x', '2022-07-18', '2022-10'))].map((s) => [s.uncertain, s.lasting]),
    [[true, true]],
  );
  assert.deepEqual(
    [spanOf(event('imaging', 'x', '2022-07-18'))].map((s) => [s.uncertain, s.lasting]),
    [[false, false]],
  );
});

test('an event without a date is listed apart, one before the diagnosis stays', () => {
  const { dated, undated } = eventsOf(
    viewOf([event('surgery', 'late', '2020-01-02'), { lane: 'surgery', what: 'sometime', basis: [] }, event('contacts', 'before', '2019')]),
  );
  assert.deepEqual(
    dated.map((e) => e.what),
    ['before', 'late'],
  );
  assert.deepEqual(
    undated.map((e) => e.what),
    ['sometime'],
  );
});

test('lanes: those of the layout, else the usual; an unknown lane is added, an empty one stays', () => {
  const { dated } = eventsOf(viewOf([event('hearing', 'test', '2020-01-02'), event('drugs', 'x', '2020-02-01', '2020-05-01')]));
  const usual = lanesOf({}, dated);
  assert.ok(usual.some((l) => l.lane === 'surgery' && !l.items.length));
  assert.ok(usual.some((l) => l.lane === 'hearing' && l.kind === 'points' && l.items.length === 1));
  const given = lanesOf({ lanes: [{ lane: 'drugs', title: 'Medicines' }] }, dated);
  assert.deepEqual(
    given.map((l) => [l.lane, l.kind, l.items.length]),
    [
      ['drugs', 'drugs', 1],
      ['hearing', 'points', 1],
    ],
  );
});

const folded = () => {
  const events = [
    event('disease', 'diagnosis', '2016-05-23'),
    event('surgery', 'resection', '2016-08-29'),
    event('imaging', 'CT', '2020-05-14'),
    event('imaging', 'CT', '2021-05-14'),
    event('disease', 'relapse', '2026-06-29'),
  ];
  const lanes = lanesOf({}, eventsOf(viewOf(events)).dated);
  return { lanes, folds: foldsOf(lanes, d('2026-11-22')) };
};

test('a long quiet time folds, says what lies in it, and holds nothing that matters', () => {
  const { folds } = folded();
  assert.equal(folds.length, 1);
  assert.equal(folds[0].inside.length, 2);
  assert.ok(folds[0].from > d('2016-08-29') && folds[0].to < d('2026-06-29'));
});

test('a busy time does not fold, nor does one with a surgery in it', () => {
  const lanes = (events) => lanesOf({}, eventsOf(viewOf(events)).dated);
  const year = Array.from({ length: 12 }, (_, i) => event('surgery', 'x', `2025-${String(i + 1).padStart(2, '0')}-10`));
  assert.equal(foldsOf(lanes([...year, event('surgery', 'y', '2026-08-01')]), d('2026-11-22')).length, 0);
  const two = foldsOf(
    lanes([event('surgery', 'a', '2010-01-10'), event('surgery', 'b', '2015-01-10'), event('surgery', 'c', '2026-10-10')]),
    d('2026-11-22'),
  );
  assert.ok(two.every((f) => !(f.from <= d('2015-01-10') && f.to >= d('2015-01-10'))));
});

test('the axis grows from left to right and ends at its width; folds have their own', () => {
  const { folds } = folded();
  const now = d('2026-11-22');
  const pieces = axisOf({ low: d('2016-05-01'), high: now + 200, now, folds, width: 1200, ahead: 300 });
  for (let i = 1; i < pieces.length; i++) {
    assert.equal(pieces[i].x0, pieces[i - 1].x1);
    assert.equal(pieces[i].from, pieces[i - 1].to);
  }
  assert.ok(Math.abs(pieces[pieces.length - 1].x1 - 1200) < 1e-6);
  assert.equal(Math.round(xOf(pieces, now)), 900);
  assert.ok(xOf(pieces, d('2016-05-23')) < xOf(pieces, d('2016-08-29')));
  const fold = pieces.find((p) => p.fold);
  assert.ok(ticksOf(pieces).every((t) => t.x <= fold.x0 || t.x >= fold.x1));
  assert.equal(xOf(pieces, d('1990-01-01')), 0);
});

test('labels of ticks do not touch', () => {
  const now = d('2026-11-22'),
    ticks = ticksOf(axisOf({ low: d('2019-01-15'), high: now + 200, now, folds: [], width: 900, ahead: 250 }));
  assert.ok(ticks.length > 3);
  ticks.slice(1).forEach((t, i) => assert.ok(t.x - ticks[i].x >= (ticks[i].label === 'both' ? 66 : 38)));
});

test('months are counted from t0, before it with a minus', () => {
  const now = d('2026-11-22'),
    pieces = axisOf({ low: d('2026-01-01'), high: now + 100, now, folds: [], width: 1200, ahead: 200 });
  const ticks = monthTicksOf(pieces, d('2026-06-01'));
  const zero = ticks.find((t) => t.months === 0);
  assert.ok(Math.abs(zero.x - xOf(pieces, d('2026-06-01'))) < 0.01);
  assert.ok(ticks.some((t) => t.months < 0) && ticks.some((t) => t.months > 0));
});

test('a start that is not known, or only to the year, says why; relapses are told apart', () => {
  const view = {
    layout: {
      starts: [
        { name: 'diagnosis', event: 'g/d' },
        { name: 'start', event: 'g/s' },
        { name: 'relapse', event: 'g/r', each: true },
      ],
    },
  };
  const item = (finding, from) => ({ guideline: 'g', finding, from, to: from, ...spanOf({ from, to: from }) });
  const origins = originsOf(view, [item('d', '2016'), item('r', '2020-03-02'), item('r', '2020-03-02'), item('r', '2024-05')]);
  assert.deepEqual(
    origins.map((o) => [o.name, o.number, o.why, o.text]),
    [
      ['diagnosis', undefined, 'year', '2016'],
      ['start', undefined, 'none', undefined],
      ['relapse', 1, undefined, '2020-03-02'],
      ['relapse', 2, undefined, '2024-05'],
    ],
  );
  assert.equal(origins[3].precision, 'month');
});

test('the end of treatment is where the first line ends', () => {
  const item = { guideline: 'g', finding: 'l', from: '2020-01-02', to: '2020-06-03', ...spanOf({ from: '2020-01-02', to: '2020-06-03' }) };
  const [origin] = originsOf({ layout: { starts: [{ name: 'end', event: 'g/l', end: true }] } }, [item]);
  assert.deepEqual([isoOf(origin.day), origin.text], ['2020-06-03', '2020-06-03']);
  const view = (holds) => ({
    layout: { starts: [{ name: 'end', event: 'g/l', end: true, unless: 'g/on' }] },
    findings: [{ guideline: 'g', finding: 'on', holds }],
  });
  assert.equal(originsOf(view('yes'), [item])[0].why, 'going');
  assert.equal(originsOf(view('unknown'), [item])[0].why, 'unsure');
  assert.equal(originsOf(view('no'), [item])[0].text, '2020-06-03');
  assert.equal(originsOf(view('yes'), [item, { ...item, from: '2024-01-02', low: daysOf('2024-01-02').low }])[0].text, '2020-06-03');
});

test('due: overdue first, then now, then what lies ahead and not too far', () => {
  const due = (title, list) => ({ kind: 'due', guideline: 'g', finding: title, title, due: list });
  const now = d('2026-11-22');
  const rows = duesOf(
    {
      findings: [
        due('far', [{ from: '2028-01-01', to: '2028-02-01' }]),
        due('ahead', [{ from: '2027-01-10', to: '2027-03-10' }]),
        due('late', [{ from: '2026-05-01', to: '2026-06-01', overdueDays: 174 }]),
        due('done', [{ from: '2026-05-01', to: '2026-06-01', done: '2026-05-03' }]),
        due('now', [{ from: '2026-11-01', to: '2026-12-01', dueNow: true }]),
      ],
    },
    now,
    now + 200,
  );
  assert.deepEqual(
    rows.map((r) => [r.title, r.state]),
    [
      ['late', 'overdue'],
      ['now', 'now'],
      ['ahead', 'ahead'],
    ],
  );
});

test('rows: what overlaps lies in another row, what does not shares one', () => {
  const boxes = [
    { x0: 0, x1: 50 },
    { x0: 20, x1: 60 },
    { x0: 70, x1: 90 },
  ];
  assert.equal(packRows(boxes, 8), 2);
  assert.deepEqual(
    boxes.map((b) => b.row),
    [0, 1, 0],
  );
});

test('the band: hatched before the first statement and after the last, held between', () => {
  const items = eventsOf(viewOf([event('disease', 'diagnosis', '2020-01-10'), event('disease', 'no disease', '2021-01-10')])).dated;
  const { pieces } = bandOf(items, [], d('2019-12-01'), d('2026-11-22'));
  assert.deepEqual(
    pieces.map((p) => [p.state, p.what]),
    [
      ['before', ''],
      ['stated', 'diagnosis'],
      ['since', 'no disease'],
    ],
  );
  assert.deepEqual(
    bandOf([], [], 0, 100).pieces.map((p) => p.state),
    ['unknown'],
  );
  for (let i = 1; i < pieces.length; i++) assert.equal(pieces[i].low, pieces[i - 1].high);
});

test('laboratory series by name and unit, with their range; heat by symptom; drugs by family', () => {
  const items = eventsOf(
    viewOf([
      event('laboratory', 'ALP', '2026-01-02', '2026-01-02', { series: 'ALP', value: 148, unit: 'U/L', low: 40, high: 130 }),
      event('laboratory', 'ALP', '2026-02-02', '2026-02-02', { series: 'ALP', value: 90, unit: 'U/L' }),
      event('laboratory', 'ALP', '2026-03-02', '2026-03-02', { series: 'ALP', value: 2.1, unit: 'ukat/L' }),
      event('laboratory', 'ALP', '2026-04-02', '2026-04-02', { series: 'ALP', value: 'haemolysed' }),
    ]),
  ).dated;
  assert.deepEqual(
    seriesOf(items).map((s) => [s.series, s.unit, s.low, s.high, s.points.length]),
    [
      ['ALP', 'U/L', 40, 130, 2],
      ['ALP', 'ukat/L', undefined, undefined, 1],
    ],
  );
  assert.deepEqual(
    heatOf([
      { what: 'pain, strong', details: { series: 'pain' } },
      { what: 'no cough', details: { level: 0 } },
      { what: 'pain 5', details: { level: 2 } },
      { what: 'cough', details: {} },
    ]).map((r) => [r.name, r.cells.length]),
    [
      ['pain', 2],
      ['cough', 2],
    ],
  );
  assert.deepEqual(
    familiesOf([
      { what: 'a', details: { family: 'F' } },
      { what: 'b', details: { family: 'F' } },
      { what: 'c', details: {} },
    ]),
    ['F', 'c'],
  );
});

test('a text is cut to its room, or left out', () => {
  assert.equal(cut('short', 200), 'short');
  assert.ok(wide(cut('a very long name of an operation', 80)) <= 80);
  assert.equal(cut('a very long name', 12), '');
});

// ---- bones

test('every bone that the guidelines name has its place in the drawing', () => {
  const drawn = new Set(
    [...readFileSync(new URL('src/page/app/skeleton.svg', root), 'utf8').matchAll(/data-bone="([^"]+)"/g)].map((m) => m[1]),
  );
  const [, named] = /function boneIn\([^]*?case([^]*?)end/.exec(readFileSync(new URL('guidelines/lib/BonePlaces.cql', root), 'utf8'));
  const codes = JSON.parse(readFileSync(new URL('guidelines/terms/bone-lesion.codesystem.json', root), 'utf8')).concept.map((c) => c.code);
  const bones = [...named.matchAll(/^ *when code in "[^"]+" then '([a-z]+)'/gm)].map((m) => m[1]);
  assert.ok(bones.length >= 16, bones.join());
  for (const bone of bones) {
    const place = placeOf({ bone, side: 'left' });
    assert.ok(place, bone);
    for (const one of place.bones) assert.ok(drawn.has(one), `${one} for ${bone}`);
  }
  for (const level of codes.filter((code) => /^[ctls]\d+$/.test(code))) assert.ok(drawn.has(placeOf({ level })?.bones[0]), level);
});

test('side, level and part decide the place; a region is never one bone', () => {
  assert.deepEqual(placeOf({ bone: 'femur', side: 'left', part: 'peritrochanteric' }), { bones: ['femur-left'], depth: 0.13, sure: true });
  assert.deepEqual(placeOf({ bone: 'vertebra', level: 't12' }).bones, ['vertebra-t12']);
  assert.deepEqual(placeOf({ level: 's2' }).bones, ['sacrum']);
  assert.deepEqual(placeOf({ bone: 'rib', side: 'left' }).bones, ['ribs-left']);
  for (const unsure of [{ bone: 'vertebra' }, { bone: 'femur' }, { bone: 'pelvis', side: 'left' }]) assert.equal(placeOf(unsure).sure, false);
  for (const none of [undefined, {}, { bone: 'lymph node', side: 'left' }]) assert.equal(placeOf(none), null);
});
