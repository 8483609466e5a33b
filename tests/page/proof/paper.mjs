// paper: the board sheet on one page, from the browser and from the server; calendars that tell nothing; leaflets; print.
import fs from 'node:fs';
import zlib from 'node:zlib';
import { assert, eachOf, median, note, test } from './harness.mjs';

// How many pages a PDF has: its page objects, also those in compressed streams.
export function pagesOf(pdf) {
  const bytes = Buffer.from(pdf);
  let text = bytes.toString('latin1');
  const streams = text.matchAll(/stream\r?\n/g);
  for (const { index, 0: mark } of streams) {
    try {
      text += zlib.inflateSync(bytes.subarray(index + mark.length), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString('latin1');
    } catch { /* not compressed this way */ }
  }
  return (text.match(/\/Type\s*\/Page(?![a-zA-Z])/g) ?? []).length;
}

const boxOf = (pdf) => Buffer.from(pdf).toString('latin1').match(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/)?.slice(1).map(Number);

async function fromBrowser(clinic, page) {
  for (const id of ['breast-bone-met', 'kidney-t12-cord', 'os-second-remission', 'os-name-only', 'hostile']) {
    await test(`the sheet of ${id} prints on one A4 page, landscape`, async () => {
      await page.goto(`/sheet/${clinic.patient(id).key}`);
      await page.getByRole('article', { name: 'Board sheet' }).getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(100);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      assert.equal(pagesOf(pdf), 1);
      const [width, height] = boxOf(pdf);
      assert.ok(Math.abs(width - 842) < 2 && Math.abs(height - 595) < 2, `${width} x ${height}`);
    });
  }
  await test('the sheet says what cannot wait, what is missing, and that nobody is real', async () => {
    await page.goto(`/sheet/${clinic.patient('kidney-t12-cord').key}`);
    const sheet = page.getByRole('article', { name: 'Board sheet' });
    await sheet.getByRole('heading', { level: 1 }).waitFor();
    const text = await sheet.innerText();
    for (const wanted of [/Emergency/, /not known|never/i, /fictitious/i, /Piotr Sobczak/, /Decision/]) assert.match(text, wanted);
  });
  await test('the sheet is paper: ink on white in the dark, too', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const colour = await page.getByRole('article', { name: 'Board sheet' }).evaluate((one) => getComputedStyle(one).backgroundColor);
    assert.equal(colour, 'rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'light' });
  });
}

async function fromServer(clinic) {
  const took = [];
  await test('the server writes the sheet of every patient on one page', async () => {
    const wrong = [];
    const cookie = clinic.cookies[0].map(({ name, value }) => `${name}=${value}`).join('; ');
    await eachOf(clinic.looked(), 2, async ({ id, key }) => {
      const from = Date.now();
      const response = await fetch(`${clinic.base}/api/patient/${key}/sheet.pdf`, { headers: { cookie } });
      const pdf = Buffer.from(await response.arrayBuffer());
      took.push(Date.now() - from);
      const pages = response.ok ? pagesOf(pdf) : 0;
      if (pages !== 1 || response.headers.get('content-type') !== 'application/pdf') wrong.push(`${id}: ${response.status}, ${pages} pages`);
      const name = response.headers.get('content-disposition') ?? '';
      if (clinic.patients.some((one) => one.name && name.includes(one.name.split(' ').at(-1)))) wrong.push(`${id}: the name of the file names a patient`);
    });
    assert.deepEqual(wrong, []);
  });
  note(`sheet.pdf: median ${median(took)} ms`);
}

// What no calendar may say: any tumour that the records of the clinic name, in words or in their stems.
function tumourWords() {
  const names = ['Condition', 'DiagnosticReport'].flatMap((file) => fs.readFileSync(`examples/clinic/${file}.ndjson`, 'utf8').match(/"(display|text)":"[^"]*(sarcoma|carcinoma|cancer|neoplasm|malignant|tumou?r|metasta)[^"]*"/gi) ?? []);
  const words = new Set(names.flatMap((name) => name.replace(/^"\w+":/, '').toLowerCase().match(/[a-z]{5,}/g) ?? []));
  const general = /oma|cancer|neoplas|malig|tumou?r|metast|bone|femur|breast|kidney|prostate|lung|thyroid|rectal|colon/;
  return [...[...words].filter((word) => general.test(word)), 'relapse', 'recurrence', 'oncolog', 'chemo', 'sarcoma', 'radiother'];
}

function calendarFaults(text) {
  const faults = [];
  if (!text.startsWith('BEGIN:VCALENDAR\r\n') || !text.endsWith('END:VCALENDAR\r\n')) faults.push('does not begin and end as a calendar');
  if (/[^\r]\n|\r[^\n]/.test(text)) faults.push('a line does not end with CR and LF');
  const raw = text.split('\r\n').slice(0, -1);
  for (const line of raw) if (Buffer.byteLength(line) > 75) faults.push(`longer than 75 octets: ${line}`);
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n').slice(0, -1);
  for (const line of lines) if (!/^[A-Z-]+(;[A-Z-]+=[^:;]+)*:[^\x00-\x08\x0a-\x1f\x7f]*$/.test(line)) faults.push(`no such line: ${line}`);
  for (const event of text.split('BEGIN:VEVENT').slice(1)) {
    for (const name of ['UID', 'DTSTAMP', 'DTSTART', 'SUMMARY']) if (!new RegExp(`\\n${name}[;:]`).test(event)) faults.push(`an entry without ${name}`);
    if (event.split('END:VEVENT').length !== 2) faults.push('an entry within an entry');
  }
  return faults;
}

async function calendars(clinic) {
  const words = tumourWords();
  let entries = 0;
  await test('the calendar of every patient is valid, and names no tumour, no organ and nobody', async () => {
    const wrong = [];
    for (const { id, key, name, mrn } of clinic.patients) {
      const { status, text } = await clinic.api('GET', `/api/patient/${key}/calendar.ics`);
      if (status !== 200) { wrong.push(`${id}: ${status}`); continue; }
      entries += text.split('BEGIN:VEVENT').length - 1;
      wrong.push(...calendarFaults(text).map((fault) => `${id}: ${fault}`));
      const said = text.replace(/\r\n[ \t]/g, '').toLowerCase();
      wrong.push(...[...words, id, mrn?.toLowerCase(), name?.toLowerCase()].filter((word) => word && said.includes(word)).map((word) => `${id}: says "${word}"`));
    }
    assert.deepEqual(wrong, []);
    assert.ok(entries > 20, `only ${entries} entries in the whole clinic`);
  });
  assert.ok(words.includes('osteosarcoma'), 'the words that are looked for');
}

async function feeds(clinic, page) {
  const visitor = await clinic.visitor();
  const get = (address) => visitor.request.get(address);
  let address;
  await test('a secret calendar is made on the page, and works without a session', async () => {
    await clinic.openPatient(page, 'os-follow-up-well');
    await page.getByRole('button', { name: /calendar address/ }).first().click();
    const shown = page.getByRole('textbox', { name: /Secret (calendar )?address/ });
    await shown.waitFor();
    address = await shown.inputValue();
    const response = await get(address);
    assert.equal(response.status(), 200);
    assert.match(response.headers()['content-type'], /^text\/calendar/);
    assert.deepEqual(calendarFaults(await response.text()), []);
  });
  await test('a secret address holds no key and nothing of the patient, and another one gives nothing', async () => {
    assert.ok(!address.includes(clinic.patient('os-follow-up-well').key));
    assert.match(address, /\/calendar\/[0-9a-f]{40,}\.ics$/);
    const other = await get(address.replace(/[0-9a-f]{6}\.ics$/, '000000.ics'));
    assert.ok(other.status() >= 400);
    assert.ok(!(await other.text()).includes('VEVENT'));
  });
  await test('a new secret address ends the one before', async () => {
    await clinic.openPatient(page, 'os-follow-up-well');
    await page.getByRole('button', { name: /calendar address/ }).first().click();
    const shown = page.getByRole('textbox', { name: /Secret (calendar )?address/ });
    await shown.waitFor();
    assert.notEqual(await shown.inputValue(), address);
    assert.equal((await get(address)).status(), 410);
    assert.equal((await get(await shown.inputValue())).status(), 200);
  });
  await visitor.shut();
}

async function leaflets(clinic, page) {
  await test('every leaflet opens, with a heading and no number of chances', async () => {
    await page.goto('/leaflets');
    await page.getByRole('heading', { level: 1, name: 'Leaflets' }).waitFor();
    const links = page.getByRole('main').getByRole('link');
    await links.first().waitFor();
    const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    assert.ok(addresses.length > 2);
    for (const address of addresses) {
      const response = await page.goto(address);
      assert.equal(response.status(), 200, address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.ok(!/\d+ ?(%|percent)/.test(await page.locator('body').innerText()), `${address} gives a chance`);
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Leaflets' }).waitFor();
    }
  });
}

const contrastOf = (page) => page.evaluate(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [ink, paper] = [light(getComputedStyle(document.querySelector('h1')).color), light(getComputedStyle(document.body).backgroundColor)];
  return { ratio: (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), paper };
});

async function print(clinic, page) {
  for (const colorScheme of ['light', 'dark']) {
    await test(`the page of a patient prints as ink on white, ${colorScheme}, without bar and drawer`, async () => {
      await clinic.openPatient(page, 'breast-single-met');
      await page.getByRole('link', { name: 'why', exact: true }).first().click();
      await page.getByRole('complementary').waitFor();
      await page.emulateMedia({ media: 'print', colorScheme });
      const { ratio, paper } = await contrastOf(page);
      assert.ok(ratio >= 4.5 && paper > 0.95, `contrast ${ratio.toFixed(1)}, paper ${paper.toFixed(2)}`);
      assert.equal(await page.getByRole('navigation').first().isVisible(), false);
      assert.equal(await page.getByRole('complementary').isVisible(), false);
      assert.equal(await page.getByRole('heading', { level: 1 }).isVisible(), true);
      await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    });
  }
}

export async function paper(clinic) {
  const page = await clinic.person(0);
  await fromBrowser(clinic, page);
  await fromServer(clinic);
  await calendars(clinic);
  await feeds(clinic, page);
  await leaflets(clinic, page);
  await print(clinic, page);
  await test('paper: nothing is complained about', () => assert.deepEqual(page.faults, []));
  await page.shut();
}
