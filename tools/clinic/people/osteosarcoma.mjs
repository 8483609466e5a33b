// osteosarcoma.mjs: people with an osteosarcoma who are treated or followed up, without a proven relapse.

import { Chart, later } from '../chart.mjs';
import { concept } from '../codes.mjs';

const ICD = {
    'femur right': 'C40.21',
    'femur left': 'C40.22',
    'tibia right': 'C40.21',
    'tibia left': 'C40.22',
    'humerus right': 'C40.01',
    'humerus left': 'C40.02',
    'pelvis left': 'C41.4',
    'pelvis right': 'C41.4',
};
const XRAY = { femur: 'femur x-ray', tibia: 'tibia x-ray', humerus: 'humerus x-ray', pelvis: 'femur x-ray' };
const MRI = { femur: 'thigh mri', tibia: 'leg mri', humerus: 'arm mri', pelvis: 'pelvis mri' };

export const localXray = (chart) => XRAY[chart.site0];
export const localMri = (chart) => MRI[chart.site0];

// What every osteosarcoma record of this hospital begins with: tumour, biopsy, size, stage, baseline.
export function osteosarcoma(id, person, tumour) {
    const chart = new Chart(id, person);
    const { site, side, date } = tumour;
    const histology = [tumour.histology ?? '9180/3', 'osteosarcoma histology'];
    chart.primary(['osteosarcoma', ICD[`${site} ${side}`]], histology, site, side, date, {
        status: tumour.status ?? 'remission',
        known: tumour.recorded,
        note: tumour.note,
    });
    chart.biopsy(date, histology, 'High-grade osteosarcoma.');
    chart.tumourSize(later(date, 0, 2), tumour.mm ?? 74);
    // T1 up to 8 cm, T2 above; all of high grade, none with metastases at diagnosis.
    const [t, group] = tumour.mm > 80 ? ['cT2', 'IIB'] : ['cT1', 'IIA'];
    if (tumour.alp) chart.tnm(later(date, 0, 5), t, 'cN0', 'cM0', group);
    else chart.stageGroup(later(date, 0, 5), group);
    chart.report('chest ct', later(date, 0, 3), 'normal', 'No lung metastasis.');
    chart.report('bone scan', later(date, 0, 4), 'abnormal', 'Uptake at the primary tumour only.');
    chart.alpHigh = tumour.alpHigh;
    if (tumour.cm) chart.height(date, tumour.cm);
    if (tumour.kg) chart.weight(date, tumour.kg);
    if (tumour.alp) chart.lab('alp', later(date, 0, 1), tumour.alp, 'U/L', 40, tumour.alpHigh ?? 130);
    return chart;
}

// First-line treatment as planned: MAP around a limb-sparing resection. Gives the last day of it.
// `inFull` writes every infusion down instead of one sum a drug; `until` is the day until which heart and hearing were looked after.
export function firstLine(
    chart,
    start,
    { margin = 'R0', inFull = false, text = 'Wide resection, endoprosthesis', until = '2026-11-22' } = {},
) {
    const end = inFull ? chart.map(start) : chart.mapInSum(start);
    chart.resection(later(start, 0, 77), margin, text);
    chart.lab('creatinine', later(end, 0, 7), '0.80', 'mg/dL', 0.5, 1.1);
    chart.quantity('lvef', later(end, 0, 10), 62, '%', { category: 'imaging' });
    chart.status(later(end, 0, 28), 'full remission');
    aftercare(chart, end, until);
    return end;
}

// Hearing soon after the treatment and every five years, the heart once a year.
function aftercare(chart, end, until) {
    for (let year = 0; later(end, 12 * year, 12) < until; year++) {
        const date = later(end, 12 * year, 12);
        if (year % 5 === 0) chart.report('audiometry', date, 'normal', 'Hearing normal.');
        if (year > 0) chart.report('echocardiography', date, 'normal', 'Normal function.');
    }
}

const ALL_SYMPTOMS = [
    'bone pain',
    'swelling',
    'lump',
    'red skin',
    'limited joint movement',
    'weight loss',
    'fatigue',
    'fever',
    'cough',
    'chest pain',
    'dyspnoea',
    'haemoptysis',
];
export const allSymptoms = ALL_SYMPTOMS;

function newOnChemo() {
    const c = osteosarcoma(
        'os-new-on-chemo',
        { mrn: 'VC-1001', family: 'Abara', given: 'Chidi', gender: 'male', born: '2011-05-04' },
        { site: 'tibia', side: 'right', date: '2026-08-24', mm: 92, cm: 171, kg: 58.4, alp: 612, alpHigh: 390, status: 'active' },
    );
    c.symptom('bone pain', '2026-08-20', { site: 'tibia', side: 'right', severity: 'severe', quality: 'wakes him at night' });
    c.report('tibia x-ray', '2026-08-21', 'abnormal', 'Mixed lesion of the proximal tibia.');
    c.lab('ldh', '2026-08-25', 311, 'U/L', 120, 250);
    c.report('leg mri', '2026-08-26', 'abnormal', 'Tumour of the proximal right tibia, 92 mm.', {
        study: c.study('leg mri', '2026-08-26', 'MR', 'tibia'),
    });
    c.quantity('lvef', '2026-09-02', 64, '%', { category: 'imaging' });
    c.lab('creatinine', '2026-09-04', '0.58', 'mg/dL', 0.5, 1.0);
    c.report('audiometry', '2026-09-03', 'normal', 'Hearing normal.');
    c.map('2026-09-07', 2);
    c.lab('haemoglobin', '2026-11-16', '9.4', 'g/dL', 12, 16);
    c.lab('platelets', '2026-11-16', 118, '10*3/uL', 150, 400);
    c.weight('2026-11-16', 55.9);
    c.ecog('2026-11-16', 1);
    c.pain('2026-11-16', 2);
    c.denies('2026-11-16', ['fever', 'cough', 'dyspnoea']);
    c.plan(
        '2026-09-07',
        'Osteosarcoma: MAP before and after the operation',
        ['methotrexate', 'doxorubicin', 'cisplatin', 'surgery'],
        { end: '2027-05-31' },
    );
    c.request('surgery', '2026-11-09', { on: '2026-12-07', text: 'Resection of the proximal tibia' });
    return c;
}

function followUpWell() {
    const c = osteosarcoma(
        'os-follow-up-well',
        { mrn: 'VC-1002', family: 'Brandvold', given: 'Ingrid', gender: 'female', born: '2007-02-11' },
        { site: 'femur', side: 'left', date: '2024-03-11', mm: 61, cm: 168, kg: 57, alp: 188, alpHigh: 130 },
    );
    const end = firstLine(c, '2024-03-25', { inFull: true });
    c.lab('alp', later(end, 0, 7), 84, 'U/L', 40, 130);
    // Every 11 weeks, the X-ray of the site every four months, blood once a year.
    const visits = [
        '2024-12-30',
        '2025-03-17',
        '2025-06-02',
        '2025-08-18',
        '2025-11-03',
        '2026-01-19',
        '2026-04-06',
        '2026-06-22',
        '2026-09-07',
    ];
    for (const date of visits) c.checked(date, ['chest x-ray']);
    for (const date of ['2025-02-10', '2025-06-09', '2025-10-06', '2026-02-02', '2026-05-25', '2026-09-07']) {
        c.report('femur x-ray', date, 'normal', 'Endoprosthesis in place, no sign of recurrence.');
    }
    c.lab('alp', '2025-10-06', 81, 'U/L', 40, 130);
    c.lab('alp', '2026-09-07', 80, 'U/L', 40, 130);
    c.checked('2026-11-10', []);
    c.report('chest ct', '2026-11-10', 'normal', 'No lung nodule.', { study: c.study('chest ct', '2026-11-10', 'CT', 'thorax') });
    c.report('femur x-ray', '2026-11-10', 'normal', 'No sign of recurrence.');
    c.report('thigh mri', '2026-11-11', 'normal', 'No recurrence at the site of operation.');
    c.quantity('lvef', '2026-11-10', 61, '%', { category: 'imaging' });
    c.lab('alp', '2026-11-10', 79, 'U/L', 40, 130);
    c.lab('ldh', '2026-11-10', 176, 'U/L', 120, 250);
    c.lab('creatinine', '2026-11-10', '0.78', 'mg/dL', 0.5, 1.1);
    c.weight('2026-05-12', 60.1);
    c.weight('2026-11-10', 60.4);
    c.ecog('2026-11-10', 0);
    c.pain('2026-11-10', 0);
    c.denies('2026-11-10', ALL_SYMPTOMS);
    c.finding('pathological fracture', '2026-11-10', false);
    c.answers('2026-11-10', {
        'symptom/local-pain': false,
        'symptom/night-pain': false,
        'symptom/rest-pain': false,
        'symptom/activity-pain': false,
        'symptom/cord-or-root': false,
        'symptom/pneumothorax': false,
        'osteosarcoma-course/tobacco': false,
        'osteosarcoma-course/alcohol': false,
        'osteosarcoma-course/distress': 1,
    });
    c.status('2026-11-12', 'full remission');
    c.observe('smoking', '2026-11-10', { valueCodeableConcept: concept('never smoker') }, { category: 'social-history' });
    return c;
}

function followUpOverdue() {
    const c = osteosarcoma(
        'os-follow-up-overdue',
        { mrn: 'VC-1003', family: 'Calloway', given: 'Jerome', gender: 'male', born: '2002-06-30' },
        { site: 'humerus', side: 'right', date: '2023-06-12', mm: 66, kg: 71 },
    );
    firstLine(c, '2023-07-10');
    c.dose('methotrexate', '2024-02-01', 12000);
    for (const date of ['2025-07-08', '2025-10-28', '2026-02-10']) {
        c.checked(date, ['chest ct', 'humerus x-ray']);
    }
    c.denies('2026-02-10', ALL_SYMPTOMS);
    c.lab('alp', '2026-02-10', 71, 'U/L', 40, 130);
    c.status('2026-02-11', 'full remission');
    c.visit('2026-06-09', 'follow-up visit', { state: 'cancelled' });
    return c;
}

function deniesAll() {
    const c = osteosarcoma(
        'os-denies-all',
        { mrn: 'VC-1004', family: 'Dias', given: 'Marta', gender: 'female', born: '1999-10-05' },
        { site: 'tibia', side: 'left', date: '2022-01-17', mm: 70 },
    );
    firstLine(c, '2022-02-07');
    for (const date of ['2025-03-18', '2025-09-16', '2026-03-17']) {
        c.checked(date, ['chest x-ray', 'tibia x-ray', 'alp', 'full remission']);
    }
    c.visit('2026-11-17');
    for (const name of ALL_SYMPTOMS) c.finding(name, '2026-11-17', false, { coded: true });
    c.answers(
        '2026-11-17',
        Object.fromEntries(
            [
                'local-pain',
                'night-pain',
                'rest-pain',
                'activity-pain',
                'swelling',
                'red-warm-skin',
                'restricted-activity',
                'pathological-fracture',
                'cord-or-root',
                'fatigue',
                'fever',
                'cough',
                'chest-pain',
                'dyspnoea',
                'haemoptysis',
                'pneumothorax',
                'weight-loss',
            ].map((name) => [`symptom/${name}`, false]),
        ),
    );
    c.finding('night sweats', '2026-11-17', false, { coded: true });
    c.finding('pathological fracture', '2026-11-17', false, { coded: true });
    c.pain('2026-11-17', 0);
    c.weight('2026-05-19', 66.2);
    c.weight('2026-11-17', 66.0);
    c.ecog('2026-11-17', 0);
    return c;
}

function silent() {
    const c = osteosarcoma(
        'os-silent',
        { mrn: 'VC-1005', family: 'Eriksen', given: 'Nils', gender: 'male', born: '2010-04-19' },
        { site: 'femur', side: 'right', date: '2025-10-06', mm: 88, alp: 244, alpHigh: 390 },
    );
    firstLine(c, '2025-10-27');
    return c;
}

function staleDenial() {
    const c = osteosarcoma(
        'os-stale-denial',
        { mrn: 'VC-1006', family: 'Farkas', given: 'Judit', gender: 'female', born: '1996-08-23' },
        { site: 'femur', side: 'left', date: '2021-05-03', mm: 58 },
    );
    firstLine(c, '2021-05-24');
    c.checked('2025-06-17', ['chest x-ray', 'femur x-ray']);
    c.checked('2025-12-16', ['chest x-ray', 'femur x-ray', 'alp']);
    c.denies('2025-12-16', ALL_SYMPTOMS);
    c.finding('pathological fracture', '2025-12-16', false);
    c.status('2025-12-17', 'full remission');
    c.visit('2026-06-16');
    c.report('chest x-ray', '2026-06-16', undefined, 'Seen elsewhere, see letter.');
    c.report('femur x-ray', '2026-06-16', undefined, undefined, { state: 'partial' });
    return c;
}

function nightPain() {
    const c = osteosarcoma(
        'os-night-pain',
        { mrn: 'VC-1007', family: 'Orrell', given: 'Tamsin', gender: 'female', born: '2002-03-14', doctor: 'dr-lindqvist' },
        { site: 'femur', side: 'left', date: '2024-07-08', mm: 76, cm: 172, kg: 64 },
    );
    const end = firstLine(c, '2024-07-29', { text: 'Wide resection of the distal femur, endoprosthesis' });
    c.lab('alp', later(end, 0, 7), 77, 'U/L', 40, 130);
    for (const date of ['2025-12-09', '2026-03-10', '2026-06-09']) {
        c.checked(date, ['chest ct', 'femur x-ray']);
    }
    c.denies('2026-06-09', ALL_SYMPTOMS);
    c.pain('2026-06-09', 0);
    c.pain('2026-11-06', 3, { site: 'femur', side: 'left' });
    c.pain('2026-11-20', 6, { site: 'femur', side: 'left' });
    c.symptom('bone pain', '2026-11-20', {
        site: 'femur',
        side: 'left',
        trend: 'worse',
        quality: 'at night and at rest',
        text: 'Pain above the knee, wakes her most nights for two weeks',
        note: 'New since the beginning of November.',
    });
    c.symptom('lump', '2026-11-20', { site: 'thigh', side: 'left', trend: 'worse', text: 'New lump above the knee' });
    c.denies('2026-11-20', ['fever', 'cough', 'dyspnoea', 'haemoptysis', 'chest pain']);
    c.questionnaire('2026-11-20', {
        'pain at night': true,
        'pain at rest': true,
        'new lump': true,
        'pain 0 to 10': 6,
        cough: false,
    });
    c.answers('2026-11-20', {
        'symptom/local-pain': true,
        'symptom/night-pain': true,
        'symptom/rest-pain': true,
        'symptom/activity-pain': true,
        'symptom/swelling': true,
        'symptom/suspected-site': 'symptom/primary-site',
        'symptom/cord-or-root': false,
    });
    c.lab('alp', '2026-11-21', 142, 'U/L', 40, 130);
    c.lab('ldh', '2026-11-21', 231, 'U/L', 120, 250);
    c.ecog('2026-11-21', 1);
    return c;
}

function restPainXrayNormal() {
    const c = osteosarcoma(
        'os-rest-pain-xray-normal',
        { mrn: 'VC-1008', family: 'Greco', given: 'Luca', gender: 'male', born: '2011-01-27' },
        { site: 'tibia', side: 'left', date: '2025-05-12', mm: 69, alp: 298, alpHigh: 390 },
    );
    firstLine(c, '2025-06-02', { text: 'Resection of the proximal tibia, growing endoprosthesis' });
    c.lab('alp', '2026-05-12', 214, 'U/L', 75, 390);
    c.pain('2026-08-18', 2);
    c.pain('2026-11-16', 5, { site: 'tibia', side: 'left' });
    c.symptom('bone pain', '2026-11-16', { site: 'tibia', side: 'left', trend: 'worse', quality: 'at rest and at night' });
    c.answers('2026-11-16', {
        'symptom/local-pain': true,
        'symptom/night-pain': true,
        'symptom/rest-pain': true,
        'symptom/cord-or-root': false,
        'symptom/suspected-site': 'symptom/primary-site',
    });
    c.report('tibia x-ray', '2026-11-17', 'normal', 'No change around the endoprosthesis.');
    c.lab('alp', '2026-11-17', 236, 'U/L', 75, 390);
    c.denies('2026-11-16', ['lump', 'swelling', 'fever', 'cough']);
    c.checked('2026-09-15', ['chest ct', 'full remission']);
    return c;
}

function activityPain() {
    const c = osteosarcoma(
        'os-activity-pain',
        { mrn: 'VC-1009', family: 'Haddad', given: 'Samir', gender: 'male', born: '1998-12-02' },
        { site: 'femur', side: 'right', date: '2023-01-23', mm: 80 },
    );
    firstLine(c, '2023-02-13');
    for (const date of ['2026-03-03', '2026-07-07', '2026-11-03']) {
        c.checked(date, ['chest x-ray', 'femur x-ray', 'alp', 'full remission']);
    }
    c.pain('2026-11-15', 3, { site: 'knee', side: 'right' });
    c.symptom('bone pain', '2026-11-15', { site: 'knee', side: 'right', quality: 'only on climbing stairs' });
    c.answers('2026-11-15', {
        'symptom/local-pain': true,
        'symptom/activity-pain': true,
        'symptom/night-pain': false,
        'symptom/rest-pain': false,
        'symptom/cord-or-root': false,
    });
    c.observe('smoking', '2026-11-15', { valueCodeableConcept: concept('current smoker') }, { category: 'social-history' });
    c.denies('2026-11-15', [
        'lump',
        'swelling',
        'red skin',
        'weight loss',
        'fever',
        'cough',
        'dyspnoea',
        'haemoptysis',
        'chest pain',
    ]);
    c.finding('limited joint movement', '2026-11-15', false);
    c.ecog('2026-11-15', 0);
    return c;
}

function redWarmSkin() {
    const c = osteosarcoma(
        'os-red-warm-skin',
        { mrn: 'VC-1010', family: 'Ilves', given: 'Kaisa', gender: 'female', born: '2004-09-09' },
        { site: 'femur', side: 'right', date: '2024-01-08', mm: 83 },
    );
    firstLine(c, '2024-01-29');
    c.checked('2026-09-29', ['chest ct', 'femur x-ray', 'full remission']);
    c.symptom('swelling', '2026-11-18', {
        site: 'knee',
        side: 'right',
        trend: 'worse',
        text: 'Swollen knee over the endoprosthesis',
    });
    c.answers('2026-11-18', { 'symptom/suspected-site': 'symptom/primary-site', 'symptom/local-pain': false });
    c.symptom('red skin', '2026-11-18', { site: 'knee', side: 'right', text: 'Red, warm skin over the scar' });
    c.quantity('temperature', '2026-11-18T19:10:00Z', '38.4', 'Cel', { category: 'vital-signs' });
    c.symptom('fever', '2026-11-18', { text: 'Fever since yesterday' });
    c.lab('crp', '2026-11-19', 64, 'mg/L', 0, 5);
    c.lab('alp', '2026-11-19', 119, 'U/L', 40, 130);
    c.denies('2026-11-18', ['cough', 'dyspnoea', 'haemoptysis', 'weight loss']);
    c.request('thigh mri', '2026-11-19', { priority: 'urgent' });
    return c;
}

function restricted() {
    const c = osteosarcoma(
        'os-restricted',
        { mrn: 'VC-1011', family: 'Jansen', given: 'Pieter', gender: 'male', born: '1993-03-30' },
        { site: 'humerus', side: 'left', date: '2023-09-04', mm: 57 },
    );
    firstLine(c, '2023-09-25', { text: 'Resection of the proximal humerus' });
    for (const date of ['2025-12-02', '2026-04-07', '2026-08-04']) c.checked(date, ['chest x-ray', 'humerus x-ray', 'alp']);
    c.answers('2026-11-12', { 'symptom/suspected-site': 'symptom/primary-site', 'symptom/local-pain': false });
    c.finding('limited joint movement', '2026-11-12', true, {
        coded: true,
        site: 'humerus',
        side: 'left',
        note: 'Cannot lift the arm above the shoulder since October.',
    });
    c.pain('2026-11-12', 2);
    c.denies('2026-11-12', ['lump', 'fever', 'cough', 'haemoptysis', 'weight loss', 'fatigue']);
    return c;
}

function systemic() {
    const c = osteosarcoma(
        'os-systemic',
        { mrn: 'VC-1012', family: 'Kovac', given: 'Dragan', gender: 'male', born: '1985-07-07' },
        { site: 'femur', side: 'left', date: '2022-10-10', mm: 95, cm: 180, kg: 82 },
    );
    firstLine(c, '2022-10-31');
    for (const date of ['2026-02-03', '2026-06-02', '2026-10-06']) c.checked(date, ['chest x-ray', 'femur x-ray']);
    c.weight('2026-06-02', 81.6);
    c.weight('2026-11-17', 75.1);
    c.symptom('weight loss', '2026-11-17', { trend: 'worse' });
    c.symptom('fatigue', '2026-11-17', { severity: 'severe', trend: 'worse' });
    c.symptom('fever', '2026-11-17', { text: 'Evening fever for three weeks' });
    c.symptom('night sweats', '2026-11-17');
    c.symptom('poor appetite', '2026-11-17');
    c.quantity('temperature', '2026-11-17T17:45:00Z', '38.2', 'Cel', { category: 'vital-signs' });
    c.denies('2026-11-17', ['bone pain', 'lump', 'swelling', 'cough', 'haemoptysis']);
    c.lab('haemoglobin', '2026-11-17', '11.1', 'g/dL', 13.5, 17);
    c.lab('ldh', '2026-11-17', 402, 'U/L', 120, 250);
    c.ecog('2026-11-17', 1);
    return c;
}

function alpRaised() {
    const c = osteosarcoma(
        'os-alp-raised',
        { mrn: 'VC-1013', family: 'Lund', given: 'Astrid', gender: 'female', born: '1990-05-21' },
        { site: 'tibia', side: 'right', date: '2023-03-06', mm: 72, alp: 356 },
    );
    const end = firstLine(c, '2023-03-27');
    c.lab('alp', later(end, 0, 7), 82, 'U/L', 40, 130);
    c.lab('alp', '2025-11-11', 79, 'U/L', 40, 130);
    for (const date of ['2026-03-10', '2026-07-14', '2026-11-10']) c.checked(date, ['chest ct', 'tibia x-ray', 'full remission']);
    c.lab('alp', '2026-07-14', 104, 'U/L', 40, 130);
    c.lab('alp', '2026-11-10', 231, 'U/L', 40, 130);
    c.lab('ldh', '2026-11-10', 288, 'U/L', 120, 250);
    c.answers('2026-11-10', { 'osteosarcoma-course/alp-raised-at-diagnosis': true });
    c.denies('2026-11-10', ALL_SYMPTOMS);
    c.finding('pathological fracture', '2026-11-10', false);
    c.pain('2026-11-10', 0);
    c.weight('2026-05-12', 63.0);
    c.weight('2026-11-10', 63.3);
    return c;
}

function amputee() {
    const c = osteosarcoma(
        'os-amputee',
        { mrn: 'VC-1014', family: 'Mensah', given: 'Kofi', gender: 'male', born: '2000-02-17' },
        { site: 'tibia', side: 'left', date: '2025-12-01', mm: 118, cm: 177, kg: 62 },
    );
    c.mapInSum('2025-12-15');
    c.procedure('above-knee amputation', '2026-08-18', {
        kind: 'amputation',
        intent: 'curative',
        profile: 'cancer-related-surgical-procedure',
        site: 'thigh',
        side: 'left',
    });
    c.observe('margin', '2026-08-25', { valueCodeableConcept: { text: 'clear' } }, { category: 'laboratory', focus: c.tumour });
    c.weight('2026-08-10', 62);
    c.weight('2026-11-16', 57);
    c.denies('2026-11-16', [
        'bone pain',
        'lump',
        'swelling',
        'fatigue',
        'fever',
        'cough',
        'dyspnoea',
        'haemoptysis',
        'chest pain',
        'poor appetite',
    ]);
    c.checked('2026-11-16', ['chest ct', 'full remission']);
    c.report('audiometry', '2026-09-01', 'normal', 'Hearing normal.');
    c.ecog('2026-11-16', 1);
    return c;
}

function child() {
    const c = osteosarcoma(
        'os-child',
        { mrn: 'VC-1015', family: 'Novak', given: 'Eliska', gender: 'female', born: '2015-04-02' },
        { site: 'femur', side: 'right', date: '2025-02-03', mm: 64, cm: 139, kg: 33, alp: 318, alpHigh: 390 },
    );
    firstLine(c, '2025-02-24', { text: 'Rotationplasty' });
    const mother = c.add(
        'RelatedPerson',
        'mother',
        {
            patient: { reference: c.self },
            relationship: [
                { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH', display: 'mother' }] },
            ],
            name: [{ family: 'Novakova', given: ['Hana'] }],
        },
        '2025-02-03',
    );
    c.checked('2026-09-15', ['chest x-ray', 'femur x-ray', 'alp', 'full remission']);
    c.height('2026-09-15', 145);
    c.weight('2026-05-12', 37.4);
    c.weight('2026-11-13', 36.1);
    c.finding('limited joint movement', '2026-11-13', true, { by: mother, note: 'Limps since last week, says her mother.' });
    c.symptom('bone pain', '2026-11-13', { by: mother, site: 'femur', side: 'right', quality: 'after sport' });
    c.denies('2026-11-13', ['fever', 'cough', 'lump'], { by: mother });
    c.observe(
        'lansky',
        '2026-11-13',
        { valueInteger: 80 },
        { category: 'survey', by: mother, profile: 'lansky-play-performance-status' },
    );
    c.questionnaire(
        '2026-11-13',
        { 'limps or moves less': true, 'pain at night': false, 'pain after sport': true },
        { author: mother },
    );
    c.plan('2026-09-15', 'School and physiotherapy', ['Physiotherapy', 'Return to school', 'Psychological support']);
    return c;
}

function pelvisRadiotherapy() {
    const c = osteosarcoma(
        'os-pelvis-radiotherapy',
        { mrn: 'VC-1016', family: 'Okonkwo', given: 'Adaeze', gender: 'female', born: '1988-11-11' },
        { site: 'pelvis', side: 'left', date: '2024-04-15', mm: 126, histology: '9181/3' },
    );
    const end = firstLine(c, '2024-05-06', { margin: 'R1', text: 'Internal hemipelvectomy' });
    c.radiotherapy(later(end, 0, 21), later(end, 0, 70), 6600, 33, 'pelvis', 'left');
    for (const date of ['2026-06-09', '2026-09-08']) c.checked(date, ['chest ct', 'pelvis mri', 'alp']);
    c.denies('2026-09-08', ALL_SYMPTOMS);
    c.symptom('pain', '2026-11-14', { site: 'pelvis', side: 'left', text: 'Dull pain in the field of the radiotherapy' });
    c.pain('2026-11-14', 4, { site: 'pelvis', side: 'left' });
    return c;
}

function indeterminate() {
    const c = osteosarcoma(
        'os-one-small-nodule',
        { mrn: 'VC-1017', family: 'Petrov', given: 'Mila', gender: 'female', born: '2006-06-16' },
        { site: 'tibia', side: 'right', date: '2024-09-02', mm: 59 },
    );
    firstLine(c, '2024-09-23');
    for (const date of ['2026-02-03', '2026-05-05', '2026-08-25']) c.checked(date, ['chest ct', 'tibia x-ray', 'alp']);
    const nodule = c.lesion('nodule right lung', 'lung', 'right', undefined, '2026-08-04');
    c.tumourSize('2026-08-04', 4, { focus: nodule, method: 'ct' });
    c.tumourSize('2026-11-03', 4, { focus: nodule, method: 'ct' });
    c.report('chest ct', '2026-08-04', 'lung nodule', 'New nodule of 4 mm in the right lower lobe, not specific.');
    c.report('chest ct', '2026-11-03', 'lung nodule', 'Nodule unchanged at 4 mm.');
    c.denies('2026-11-03', ALL_SYMPTOMS);
    c.request('chest ct', '2026-11-04', { on: '2027-02-02', text: 'CT Chest' });
    return c;
}

// Pain and a lump in September, looked into in October: no tumour. What was open is answered.
function workedUp() {
    const c = osteosarcoma(
        'os-worked-up',
        { mrn: 'VC-1018', family: 'Quiroga', given: 'Lucia', gender: 'female', born: '2000-09-30' },
        { site: 'femur', side: 'left', date: '2024-01-15', mm: 71 },
    );
    firstLine(c, '2024-02-05');
    c.symptom('bone pain', '2026-09-14', { site: 'femur', side: 'left', quality: 'at night' });
    c.symptom('lump', '2026-09-14', { site: 'thigh', side: 'left' });
    c.report('thigh mri', '2026-09-21', 'abnormal', 'Nodule of 18 mm in the scar.');
    c.biopsy('2026-10-05', undefined, 'Scar and foreign-body reaction, no tumour.', { site: 'thigh', side: 'left' });
    c.checked('2026-10-13', ['chest ct', 'femur x-ray', 'alp', 'full remission']);
    c.answers('2026-10-12', {
        'osteosarcoma-course/tissue-result': 'osteosarcoma-course/no-tumour',
        'osteosarcoma-course/predisposition': false,
    });
    c.denies('2026-11-16', ALL_SYMPTOMS);
    c.answers('2026-11-16', {
        'symptom/night-pain': false,
        'symptom/rest-pain': false,
        'symptom/local-pain': false,
        'symptom/swelling': false,
    });
    return c;
}

// Pain far from the tumour.
function otherBone() {
    const c = osteosarcoma(
        'os-other-bone',
        { mrn: 'VC-1019', family: 'Ruiz', given: 'Mateo', gender: 'male', born: '2003-11-23' },
        { site: 'tibia', side: 'right', date: '2024-05-13', mm: 78 },
    );
    firstLine(c, '2024-06-03');
    c.checked('2026-09-22', ['chest ct', 'tibia x-ray', 'alp', 'full remission']);
    c.symptom('bone pain', '2026-11-11', { site: 'pelvis', side: 'left', trend: 'worse', text: 'Pain in the left hip bone' });
    c.answers('2026-11-11', {
        'symptom/local-pain': true,
        'symptom/night-pain': false,
        'symptom/rest-pain': true,
        'symptom/swelling': false,
        'symptom/suspected-site': 'symptom/other-bone',
        'osteosarcoma-course/symptoms-since': { valueDateTime: '2026-11-04' },
        'symptom/cord-or-root': false,
    });
    c.pain('2026-11-11', 7, { site: 'pelvis', side: 'left' });
    c.request('bone scan', '2026-11-13', { priority: 'urgent' });
    return c;
}

// A known predisposition, and a lump in the field of an earlier radiotherapy that is another tumour.
function otherTumour() {
    const c = osteosarcoma(
        'os-other-tumour',
        { mrn: 'VC-1020', family: 'Sandoval', given: 'Paula', gender: 'female', born: '1984-02-08' },
        { site: 'pelvis', side: 'right', date: '2017-03-13', mm: 84 },
    );
    firstLine(c, '2017-04-03', { margin: 'R1', text: 'Internal hemipelvectomy' });
    c.radiotherapy('2017-11-06', '2017-12-20', 6000, 30, 'pelvis', 'right');
    c.relative('mother', 'breast cancer', 34, '2017-03-14');
    c.symptom('lump', '2026-08-17', { site: 'pelvis', side: 'right', text: 'Lump in the radiotherapy field' });
    c.report('pelvis mri', '2026-08-24', 'abnormal', 'New mass of 35 mm in the soft tissue.');
    c.biopsy('2026-09-01', undefined, 'Undifferentiated sarcoma, not the osteosarcoma of 2017.', {
        site: 'pelvis',
        side: 'right',
    });
    c.answers('2026-09-08', {
        'osteosarcoma-course/tissue-result': 'osteosarcoma-course/other-tumour',
        'osteosarcoma-course/in-radiation-field': true,
        'osteosarcoma-course/predisposition': true,
        'osteosarcoma-course/treatment-wanted': true,
        'osteosarcoma-course/field-free': false,
    });
    c.report('chest ct', '2026-08-25', 'normal', 'No lung nodule.');
    return c;
}

// A name and a diagnosis without a day, and nothing else.
function nameOnly() {
    const c = new Chart('os-name-only', {
        mrn: 'VC-1022',
        family: 'Ullman',
        given: 'Berit',
        gender: 'female',
        born: '1986-06-06',
    });
    c.add(
        'Condition',
        'primary',
        {
            clinicalStatus: concept('remission'),
            verificationStatus: concept('confirmed'),
            code: concept('osteosarcoma'),
            subject: { reference: c.self },
        },
        '2026-06-01',
    );
    return c;
}

// Treated in another country: there are no old records, only what she answered when she moved.
function movedHere() {
    const c = new Chart('os-moved-here', {
        mrn: 'VC-1021',
        family: 'Tadesse',
        given: 'Selam',
        gender: 'female',
        born: '1997-01-19',
    });
    c.primary('osteosarcoma', undefined, 'femur', 'right', '2021', { status: 'remission', known: '2026-10-30' });
    const on = (date) => ({ valueDateTime: date });
    c.answers('2026-10-30', {
        'osteosarcoma-course/diagnosis-date': on('2021-08-17'),
        'osteosarcoma-course/end-of-treatment': on('2022-05-20'),
        'osteosarcoma-course/last-chemotherapy': on('2022-05-20'),
        'osteosarcoma-course/alp-raised-at-diagnosis': false,
        'osteosarcoma-course/recurrence': false,
        'osteosarcoma-course/tobacco': true,
        'osteosarcoma-course/alcohol': true,
        'osteosarcoma-course/comfort-care-only': false,
    });
    c.answers(
        '2026-11-09',
        Object.fromEntries(
            [
                'local-pain',
                'night-pain',
                'rest-pain',
                'activity-pain',
                'swelling',
                'red-warm-skin',
                'restricted-activity',
                'pathological-fracture',
                'cord-or-root',
            ].map((name) => [`symptom/${name}`, false]),
        ),
    );
    c.answers('2026-11-09', {
        'symptom/cough': true,
        'symptom/haemoptysis': false,
        'symptom/weight-loss': true,
        'symptom/fever': false,
        'osteosarcoma-course/lung-symptoms-since': on('2026-10-20'),
        'osteosarcoma-course/alp-raised': false,
        'osteosarcoma-course/ldh-raised': true,
    });
    return c;
}

export const people = [
    newOnChemo,
    followUpWell,
    followUpOverdue,
    deniesAll,
    silent,
    staleDenial,
    nightPain,
    restPainXrayNormal,
    activityPain,
    redWarmSkin,
    restricted,
    systemic,
    alpRaised,
    amputee,
    child,
    pelvisRadiotherapy,
    indeterminate,
    workedUp,
    otherBone,
    otherTumour,
    movedHere,
    nameOnly,
];
