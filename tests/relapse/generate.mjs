// generate.mjs: invented patients of whom it is known whether their cancer came back, and when.
//
//     node tests/relapse/generate.mjs SEED COUNT FOLDER     writes FOLDER/records.ndjson and FOLDER/labels.json
//
// A course is drawn first: tumour, first treatment, and what became of it. Then it is written down as hospitals do, in one of
// six ways (a to f below), with noise: doubles, late entries, dates without a day, refuted and mistaken entries, second
// cancers, metastases at onset, growth during the first treatment. The records say nothing of the labels.
//
//   a  clinicalStatus relapse or recurrence     d  disease status worse after a remission
//   b  a new metastasis of this primary         e  "recurrent malignant neoplasm"
//   c  the same cancer diagnosed anew           f  the German overall assessment: Y, or R in its parts

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const AS_OF = Date.UTC(2026, 10, 22);
const DAY = 86400000;
const SCT = 'http://snomed.info/sct';
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const ICDO = 'http://terminology.hl7.org/CodeSystem/icd-o-3';
const LOINC = 'http://loinc.org';
const MII = 'https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-verlauf-';
const MCODE = 'http://hl7.org/fhir/us/mcode/StructureDefinition/';

const TUMOURS = [
    { kind: 'osteosarcoma', surgery: '65801008', codes: [[SCT, '307576001']], histology: '9180/3', site: '71341001', icd: 'C40.20' },
    { kind: 'ewing', surgery: '65801008', codes: [[SCT, '307608006']], histology: '9364/3', site: '118645006', icd: 'C41.4' },
    { kind: 'rhabdomyosarcoma', surgery: '65801008', codes: [[SCT, '302847003']], histology: '8910/3', site: '68367000', icd: 'C49.20' },
    { kind: 'breast', surgery: '392021009', codes: [[SCT, '254837009'], [ICD, 'C50.911']], histology: '8500/3', site: '76752008', icd: 'C50.911' },
    { kind: 'colorectal', surgery: '43075005', codes: [[SCT, '363406005'], [ICD, 'C18.7']], histology: '8140/3', site: '71854001', icd: 'C18.7' },
    { kind: 'soft-tissue-sarcoma', surgery: '65801008', codes: [[ICD, 'C49.21']], histology: '8890/3', site: '68367000', icd: 'C49.21' },
];
const METASTASES = [
    [[SCT, '94391008'], [ICD, 'C78.01']],
    [[SCT, '94391008']],
    [[ICD, 'C79.51']],
    [[SCT, '94222008']],
    [[ICD, 'C78.7']],
];

// mulberry32
function random(seed) {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    return {
        chance: (p) => next() < p,
        whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
        pick: (list) => list[Math.floor(next() * list.length)],
    };
}

const text = (ms) => new Date(ms).toISOString().slice(0, 10);
const concept = (codes) => ({ coding: codes.map(([system, code]) => ({ system, code })) });
const status = (system, code) => concept([[`http://terminology.hl7.org/CodeSystem/condition-${system}`, code]]);

// One patient's record, as it grows.
class Chart {
    constructor(id, r) {
        this.id = id;
        this.r = r;
        this.resources = [];
        this.number = 0;
    }

    add(resourceType, body) {
        const id = `${this.id}-${resourceType.toLowerCase()}-${++this.number}`;
        this.resources.push({ resourceType, id, subject: { reference: `Patient/${this.id}` }, ...body });
        return `${resourceType}/${id}`;
    }

    // A date as somebody wrote it: mostly the day, sometimes only the month, seldom the year. `days` is what may be said of it.
    written(ms) {
        if (this.r.chance(0.06)) return text(ms).slice(0, 7);
        if (this.r.chance(0.01)) return text(ms).slice(0, 4);
        return text(ms);
    }

    condition(codes, at, more = {}) {
        const late = this.r.chance(0.15) ? this.r.whole(30, 180) : this.r.whole(0, 5);
        const recorded = Math.min(at + late * DAY, AS_OF - DAY);
        const dated = this.r.chance(0.9);
        return this.add('Condition', {
            clinicalStatus: status('clinical', 'active'),
            verificationStatus: status('ver-status', 'confirmed'),
            code: concept(codes),
            ...(dated ? { onsetDateTime: this.written(at), recordedDate: text(recorded) } : { recordedDate: text(at + this.r.whole(0, 6) * DAY) }),
            ...more,
        });
    }

    observation(code, value, at, more = {}) {
        return this.add('Observation', {
            status: 'final',
            code: concept([code]),
            effectiveDateTime: text(at),
            valueCodeableConcept: concept([value]),
            ...more,
        });
    }

    procedure(code, start, end, more = {}) {
        return this.add('Procedure', {
            status: 'completed',
            code: concept([[SCT, code]]),
            ...(end === undefined ? { performedDateTime: text(start) } : { performedPeriod: { start: text(start), end: text(end) } }),
            ...more,
        });
    }
}

const related = (primary) => ({
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/condition-related', valueReference: { reference: primary } }],
});
const aboutTumour = (reference) => ({ focus: [{ reference }] });
const siteOf = (tumour, side) => [
    {
        ...concept([[SCT, tumour.site]]),
        extension: [{ url: `${MCODE}mcode-laterality-qualifier`, valueCodeableConcept: concept([[SCT, side]]) }],
    },
];

function writePrimary(chart, tumour, at, side) {
    const histology = { url: `${MCODE}mcode-histology-morphology-behavior`, valueCodeableConcept: concept([[ICDO, tumour.histology]]) };
    return chart.condition(tumour.codes, at, { bodySite: siteOf(tumour, side), extension: [histology] });
}

// The first course: operation, drugs, at times radiation. Returns its last day.
function writeTreatment(chart, tumour, start) {
    const { r } = chart;
    const end = start + r.whole(120, 300) * DAY;
    for (let at = start; at <= end; at += r.whole(20, 30) * DAY) {
        chart.add('MedicationAdministration', {
            status: 'completed',
            medicationCodeableConcept: concept([['http://www.nlm.nih.gov/research/umls/rxnorm', r.pick(['3639', '2555', '6851'])]]),
            effectiveDateTime: text(at),
        });
    }
    chart.procedure('367336001', start, end);
    chart.procedure(tumour.surgery, start + r.whole(60, 100) * DAY);
    if (r.chance(0.3)) chart.procedure('108290001', end - 40 * DAY, end);
    return end;
}

const REMISSION = [
    [SCT, '550991000124107'],
    [SCT, '103338009'],
    [SCT, '260415000'],
];

function writeRemission(chart, primary, at) {
    chart.observation([LOINC, '97509-4'], chart.r.pick(REMISSION), at, aboutTumour(primary));
}

function writeRelapse(chart, way, tumour, primary, side, at) {
    const { r } = chart;
    const wobble = at + r.whole(0, 4) * DAY;
    switch (way) {
        case 'a':
            // the problem list entry is marked, or a second entry for the relapse is made
            return chart.condition(tumour.codes, at, {
                clinicalStatus: status('clinical', r.pick(['relapse', 'recurrence'])),
                bodySite: siteOf(tumour, side),
                extension: [{ url: `${MCODE}mcode-histology-morphology-behavior`, valueCodeableConcept: concept([[ICDO, tumour.histology]]) }],
            });
        case 'b':
            return chart.condition(r.pick(METASTASES), at, r.chance(0.7) ? related(primary) : {});
        case 'c':
            return chart.condition(tumour.codes, at, {
                bodySite: siteOf(tumour, side),
                extension: [{ url: `${MCODE}mcode-histology-morphology-behavior`, valueCodeableConcept: concept([[ICDO, tumour.histology]]) }],
            });
        case 'd':
            return chart.observation([LOINC, '97509-4'], [SCT, r.pick(['271299001', '399409002'])], wobble, aboutTumour(primary));
        case 'e':
            return chart.condition([[SCT, '1259237005']], at, r.chance(0.6) ? related(primary) : {});
        default:
            return chart.add('Observation', {
                status: 'final',
                code: concept([[SCT, '396432002']]),
                ...aboutTumour(primary),
                effectiveDateTime: text(wobble),
                valueCodeableConcept: concept([[`${MII}gesamtbeurteilung`, 'Y']]),
                component: [
                    { code: concept([[SCT, '277062004']]), valueCodeableConcept: concept([[`${MII}primaertumor`, r.pick(['R', 'K'])]]) },
                    { code: concept([[SCT, '399608002']]), valueCodeableConcept: concept([[`${MII}fernmetastasen`, r.pick(['R', 'K'])]]) },
                ],
            });
    }
}

const WAYS = ['a', 'b', 'c', 'd', 'e', 'f'];

// Two sarcomas of soft tissue may be one tumour, called by a wider and a narrower name.
const isSoft = (tumour) => ['rhabdomyosarcoma', 'soft-tissue-sarcoma'].includes(tumour.kind);

function writeNoise(chart, tumour, primary, side, diagnosed, end) {
    const { r } = chart;
    const later = () => end + r.whole(100, 1500) * DAY;
    const inTime = (at) => Math.min(at, AS_OF - 40 * DAY);
    if (r.chance(0.4)) chart.condition([[ICD, tumour.icd]], diagnosed, {}); // the encounter's diagnosis
    if (r.chance(0.3)) writePrimary(chart, tumour, diagnosed, side); // twice on the list
    if (r.chance(0.2))
        chart.condition(r.pick(METASTASES), inTime(later()), { verificationStatus: status('ver-status', 'refuted') });
    if (r.chance(0.1))
        chart.condition(tumour.codes, inTime(later()), {
            clinicalStatus: status('clinical', 'relapse'),
            verificationStatus: status('ver-status', 'entered-in-error'),
        });
    if (r.chance(0.15)) chart.condition([[SCT, '427359005']], inTime(later())); // a nodule of the lung
    if (r.chance(0.3)) chart.condition([[ICD, 'M25.561']], inTime(later()));
    if (r.chance(0.12)) {
        const other = r.pick(TUMOURS.filter((one) => one.kind !== tumour.kind && !(isSoft(one) && isSoft(tumour))));
        const at = inTime(later());
        const second = writePrimary(chart, other, at, side);
        if (r.chance(0.5)) chart.condition(r.pick(METASTASES), inTime(at + 20 * DAY), related(second));
    }
}

function draw(r) {
    if (r.chance(0.5)) return 'well';
    if (r.chance(0.08)) return 'refractory';
    if (r.chance(0.08)) return 'metastatic-at-onset';
    return 'relapse';
}

function patient(id, r) {
    const chart = new Chart(id, r);
    const tumour = r.pick(TUMOURS);
    const side = r.pick(['7771000', '24028007']);
    const truth = draw(r);
    const gap = r.whole(90, 1400);
    const diagnosed = AS_OF - (gap + r.whole(500, 2500)) * DAY;
    chart.resources.push({
        resourceType: 'Patient',
        id,
        gender: r.pick(['female', 'male']),
        birthDate: text(diagnosed - r.whole(5, 60) * 365 * DAY),
    });
    const primary = writePrimary(chart, tumour, diagnosed, side);
    const end = writeTreatment(chart, tumour, diagnosed + r.whole(5, 20) * DAY);
    // every entry that names this tumour: what Vigil says of any of them is said of it
    const label = { id, kind: tumour.kind, truth, relapsed: truth === 'relapse' };
    if (truth === 'metastatic-at-onset') chart.condition(r.pick(METASTASES), diagnosed + r.whole(0, 20) * DAY, related(primary));
    if (truth === 'refractory') {
        chart.observation([LOINC, '97509-4'], [SCT, '271299001'], end - 30 * DAY, aboutTumour(primary));
    } else if (r.chance(0.85)) {
        writeRemission(chart, primary, end + r.whole(10, 40) * DAY);
    }
    if (truth === 'relapse') {
        const at = end + gap * DAY;
        const way = r.pick(WAYS);
        // a status that is worse tells a relapse only after a remission that somebody wrote down
        if (way === 'd') writeRemission(chart, primary, end + 45 * DAY);
        writeRelapse(chart, way, tumour, primary, side, at);
        const also = r.chance(0.3) ? r.pick(WAYS.filter((one) => one !== way)) : '';
        if (also !== '') writeRelapse(chart, also, tumour, primary, side, at + r.whole(0, 14) * DAY);
        Object.assign(label, { date: text(at), ways: way + also });
    } else if (truth === 'well' && r.chance(0.7)) {
        writeRemission(chart, primary, AS_OF - r.whole(10, 200) * DAY);
    }
    writeNoise(chart, tumour, primary, side, diagnosed, end);
    label.named = chart.resources
        .filter((one) => one.resourceType === 'Condition' && one.code.coding.some(({ code }) => tumour.codes.some((known) => known[1] === code) || code === tumour.icd))
        .map((one) => `Condition/${one.id}`);
    return { resources: chart.resources, label };
}

// Resources in another order than they were drawn in.
function shuffled(list, r) {
    const left = [...list];
    const out = [];
    while (left.length > 0) out.push(...left.splice(r.whole(0, left.length - 1), 1));
    return out;
}

export function generate(seed, count) {
    const r = random(seed);
    const all = Array.from({ length: count }, (_, i) => patient(`p${i + 1}`, r));
    return {
        records: all.map(({ resources }) => ({
            resourceType: 'Bundle',
            type: 'collection',
            entry: shuffled(resources, r).map((resource) => ({ resource })),
        })),
        labels: all.map(({ label }) => label),
    };
}

if (process.argv[1]?.endsWith('generate.mjs')) {
    const [seed, count, folder] = process.argv.slice(2);
    const { records, labels } = generate(Number(seed), Number(count));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'records.ndjson'), records.map((one) => JSON.stringify(one)).join('\n') + '\n');
    writeFileSync(join(folder, 'labels.json'), JSON.stringify(labels, null, 1) + '\n');
}
