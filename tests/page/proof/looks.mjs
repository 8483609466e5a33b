// looks: light and dark by a button that is remembered; tiers by shape and word; the pictures for the README.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, test } from './harness.mjs';

const most = 250 * 1024;
const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const isDark = (colour) => colour.match(/\d+/g).slice(0, 3).every((v) => Number(v) < 80);

async function themes(clinic, page) {
  await page.goto('/');
  await page.getByRole('row').nth(1).waitFor();
  const button = page.getByRole('button', { name: 'Dark' });
  await test('the button makes it dark, says so, and it is remembered', async () => {
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
    assert.equal(isDark(await background(page)), false);
    await button.click();
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    assert.equal(isDark(await background(page)), true);
    await page.reload();
    await page.getByRole('row').nth(1).waitFor();
    assert.equal(isDark(await background(page)), true);
    await page.getByRole('button', { name: 'Dark' }).click();
    assert.equal(isDark(await background(page)), false);
  });
  await test('a system that is dark makes it dark', async () => {
    const dark = await clinic.person(0, { colorScheme: 'dark' });
    await dark.goto('/');
    await dark.getByRole('row').nth(1).waitFor();
    assert.equal(isDark(await background(dark)), true);
    await dark.shut();
  });
  await test('a tier is a shape and a word, not a colour alone', async () => {
    const bare = await page.locator('table tbody tr').evaluateAll((rows) => rows.map((row) => row.cells[0]).filter((cell) => cell.children.length && (!cell.querySelector('svg use') || !/Emergency|Red|Amber|Not known|Green/.test(cell.innerText))).length);
    assert.equal(bare, 0);
    const shapes = await page.locator('table tbody tr').evaluateAll((rows) => [...new Set(rows.map((row) => `${row.cells[0].innerText} ${row.cells[0].querySelector('use')?.getAttribute('href')}`))]);
    assert.equal(new Set(shapes.map((one) => one.split(' ').at(-1))).size, shapes.length, shapes.join());
  });
}

async function pictures(clinic) {
  await test('the pictures of the README can be made', () => {
    const folder = path.join(clinic.work, 'images');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tests/page/shots', clinic.tools, clinic.vigil, folder], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    for (const name of ['worklist.png', 'patient.png']) {
      const { size } = fs.statSync(path.join(folder, name));
      assert.ok(size > 20000 && size < most, `${name}: ${size} bytes`);
    }
  });
}

export async function looks(clinic) {
  const page = await clinic.person(0);
  await themes(clinic, page);
  await pictures(clinic);
  await test('looks: nothing is complained about', () => assert.deepEqual(page.faults, []));
  await page.shut();
}
