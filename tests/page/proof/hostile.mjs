// hostile: a patient whose every text tries to be something else changes nothing; names that run from right to left, or are long.
import { assert, test } from './harness.mjs';

const name = '"><img src=x onerror=alert(1)> <script>alert(document.cookie)</script>';

// Elements and attributes that the page never writes.
const foreign = (page) => page.evaluate(() => {
  const scripts = [...document.querySelectorAll('script')].filter((one) => one.textContent.trim() || new URL(one.src).origin !== location.origin);
  const elements = [...document.querySelectorAll('img, iframe, object, embed, base, audio, video, marquee, form[action], link[rel=import], meta[http-equiv]')];
  const attributes = [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes].filter((a) => /^on/i.test(a.name) || (/^(href|src|xlink:href|action)$/.test(a.name) && !/^(\/|#|https:\/\/)/.test(a.value)))).map((a) => `${a.name}=${a.value}`);
  return [...scripts, ...elements].map((one) => one.outerHTML.slice(0, 120)).concat(attributes);
});

// Marks of direction that could reach beyond the words they stand in: those outside of what is isolated.
const loose = (page) => page.evaluate(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/.test(node.data) || /^(SCRIPT|STYLE)$/.test(node.parentElement.tagName)) continue;
    let one = node.parentElement;
    while (one && getComputedStyle(one).display.startsWith('inline') && !/isolate|plaintext/.test(getComputedStyle(one).unicodeBidi)) one = one.parentElement;
    const block = one && !/isolate|plaintext/.test(getComputedStyle(one).unicodeBidi) && one.textContent.trim() !== node.data.trim();
    if (!one || block) found.push(`${node.parentElement.outerHTML.slice(0, 120)}`);
  }
  return found;
});

const bar = (page) => page.getByRole('banner').evaluate((banner) => {
  const top = banner.firstElementChild;
  const box = top.getBoundingClientRect();
  const parts = [...top.children].map((one) => one.getBoundingClientRect()).filter((one) => one.width > 0);
  const apart = (one, other) => one.right <= other.left + 1 || other.right <= one.left + 1 || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
  return { height: Math.round(box.height), order: parts.map((one, i) => [Math.round(one.top / 20), one.left, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]).join(),
    inside: parts.every((one) => one.left >= -1 && one.right <= innerWidth + 1 && one.bottom <= box.bottom + 1), apart: parts.every((one, i) => parts.every((other, j) => i === j || apart(one, other))) };
});

async function everywhere(clinic, page) {
  const { key } = clinic.patient('hostile');
  const places = [['the worklist', '/'], ['its page', `/patient/${key}`], ['its sheet', `/sheet/${key}`]];
  for (const [what, address] of places) {
    await test(`hostile: on ${what} its words are words`, async () => {
      await page.goto(address);
      await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
      await page.evaluate(async () => { for (const one of document.querySelectorAll('details')) one.open = true; await new Promise((done) => setTimeout(done, 150)); });
      assert.deepEqual(await foreign(page), []);
      assert.deepEqual(await loose(page), []);
      assert.equal(await page.getByText('All clear', { exact: true }).count(), 0);
    });
    await test(`hostile: ${what} does not scroll sideways on a phone`, async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await page.setViewportSize({ width: 1440, height: 900 });
      assert.equal(over, 0);
    });
  }
  await test('hostile: its reasons in the drawer are words', async () => {
    await clinic.openPatient(page, 'hostile');
    await page.getByRole('link', { name: 'why', exact: true }).first().click();
    await page.getByRole('complementary').getByRole('heading', { name: 'Version' }).waitFor();
    await page.evaluate(async () => { for (let i = 0; i < 3; i++) { for (const one of document.querySelectorAll('aside details')) one.open = true; await new Promise((done) => setTimeout(done, 50)); } });
    assert.deepEqual(await foreign(page), []);
    assert.deepEqual(await loose(page), []);
  });
  await test('hostile: no script ran, no dialog came, nothing was asked of another place', async () => {
    assert.deepEqual(page.faults, []);
    assert.deepEqual(page.asked.filter((url) => !url.startsWith(clinic.base) && !url.startsWith('blob:') && !url.startsWith('data:')), []);
  });
  await test('hostile: nothing of it comes into an address, the title is text', async () => {
    assert.deepEqual(page.asked.filter((url) => /script|onerror|hostile|VC-1501|alert/i.test(decodeURIComponent(new URL(url).pathname + new URL(url).search).replace(/\.mjs.*/, ''))), []);
    assert.match(await page.title(), /^"><img src=x/);
  });
}

async function bars(clinic, page) {
  const sizes = [[1440, 900], [390, 844]];
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await clinic.openPatient(page, 'ewing-well');
    const usual = await bar(page);
    for (const id of ['hostile', 'long-right-to-left']) {
      await test(`the bar holds at ${width} with the name of ${id}`, async () => {
        await clinic.openPatient(page, id);
        const { height: high, ...rest } = await bar(page);
        assert.deepEqual(rest, { order: usual.order, inside: true, apart: true });
        assert.ok(high <= usual.height + 1, `${high} high, not ${usual.height}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await test('a name from right to left does not turn the line it stands in', async () => {
    await clinic.openPatient(page, 'long-right-to-left');
    const [born, mrn] = await page.evaluate(() => {
      const line = [...document.querySelectorAll('main p')].find((one) => /born/.test(one.textContent) && /MRN/.test(one.textContent));
      const at = (word) => { const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT); for (let n = walker.nextNode(); n; n = walker.nextNode()) { const i = n.data.indexOf(word); if (i >= 0) { const range = document.createRange(); range.setStart(n, i); range.setEnd(n, i + word.length); return range.getBoundingClientRect().left; } } return NaN; };
      return [at('born'), at('MRN')];
    });
    assert.ok(born < mrn, `born at ${born}, MRN at ${mrn}`);
  });
}

export async function hostile(clinic) {
  const page = await clinic.person(0);
  page.asked = [];
  page.on('request', (request) => page.asked.push(request.url()));
  assert.equal(clinic.patient('hostile').name, name);
  await everywhere(clinic, page);
  await bars(clinic, page);
  await page.shut();
}
