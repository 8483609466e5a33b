// why: every number opens its reasons: rule, inputs with day and source, citation with how far it was read, version. One drawer.
import { assert, test } from './harness.mjs';

const drawers = (page) => page.getByRole('complementary');

export async function why(clinic) {
  const page = await clinic.person(0);
  await clinic.openPatient(page, 'breast-single-met');
  const drawer = drawers(page);
  const opener = page.getByRole('region', { name: 'Scores' }).getByRole('article', { name: 'Mirels' }).first().getByRole('link').first();
  await test('why: a number opens the drawer, and the focus goes in', async () => {
    await opener.focus();
    await page.keyboard.press('Enter');
    await drawer.getByRole('heading', { level: 2, name: 'Why: Mirels' }).waitFor();
    assert.equal(await drawer.evaluate((one) => one.contains(document.activeElement)), true);
    assert.equal(new URL(page.url()).hash, '#why');
  });
  await test('why: the inputs stand with value, day and source', async () => {
    await drawer.getByRole('heading', { name: 'Version' }).waitFor();
    const rows = await drawer.getByRole('row').allInnerTexts();
    const dated = rows.filter((row) => /\t.*\t\s*\d{1,2} [A-Z][a-z]{2}( \d{4})?\s+\S+/.test(row));
    assert.ok(dated.length > 0, rows.join('\n'));
  });
  await test('why: the rule can be read as it is written', async () => {
    await drawer.getByText('As written in the guideline (CQL)').click();
    assert.match(await drawer.locator('pre').first().innerText(), /define|\/\/|=/);
  });
  await test('why: the path of the reasons can be read', async () => {
    await drawer.getByText('The path of the reasons').click();
    assert.ok((await drawer.getByRole('listitem').count()) > 2);
  });
  await test('why: the sources stand with how far each was read', async () => {
    const section = drawer.locator('section').filter({ has: page.getByRole('heading', { name: /^Sources/ }) });
    const items = await section.getByRole('listitem').allInnerTexts();
    assert.ok(items.length > 0);
    assert.deepEqual(items.filter((item) => !/(read|abstract|secondary|recalled|our decision)/.test(item)), []);
    assert.ok(items.some((item) => /\d{4}/.test(item)), 'a year');
  });
  await test('why: version, limits and both hashes stand there', async () => {
    const text = await drawer.innerText();
    for (const wanted of [/guideline\s+.*\d+\.\d+\.\d+/, /sha256:[0-9a-f]{8}….*sha256:[0-9a-f]{8}…/s, /Limits/]) assert.match(text, wanted);
  });
  await test('why: another number takes the same drawer', async () => {
    await page.getByRole('region', { name: 'Where it stands' }).getByRole('link', { name: 'why' }).first().click();
    await drawer.getByRole('heading', { name: 'Version' }).waitFor();
    assert.equal(await drawer.count(), 1);
    assert.ok(!(await drawer.getByRole('heading', { level: 2 }).innerText()).includes('Mirels'));
  });
  await test('why: Escape closes it and the focus goes back', async () => {
    const last = page.getByRole('region', { name: 'Where it stands' }).getByRole('link', { name: 'why' }).first();
    await page.keyboard.press('Escape');
    assert.equal(await drawers(page).count(), 0);
    assert.equal(await last.evaluate((one) => one === document.activeElement), true);
    assert.equal(new URL(page.url()).hash, '');
  });
  await test('why: its button closes it, too', async () => {
    await opener.click();
    await drawer.getByRole('button', { name: 'Close' }).click();
    assert.equal(await drawers(page).count(), 0);
    assert.equal(await opener.evaluate((one) => one === document.activeElement), true);
  });
  await test('why: an address that ends in #why opens it', async () => {
    await page.goto(`/patient/${clinic.patient('ewing-well').key}#why`);
    await drawer.getByRole('heading', { name: 'Version' }).waitFor();
  });
  await test('why: when the reasons cannot be fetched it is said, and tried again', async () => {
    await page.route('**/why', (route) => route.abort());
    await clinic.openPatient(page, 'breast-single-met');
    await opener.click();
    await drawer.getByRole('alert').filter({ hasText: 'The reasons could not be fetched.' }).waitFor();
    await page.unroute('**/why');
    await drawer.getByRole('button', { name: 'Try again' }).click();
    await drawer.getByRole('heading', { name: 'Version' }).waitFor();
  });
  await test('why: nothing else is complained about', () => assert.deepEqual(page.faults.filter((fault) => !fault.includes('ERR_FAILED')), []));
  await page.shut();
}
