// How well a relapse is derived from records, on invented patients whose course is known (generate.mjs).
//
//     node tests/relapse/run.mjs PROGRAM [SEED COUNT]     ends with "N passed, N failed"
//
// Measured on our own generator: it says nothing yet about a hospital.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from './generate.mjs';

const GOAL = { sensitivity: 0.95, specificity: 0.98, days: 7 };
const DAY = 86400000;

function review(program, records) {
    const folder = mkdtempSync(join(tmpdir(), 'relapse-'));
    const file = join(folder, 'records.ndjson');
    writeFileSync(file, records.map((one) => JSON.stringify(one)).join('\n') + '\n');
    const made = spawnSync(
        program,
        ['review', '--as-of', '2026-11-22', '--finding', 'relapse', '--detail', 'none', '--format', 'ndjson', file],
        { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    rmSync(folder, { recursive: true });
    if (made.status !== 0) throw new Error(`${program}: status ${made.status}\n${made.stderr}`);
    return made.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

// The middle of what is said: "2024-03" to "2024-03" is the sixteenth of March.
function middle(at) {
    const first = (text) => Date.parse(text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text);
    const last = (text) => {
        const [year, month] = text.split('-').map(Number);
        return text.length === 4 ? Date.UTC(year, 11, 31) : text.length === 7 ? Date.UTC(year, month, 0) : Date.parse(text);
    };
    return (first(at.low) + last(at.high)) / 2;
}

function judge(labels, findings) {
    const tally = { hit: 0, missed: [], clear: 0, false: [], days: [], undated: 0 };
    for (const label of labels) {
        const said = findings.find(
            (one) => one.patient === `Patient/${label.id}` && label.named.includes(one.about) && one.holds === 'yes',
        );
        if (label.relapsed && said) {
            tally.hit++;
            if (said.at?.low && said.at?.high) tally.days.push(Math.abs(middle(said.at) - Date.parse(label.date)) / DAY);
            else tally.undated++;
        } else if (label.relapsed) tally.missed.push(`${label.id} ${label.kind} ${label.ways}`);
        else if (said) tally.false.push(`${label.id} ${label.kind} ${label.truth}`);
        else tally.clear++;
    }
    return tally;
}

const [program = 'build/vigil', seed = '1', count = '600'] = process.argv.slice(2);
const { records, labels } = generate(Number(seed), Number(count));
const findings = review(program, records);
const tally = judge(labels, findings);
const mean = tally.days.reduce((sum, one) => sum + one, 0) / Math.max(tally.days.length, 1);
const figures = {
    sensitivity: tally.hit / (tally.hit + tally.missed.length),
    specificity: tally.clear / (tally.clear + tally.false.length),
    days: mean,
};
for (const one of tally.missed) console.log(`missed: ${one}`);
for (const one of tally.false) console.log(`in vain: ${one}`);
console.log(
    `${labels.length} invented patients, ${tally.hit + tally.missed.length} with a relapse: sensitivity ${figures.sensitivity.toFixed(3)}, ` +
        `specificity ${figures.specificity.toFixed(3)}, mean error of the date ${mean.toFixed(1)} days (${tally.undated} without a date). ` +
        'Measured on our own generator: it says nothing yet about a hospital.',
);
const kept = [
    figures.sensitivity >= GOAL.sensitivity,
    figures.specificity >= GOAL.specificity,
    figures.days <= GOAL.days,
    tally.undated === 0,
    // that a relapse was never said of half of them would be a broken program, not a careful one
    findings.length >= labels.length,
];
console.log(`${kept.filter(Boolean).length} passed, ${kept.filter((one) => !one).length} failed`);
process.exit(kept.every(Boolean) ? 0 : 1);
