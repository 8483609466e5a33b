// expect.mjs: what a careful clinician would want to be told of each patient of the clinic, held against what Vigil says.
//
// The tier of each patient stands in examples/clinic/README.md; what must be said, and what must not, stands here.
// A finding that is not named is free. `late` names examinations that are overdue, `calm` those that must not be, `unsaid` what must not
// be there at all. For somebody who is well the tier "-" of the README says that nothing is red, amber or late.

import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const TIERS = ['emergency', 'red', 'amber'];

// A name like "relapse of two-primaries-primary-2" is the finding about that Condition only.
export const EXPECTED = {
    'os-new-on-chemo': {
        unknown: ['relapse'],
        no: ['fever-on-chemotherapy'],
        yes: ['bone-stage', 'treatment-going-on', 'organ-function'],
        calm: ['chest-image', 'audiometry', 'echocardiography'],
    },
    'os-follow-up-well': {
        no: ['recurrence-suspected', 'relapse', 'refractory', 'pain', 'lump', 'chest-symptoms', 'systemic-symptoms', 'last-spoken'],
        yes: ['remission-reached', 'followed', 'spent-doses'],
        calm: ['chest-image', 'local-image', 'site-examination', 'blood-tests', 'audiometry', 'echocardiography', 'kidney-function'],
    },
    'os-follow-up-overdue': {
        unknown: ['recurrence-suspected'],
        late: ['chest-image', 'local-image', 'site-examination'],
        calm: ['audiometry', 'echocardiography'],
    },
    'os-denies-all': { no: ['recurrence-suspected', 'chest-symptoms'], late: ['chest-image', 'site-examination'] },
    'os-silent': {
        unknown: ['pain', 'lump', 'chest-symptoms', 'recurrence-suspected'],
        late: ['chest-image', 'local-image', 'site-examination'],
    },
    'os-stale-denial': { unknown: ['recurrence-suspected', 'relapse', 'unread-report'], late: ['site-examination'] },
    'os-night-pain': { yes: ['pain', 'lump', 'recurrence-suspected'], late: ['chest-image', 'site-examination'] },
    'os-rest-pain-xray-normal': { yes: ['pain', 'recurrence-suspected'], calm: ['x-ray-of-complaint'] },
    'os-activity-pain': { yes: ['pain', 'tobacco-advice'], calm: ['chest-image', 'mri-of-complaint'] },
    'os-red-warm-skin': { yes: ['lump', 'systemic-symptoms'] },
    'os-restricted': { yes: ['loss-of-movement'] },
    'os-systemic': { yes: ['systemic-symptoms', 'marker-raised', 'organ-function'] },
    'os-alp-raised': { yes: ['marker-raised'], no: ['pain', 'lump'], unknown: ['recurrence-suspected'] },
    'os-amputee': { unknown: ['systemic-symptoms'], no: ['pain', 'palliative-care'], calm: ['audiometry'] },
    'os-child': { yes: ['loss-of-movement', 'pain'], late: ['x-ray-of-complaint'] },
    'os-pelvis-radiotherapy': { yes: ['pain', 'margin-involved', 'irradiated'] },
    'os-one-small-nodule': { yes: ['abnormal-result'], unknown: ['relapse'] },
    'os-worked-up': { no: ['lump', 'pain', 'lesion-in-question', 'relapse', 'other-tumour'] },
    'os-other-bone': { yes: ['pain', 'pain-not-relieved'], late: ['mri-of-complaint', 'x-ray-of-complaint'] },
    'os-other-tumour': { yes: ['other-tumour'], unknown: ['screening-of-carrier'], late: ['site-examination'] },
    'os-name-only': { unknown: ['pain', 'relapse', 'chest-image', 'last-spoken'] },
    'os-moved-here': {
        yes: ['chest-symptoms', 'systemic-symptoms', 'tobacco-advice', 'alcohol-advice'],
        late: ['chest-image', 'ct-of-chest-complaint'],
    },
    'os-cough-nodules': {
        yes: ['lesion-in-question', 'abnormal-result', 'tissue-needed', 'lung-nodule'],
        unknown: ['relapse'],
    },
    'os-haemoptysis': { yes: ['chest-symptoms', 'recurrence-suspected'] },
    'os-local-recurrence': {
        yes: [
            'relapse',
            'distress-needs-help',
            'anthracycline-spent',
            'no-standard-osteosarcoma',
            'complete-resection',
            'no-further-tumour-treatment',
        ],
        no: ['tissue-needed', 'mode-not-established', 'other-tumour'],
        unknown: ['ifosfamide'],
        calm: ['bone-scan', 'staging-ct'],
    },
    'os-lung-relapse': {
        yes: ['relapse', 'no-standard-osteosarcoma', 'anthracycline-spent', 'leary-2013', 'no-further-tumour-treatment'],
        no: ['tissue-needed', 'mode-not-established'],
        calm: ['bone-scan', 'staging-ct'],
    },
    'os-late-relapse': { yes: ['relapse', 'anthracycline-spent'], unknown: ['ifosfamide'] },
    'os-fracture': { yes: ['fracture', 'pain', 'pain-not-relieved'] },
    'os-palliative': {
        yes: ['relapse', 'chest-symptoms', 'distress-needs-help', 'no-further-tumour-treatment'],
        no: ['regorafenib', 'palliative-care'],
        calm: ['staging-ct'],
    },
    'os-cord-compression': { yes: ['cord-compression', 'pain-not-relieved'] },
    'os-refractory': { yes: ['pain', 'refractory', 'pain-not-relieved'], unsaid: ['leary-2013', 'spraker-perlman-2019'] },
    'os-fever-on-chemo': { yes: ['fever-on-chemotherapy'], unknown: ['recurrence-suspected'] },
    'os-youngest': { yes: ['relapse'], no: ['regorafenib', 'cabozantinib', 'sorafenib-everolimus', 'pazopanib'] },
    'os-second-remission': {
        no: ['relapse'],
        unknown: ['recurrence-suspected'],
        calm: ['chest-image', 'audiometry', 'echocardiography'],
    },
    'os-dead': { nothing: true },
    'os-hospice': {
        yes: ['pain', 'relapse'],
        calm: ['chest-image', 'mri-of-complaint', 'x-ray-of-complaint', 'bone-scan', 'staging-ct', 'echocardiography'],
        unsaid: ['recurrence-suspected', 'no-standard-osteosarcoma', 'ifosfamide'],
    },
    'rms-orbit': { yes: ['side-differs', 'stage-and-group', 'irradiated'], no: ['last-spoken', 'refractory'], unknown: ['relapse'] },
    'rms-alveolar-relapse': {
        yes: ['relapse', 'no-standard-rhabdomyosarcoma', 'chisholm-2011', 'no-further-tumour-treatment'],
        no: ['last-spoken', 'rms-favourable-multi-agent'],
        unknown: ['rms-local-therapy', 'plan-basis'],
        unsaid: ['staging-chest-ct', 'staging-marrow', 'biopsy-of-recurrence'],
    },
    'rms-late-local-relapse': {
        yes: ['remission-reached', 'stage-and-group'],
        unknown: ['relapse', 'fusion-known'],
        no: ['last-spoken', 'metastatic-at-onset'],
        calm: ['rhabdomyosarcoma-visit'],
    },
    'ewing-lump-in-field': {
        yes: ['recurrence-suspected', 'irradiated'],
        unknown: ['second-cancer', 'relapse'],
        late: ['bone-sarcoma-chest-image'],
        unsaid: ['leary-2013', 'lump'],
    },
    'ewing-well': {
        no: ['relapse', 'refractory', 'no-standard-ewing', 'many-chest-images'],
        yes: ['remission-reached'],
        calm: ['bone-sarcoma-chest-image', 'bone-sarcoma-visit', 'echocardiography'],
    },
    'survivor-breast': {
        yes: ['followed', 'remission-reached'],
        calm: ['breast-visit', 'mammography'],
        unsaid: ['ct-of-trunk-breast', 'leary-2013', 'audiometry', 'acupuncture', 'nerve-block'],
    },
    'survivor-colon': {
        yes: ['colonoscopy-schedules'],
        calm: ['colonoscopy', 'cea', 'colorectal-ct', 'colorectal-visit'],
    },
    mother: { yes: ['followed'], no: ['refractory'], calm: ['breast-visit', 'mammography'], unsaid: ['pain', 'lump', 'chest-symptoms'] },
    son: { yes: ['pain', 'lump', 'chest-symptoms', 'genetics-referral'] },
    'breast-bone-met': {
        yes: ['relapse', 'recurrence-suspected', 'bone-surgery', 'no-further-tumour-treatment'],
        no: ['unknown-primary', 'several-bone-lesions'],
        unknown: ['palliative-care', 'fracture-risk', 'mechanical-pain', 'primary-or-metastatic', 'tissue-before-fixation'],
        late: ['biopsy-of-recurrence', 'mri-of-suspected-place', 'cortex-measurement', 'calcium-before-dose', 'dental-check'],
        unsaid: ['bone-drugs-in-general', 'before-surgery', 'biopsy-of-lesion'],
    },
    'breast-single-met': {
        yes: [
            'relapse',
            'bone-surgery',
            'fracture-risk',
            'mechanical-pain',
            'primary-or-metastatic',
            'timing-single-proven',
            'principle-survival',
            'bone-drug-start',
        ],
        no: ['tissue-before-fixation', 'several-bone-lesions', 'teachh-lowest', 'chow-lowest'],
        late: ['bone-image'],
        calm: ['biopsy-of-recurrence', 'staging-trunk-ct'],
        unsaid: ['instruments-disagree', 'bone-drugs-in-general'],
    },
    'breast-size-open': {
        yes: ['relapse', 'primary-or-metastatic', 'principle-fit', 'principle-survival'],
        no: ['tissue-before-fixation'],
        unknown: ['fracture-risk'],
    },
    'prostate-bone-met': {
        yes: ['cord-or-cauda', 'recurrence-suspected', 'bone-surgery', 'cord-care', 'paraplegia-risk', 'mri-of-suspected-place', 'psa-of-suspicion'],
        unknown: ['spine-unstable'],
        unsaid: ['whole-spine-mri', 'patchell'],
    },
    'prostate-femur-holds': {
        yes: ['several-bone-lesions', 'bone-drug-start', 'principle-survival'],
        no: ['fracture-risk', 'principle-fracture-risk', 'timing-fractured'],
        unknown: ['bone-surgery', 'mechanical-pain', 'spine-unstable', 'paraplegia-risk'],
        calm: ['cortex-measurement', 'bone-image'],
        unsaid: ['cord-compression', 'before-surgery'],
    },
    'lung-bone-met': {
        yes: ['pathological-fracture', 'bone-surgery', 'pain-not-relieved', 'organ-function', 'hypercalcaemia'],
        unknown: ['high-calcium', 'tissue-before-fixation', 'principle-survival'],
        unsaid: ['fracture-risk', 'mechanical-pain'],
    },
    'lung-fracture-proven': {
        yes: [
            'bone-surgery',
            'timing-fractured',
            'principle-fit',
            'pain-not-relieved',
            'hypercalcaemia',
            'several-bone-lesions',
            'katagiri-lowest',
            'chow-lowest',
        ],
        no: ['tissue-before-fixation', 'principle-survival', 'principle-primary-controlled', 'instruments-disagree'],
        unknown: ['high-calcium'],
        unsaid: ['fracture-risk', 'think-of-sarcoma'],
    },
    'thyroid-bone-met': {
        yes: ['bone-surgery', 'timing-insensitive'],
        unknown: ['relapse', 'tissue-before-fixation', 'embolisation', 'no-fracture-instrument'],
        late: ['biopsy-of-lesion', 'ct-of-lesion'],
        unsaid: ['fracture-risk', 'biopsy-of-recurrence'],
    },
    'kidney-bone-met': {
        yes: ['relapse', 'spinal-pain', 'pain-not-relieved', 'bone-surgery', 'instruments-disagree', 'mri-of-suspected-place'],
        unknown: ['cord-or-cauda', 'paraplegia-risk', 'spine-unstable', 'embolisation'],
        unsaid: ['noms', 'whole-spine-mri'],
    },
    'kidney-t12-cord': {
        yes: [
            'cord-or-cauda',
            'bone-surgery',
            'cord-care',
            'paraplegia-risk',
            'spine-unstable',
            'noms',
            'relapse',
            'primary-or-metastatic',
            'instruments-disagree',
        ],
        no: ['tissue-before-fixation', 'hypercalcaemia', 'tokuhashi-lowest', 'tomita-lowest'],
        calm: ['mri-of-suspected-place', 'biopsy-of-recurrence'],
        unsaid: ['whole-spine-mri', 'think-of-sarcoma'],
    },
    'breast-arm-crutches': {
        yes: ['fracture-risk', 'bone-surgery', 'several-bone-lesions', 'bone-drug-start'],
        unknown: ['relapse', 'tissue-before-fixation', 'after-bone-surgery', 'radiation-after-surgery'],
        late: ['wound-after-surgery'],
        unsaid: ['before-surgery'],
    },
    'unknown-primary': {
        yes: ['pain-not-relieved', 'unknown-primary', 'bone-surgery'],
        unknown: ['nerve-block', 'tissue-before-fixation', 'think-of-sarcoma', 'biopsy-after-imaging', 'fracture-risk'],
        calm: ['trunk-ct-for-primary', 'biopsy-of-lesion'],
        unsaid: ['survival-estimates', 'bone-drug-start'],
    },
    'ewing-registry-relapse': {
        yes: ['relapse', 'no-standard-ewing', 'leavey-2008', 'no-further-tumour-treatment'],
        late: ['biopsy-of-recurrence', 'staging-skeleton', 'staging-marrow'],
        calm: ['staging-chest-ct', 'staging-site-mri'],
    },
    'two-primaries': {
        yes: ['relapse of two-primaries-primary-2'],
        unknown: ['relapse of two-primaries-primary-1'],
        late: ['staging-trunk-ct'],
        calm: ['mammography', 'breast-visit', 'biopsy-of-recurrence'],
    },
    'reports-worsen': { yes: ['pro-worsening', 'trend'], no: ['relapse'], calm: ['cea', 'colonoscopy', 'colorectal-ct', 'colorectal-visit'] },
    'chondro-lost': { yes: ['last-spoken'], no: ['followed'], late: ['bone-sarcoma-visit'] },
    'tp53-carrier': {
        yes: ['diagnostic-radiation'],
        no: ['screening-of-carrier', 'relapse'],
        unknown: ['radiation-for-carrier'],
        late: ['lfs-breast-mri'],
        calm: ['lfs-whole-body-mri', 'lfs-brain-mri', 'chest-image'],
    },
    'rms-half-dates': {
        yes: ['relapse', 'no-standard-rhabdomyosarcoma'],
        unknown: ['mattke-2009', 'pappo-1999', 'stage-and-group', 'plan-basis'],
        late: ['staging-chest-ct', 'biopsy-of-recurrence'],
    },
    'lung-haemoptysis': { yes: ['haemoptysis', 'recurrence-suspected'], late: ['ct-of-suspected-lung'], calm: ['lung-ct'] },
    'prostate-psa': { yes: ['psa-recurrence'], calm: ['psa'] },
    'dirty-taken-back': {
        no: ['relapse', 'lump', 'pain'],
        unknown: ['fracture', 'chest-symptoms'],
        calm: ['chest-image'],
    },
    'dirty-half-dates': { yes: ['systemic-symptoms'], unknown: ['chest-symptoms', 'relapse', 'unread-report'] },
    'dirty-impossible': {
        yes: ['impossible-entry'],
        no: ['last-spoken'],
        unknown: ['chest-symptoms', 'systemic-symptoms', 'marker-raised', 'pain'],
        late: ['chest-image'],
    },
    'dirty-units': { no: ['last-spoken'], late: ['chest-image'], unknown: ['systemic-symptoms', 'marker-raised', 'pain', 'impossible-entry'] },
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
    const find = (name) => {
        const [finding, about] = name.split(' of ');
        return rows.filter((row) => row.finding === finding && (!about || row.about === `Condition/${about}`));
    };
    const problems = [];
    const said = rows.filter((row) => row.kind !== 'event'); // the dead keep their timeline
    if (expected.nothing && said.length > 0) problems.push(`${id}: ${said.length} things are said, nothing was to be`);
    for (const holds of ['yes', 'no', 'unknown']) {
        for (const name of expected[holds] ?? []) {
            const found = find(name).map((row) => row.holds);
            if (!found.includes(holds)) problems.push(`${id}: ${name} is ${found.join() || 'not said'}, not ${holds}`);
        }
    }
    for (const name of expected.unsaid ?? []) {
        if (find(name).length > 0) problems.push(`${id}: ${name} is said`);
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
        ...[...tiers.keys()].filter((id) => !(id in EXPECTED)).map((id) => `${id}: nothing is expected of it`),
        ...problemsOf('dirty-house-codes', { yes: ['pain'] }, mapped.get('dirty-house-codes') ?? []),
        ...Object.entries(EXPECTED).flatMap(([id, expected]) => problemsOf(id, expected, patients.get(id) ?? [])),
    ];
}
