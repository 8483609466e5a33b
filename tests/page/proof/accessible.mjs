// accessible: axe-core (WCAG 2.2 AA and best practice) over every page, in both themes and both widths.
import { assert, test } from './harness.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const colours = ['color-contrast', 'link-in-text-block'];
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

// The words of what axe finds: rule, how often, the first place.
export async function violations(clinic, page, { rules, without = [], within = '' } = {}) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(clinic.axeSource);
  const found = await page.evaluate(async ({ tags, rules, without, within }) => {
    const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags };
    const result = await window.axe.run(within || document, { runOnly, resultTypes: ['violations'], rules: Object.fromEntries(without.map((name) => [name, { enabled: false }])) });
    return result.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.help}: ${v.nodes[0].target.join(' ')} ${v.nodes[0].html.slice(0, 160)}`);
  }, { tags, rules, without, within });
  return found;
}

export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// All rules in the light at both widths; in the dark the colours change and nothing else does, nor do they with the width.
async function everyLook(clinic, page, what, { within } = {}) {
  await test(`axe: ${what}, 1440`, async () => assert.deepEqual(await violations(clinic, page, { within }), []));
  await test(`axe: ${what}, 1440, dark`, async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await violations(clinic, page, { rules: colours, within }), []);
  });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(phone);
  await test(`axe: ${what}, 390`, async () => assert.deepEqual(await violations(clinic, page, { without: colours, within }), []));
  await test(`${what}, 390: the page does not scroll sideways`, async () => assert.equal(await sideways(page), 0));
  await page.setViewportSize(wide);
}

const patientPages = [['breast-bone-met', 'a bone metastasis'], ['os-night-pain', 'a survivor of osteosarcoma', 'once'], ['ewing-well', 'somebody well', 'once'], ['hostile', 'the hostile patient']];

async function openWhy(page) {
  await page.getByRole('link', { name: 'why', exact: true }).first().click();
  await page.getByRole('complementary').getByRole('heading', { name: 'Version' }).waitFor();
}

async function others(clinic, page) {
  const pages = [['/', 'the worklist', /need/], ['/guidelines', 'the guidelines', 'Guidelines'], ['/audit', 'the audit trail', 'Audit'], ['/leaflets', 'the leaflets', 'Leaflets'],
    [`/sheet/${clinic.patient('breast-bone-met').key}`, 'the board sheet', /Board sheet|Halvorsen/]];
  for (const [address, what, heading] of pages) {
    await test(`${what} opens`, async () => {
      await page.goto(address);
      await page.getByRole('heading', { level: 1, name: heading }).first().waitFor();
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, 'one h1 a page');
    });
    await everyLook(clinic, page, what);
  }
}

export async function accessible(clinic) {
  const page = await clinic.person(0);
  for (const [id, what, once] of patientPages) {
    await clinic.openPatient(page, id);
    if (once || clinic.quick) await test(`axe: the page of ${what}, 1440`, async () => assert.deepEqual(await violations(clinic, page), []));
    else await everyLook(clinic, page, `the page of ${what}`);
    if (id !== 'breast-bone-met') continue;
    await test('the drawer opens for axe', () => openWhy(page));
    await everyLook(clinic, page, 'the open drawer', { within: 'aside' });
  }
  await others(clinic, page);
  const visitor = await clinic.visitor();
  await visitor.goto('/sign-in/0123');
  await everyLook(clinic, visitor, 'the page to sign in');
  await visitor.getByRole('button', { name: 'Sign in' }).click();
  await everyLook(clinic, visitor, 'the page of a refused address');
  await visitor.goto('/');
  await visitor.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await everyLook(clinic, visitor, 'the page without a session');
  await visitor.shut();
  await page.shut();
}
