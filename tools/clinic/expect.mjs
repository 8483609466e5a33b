// expect.mjs: what a careful clinician would want to be told of each patient of the clinic, held against what Vigil says.
//
// The tier of each patient stands in examples/clinic/README.md; what must be said, and what must not, stands here.
// A finding that is not named is free. `late` names examinations that are overdue, `calm` those that must not be.

import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const TIERS = ['emergency', 'red', 'amber'];

export const EXPECTED = {
    'os-new-on-chemo': { unknown: ['recurrence-recorded'], no: ['fever-on-chemotherapy'], calm: ['chest-image'] },
    'os-follow-up-well': {
        no: ['recurrence-suspected', 'recurrence-recorded', 'pain', 'lump', 'chest-symptoms', 'systemic-symptoms'],
        calm: ['chest-image', 'local-image', 'site-examination', 'blood-tests'],
    },
    'os-follow-up-overdue': { unknown: ['recurrence-suspected'], late: ['chest-image'] },
    'os-denies-all': { no: ['recurrence-suspected', 'chest-symptoms'], late: ['chest-image'] },
    'os-silent': { unknown: ['pain', 'lump', 'chest-symptoms', 'recurrence-suspected'], late: ['chest-image', 'local-image'] },
    'os-stale-denial': { unknown: ['recurrence-suspected', 'recurrence-recorded', 'unread-report'] },
    'os-night-pain': { yes: ['pain', 'lump', 'recurrence-suspected'], late: ['chest-image'] },
    'os-rest-pain-xray-normal': { yes: ['pain'], no: [], calm: ['x-ray-of-complaint'] },
    'os-activity-pain': { yes: ['pain', 'tobacco-advice'] },
    'os-red-warm-skin': { yes: ['lump', 'systemic-symptoms'] },
    'os-restricted': { yes: ['loss-of-movement'] },
    'os-systemic': { yes: ['systemic-symptoms', 'marker-raised'] },
    'os-alp-raised': { yes: ['marker-raised'], no: ['pain', 'lump'] },
    'os-amputee': { unknown: ['systemic-symptoms'] },
    'os-child': { yes: ['loss-of-movement', 'pain'], late: ['x-ray-of-complaint'] },
    'os-pelvis-radiotherapy': { yes: ['pain'] },
    'os-one-small-nodule': { yes: ['abnormal-result'], unknown: ['recurrence-recorded'] },
    'os-worked-up': { no: ['lump', 'pain', 'lesion-in-question', 'recurrence-recorded'] },
    'os-other-bone': { yes: ['pain'], late: ['mri-of-complaint', 'x-ray-of-complaint'] },
    'os-other-tumour': { yes: ['other-tumour'] },
    'os-name-only': { unknown: ['pain', 'recurrence-recorded', 'chest-image'] },
    'os-moved-here': { yes: ['chest-symptoms', 'systemic-symptoms', 'tobacco-advice', 'alcohol-advice'], late: ['chest-image'] },
    'os-cough-nodules': { yes: ['lesion-in-question', 'abnormal-result', 'tissue-needed'] },
    'os-haemoptysis': { yes: ['chest-symptoms'] },
    'os-local-recurrence': {
        yes: ['recurrence-recorded', 'distress-needs-help', 'complete-resection', 'no-further-tumour-treatment'],
        no: ['tissue-needed'],
        unknown: ['ifosfamide'],
    },
    'os-lung-relapse': { yes: ['recurrence-recorded', 'no-standard-osteosarcoma', 'anthracycline-spent'] },
    'os-late-relapse': { yes: ['recurrence-recorded'], unknown: ['ifosfamide'] },
    'os-fracture': { yes: ['fracture', 'pain'] },
    'os-palliative': { yes: ['recurrence-recorded', 'distress-needs-help', 'no-further-tumour-treatment'], no: ['regorafenib'] },
    'os-cord-compression': { yes: ['cord-compression'] },
    'os-refractory': { yes: ['pain', 'progression-recorded'], unknown: ['recurrence-recorded'] },
    'os-fever-on-chemo': { yes: ['fever-on-chemotherapy'] },
    'os-youngest': { yes: ['recurrence-recorded'], no: ['regorafenib', 'cabozantinib', 'sorafenib-everolimus', 'pazopanib'] },
    'os-second-remission': { no: ['recurrence-recorded'], unknown: ['recurrence-suspected'], calm: ['chest-image'] },
    'os-dead': { nothing: true },
    'os-hospice': { yes: ['pain', 'recurrence-recorded'], calm: ['chest-image', 'mri-of-complaint', 'x-ray-of-complaint'] },
    'ewing-lump-in-field': { nothing: true },
    mother: { nothing: true },
    son: { yes: ['pain', 'lump', 'chest-symptoms'] },
    'dirty-taken-back': {
        no: ['recurrence-recorded', 'lump', 'pain'],
        unknown: ['fracture', 'chest-symptoms'],
        calm: ['chest-image'],
    },
    'dirty-half-dates': { yes: ['systemic-symptoms'], unknown: ['chest-symptoms', 'recurrence-recorded', 'unread-report'] },
    'dirty-impossible': {
        yes: ['impossible-entry'],
        unknown: ['chest-symptoms', 'systemic-symptoms', 'marker-raised', 'pain'],
        late: ['chest-image'],
    },
    'dirty-units': { unknown: ['systemic-symptoms', 'marker-raised', 'pain', 'impossible-entry'] },
    'dirty-house-codes': { nothing: true },
    'dirty-twice': { yes: ['chest-symptoms'], no: ['pain'], unknown: ['lump'] },
    'dirty-nowhere': { yes: ['lump', 'systemic-symptoms'] },
    hostile: { yes: ['pain', 'lump'] },
};

const SOMETHING_SKIPPED = 65; // the clinic is dirty on purpose

// patient -> its rows of output.
function reviewed(asOf, ...options) {
    const program = resolve(ROOT, process.env.VIGIL ?? join(process.env.BUILD ?? 'build', 'vigil'));
    const args = ['review', '--as-of', asOf, '--format', 'ndjson', '--detail', 'none', ...options, 'examples/clinic'];
    const run = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
    const patients = new Map();
    if (run.status !== SOMETHING_SKIPPED || run.stdout === '') return patients;
    for (const line of run.stdout.trimEnd().split('\n')) {
        const row = JSON.parse(line);
        const id = row.patient.slice('Patient/'.length);
        if (!patients.has(id)) patients.set(id, []);
        patients.get(id).push(row);
    }
    return patients;
}

const daysLate = (row) => Math.max(0, ...(row.due ?? []).map((due) => due.overdueDays ?? 0));

function tierOf(rows) {
    const urgent = rows.filter((row) => row.kind === 'finding' && ['yes', 'unknown'].includes(row.holds)).map((row) => row.tier);
    const late = rows.filter((row) => row.kind === 'due' && daysLate(row) > 0).map(() => 'amber');
    return TIERS.find((tier) => [...urgent, ...late].includes(tier)) ?? '-';
}

function problemsOf(id, expected, rows) {
    const find = (name) => rows.filter((row) => row.finding === name);
    const problems = [];
    const said = rows.filter((row) => row.kind !== 'event'); // the dead keep their timeline
    if (expected.nothing && said.length > 0) problems.push(`${id}: ${said.length} things are said, nothing was to be`);
    for (const holds of ['yes', 'no', 'unknown']) {
        for (const name of expected[holds] ?? []) {
            const found = find(name).map((row) => row.holds);
            if (!found.includes(holds)) problems.push(`${id}: ${name} is ${found.join() || 'not said'}, not ${holds}`);
        }
    }
    for (const name of expected.late ?? []) {
        if (!find(name).some((row) => daysLate(row) > 0)) problems.push(`${id}: ${name} is not overdue`);
    }
    for (const name of expected.calm ?? []) {
        if (find(name).some((row) => daysLate(row) > 0)) problems.push(`${id}: ${name} is overdue`);
    }
    return problems;
}

// What is said otherwise than expected; `tiers` is patient -> tier of the README.
export function surprises(tiers, asOf) {
    const patients = reviewed(asOf);
    if (patients.size === 0) return ['vigil review of the clinic failed; is build/vigil made?'];
    const mapped = reviewed(asOf, '--site', 'examples/site', '--patient', 'dirty-house-codes');
    const wrong = [...tiers]
        .filter(([id, tier]) => tierOf(patients.get(id) ?? []) !== tier)
        .map(([id, tier]) => `${id}: ${tierOf(patients.get(id) ?? [])}, the README says ${tier}`);
    return [
        ...wrong,
        ...Object.keys(EXPECTED).filter((id) => !tiers.has(id)).map((id) => `${id}: not in the README`),
        ...problemsOf('dirty-house-codes', { yes: ['pain'] }, mapped.get('dirty-house-codes') ?? []),
        ...Object.entries(EXPECTED).flatMap(([id, expected]) => problemsOf(id, expected, patients.get(id) ?? [])),
    ];
}
