// The proof that the page does what it says: node tests/page/proof.mjs TOOLS VIGIL WORK [--quick] [PART...], see run.
import { spawnSync } from 'node:child_process';
import { Clinic } from './proof/clinic.mjs';
import { count, note, notes, test, assert } from './proof/harness.mjs';
import { signIn } from './proof/sign-in.mjs';
import { worklist } from './proof/worklist.mjs';
import { patients, speed } from './proof/patients.mjs';
import { answers } from './proof/answers.mjs';
import { whatIf } from './proof/what-if.mjs';
import { why } from './proof/why.mjs';
import { board } from './proof/board.mjs';
import { paper } from './proof/paper.mjs';
import { keyboard } from './proof/keyboard.mjs';
import { markup } from './proof/markup.mjs';
import { hostile } from './proof/hostile.mjs';
import { looks } from './proof/looks.mjs';
import { accessible } from './proof/accessible.mjs';

// Two queues run beside each other in one browser. What changes the record stands in the first, what only looks in the second.
const queues = [{ worklist, answers, 'what-if': whatIf, board, keyboard, looks }, { accessible, why, patients, hostile, markup, paper }];

function unit() {
  const { stdout } = spawnSync('tests/page/unit', { encoding: 'utf8' });
  const [, passed, failed] = stdout.match(/(\d+) passed, (\d+) failed\s*$/) ?? [0, 0, 1];
  count.passed += Number(passed);
  count.failed += Number(failed);
  if (Number(failed)) console.log(stdout);
}

async function run(queue, clinic, wanted) {
  for (const [name, part] of Object.entries(queue)) {
    if (wanted.length && !wanted.includes(name)) continue;
    const from = Date.now();
    try {
      await part(clinic);
    } catch (error) {
      await test(`${name}: the part as a whole`, () => { throw error; });
    }
    note(`${name} ${((Date.now() - from) / 1000).toFixed(1)} s`);
  }
}

async function main([tools, vigil, work, ...rest]) {
  const wanted = rest.filter((word) => word !== '--quick');
  if (!wanted.length) unit();
  const clinic = await Clinic.open(tools, vigil, work);
  clinic.quick = rest.includes('--quick');
  try {
    await signIn(clinic);
    await clinic.findKeys();
    if (!wanted.length || wanted.includes('speed')) await speed(clinic);
    await Promise.all(queues.map((queue) => run(queue, clinic, wanted)));
    await test('the log holds no name and no number of a patient', () => logIsClean(clinic));
  } finally {
    await test('the server stops cleanly', async () => assert.equal(await clinic.close(), 0, clinic.logged().slice(-2000)));
  }
}

function logIsClean(clinic) {
  const log = clinic.logged();
  const found = clinic.patients.flatMap(({ id, name, mrn }) => [id, name, mrn]).filter((word) => word && log.includes(word));
  assert.deepEqual(found, []);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.log(error.stack);
  count.failed += 1;
}
console.log(notes.join(' · '));
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed ? 1 : 0);
