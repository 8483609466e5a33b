// what-if: a score card fills as one clicks; unmistakable, one card only; never stored, never printed, gone with a reload.
import { assert, test, until } from './harness.mjs';
import { pointsOn } from './answers.mjs';

const id = 'prostate-femur-holds';
const sign = /WHAT IF: not stored, never printed/;

const regions = ['What cannot wait', 'Who', /^Changed since/, 'Where it stands', /^Missing, ranked/, 'Surgery', 'Instruments side by side', /^Options/, 'Board record'];
const othersOf = (page) => Promise.all(regions.map((name) => page.getByRole('region', { name }).first().innerText()));

// The first card that has an item to try, its words before, and a choice that is not on record.
async function firstCard(page) {
  const card = page.getByRole('region', { name: 'Scores' }).getByRole('article').filter({ has: page.getByRole('radiogroup') }).first();
  const title = await card.getByRole('heading').first().innerText();
  if (!await card.getByRole('radio').first().isVisible()) await card.locator('summary').first().click();
  return { card, title };
}

// Tries choices until one moves the points.
async function fill(page, card, title) {
  const before = await pointsOn(page, title);
  const radios = card.getByRole('radio');
  for (let i = 0; i < await radios.count(); i++) {
    if (await radios.nth(i).isChecked()) continue;
    await Promise.all([page.waitForResponse('**/whatif'), radios.nth(i).check({ force: true })]);
    await until(async () => !await card.locator('[aria-busy="true"]').count(), 'the answer to what if');
    const now = await pointsOn(page, title);
    if (now !== before) return { before, now };
  }
  throw new Error(`no choice moves ${title} from ${before}`);
}

const scaleOf = (card) => card.getByRole('img').first().getAttribute('aria-label');

// What the store holds of this patient, to the last letter; but for what changes with every look.
async function stored(clinic) {
  const view = await clinic.view(id);
  delete view.seen;
  return JSON.stringify(view);
}

export async function whatIf(clinic) {
  const page = await clinic.person(0);
  await clinic.openPatient(page, id);
  const before = await stored(clinic);
  const elsewhere = await othersOf(page);
  const { card, title } = await firstCard(page);
  const scale = await scaleOf(card);
  let points;
  await test('what if: the card fills as one clicks, its scale too', async () => {
    points = await fill(page, card, title);
    assert.notEqual(await scaleOf(card), scale);
  });
  await test('what if: it is unmistakable, in one card only, with what stands on record beside it', async () => {
    assert.equal(await page.getByText(sign).count(), 1);
    await card.getByText(sign).waitFor();
    assert.match(await card.innerText(), new RegExp(`on record ${points.before.replace(/ of .*/, '').trim()}`));
    assert.match(await card.innerText(), /Would change \d+ conclusions?|Would change no conclusion/);
    await page.getByRole('status').filter({ hasText: 'What if, ' }).waitFor({ state: 'attached' });
  });
  await test('what if: the rest of the page stays as it is', async () => {
    const now = await othersOf(page);
    assert.deepEqual(now, elsewhere);
  });
  await test('what if: nothing of it is stored', async () => assert.equal(await stored(clinic), before));
  await test('what if: it is not printed; the record is', async () => {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByText(sign).first().isVisible(), false);
    const scores = await page.getByRole('region', { name: 'Scores' }).innerText();
    assert.ok(!scores.includes('Would change'), 'what would change is not printed');
    assert.match(scores, new RegExp(`${title}[^\\n]*\\s${points.before.replace(/ of .*/, '').trim()} \\(on record\\)`));
    await page.emulateMedia({ media: 'screen' });
  });
  await test('what if: back to the record, and the focus stays with the card', async () => {
    await card.getByRole('button', { name: 'Back to the record' }).click();
    assert.equal(await page.getByText(sign).count(), 0);
    assert.equal(await pointsOn(page, title), points.before);
    assert.equal(await card.evaluate((one) => one.contains(document.activeElement)), true);
  });
  await test('what if: a reload knows nothing of it', async () => {
    await fill(page, card, title);
    await clinic.openPatient(page, id);
    assert.equal(await page.getByText(sign).count(), 0);
    assert.equal(await pointsOn(page, title), points.before);
    assert.deepEqual(await othersOf(page), elsewhere);
  });
  await test('what if: nothing is complained about', () => assert.deepEqual(page.faults, []));
  await page.shut();
}
