// markup: what the browser made of each page, and what the server sends, held against the HTML standard by html-validate.
import { assert, test } from './harness.mjs';

// Empty attributes and styles are a browser's way of writing a document out, not the page's. The button of a question comes with its choice (wcag/h32).
const config = {
  root: true, extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: { 'no-inline-style': 'off', 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'no-trailing-whitespace': 'off', 'void-style': 'off', 'no-implicit-button-type': 'error', 'no-dup-id': 'error', 'long-title': 'off', 'wcag/h32': 'off' },
};

const unfold = (page) => page.evaluate(async () => {
  for (let round = 0; round < 4; round++) {
    for (const one of document.querySelectorAll('main details:not([open])')) one.open = true;
    await new Promise((done) => setTimeout(done, 50));
  }
});

async function faultsIn(validator, text, name) {
  const report = await validator.validateString(text, name);
  return report.results.flatMap((result) => result.messages).map((m) => `${m.ruleId}: ${m.message} (${m.selector ?? m.line})`).slice(0, 12);
}

export async function markup(clinic) {
  const { HtmlValidate, StaticConfigLoader } = clinic.validator;
  const validator = new HtmlValidate(new StaticConfigLoader(config));
  const page = await clinic.person(0);
  const key = clinic.patient('breast-bone-met').key;
  const pages = [['the worklist', '/', /need/], ['guidelines', '/guidelines', 'Guidelines'], ['audit', '/audit', 'Audit'], ['leaflets', '/leaflets', 'Leaflets'], ['a page that is not there', '/patient/0123456789abcdef', 'There is no such patient'],
    ...['breast-bone-met', 'kidney-t12-cord', 'ewing-well', 'hostile'].map((id) => [`the page of ${id}`, `/patient/${clinic.patient(id).key}`, clinic.patient(id).name]), ['the sheet', `/sheet/${key}`, /./]];
  for (const [what, address, heading] of pages) {
    await test(`HTML: ${what}`, async () => {
      await page.goto(address);
      await page.getByRole('heading', { level: 1, name: heading }).first().waitFor();
      await unfold(page);
      const text = `<!DOCTYPE html>\n${await page.evaluate(() => document.documentElement.outerHTML)}`;
      assert.deepEqual(await faultsIn(validator, text, what), []);
    });
  }
  const sent = [['what the server sends', '/'], ['the page to sign in', '/sign-in/0123'], ['a refused address', '/sign-in/0123', 'POST'], ['the answer to an address that is not there', '/nowhere']];
  for (const [what, address, method] of sent) {
    await test(`HTML: ${what}`, async () => {
      const response = await fetch(clinic.base + address, { method: method ?? 'GET', headers: { origin: clinic.base, accept: 'text/html' } });
      if (!/html/.test(response.headers.get('content-type'))) return;
      assert.deepEqual(await faultsIn(validator, await response.text(), what), []);
    });
  }
  await test('HTML: a page that is wrong is complained about', async () => {
    const faults = await faultsIn(validator, '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p id="a"><div id="a"></p><img src="x"></body></html>', 'wrong');
    assert.ok(faults.length > 2);
  });
  await page.shut();
}
