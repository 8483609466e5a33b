// keyboard: the page of a patient without a mouse: each control is reached, is seen to be reached, and lets go again.
import { assert, note, test, until } from './harness.mjs';

const mostSteps = 1500;

// What Tab has to reach: a group of radio buttons counts once.
const reachable = (page) => page.evaluate(() => {
  const wanted = [...document.querySelectorAll('a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex]')];
  const groups = new Set();
  let number = 0;
  for (const one of wanted) {
    if (one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true }) || one.closest('[inert]')) continue;
    if (one.type === 'radio') {
      const name = `${one.form ? [...document.forms].indexOf(one.form) : ''} ${one.name}`;
      if (groups.has(name)) continue;
      groups.add(name);
      one.dataset.group = name;
    }
    one.dataset.tab = String(number++);
  }
  return number;
});

// Where the focus is, and whether it can be seen: a ring of some width, within the window, under nothing.
const here = (page) => page.evaluate(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const drawn = (element) => element instanceof SVGElement && [...element.children].some((part) => getComputedStyle(part).stroke !== 'none' && parseFloat(getComputedStyle(part).strokeWidth) >= 1);
  const ring = (element) => { const style = getComputedStyle(element); return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none' || drawn(element); };
  const box = one.getBoundingClientRect();
  const label = one.closest('label');
  const shown = box.width > 1 && box.height > 1 && getComputedStyle(one).opacity !== '0' ? one : label ?? one;
  const area = shown.getBoundingClientRect();
  const inside = area.bottom > 0 && area.top < innerHeight && area.right > 0 && area.left < innerWidth;
  const middle = (low, high, most) => (Math.max(low, 0) + Math.min(high, most)) / 2;
  const at = document.elementFromPoint(middle(area.left, area.right, innerWidth - 1), middle(area.top, area.bottom, innerHeight - 1));
  const covered = at && !shown.contains(at) && !at.contains(shown) && !!at.closest('.top, header, [role="banner"]');
  const group = one.type === 'radio' ? document.querySelector(`[data-group="${CSS.escape(`${one.form ? [...document.forms].indexOf(one.form) : ''} ${one.name}`)}"]`) : null;
  return { tab: (group ?? one).dataset.tab, ring: ring(one) || ring(shown) || (label !== null && ring(label)), inside, covered, html: one.outerHTML.slice(0, 140) };
});

async function walk(page) {
  const seen = new Set(), unseen = [];
  let stuck = '';
  for (let step = 0; step < mostSteps; step++) {
    await page.keyboard.press('Tab');
    const at = await here(page);
    if (!at) break;
    if (at.html === stuck && at.tab === undefined) throw new Error(`the focus is held by ${at.html}`);
    // The parts of a date have rings of the browser's own.
    if (at.html === stuck && /type="date"/.test(at.html)) continue;
    if (!at.ring || !at.inside || at.covered) unseen.push(`${at.ring ? '' : 'no ring '}${at.inside ? '' : 'outside the window '}${at.covered ? 'covered ' : ''}${at.html}`);
    if (at.tab !== undefined && seen.has(at.tab) && at.tab === '0') break;
    seen.add(at.tab);
    stuck = at.html;
  }
  return { seen, unseen };
}

async function wholePage(clinic, page) {
  await clinic.openPatient(page, 'breast-single-met');
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  const number = await reachable(page);
  let walked;
  await test('keyboard: Tab reaches every control of the page of a patient, and leaves it again', async () => {
    walked = await walk(page);
    const missed = await page.evaluate((seen) => [...document.querySelectorAll('[data-tab]')].filter((one) => !seen.includes(one.dataset.tab)).map((one) => one.outerHTML.slice(0, 140)), [...walked.seen]);
    assert.deepEqual(missed.slice(0, 8), [], `${missed.length} of ${number} not reached`);
  });
  await test('keyboard: where the focus is can be seen everywhere', () => assert.deepEqual(walked.unseen.slice(0, 8), [], `${walked.unseen.length} of ${number}`));
  note(`${number} controls by Tab`);
}

async function skip(clinic, page) {
  await clinic.openPatient(page, 'breast-single-met');
  await test('keyboard: the first Tab offers to skip to the content, and does', async () => {
    await page.keyboard.press('Tab');
    const link = page.getByRole('link', { name: 'Skip to content' });
    assert.equal(await link.evaluate((one) => one === document.activeElement), true);
    assert.ok((await link.boundingBox()).x >= 0, 'it is seen');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), true, 'the next Tab is within the content');
  });
  await test('keyboard: the links of the bar lead to the sections', async () => {
    const link = page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Scores' });
    await link.focus();
    await page.keyboard.press('Enter');
    await until(async () => { const box = await page.getByRole('region', { name: 'Scores' }).boundingBox(); return box.y >= 0 && box.y < 300; }, 'the scores under the bar', 4000);
  });
}

// An answer, a fold and the drawer with keys alone.
async function acts(clinic, page) {
  await clinic.openPatient(page, 'prostate-femur-holds');
  const missing = page.getByRole('region', { name: /^Missing, ranked/ });
  await test('keyboard: a question is answered and taken back', async () => {
    await missing.getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await missing.getByRole('button', { name: 'Record as asserted' }).first().focus();
    await page.keyboard.press('Enter');
    const undo = missing.getByRole('button', { name: 'Undo' });
    const asks = missing.getByRole('alert');
    await until(async () => await undo.count() || await asks.count(), 'stored, or asked for more');
    if (await asks.count()) return;
    await page.keyboard.press('Tab');
    assert.equal(await undo.evaluate((one) => one === document.activeElement), true, 'undo is the next stop');
    await page.keyboard.press('Enter');
    await until(async () => !await undo.count(), 'taken back');
  });
  await test('keyboard: the timeline is walked with arrows, and says what stands there', async () => {
    const line = page.getByRole('region', { name: 'Timeline', exact: true });
    await line.locator('svg [tabindex="0"]').first().focus();
    const label = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    const said = new Set([await label()]);
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
      said.add(await label());
    }
    assert.ok(said.size > 2, [...said].join());
    assert.ok([...said].every((one) => /\w{3}/.test(one ?? '')), [...said].join());
  });
}

export async function keyboard(clinic) {
  const page = await clinic.person(0);
  await wholePage(clinic, page);
  await skip(clinic, page);
  await acts(clinic, page);
  await test('keyboard: nothing is complained about', () => assert.deepEqual(page.faults.filter((fault) => !/status of 428/.test(fault)), []));
  await page.shut();
}
