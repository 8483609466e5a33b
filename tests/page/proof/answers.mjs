// answers: a missing datum is answered where it is asked; all that rests on it changes at once; undo; what lowers an emergency; conflicts.
import { assert, test, until } from './harness.mjs';
import { people } from './clinic.mjs';

const limbPain = 'How is the pain at the lesion: none, mild, moderate, or functional (severe, or made worse by loading or use)?';
const broken = 'Is the bone broken through the lesion?';
const functional = 'Severe, or made worse by loading or use';

const missing = (page) => page.getByRole('region', { name: /^Missing, ranked/ });
const regionText = (page, name) => page.getByRole('region', { name }).first().innerText();
const card = (page, title) => page.getByRole('article', { name: title }).first();

const tile = (page, title) => page.getByRole('region', { name: 'Where it stands' }).getByRole('article').filter({ hasText: title });

// "5 to 12" as the card of a score says it.
export const pointsOn = async (page, title) => (await card(page, title).locator('p').first().innerText()).split('\n')[0].trim();

// The form of a question, wherever it is folded in.
export async function question(page, ask) {
  const item = missing(page).getByRole('listitem').filter({ hasText: ask });
  const fold = missing(page).locator('details:not([open]) > summary').filter({ hasText: /more could change|more (is|are) open/ });
  for (let left = await fold.count(); left > 0 && !await item.count(); left--) await fold.first().click();
  await item.first().waitFor();
  const summary = item.first().locator('summary').first();
  if (await summary.count() && !await item.first().locator('form').count()) await summary.click();
  await item.first().locator('form').waitFor();
  return item.first();
}

async function pick(page, ask, choice) {
  const item = await question(page, ask);
  await item.locator('label').filter({ has: page.getByText(choice, { exact: true }) }).getByRole('radio').check({ force: true });
  return item;
}

// What the choice that is made would change, as the server worked it out, before anything is recorded.
const exactly = (item, words) => until(async () => {
  const more = item.getByRole('status').locator('details:not([open]) > summary');
  if (await more.count()) await more.first().click();
  return words.test((await item.getByRole('status').innerText()).replace(/\s+/g, ' '));
}, `${words} before it is recorded`);

const record = (item) => item.getByRole('button', { name: 'Record as asserted' }).click();

async function answerOne(clinic, page) {
  let before;
  await test('answer: the range of Mirels stands before the question is answered', async () => {
    await clinic.openPatient(page, 'breast-bone-met');
    assert.match(await tile(page, 'Does the bone hold').innerText(), /^Amber$/m);
    before = { points: await pointsOn(page, 'Mirels'), tiles: await regionText(page, 'Where it stands'), matrix: await regionText(page, 'Surgery'), missing: await missing(page).innerText() };
    assert.equal(before.points.replace(/ of 12$/, ''), '5 to 12');
  });
  await test('answer: what it would change stands under each answer', async () => {
    const item = await question(page, limbPain);
    const texts = await item.getByRole('radio').evaluateAll((all) => all.map((one) => one.closest('label').innerText));
    assert.match(texts.find((text) => text.startsWith(functional)) ?? '', /Red|Amber|met|yes|→/);
    assert.match(texts.find((text) => text.startsWith('Severe')), /Mirels.*7 to 12/s, 'the range of Mirels is among what would change');
  });
  await test('answer: range, tile, matrix and questions change at once', async () => {
    await page.getByRole('link', { name: /5 to 12/ }).first().click();
    await page.getByRole('complementary').getByRole('heading', { name: 'Version' }).waitFor();
    const item = await pick(page, limbPain, functional);
    await exactly(item, /Mirels RIGHT femur: 5 to 12 → 7 to 12/);
    await exactly(item, /Pain on loading.*: .* → Red/);
    assert.match(await pointsOn(page, 'Mirels'), /^5 to 12/, 'nothing is recorded yet');
    await record(item);
    await until(async () => (await pointsOn(page, 'Mirels')).startsWith('7 to 12'), 'Mirels 7 to 12');
    const tiles = await regionText(page, 'Where it stands'), matrix = await regionText(page, 'Surgery');
    assert.match(await tile(page, 'Does the bone hold').innerText(), /^Red$/m);
    assert.notEqual(tiles, before.tiles);
    assert.notEqual(matrix, before.matrix);
    assert.notEqual(await missing(page).innerText(), before.missing);
  });
  await test('answer: the open drawer changes with it', async () => {
    await until(async () => /7 to 12/.test(await page.getByRole('complementary').innerText()), 'Mirels 7 to 12 in the drawer', 5000);
  });
  await test('answer: a live region says it, and the focus stays by the question', async () => {
    await page.getByRole('status').filter({ hasText: /→/ }).first().waitFor({ state: 'attached' });
    const near = await page.evaluate((ask) => document.activeElement.closest('li')?.innerText.includes(ask), limbPain);
    assert.equal(near, true, `the focus is at ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}`);
    const said = await missing(page).getByRole('listitem').filter({ hasText: 'asserted by' }).innerText();
    assert.match(said, new RegExp(people[0]));
    assert.match(said, /→/);
  });
  await test('answer: what would change is not known when it cannot be worked out', async () => {
    await page.route('**/whatif', (route) => route.abort());
    const item = await pick(page, broken, 'yes');
    await exactly(item, /What it would change is not known/);
    assert.equal(await item.getByRole('button', { name: 'Record as asserted' }).isDisabled(), false);
    await page.unroute('**/whatif');
  });
  await test('answer: undo brings everything back', async () => {
    await missing(page).getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await pointsOn(page, 'Mirels')).startsWith('5 to 12'), 'Mirels 5 to 12 again');
    assert.equal(await regionText(page, 'Where it stands'), before.tiles);
    assert.equal(await regionText(page, 'Surgery'), before.matrix);
  });
}

async function staysAnswered(clinic, page) {
  await test('answer: after a reload it stands, as asserted by whom, on what basis', async () => {
    await clinic.openPatient(page, 'breast-bone-met');
    const item = await pick(page, limbPain, functional);
    await item.getByRole('textbox', { name: 'Seen in' }).fill('visit of 20 Nov');
    await item.getByRole('textbox', { name: 'Confirmed by' }).fill('Dr R. Nakamura');
    await record(item);
    await until(async () => (await pointsOn(page, 'Mirels')).startsWith('7 to 12'), 'Mirels 7 to 12');
    await clinic.openPatient(page, 'breast-bone-met');
    assert.match(await pointsOn(page, 'Mirels'), /^7 to 12/);
    const given = page.getByRole('region', { name: 'Answers given here' });
    if (!await given.getByRole('row').count()) await given.locator('summary').click();
    const row = await given.getByRole('row').filter({ hasText: limbPain }).filter({ has: page.getByRole('button', { name: 'Undo' }) }).innerText();
    for (const word of [functional, 'visit of 20 Nov', people[0], 'Dr R. Nakamura']) assert.ok(row.includes(word), `${word} in ${row}`);
  });
  await test('answer: a conclusion that rests on it says "asserted here" in its why', async () => {
    await page.getByRole('link', { name: /7 to 12/ }).first().click();
    const line = page.getByRole('complementary').getByRole('row').filter({ hasText: limbPain });
    await line.waitFor();
    assert.match(await line.innerText(), /asserted here/);
    await page.keyboard.press('Escape');
  });
  await test('answer: what changed is told under "What changed"', async () => {
    const first = (await page.getByRole('region', { name: /^Changed since/ }).getByRole('listitem').allInnerTexts()).slice(0, 3).join('\n');
    assert.match(first, /Pain on loading: the bone may be about to break/);
    assert.match(first, /22 Nov/, 'at the instant of the page');
  });
}

// What a new user tries: the one item of Mirels that is missing is answered, and the decision changes before the eye.
async function decides(clinic, page) {
  await test('answer: the missing item of Mirels decides', async () => {
    await clinic.openPatient(page, 'breast-size-open');
    assert.match(await pointsOn(page, 'Mirels'), /^8 to 10/);
    const before = await tile(page, 'Does the bone hold').innerText();
    const ask = (await clinic.view('breast-size-open')).inputs.find((input) => input.input === 'share-of-width');
    const item = await pick(page, ask.ask, ask.choices.at(-1).says);
    await record(item);
    await until(async () => /^10/.test(await pointsOn(page, 'Mirels')), 'Mirels 10');
    const after = await tile(page, 'Does the bone hold').innerText();
    assert.notEqual(after, before);
    assert.match(after, /^Red$/m);
  });
}

async function lowers(clinic, page) {
  const comfort = (await clinic.view('kidney-t12-cord')).inputs.find((input) => input.input === 'comfort-care-only').ask;
  const alarms = page.getByRole('region', { name: 'What cannot wait' });
  const surgery = 'Does this lesion need surgery?';
  await clinic.openPatient(page, 'kidney-t12-cord');
  let item;
  await test('an answer that lowers an emergency asks first for when, on what basis, and who says so', async () => {
    await alarms.getByRole('listitem').filter({ hasText: surgery }).first().waitFor();
    item = await pick(page, comfort, 'yes');
    await exactly(item, new RegExp(`It would lower: Emergency ${surgery.replace('?', '\\?')} T12 → does not apply Red`));
    await record(item);
    await item.getByRole('alert').filter({ hasText: 'This would lower:' }).waitFor();
    assert.match(await item.getByRole('alert').innerText(), new RegExp(`Emergency\\s+${surgery.replace('?', '\\?')}`));
    const { answers } = await clinic.view('kidney-t12-cord');
    assert.equal(answers.filter((one) => !one.undone).length, 0, 'nothing is stored yet');
    assert.equal(await item.getByRole('button', { name: 'Record as asserted' }).isDisabled(), true);
  });
  await test('with all three it is stored, and the alarm stays open', async () => {
    await item.getByRole('textbox', { name: 'Seen in' }).fill('talk with the patient');
    await item.getByRole('textbox', { name: 'Confirmed by' }).fill('Dr R. Nakamura');
    await record(item);
    await until(async () => /stays open until it is closed with a reason/.test(await alarms.innerText()), 'the alarm stays open', 10000);
    assert.match(await alarms.innerText(), new RegExp(surgery.replace('?', '\\?')));
    await clinic.openPatient(page, 'kidney-t12-cord');
    assert.match(await alarms.innerText(), /stays open until it is closed with a reason/);
  });
  await test('an alarm is closed with a reason of some length, not with one click', async () => {
    const alarm = alarms.getByRole('listitem').filter({ hasText: 'stays open until' }).first();
    await alarm.getByRole('button', { name: /Close with reason/ }).click();
    const close = alarm.getByRole('button', { name: 'Close', exact: true });
    assert.equal(await close.isDisabled(), true);
    await alarm.getByRole('textbox', { name: 'Reason' }).fill('short');
    assert.equal(await close.isDisabled(), true);
    const before = await alarms.getByRole('listitem').filter({ hasText: 'stays open until' }).count();
    await alarm.getByRole('textbox', { name: 'Reason' }).fill('comfort care agreed with the patient');
    await close.click();
    await until(async () => await alarms.getByRole('listitem').filter({ hasText: 'stays open until' }).count() < before, 'the alarm is closed');
  });
  await test('the server closes no alarm without a reason', async () => {
    const { alarms: open } = await clinic.view('kidney-t12-cord');
    assert.ok(open.length > 0);
    const { status } = await clinic.api('POST', `/api/patient/${clinic.patient('kidney-t12-cord').key}/alarm/${open[0].number}/close`, { reason: 'ok' });
    assert.ok(status >= 400 && status < 500, String(status));
  });
}

async function conflict(clinic, page, second) {
  await Promise.all([clinic.openPatient(page, 'breast-single-met'), clinic.openPatient(second, 'breast-single-met')]);
  const { inputs, questions } = await clinic.view('breast-single-met');
  const ask = (q) => inputs.find((i) => i.guideline === q.guideline && i.input === q.input && (i.about ?? '') === (q.about ?? ''));
  const asked = questions.filter((q) => !q.open).map(ask).find((i) => i.type === 'boolean' && i.storable && /\?$/.test(i.ask));
  await test('two people answer the same question: the second is told of it, and both answers are shown', async () => {
    const mine = await pick(page, asked.ask, 'no'), theirs = await pick(second, asked.ask, 'yes');
    await record(mine);
    await until(async () => (await clinic.view('breast-single-met')).answers.length === 1, 'the first answer is stored');
    await record(theirs);
    const told = theirs.getByRole('alert').filter({ hasText: 'Somebody else answered this meanwhile.' });
    await told.waitFor();
    const text = await told.innerText();
    assert.match(text, new RegExp(`${people[0]} said\\s+no`));
    assert.match(text, /You say\s+yes/);
    const { answers } = await clinic.view('breast-single-met');
    assert.deepEqual(answers.filter((one) => !one.undone).map((one) => one.says), ['no']);
  });
  await test('the second may keep the first answer', async () => {
    await second.getByRole('button', { name: 'Keep theirs' }).click();
    await until(async () => !(await missing(second).innerText()).includes('Somebody else answered'), 'theirs is kept');
    const { answers } = await clinic.view('breast-single-met');
    assert.deepEqual(answers.filter((one) => !one.undone).map((one) => one.says), ['no']);
  });
}

export async function answers(clinic) {
  const page = await clinic.person(0), second = await clinic.person(1);
  await answerOne(clinic, page);
  await staysAnswered(clinic, page);
  await decides(clinic, page);
  await lowers(clinic, page);
  await conflict(clinic, page, second);
  const expected = /status of (409|428)|net::ERR_FAILED/;
  await test('answers: nothing else is complained about', () => assert.deepEqual([...page.faults, ...second.faults].filter((fault) => !expected.test(fault)), []));
  await page.shut();
  await second.shut();
}
