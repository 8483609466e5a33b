// sign-in: an address signs in once; without a session nothing of anybody is shown.
import { assert, test } from './harness.mjs';
import { exported, people } from './clinic.mjs';

const families = exported().map(({ family }) => family).filter((family) => family.length > 3 && !family.startsWith('<'));

async function showsNobody(page) {
  const text = await page.locator('body').innerText();
  assert.deepEqual(families.filter((family) => text.includes(family)), []);
  assert.equal(await page.getByRole('row').count(), 0);
}

async function signInWith(page, link) {
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function second(clinic) {
  const page = await clinic.visitor();
  clinic.addPerson(people[1], 'oncology');
  await signInWith(page, clinic.linkFor(people[1]));
  await page.getByRole('heading', { level: 1, name: /need/ }).waitFor();
  await clinic.keepSession(1, page);
  await page.shut();
}

export async function signIn(clinic) {
  const { link } = clinic.server;
  const first = await clinic.visitor();
  await test('the printed address signs in and shows the worklist', async () => {
    await signInWith(first, link);
    await first.getByRole('heading', { level: 1, name: /need/ }).waitFor({ timeout: 30000 });
    assert.equal(new URL(first.url()).pathname, '/');
    await first.getByTitle(`Signed in: ${people[0]}`).waitFor();
    assert.deepEqual(first.faults, []);
  });
  await clinic.keepSession(0, first);
  await first.shut();

  const stranger = await clinic.visitor();
  await test('the same address is refused the second time', async () => {
    await signInWith(stranger, link);
    await stranger.getByRole('heading', { name: 'Not signed in' }).waitFor();
    await showsNobody(stranger);
  });
  for (const address of ['/', '/guidelines', '/audit', '/leaflets', '/patient/0123456789abcdef', '/sheet/0123456789abcdef']) {
    await test(`without a session ${address} says so and shows nobody`, async () => {
      await stranger.goto(address);
      await stranger.getByRole('heading', { level: 1, name: 'Your session has ended' }).waitFor();
      await showsNobody(stranger);
    });
  }
  await test('without a session the server gives no data', async () => {
    for (const address of ['/api/me', '/api/people', '/api/audit', '/api/guidelines', '/api/patient/0123456789abcdef']) {
      const response = await stranger.request.get(address);
      assert.equal(response.status(), 401, address);
    }
    assert.equal((await stranger.request.post('/api/worklist', { data: { filter: 'all' } })).status(), 401);
  });
  await stranger.shut();
  await test('a second person is added and signs in', () => second(clinic));
}
