// board: a decision with its deviation and reason, owner and day; and what came of it.
import { assert, test, until } from './harness.mjs';
import { people } from './clinic.mjs';

const id = 'os-local-recurrence';
const words = 'Resection of the recurrence, then observation "as agreed" <b>not bold</b>';

const record = (page) => page.getByRole('region', { name: 'Board record' });
const ours = (page) => record(page).getByRole('listitem').filter({ hasText: words });

async function decides(clinic, page) {
  const form = record(page).getByRole('form', { name: 'New decision' });
  await test('board record: what is missing is said by the field, and nothing is stored', async () => {
    await form.getByRole('button', { name: 'Record decision' }).click();
    for (const message of ['Write what was decided.', 'Choose who sees to it.', 'Say by which day.']) await form.getByText(message).waitFor();
    await form.getByLabel('Outside guideline?').selectOption({ index: 1 });
    await form.getByRole('button', { name: 'Record decision' }).click();
    await form.getByText('Write why it is outside the guideline.').waitFor();
    assert.equal((await clinic.view(id)).decisions.length, 0);
  });
  let deviation;
  await test('board record: a decision outside the guideline stands with its reason, owner and day', async () => {
    deviation = await form.getByLabel('Outside guideline?').locator('option').nth(1).innerText();
    await form.getByLabel('Decision').fill(words);
    await form.getByLabel('Why outside').fill('the patient wishes it');
    await form.getByLabel('Owner').selectOption({ label: `${people[1]}, oncology` });
    await form.getByLabel('Due').fill('2026-12-04');
    await form.getByLabel('Board day').fill('2026-11-20');
    await form.getByRole('button', { name: 'Record decision' }).click();
    await page.getByRole('status').filter({ hasText: 'The decision is recorded.' }).waitFor();
    await clinic.openPatient(page, id);
    const text = await ours(page).innerText();
    for (const part of [words, 'Board of 20 Nov 2026', deviation, 'the patient wishes it', people[1], 'by 4 Dec 2026', people[0], 'not known whether done']) assert.ok(text.includes(part), `${part} in ${text}`);
  });
  await test('board record: the server wants owner, day, and a reason for what is outside', async () => {
    const whole = { about: '', decision: 'MRI', deviation: '', reason: '', owner: 1, due: '2026-12-04', board: '2026-11-20' };
    for (const part of [{ decision: '' }, { owner: 99 }, { due: '' }, { deviation: 'no-such' }]) {
      const { status } = await clinic.api('POST', `/api/patient/${clinic.patient(id).key}/decision`, { ...whole, ...part });
      assert.ok(status >= 400 && status < 500, `${JSON.stringify(part)}: ${status}`);
    }
    assert.equal((await clinic.view(id)).decisions.length, 1);
  });
}

async function comesOf(clinic, page) {
  const item = ours(page);
  await test('board record: not done wants a why', async () => {
    await item.getByRole('button', { name: 'Not done' }).click();
    await item.locator('form').getByRole('button', { name: 'Not done' }).click();
    await item.getByText('Write why.').waitFor();
    assert.equal((await clinic.view(id)).decisions[0].outcome, undefined);
    await item.getByLabel('Why').fill('new nodules in the lung');
    await item.locator('form').getByRole('button', { name: 'Not done' }).click();
    await until(async () => /Not done: new nodules in the lung/.test(await item.innerText()), 'not done, with its why');
  });
  await test('board record: after a reload it stands with what came of it', async () => {
    await clinic.openPatient(page, id);
    assert.match(await ours(page).innerText(), /Not done: new nodules in the lung/);
    assert.equal(await record(page).getByRole('button', { name: 'Not done' }).count(), 0);
  });
  await test('board record: it stands in the audit trail, whose chain is whole', async () => {
    await page.goto('/audit');
    await page.getByText('The chain is whole.').waitFor();
    const actions = (await page.getByRole('row').allInnerTexts()).join('\n');
    assert.match(actions, /decision/);
    assert.ok(!actions.includes(clinic.patient(id).name) && !actions.includes('nodules'), 'the trail names no patient and quotes nothing');
  });
}

export async function board(clinic) {
  const page = await clinic.person(0);
  await clinic.openPatient(page, id);
  await decides(clinic, page);
  await comesOf(clinic, page);
  await test('board record: nothing is complained about', () => assert.deepEqual(page.faults, []));
  await page.shut();
}
