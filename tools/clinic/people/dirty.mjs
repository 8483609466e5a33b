// dirty.mjs: records as they come: entered in error, refuted, half a date, no unit, house codes, twice the same id.
//
// What is wrong here is wrong on purpose; check.mjs lists each exception by its id.

import { Chart, ref, to } from '../chart.mjs';
import { SYSTEM, concept } from '../codes.mjs';
import { allSymptoms, firstLine, osteosarcoma } from './osteosarcoma.mjs';

// Everything alarming in this record was taken back.
function takenBack() {
    const c = osteosarcoma(
        'dirty-taken-back',
        { mrn: 'VC-1401', family: 'Moreau', given: 'Elise', gender: 'female', born: '1998-07-01' },
        { site: 'femur', side: 'right', date: '2023-04-03', mm: 65 },
    );
    firstLine(c, '2023-04-24');
    c.checked('2026-09-15', ['chest ct', 'femur x-ray', 'alp', 'full remission']);
    c.symptom('haemoptysis', '2026-11-10', { state: 'entered-in-error' });
    c.symptom('lump', '2026-11-10', { state: 'cancelled', site: 'femur', side: 'right' });
    c.pain('2026-11-10', 9, { state: 'entered-in-error' });
    c.secondary(['lung metastasis', 'C78.01'], '2026-10-05', {
        verification: 'refuted',
        status: 'inactive',
        site: 'lung',
        note: 'Was scar tissue.',
    });
    c.condition('pathological fracture', '2026-10-20', {
        kind: 'fracture',
        verification: 'entered-in-error',
        site: 'femur',
        side: 'right',
    });
    c.report('chest ct', '2026-10-06', 'multiple lung nodules', 'Belongs to another patient.', { state: 'entered-in-error' });
    c.dose('doxorubicin', '2023-05-29', 750, 'mg/m2', { state: 'entered-in-error' });
    c.denies('2026-11-12', allSymptoms);
    return c;
}

// Years, months, times with other zones; a birth date without a day; a scan whose date nobody kept.
function halfDates() {
    const c = new Chart('dirty-half-dates', { mrn: 'VC-1402', family: 'Nilsen', given: 'Tor', gender: 'male', born: '1989-11' });
    c.primary(['osteosarcoma', 'C40.21'], '9180/3', 'femur', 'right', '2022', { status: 'remission', known: '2022-06-30' });
    c.doses('doxorubicin', '2022-07-18', 2, 35, 75);
    c.resection('2022-10', undefined, 'Wide resection', { known: '2022-11-02' });
    c.observe(
        'margin',
        '2022-10',
        { valueCodeableConcept: concept('R0') },
        { category: 'laboratory', focus: c.tumour, known: '2022-11-02' },
    );
    c.status('2023-02', 'full remission', { known: '2023-03-01' });
    c.report('chest ct', '2026-05', 'normal', 'Clear.', { known: '2026-06-02' });
    c.report('femur x-ray', '2026', undefined, 'Seen elsewhere.', { known: '2026-09-01' });
    c.observe(
        'symptom absent',
        undefined,
        { valueCodeableConcept: concept('cough') },
        { category: 'symptom category', known: '2026-09-01' },
    );
    c.symptom('fatigue', '2026-11', { known: '2026-11-15' });
    c.lab('alp', '2026-09-01', 101, 'U/L');
    c.quantity('weight', '2026-06-01T23:30:00-09:00', '81.50', 'kg', { category: 'vital-signs' });
    c.quantity('weight', '2026-11-02T00:10:00+13:00', '80.9', 'kg', { category: 'vital-signs' });
    return c;
}

// Before birth, after the instant of review, 22 cm for 22 mm, 14 on a scale to 10.
function impossible() {
    const c = osteosarcoma(
        'dirty-impossible',
        { mrn: 'VC-1403', family: 'Oduya', given: 'Femi', gender: 'male', born: '2004-03-05' },
        { site: 'humerus', side: 'left', date: '2024-06-03', mm: 22 },
    );
    firstLine(c, '2024-06-24', { until: '2025-02-01' });
    c.symptom('cough', '1994-11-13', { known: '2026-11-13' });
    c.report('chest ct', '2027-01-12', 'normal', 'Clear.', { known: '2026-11-10' });
    c.lesion('nodule left lung', 'lung', 'left', undefined, '2026-10-13');
    c.observe(
        'tumour size',
        '2026-10-13',
        {},
        {
            category: 'imaging',
            profile: 'tumor-size',
            focus: to('BodyStructure', 'dirty-impossible-nodule-left-lung'),
            method: 'ct',
            component: [
                { code: concept('longest dimension'), valueQuantity: { value: 22, unit: 'cm', system: SYSTEM.ucum, code: 'cm' } },
            ],
        },
    );
    c.pain('2026-11-13', 14);
    c.weight('2026-06-16', 78);
    c.weight('2026-11-13', 7.8);
    c.ecog('2026-11-13', 7);
    c.lab('alp', '2026-11-13', -12, 'U/L', 40, 130);
    return c;
}

// Values without a unit, with the unit as text only, in another unit, with a comparator, or not given at all.
function units() {
    const c = osteosarcoma(
        'dirty-units',
        { mrn: 'VC-1404', family: 'Parikh', given: 'Anil', gender: 'male' },
        { site: 'tibia', side: 'left', date: '2023-10-02', mm: 73 },
    );
    firstLine(c, '2023-10-23', { until: '2024-06-01' });
    const bare = (value) => ({ valueQuantity: value });
    c.observe('weight', '2026-05-05', bare({ value: 70 }), { category: 'vital-signs' });
    c.observe('weight', '2026-08-04', bare({ value: 154, unit: 'lbs', system: SYSTEM.ucum, code: '[lb_av]' }), {
        category: 'vital-signs',
    });
    c.observe('weight', '2026-11-03', bare({ value: 63200, unit: 'g', system: SYSTEM.ucum, code: 'g' }), {
        category: 'vital-signs',
    });
    c.observe('alp', '2026-11-03', bare({ value: 2.4, unit: 'ukat/L', system: SYSTEM.ucum, code: 'ukat/L' }), {
        category: 'laboratory',
    });
    c.observe('alp', '2026-11-04', bare({ value: 143, unit: 'Units per litre' }), { category: 'laboratory' });
    c.observe('creatinine', '2026-11-03', bare({ value: 84, unit: 'umol/L', system: SYSTEM.houseUnits, code: 'MIKROMOL' }), {
        category: 'laboratory',
    });
    c.observe('ldh', '2026-11-03', bare({ value: 50, comparator: '<', unit: 'U/L', system: SYSTEM.ucum, code: 'U/L' }), {
        category: 'laboratory',
    });
    c.observe('lvef', '2026-11-03', { valueString: 'about 55 %' }, { category: 'imaging' });
    c.observe(
        'pain score',
        '2026-11-03',
        {
            dataAbsentReason: {
                coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'asked-declined' }],
            },
        },
        { category: 'survey' },
    );
    c.observe(
        'ecog',
        '2026-11-03',
        { valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA9623-5' }] } },
        { category: 'survey' },
    );
    return c;
}

// Nothing here has a public code: the hospital's own, which examples/site maps to ours.
function houseCodes() {
    const c = new Chart('dirty-house-codes', {
        mrn: 'VC-1405',
        family: 'Quarshie',
        given: 'Esi',
        gender: 'female',
        born: '2001-05-19',
    });
    const house = (code, text) => ({ coding: [{ system: SYSTEM.house, code }], text });
    c.condition(undefined, '2024-05-06', {
        kind: 'primary',
        code: house('DX-OSA', 'Osteosarcoma'),
        status: 'remission',
        site: 'femur',
        side: 'left',
    });
    c.tumour = to('Condition', 'dirty-house-codes-primary-1');
    c.dose('cisplatin', '2024-05-27', 120);
    c.resources.at(-1).medicationCodeableConcept = house('DRUG-CIS', 'Cisplatin');
    c.report(undefined, '2026-10-06', undefined, 'Clear.', { code: house('RAD-CTT', 'CT Thorax nativ'), kind: 'house report' });
    c.observe(
        'house symptom',
        '2026-11-16',
        { valueCodeableConcept: house('JA', 'Ja') },
        { code: house('SY-NACHTSCHMERZ', 'Nachtschmerz'), category: 'survey' },
    );
    c.observe(
        'house symptom',
        '2026-11-16',
        { valueCodeableConcept: house('NEIN', 'Nein') },
        { code: house('SY-HUSTEN', 'Husten'), category: 'survey' },
    );
    c.observe(
        'house lab',
        '2026-11-16',
        { valueQuantity: { value: 166, unit: 'IE/l', system: SYSTEM.houseUnits, code: 'IE/l' } },
        { code: house('LAB-AP', 'Alkalische Phosphatase'), category: 'laboratory' },
    );
    c.observe(
        'house lab',
        '2026-11-16',
        { valueQuantity: { value: 61.4, unit: 'Kilo', system: SYSTEM.houseUnits, code: 'KILO' } },
        { code: house('GEW', 'Gewicht'), category: 'vital-signs' },
    );
    c.observe('house lab', '2026-11-16', { valueInteger: 4 }, { code: house('UNKNOWN-7', 'Not on any map'), category: 'survey' });
    return c;
}

// The same ids twice with different lastUpdated: the later one counts, and the files hold both in the wrong order.
function twice() {
    const c = osteosarcoma(
        'dirty-twice',
        { mrn: 'VC-1406', family: 'Roth', given: 'Klara', gender: 'female', born: '1997-12-12' },
        { site: 'femur', side: 'left', date: '2023-05-15', mm: 60 },
    );
    firstLine(c, '2023-06-05');
    c.checked('2026-09-22', ['chest ct', 'femur x-ray', 'alp', 'full remission']);
    const symptom = c.symptom('cough', '2026-11-09', { text: 'Cough for four weeks' });
    const newer = c.resources.at(-1);
    newer.meta = { ...newer.meta, lastUpdated: '2026-11-18T08:00:00Z', versionId: '2' };
    const older = structuredClone(newer);
    older.meta = { ...older.meta, lastUpdated: '2026-11-09T18:00:00Z', versionId: '1' };
    older.valueCodeableConcept = concept('haemoptysis', 'Coughing blood, entered for cough and corrected later');
    c.resources.push(older);
    c.patient.meta.versionId = '2';
    const patient = structuredClone(c.patient);
    patient.meta = { ...patient.meta, lastUpdated: '2026-01-01T00:00:00Z', versionId: '1' };
    patient.name[0].family = 'Roth-Weber';
    c.resources.push(patient);
    c.denies('2026-11-09', ['bone pain', 'lump', 'fever'], { note: `Asked with ${symptom}.` });
    return c;
}

// References to nothing, to the wrong type, absolute, by identifier, contained.
function nowhere() {
    const c = osteosarcoma(
        'dirty-nowhere',
        { mrn: 'VC-1407', family: 'Silva', given: 'Duarte', gender: 'male', born: '1990-08-18' },
        { site: 'tibia', side: 'right', date: '2022-11-07', mm: 79 },
    );
    firstLine(c, '2022-11-28');
    c.symptom('swelling', '2026-11-14', { focus: 'BodyStructure/never-existed', site: 'tibia', side: 'right' });
    c.dose('cisplatin', '2023-03-06', 120, 'mg/m2', { reference: 'Medication/lost-in-migration' });
    c.dose('ifosfamide', '2023-04-03', 9000, 'mg/m2', { reference: 'Medication/ifosfamide-2g' });
    c.report('chest ct', '2026-10-20', 'normal', 'Clear.', { results: ['Observation/gone'], study: 'ImagingStudy/gone' });
    c.pain('2026-11-14', 5);
    c.resources.at(-1).subject = ref('https://fhir.hospital.example/r4/Patient/dirty-nowhere');
    c.lab('alp', '2026-11-14', 150, 'U/L', 40, 130);
    Object.assign(c.resources.at(-1), {
        performer: [ref('#lab')],
        contained: [{ resourceType: 'Organization', id: 'lab', name: 'Laboratory of another hospital' }],
    });
    c.symptom('fatigue', '2026-11-14');
    c.resources.at(-1).performer = [
        { identifier: { system: 'https://hospital.example/staff', value: '4711' }, display: 'Night nurse' },
    ];
    return c;
}

// About a patient who is not in the export at all: nobody may get these.
export const orphans = [
    {
        resourceType: 'Observation',
        id: 'orphan-symptom-1',
        meta: { lastUpdated: '2026-11-01T20:00:00Z' },
        status: 'final',
        category: [concept('symptom category')],
        code: concept('symptom'),
        subject: ref('Patient/not-in-this-export'),
        effectiveDateTime: '2026-11-01',
        valueCodeableConcept: concept('haemoptysis'),
    },
];

export const people = [takenBack, halfDates, impossible, units, houseCodes, twice, nowhere];
