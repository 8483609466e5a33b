// Every score of the guideline on bone metastases over all combinations of its items and of any that is missing, against
// tables of their own (instruments.mjs).
//
// - low and high of each score are the sums of the tables, a missing item counting from its least to its most
// - a missing item that becomes known never widens the range, and never leaves it
// - an item that gets worse never makes the score better
//
//     node tests/scores/run.mjs PROGRAM [--part N/M]     ends with "N passed, N failed"
//
// A part is every M-th combination of the scores that have many; the others are always whole.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INSTRUMENTS } from './instruments.mjs';

const AS_OF = '2026-11-22';
const MOST_PATIENTS = 2000;
const MANY = 500;
const program = process.argv[2] ?? 'build/vigil';
const [part, parts] = (process.argv[3] === '--part' ? process.argv[4] : '1/1').split('/').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'scores-'));

// All ways to choose one level of each item; null is an item that is missing.
function* combinations(items, chosen = []) {
    if (chosen.length === items.length) {
        yield chosen;
        return;
    }
    const item = items[chosen.length];
    const levels = [...item.levels.keys(), ...(item.missing ? [null] : [])];
    for (const level of levels) yield* combinations(items, [...chosen, level]);
}

// What the tables say: an item gives a number, a range of numbers, or depends on its own parts.
function expected(instrument, chosen) {
    let [low, high] = instrument.base ?? [0, 0];
    instrument.items.forEach((item, i) => {
        const points = chosen[i] === null ? item.missing : item.levels[chosen[i]].points;
        const [from, to] = Array.isArray(points) ? points : [points, points];
        low += from;
        high += to;
    });
    return [low, high];
}

function bundle(instrument, chosen, id) {
    const patient = { resourceType: 'Patient', id, gender: 'female', birthDate: '1960-05-05', ...instrument.patient };
    const resources = [patient, ...instrument.record(id)];
    let number = 0;
    instrument.items.forEach((item, i) => {
        const level = chosen[i] === null ? item.absent : item.levels[chosen[i]];
        for (const make of level?.put ?? []) {
            const one = make(id, instrument.lesion?.(id));
            resources.push({ ...one, id: `${id}-${number++}` });
        }
    });
    return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

function review(instrument, bundles) {
    const file = join(folder, 'records.ndjson');
    writeFileSync(file, bundles.map((one) => JSON.stringify(one)).join('\n') + '\n');
    const words = ['review', '--as-of', AS_OF, '--guidelines', 'guidelines', '--finding', instrument.score];
    const made = spawnSync(program, [...words, '--detail', 'none', '--all', '--format', 'ndjson', file], {
        encoding: 'utf8',
        maxBuffer: 1 << 30,
    });
    if (made.status !== 0) throw new Error(`${instrument.score}: status ${made.status}\n${made.stderr}`);
    const scores = new Map();
    for (const line of made.stdout.split('\n')) {
        if (!line.startsWith('{')) continue;
        const one = JSON.parse(line);
        if (one.kind === 'score' && one.finding === instrument.score) scores.set(one.patient, one.score ?? null);
    }
    return scores;
}

let passed = 0;
let failed = 0;
function hold(good, instrument, chosen, says) {
    if (good) {
        passed++;
        return;
    }
    if (failed++ < 40) console.log(`FAILED ${instrument.score} ${words(instrument, chosen)}: ${says}`);
}
const words = (instrument, chosen) =>
    chosen.map((level, i) => `${instrument.items[i].name}=${level === null ? '?' : instrument.items[i].levels[level].name}`).join(' ');
const shown = (range) => (range ? `${range.low} to ${range.high}` : 'no score');

for (const instrument of INSTRUMENTS) {
    const began = Date.now();
    const all = [...combinations(instrument.items)];
    const found = new Map();
    const step = all.length > MANY ? parts : 1;
    const picked = all.map((chosen, i) => ({ chosen, id: `s${i}` })).filter((_, i) => i % step === (part - 1) % step);
    for (let from = 0; from < picked.length; from += MOST_PATIENTS) {
        const some = picked.slice(from, from + MOST_PATIENTS);
        const scores = review(instrument, some.map(({ chosen, id }) => bundle(instrument, chosen, id)));
        for (const { chosen, id } of some) found.set(String(chosen), scores.get(`Patient/${id}`));
    }
    for (const { chosen } of picked) {
        const [low, high] = expected(instrument, chosen);
        const score = found.get(String(chosen));
        hold(score && Number(score.low) === low && Number(score.high) === high, instrument, chosen, `${shown(score)}, the table says ${low} to ${high}`);
    }
    // One step from each combination: an item that becomes known, and one that goes a level up.
    for (const { chosen } of picked) {
        const score = found.get(String(chosen));
        if (!score) continue;
        chosen.forEach((level, i) => {
            const { levels } = instrument.items[i];
            const up = !instrument.unordered && level !== null && level + 1 < levels.length ? [level + 1] : [];
            const next = level === null ? levels.keys() : up;
            for (const other of next) {
                const then = found.get(String(chosen.with(i, other)));
                if (!then) continue;
                if (level === null) hold(then.low >= score.low && then.high <= score.high, instrument, chosen, `${instrument.items[i].name} known leaves the range`);
                else hold(then.low >= score.low && then.high >= score.high, instrument, chosen, `${instrument.items[i].name} goes up, the score does not`);
            }
        });
    }
    console.log(`${instrument.score}: ${picked.length} of ${all.length} combinations, ${Math.round((Date.now() - began) / 1000)} s`);
}
rmSync(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
