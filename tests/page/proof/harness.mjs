// harness: tests that are counted and timed; one that fails says what it saw and the others go on.
import assert from 'node:assert/strict';

export { assert };

const limit = 300000;
export const count = { passed: 0, failed: 0 };
export const notes = [];

function complain(name, error) {
  count.failed += 1;
  const lines = String(error?.message ?? error).replace(/\x1b\[[0-9;]*m/g, '').split('\n').filter((line) => line.trim());
  const at = String(error?.stack ?? '').match(/proof\/[a-z-]+\.mjs:\d+/g)?.find((place) => !place.startsWith('proof/harness'));
  console.log(`FAILED ${name}${at ? ` (${at})` : ''}`);
  for (const line of lines.slice(0, 12)) console.log(`    ${line.slice(0, 400)}`);
}

export async function test(name, body) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not done after ${limit / 1000} s`)), limit); });
  try {
    await Promise.race([body(), late]);
    count.passed += 1;
  } catch (error) {
    complain(name, error);
  } finally {
    clearTimeout(timer);
  }
}

export function note(line) {
  notes.push(line);
}

// Until `look` answers something true; its last answer otherwise goes into the complaint.
export async function until(look, what, patience = 20000) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    last = await look();
    if (last) return last;
    if (Date.now() > end) throw new Error(`not seen within ${patience / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// `work` for each item, some at a time.
export async function eachOf(items, atOnce, work) {
  const queue = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (queue.length) await work(queue.shift());
  }));
}
