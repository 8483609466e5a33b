// Properties of all guidelines on the example clinic and on invented courses (tests/relapse/generate.mjs):
//
// - the order of resources changes nothing
// - what is overdue stays so at a later instant, unless the record says why: it was done since, the patient died, relapsed
//   or went to a hospice, or another thing took its place, or a numbered decision lets it lapse
//
//     node tests/properties/run.mjs PROGRAM      ends with "N passed, N failed"
//
// That an answer taken away makes nothing certain, and that what was not read changes nothing, is tested in C
// (tests/finding/properties_test.c).

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../relapse/generate.mjs';

const program = process.argv[2] ?? 'build/vigil';
const LATER = ['2026-12-22', '2027-03-01', '2028-06-01'];
const folder = mkdtempSync(join(tmpdir(), 'properties-'));

// A Bundle a patient of the clinic: what is about nobody goes to all.
function clinic() {
    const read = (name) =>
        readFileSync(join('examples/clinic', name), 'utf8')
            .split('\n')
            .filter((line) => line.startsWith('{'))
            .map((line) => JSON.parse(line));
    const all = readdirSync('examples/clinic')
        .filter((name) => name.endsWith('.ndjson'))
        .sort()
        .flatMap(read);
    const about = (one) => one.subject?.reference ?? one.patient?.reference;
    const shared = all.filter((one) => one.resourceType !== 'Patient' && about(one) === undefined);
    const seen = new Set();
    return all
        .filter((one) => one.resourceType === 'Patient')
        .filter((one) => !seen.has(one.id) && seen.add(one.id))
        // the twice-sent patient has doubles whose order is told by meta.lastUpdated: leave them in
        .map((one) => [
            ...all.filter((other) => other.resourceType === 'Patient' && other.id === one.id),
            ...all.filter((other) => about(other) === `Patient/${one.id}`),
            ...shared,
        ]);
}

function shuffled(list, seed) {
    let state = seed >>> 0;
    const next = (n) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 4294967296) * n);
    };
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
        const j = next(i + 1);
        [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
}

function review(patients, asOf) {
    const file = join(folder, 'records.ndjson');
    const bundle = (resources) => ({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) });
    writeFileSync(file, patients.map((one) => JSON.stringify(bundle(one))).join('\n') + '\n');
    const made = spawnSync(program, ['review', '--as-of', asOf, '--detail', 'data', '--format', 'ndjson', file], {
        encoding: 'utf8',
        maxBuffer: 1 << 30,
    });
    if (made.status !== 0 && made.status !== 65) throw new Error(`${program}: status ${made.status}\n${made.stderr}`);
    return made.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

const key = (one) => [one.patient, one.guideline, one.kind, one.finding, one.about ?? ''].join(' ');

// What is concluded; not the order in which the data behind it are listed.
const conclusion = (one) =>
    JSON.stringify([
        one.holds,
        one.tier,
        one.score,
        one.at,
        one.details,
        one.says,
        one.due,
        [...(one.events ?? [])].map((event) => JSON.stringify(event)).sort(),
        [...(one.missing ?? [])].map((missing) => missing.input).sort(),
    ]);

let passed = 0;
const failures = [];
const claim = (holds, words) => (holds ? passed++ : failures.push(words));

const patients = [...clinic(), ...generate(7, 60).records.map((one) => one.entry.map(({ resource }) => resource))];
const base = review(patients, '2026-11-22');
const known = new Map(base.map((one) => [key(one), one]));

for (const seed of [1, 2, 3]) {
    const other = review(
        patients.map((one, i) => shuffled(one, seed * 1000 + i)),
        '2026-11-22',
    );
    claim(other.length === base.length, `order ${seed}: ${other.length} conclusions instead of ${base.length}`);
    for (const one of other) {
        const before = known.get(key(one));
        claim(
            before !== undefined && conclusion(before) === conclusion(one),
            `order ${seed}: ${key(one)}: ${before === undefined ? 'was not there' : `${conclusion(before)} became ${conclusion(one)}`}`,
        );
    }
}

// What lapses by a decision of its guideline, numbered in its README, and after how many days; everything else that is overdue stays so.
// A lesion is new for 180 days (primary-or-metastatic-decisions, 8); an order of six months ago is no drug that is given
// (bone-metastasis-decisions, 71).
const LAPSES = { 'x-ray-of-lesion': 180, 'ct-of-lesion': 180, 'calcium-before-dose': 180, 'dental-check': 180 };
const daysBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const lapsed = (one, asOf) => (one.due ?? []).every((window) => daysBetween(window.from, asOf) > (LAPSES[one.finding] ?? Infinity));

const overdue = (one) => one.kind === 'due' && (one.due ?? []).some((window) => window.overdueDays > 0);
let earlier = base;
for (const asOf of LATER) {
    const later = new Map(review(patients, asOf).map((one) => [key(one), one]));
    for (const one of earlier.filter(overdue)) {
        const now = later.get(key(one));
        const done = (now?.due ?? []).some((window) => window.done > '2026-11-22');
        claim(lapsed(one, asOf) || (now !== undefined && (overdue(now) || done)), `later ${asOf}: ${key(one)} is no longer overdue`);
    }
    earlier = [...later.values()];
}

rmSync(folder, { recursive: true });
for (const words of failures.slice(0, 40)) console.log(`FAILED ${words.slice(0, 600)}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
