// worklist: the most urgent first, with a sentence, why, since, owner; filters, search, sort, keys; what one takes the other sees.
import fs from 'node:fs';
import { assert, test, until } from './harness.mjs';
import { people } from './clinic.mjs';

const tierWords = { Emergency: 'emergency', Red: 'red', Amber: 'amber', 'Not known': 'unknown', Green: 'green', '': '-' };
const order = ['emergency', 'red', 'amber', 'unknown', 'green', '-'];

// The tier that a careful clinician expects, as the clinic's own description says.
function expectedTiers() {
  const lines = fs.readFileSync('examples/clinic/README.md', 'utf8').split('\n');
  return new Map(lines.map((line) => line.match(/^\| `([a-z0-9-]+)` \|.*\| (emergency|red|amber|unknown|green|-) \|[^|]*\|$/)).filter(Boolean).map(([, id, tier]) => [id, tier]));
}

// The rows as they read: a cell by the name of its column.
export function rowsOf(page) {
  return page.locator('table').first().evaluate((table) => {
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.innerText.replace(/[↑↓]/g, '').trim());
    return [...table.tBodies[0].rows].map((row) => ({
      ...Object.fromEntries([...row.cells].map((cell, i) => [names[i], cell.innerText.trim()])),
      name: row.querySelector('a').innerText.trim(), current: row.getAttribute('aria-current') === 'true',
    }));
  });
}

const rowOf = async (page, name) => (await rowsOf(page)).find((row) => row.name === name);
const rowUntil = (page, name, holds, what) => until(async () => { const row = await rowOf(page, name); return row && holds(row) && row; }, what);

async function openList(page) {
  await page.goto('/');
  await page.getByRole('row').nth(1).waitFor();
}

// The list of a filter, once the server has answered.
async function choose(page, filter) {
  const radio = page.getByRole('radio', { name: new RegExp(`^${filter}`) });
  if (await radio.isChecked()) return;
  await Promise.all([page.waitForResponse('**/api/worklist'), radio.check({ force: true })]);
  await page.waitForTimeout(50);
}

async function allRows(page) {
  for (;;) {
    const more = page.getByRole('button', { name: 'Show more' });
    const before = await page.getByRole('row').count();
    if (!await more.count()) return before ? rowsOf(page) : [];
    await more.click();
    await until(async () => await page.getByRole('row').count() > before, 'more rows');
  }
}

const filters = ['Needs attention', 'Mine', 'Nobody yet', 'Board', 'Overdue', 'Not known', 'Snoozed', 'All'];

async function chipsAgree(page, what) {
  for (const filter of filters) {
    await test(`worklist, ${what}: the number on "${filter}" is the number of its rows`, async () => {
      const chip = page.locator('label').filter({ has: page.getByRole('radio', { name: new RegExp(`^${filter}`) }) });
      await choose(page, filter);
      const said = Number((await chip.innerText()).match(/(\d+)\s*$/)?.[1]);
      assert.equal((await allRows(page)).length, said);
    });
  }
}

async function reads(clinic, page) {
  await openList(page);
  const rows = await rowsOf(page);
  await test('worklist: emergencies first, then by tier', () => {
    const tiers = rows.map((row) => order.indexOf(tierWords[row.Tier]));
    assert.deepEqual(tiers, [...tiers].sort((a, b) => a - b));
    assert.equal(rows[0].Tier, 'Emergency');
  });
  await test('worklist: each row has a sentence, since when, and who has it', () => {
    const bare = rows.filter((row) => row.Why.length < 10 || !/since|by|left|overdue|now/i.test(row['Since, clock']) || !row['Taken by']);
    assert.deepEqual(bare.map((row) => [row.name, row.Why, row['Since, clock'], row['Taken by']]), []);
  });
  await test('worklist: a clock that has run out does not say that time is left', async () => {
    const { value } = await clinic.api('POST', '/api/worklist', { filter: 'attention', text: '', from: 0, count: 100 });
    const over = new Set(value.rows.filter((row) => row.clock?.over).map((row) => row.name));
    assert.deepEqual(rows.filter((row) => over.has(row.name) && /left/.test(row['Since, clock'])).map((row) => row.name), []);
  });
  await test('worklist: the heading counts those who need someone', async () => {
    const heading = await page.getByRole('heading', { level: 1 }).innerText();
    await choose(page, 'Needs attention');
    assert.equal(heading, `${(await allRows(page)).length} people need someone`);
  });
  await test('worklist: every patient has the tier that is expected of the clinic', async () => {
    await choose(page, 'All');
    const shown = new Map((await allRows(page)).map((row) => [clinic.patients.find((one) => one.name === row.name)?.id, tierWords[row.Tier]]));
    const wrong = [...expectedTiers()].filter(([id, tier]) => shown.get(id) !== tier).map(([id, tier]) => `${id}: ${shown.get(id)}, not ${tier}`);
    assert.deepEqual(wrong, []);
    assert.ok(shown.size > 60);
  });
}

async function search(page) {
  const box = page.getByRole('searchbox', { name: 'Find a patient' });
  const only = (name) => until(async () => { const rows = await page.getByRole('row').count() ? await rowsOf(page) : []; return rows.length === 1 && rows[0].name === name; }, `only ${name}`);
  await openList(page);
  await choose(page, 'All');
  await test('worklist: a name is found, in any case', async () => {
    await box.fill('hALVORSEN');
    await only('Margit Halvorsen-Dey');
  });
  await test('worklist: a number is found', async () => {
    await box.fill('VC-1501');
    await until(async () => await page.getByRole('row').count() === 2, 'one row');
    await box.fill('VC-1002');
    await only('Ingrid Brandvold');
  });
  await test('worklist: what is not there is said', async () => {
    await box.fill('Nemo Nobody');
    await page.getByText('Nobody of that name or number here.').waitFor();
    await box.fill('');
    await page.getByRole('row').nth(5).waitFor();
  });
  await test('worklist: what is looked for does not come into the address', () => assert.equal(new URL(page.url()).href, `${new URL(page.url()).origin}/`));
}

async function sorts(page) {
  await openList(page);
  const head = page.getByRole('columnheader', { name: 'Who' });
  const compare = (a, b) => a.localeCompare(b);
  await test('worklist: a head sorts by its column, and back', async () => {
    await head.getByRole('button').click();
    await until(async () => await head.getAttribute('aria-sort') === 'ascending', 'sorted up');
    const up = (await rowsOf(page)).map((row) => row.name);
    assert.deepEqual(up, [...up].sort(compare));
    await head.getByRole('button').click();
    await until(async () => await head.getAttribute('aria-sort') === 'descending', 'sorted down');
    assert.deepEqual((await rowsOf(page)).map((row) => row.name), up.reverse());
  });
}

const current = async (page) => (await rowsOf(page)).filter((row) => row.current).map((row) => row.name);
const focused = (page) => page.evaluate(() => document.activeElement?.innerText?.trim() ?? '');

// Down with j until the row of that person is reached.
async function walkTo(page, name) {
  for (let step = 0; step < 60; step++) {
    if ((await current(page)).includes(name)) return;
    await page.keyboard.press('j');
  }
  throw new Error(`j does not reach ${name}`);
}

async function keys(page) {
  await openList(page);
  const names = (await rowsOf(page)).map((row) => row.name);
  await test('worklist: j and k move, with the focus', async () => {
    await page.keyboard.press('j');
    assert.deepEqual(await current(page), [names[0]]);
    await page.keyboard.press('j');
    assert.deepEqual(await current(page), [names[1]]);
    assert.equal(await focused(page), names[1]);
    await page.keyboard.press('k');
    assert.deepEqual(await current(page), [names[0]]);
  });
  await test('worklist: s does not snooze an emergency', async () => {
    await page.keyboard.press('s');
    await page.getByText('An emergency cannot be snoozed.').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Reason' }).count(), 0);
  });
  await test('worklist: / goes to the search, and keys are letters there', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('jt');
    assert.equal(await page.getByRole('searchbox').inputValue(), 'jt');
    await page.keyboard.press('Escape');
    await page.getByRole('row').nth(5).waitFor();
  });
  await test('worklist: Enter opens the patient, Back comes back to the list', async () => {
    await page.keyboard.press('j');
    const [name] = await current(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /need/ }).waitFor();
  });
}

const amber = 'Milan Engel';
const other = 'Jerome Calloway';

async function takes(page, second) {
  await openList(page);
  await test('worklist: t takes, it is said, and undo gives back', async () => {
    await walkTo(page, amber);
    await page.keyboard.press('t');
    await rowUntil(page, amber, (row) => row['Taken by'].startsWith(people[0]), 'taken');
    await page.getByRole('status').filter({ hasText: `You took ${amber}.` }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowUntil(page, amber, (row) => row['Taken by'] === 'nobody yet', 'given back');
  });
  await test('worklist: a second person sees who took it', async () => {
    await walkTo(page, amber);
    await page.keyboard.press('t');
    await rowUntil(page, amber, (row) => row['Taken by'].startsWith(people[0]), 'taken');
    await openList(second);
    await rowUntil(second, amber, (row) => row['Taken by'].startsWith(people[0]), 'taken, for the second person');
  });
  await test('worklist: h hands over, with keys alone', async () => {
    await walkTo(page, amber);
    await page.keyboard.press('h');
    await until(() => page.evaluate(() => document.activeElement.tagName === 'SELECT' && document.activeElement.options.length > 1), 'the people');
    await page.keyboard.type(people[1].slice(0, 6));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await rowUntil(page, amber, (row) => row['Taken by'].startsWith(people[1]), 'handed over');
    await openList(second);
    await choose(second, 'Mine');
    assert.deepEqual((await rowsOf(second)).map((row) => row.name), [amber]);
  });
}

async function snoozes(clinic, page, second) {
  await openList(page);
  await test('worklist: s wants a reason', async () => {
    await walkTo(page, other);
    await page.keyboard.press('s');
    const reason = page.getByRole('textbox', { name: 'Reason' });
    await reason.waitFor();
    await page.locator('form').getByRole('button', { name: 'Snooze' }).click();
    assert.equal(await reason.evaluate((box) => box.validity.valueMissing), true);
    const { value } = await clinic.api('POST', '/api/worklist', { filter: 'snoozed', text: '', from: 0, count: 9 });
    assert.equal(value.total, 0);
  });
  await test('worklist: snoozed with a reason it is out of the list, and stands among the snoozed for everybody', async () => {
    await page.getByRole('textbox', { name: 'Reason' }).fill('CT is booked for Tuesday');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: `${other} snoozed until` }).waitFor();
    await openList(second);
    assert.equal(await rowOf(second, other), undefined);
    await choose(second, 'Snoozed');
    const row = await rowUntil(second, other, () => true, 'snoozed');
    assert.match(row.Why, new RegExp(`${people[0]}[\\s\\S]*CT is booked for Tuesday`));
    assert.match(row['Since, clock'], /until 29 Nov/);
  });
  await test('worklist: the server refuses to snooze an emergency, without a reason, or for too long', async () => {
    const send = (id, until, reason) => clinic.api('POST', `/api/patient/${clinic.patient(id).key}/snooze`, { until, reason });
    for (const [id, until, reason] of [['os-haemoptysis', '2026-11-29', 'a good reason'], ['chondro-lost', '2026-11-29', ''], ['chondro-lost', '2027-11-29', 'a good reason'], ['chondro-lost', '2026-11-01', 'a good reason']]) {
      const { status, value } = await send(id, until, reason);
      assert.ok(status >= 400 && status < 500 && value.error.says, `${id} ${until} "${reason}": ${status}`);
    }
  });
}

export async function worklist(clinic) {
  const page = await clinic.person(0), second = await clinic.person(1);
  await reads(clinic, page);
  await openList(page);
  await chipsAgree(page, 'untouched');
  await search(page);
  await sorts(page);
  await keys(page);
  await takes(page, second);
  await snoozes(clinic, page, second);
  await openList(second);
  await chipsAgree(second, 'after some work');
  await test('worklist: nothing is complained about', () => assert.deepEqual([...page.faults, ...second.faults], []));
  await page.shut();
  await second.shut();
}
