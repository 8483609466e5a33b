// patients: every patient of the clinic opens, quickly and without a complaint; the order of the page; what it says when it is not known.
import { assert, median, note, test } from './harness.mjs';

const slowest = 1000;
// What a text says when a part broke, a value was not there or a word was not in the catalogue.
const broken = /could not be shown|could not be fetched|could not be loaded|could not be drawn|\bundefined\b|\bNaN\b|\[object |\{[a-z]+\}|\{[a-z]+\|| \bnull\b|Invalid Date|^[a-z]+\.[a-z]+(\.[a-z]+)*$/m;

// Opens a patient as a click on the list does; answers how long it took until all sections stood.
const opened = (page, { key, name }) => page.evaluate(({ key, name }) => new Promise((resolve, reject) => {
  const link = document.createElement('a');
  link.href = `/patient/${key}`;
  document.body.append(link);
  const start = performance.now();
  link.click();
  link.remove();
  const stands = () => document.querySelector('main h1')?.textContent === name && [...document.querySelectorAll('h2')].some((h) => h.textContent === 'Everything Vigil said');
  const look = () => {
    if (stands()) requestAnimationFrame(() => resolve(performance.now() - start));
    else if (performance.now() - start > 20000) reject(new Error('not there after 20 s'));
    else requestAnimationFrame(look);
  };
  look();
}), { key, name });

const unfold = (page) => page.evaluate(async () => {
  for (let round = 0; round < 4; round++) {
    for (const one of document.querySelectorAll('main details:not([open])')) one.open = true;
    await new Promise((done) => setTimeout(done, 30));
  }
});

const textOf = (page) => page.evaluate(() => [...document.querySelectorAll('main pre')].reduce((text, pre) => text.replace(pre.textContent, ''), document.querySelector('main').textContent));

// How long it takes from the click until all stands, with nothing else going on.
export async function speed(clinic) {
  const page = await clinic.person(0);
  const took = [];
  await page.goto('/');
  await page.getByRole('row').nth(1).waitFor();
  for (const patient of clinic.patients.filter((one, i) => i % 6 === 0)) took.push(await opened(page, patient));
  note(`page of a patient: median ${median(took).toFixed(0)} ms, slowest ${Math.max(...took).toFixed(0)} ms of ${took.length}`);
  await test('the page of a patient stands within a second', () => assert.ok(median(took) < slowest, `median ${median(took).toFixed(0)} ms`));
  await page.shut();
}

// In a low window: what is not seen need not be painted.
async function everyPatient(clinic, page) {
  await page.setViewportSize({ width: 1440, height: 240 });
  await page.goto('/');
  await page.getByRole('row').nth(1).waitFor();
  await test('every patient opens', async () => {
    const wrong = [];
    for (const [i, patient] of clinic.looked().entries()) {
      const faults = page.faults.length;
      await opened(page, patient).catch((error) => wrong.push(`${patient.id}: ${error.message.split('\n')[0]}`));
      if (i % 6 === 0) await unfold(page);
      const said = (await textOf(page)).match(broken);
      if (said) wrong.push(`${patient.id}: "${said[0]}"`);
      for (const fault of page.faults.slice(faults)) wrong.push(`${patient.id}: ${fault}`);
    }
    assert.deepEqual(wrong, []);
  });
  await page.setViewportSize({ width: 1440, height: 900 });
}

const order = ['What cannot wait', 'Who', /^Changed since/, 'Where it stands', /^Missing, ranked/, 'Timeline', 'Body', 'Surgery', 'Scores', /^Options/, /^Follow-up/, 'Board record', 'Everything Vigil said'];

async function inOrder(clinic, page) {
  await clinic.openPatient(page, 'thyroid-bone-met');
  const tops = [];
  await test('the page has its parts, in the order a clinician asks', async () => {
    for (const name of order) tops.push([String(name), (await page.getByRole('region', { name }).first().boundingBox()).y]);
    const [changed, tiles] = [tops[2], tops[3]];
    const sorted = [...tops].sort((a, b) => a[1] - b[1] || order.findIndex((name) => String(name) === a[0]) - order.findIndex((name) => String(name) === b[0]));
    assert.ok(Math.abs(changed[1] - tiles[1]) < 200, 'what changed stands beside where it stands');
    assert.deepEqual(sorted.map(([name]) => name).filter((name) => name !== changed[0]), tops.map(([name]) => name).filter((name) => name !== changed[0]));
  });
  await test('what cannot wait, who, what changed, where it stands and what is missing begin on the first screen', () => {
    assert.deepEqual(tops.slice(0, 5).filter(([, y]) => y > 900), []);
  });
  await test('doses already spent and organ function stand with who it is, before what is missing', async () => {
    const spent = await page.getByRole('heading', { name: 'Doses already spent, organ function' }).boundingBox();
    assert.ok(spent.y > tops[1][1] && spent.y < tops[4][1]);
  });
  await test('the last image of each site stands with its day and who reported it', async () => {
    await clinic.openPatient(page, 'lung-fracture-proven');
    const images = page.getByRole('table', { name: /^Last image/ });
    const heads = await images.getByRole('columnheader').allInnerTexts();
    assert.ok(['Site', 'Image', 'Date', 'Reported by'].every((name) => heads.includes(name)), heads.join());
    const rows = await images.getByRole('row').allInnerTexts();
    assert.ok(rows.length > 1 && rows.slice(1).every((row) => /\d{4}|\d{1,2} [A-Z][a-z]{2}|no date/.test(row)), rows.join('\n'));
  });
  await test('an alarm says since when it is recorded and by when', async () => {
    assert.match(await page.getByRole('region', { name: 'What cannot wait' }).getByRole('listitem').first().innerText(), /recorded[\s\S]*(left|overdue|now)[\s\S]*by/);
  });
}

async function quiet(clinic, page) {
  await test('somebody well: nothing cannot wait, what was asked and what was not', async () => {
    await clinic.openPatient(page, 'ewing-well');
    const text = await page.getByRole('region', { name: 'What cannot wait' }).innerText();
    assert.match(text, /Nothing recorded that cannot wait/);
    assert.match(text, /: no|not known|ask now/);
  });
  await test('a record without a day or an answer says that it is not known, and nothing is green', async () => {
    await clinic.openPatient(page, 'os-name-only');
    assert.match(await page.getByRole('region', { name: 'Where it stands' }).innerText(), /Not known|not known/);
    assert.equal(await page.getByText('Green', { exact: true }).count(), 0);
  });
  await test('a patient who is not there is said', async () => {
    await page.goto('/patient/0123456789abcdef');
    await page.getByRole('heading', { level: 1, name: 'There is no such patient' }).waitFor();
  });
  await test('an address that is not there is said', async () => {
    const response = await page.goto('/nowhere');
    assert.equal(response.status(), 404);
  });
  await test('a page of which the server gives nothing says what is not known, and comes back', async () => {
    const { key, name } = clinic.patient('ewing-well');
    await page.route(`**/api/patient/${key}`, (route) => route.abort());
    await page.goto(`/patient/${key}`);
    await page.getByRole('alert').filter({ hasText: 'What cannot wait is not known' }).waitFor();
    await page.unroute(`**/api/patient/${key}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  });
}

export async function patients(clinic) {
  const page = await clinic.person(0);
  await everyPatient(clinic, page);
  await inOrder(clinic, page);
  await quiet(clinic, page);
  await page.shut();
}
