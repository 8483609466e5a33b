// relapse.mjs: people whose osteosarcoma is back, or gave an emergency; one who died, one in a hospice.
//
// `recorded` is when the hospital wrote the tumour down again, as recurrent.

import { allSymptoms, firstLine, osteosarcoma } from './osteosarcoma.mjs';

function coughNodules() {
    const c = osteosarcoma(
        'os-cough-nodules',
        { mrn: 'VC-1101', family: 'Quist', given: 'Emil', gender: 'male', born: '2001-01-09' },
        { site: 'femur', side: 'left', date: '2024-10-07', mm: 98 },
    );
    firstLine(c, '2024-10-28');
    c.checked('2026-03-03', ['chest ct', 'femur x-ray']);
    c.symptom('cough', '2026-11-13', { trend: 'worse', text: 'Dry cough for five weeks' });
    c.symptom('chest pain', '2026-11-13', { text: 'Stitch on breathing in' });
    c.denies('2026-11-13', ['haemoptysis', 'fever', 'bone pain', 'lump']);
    const study = c.study('chest ct', '2026-11-18', 'CT', 'thorax');
    c.report('chest ct', '2026-11-18', 'multiple lung nodules', 'Four new nodules in both lungs, largest 13 mm.', { study });
    for (const [name, side, mm] of [
        ['nodule-1', 'left', 13],
        ['nodule-2', 'left', 8],
        ['nodule-3', 'right', 7],
        ['nodule-4', 'right', 6],
    ]) {
        const nodule = c.lesion(name, 'lung', side, undefined, '2026-11-18');
        c.tumourSize('2026-11-18', mm, { focus: nodule, method: 'ct', known: '2026-11-19' });
    }
    c.condition('lung metastasis', '2026-11-18', {
        kind: 'suspected metastasis',
        verification: 'provisional',
        profile: 'secondary-cancer-condition',
        site: 'lung',
        known: '2026-11-19',
    });
    c.answers('2026-11-19', {
        'osteosarcoma-course/tissue-result': 'osteosarcoma-course/not-taken',
        'osteosarcoma-course/lung-symptoms-since': { valueDateTime: '2026-10-09' },
    });
    c.request('biopsy', '2026-11-20', { priority: 'urgent', text: 'CT-guided biopsy of a lung nodule' });
    c.ecog('2026-11-19', 1);
    return c;
}

function haemoptysis() {
    const c = osteosarcoma(
        'os-haemoptysis',
        { mrn: 'VC-1102', family: 'Rossi', given: 'Chiara', gender: 'female', born: '1997-04-25' },
        { site: 'tibia', side: 'right', date: '2023-11-13', mm: 77 },
    );
    firstLine(c, '2023-12-04');
    c.checked('2026-08-18', ['chest x-ray', 'tibia x-ray', 'alp', 'full remission']);
    c.visit('2026-11-21', 'emergency visit', { class: 'EMER', state: 'in-progress' });
    c.symptom('haemoptysis', '2026-11-21', { severity: 'severe', text: 'Coughed up fresh blood three times today' });
    c.symptom('dyspnoea', '2026-11-21', { severity: 'severe', trend: 'worse' });
    c.symptom('cough', '2026-11-21');
    c.symptom('chest pain', '2026-11-21', { text: 'Sudden pain on the left' });
    c.condition('pneumothorax', '2026-11-21', { kind: 'pneumothorax', site: 'lung', side: 'left', known: '2026-11-21' });
    c.lab('haemoglobin', '2026-11-21', '10.9', 'g/dL', 12, 16);
    return c;
}

function localRecurrence() {
    const c = osteosarcoma(
        'os-local-recurrence',
        { mrn: 'VC-1103', family: 'Sato', given: 'Kenji', gender: 'male', born: '1994-12-19' },
        { site: 'femur', side: 'right', date: '2024-02-05', mm: 104, status: 'recurrence', recorded: '2026-09-20' },
    );
    firstLine(c, '2024-02-26', { until: '2026-09-01' });
    c.checked('2025-06-17', ['chest ct', 'femur x-ray']);
    c.symptom('lump', '2026-09-08', { site: 'thigh', side: 'right', text: 'Lump in the scar, noticed in August' });
    c.report('thigh mri', '2026-09-10', 'abnormal', 'Mass of 41 mm in the soft tissue by the scar.');
    c.biopsy('2026-09-15', '9180/3', 'Recurrence of the high-grade osteosarcoma.', { site: 'thigh', side: 'right' });
    const recurrence = c.lesion('recurrence right thigh', 'thigh', 'right', c.tumour, '2026-09-10');
    c.tumourSize('2026-09-10', 41, { focus: recurrence });
    c.condition(['recurrent tumour', 'osteosarcoma'], '2026-09-10', {
        kind: 'relapse',
        status: 'recurrence',
        site: 'femur',
        side: 'right',
        known: '2026-09-20',
        text: 'Local recurrence of osteosarcoma',
    });
    c.status('2026-09-20', 'worsened', { focus: recurrence });
    c.report('chest ct', '2026-09-17', 'normal', 'No lung nodule.');
    c.report('pet-ct', '2026-09-18', 'abnormal', 'Uptake at the right thigh only.', { category: 'RAD' });
    c.quantity('lvef', '2026-09-22', 58, '%', { category: 'imaging' });
    c.lab('creatinine', '2026-09-22', '0.92', 'mg/dL', 0.6, 1.2);
    c.report('audiometry', '2026-09-23', 'abnormal', 'Loss of 30 dB above 4 kHz on both sides.');
    c.ecog('2026-09-20', 0);
    c.answers('2026-09-22', {
        'osteosarcoma-course/resectable': true,
        'osteosarcoma-course/single-lesion': true,
        'osteosarcoma-course/kidneys-allow-ifosfamide': true,
        'osteosarcoma-course/treatment-wanted': true,
        'osteosarcoma-course/field-free': true,
        'osteosarcoma-course/in-radiation-field': false,
        'osteosarcoma-course/predisposition': false,
        'osteosarcoma-course/tissue-result': 'osteosarcoma-course/recurrence-confirmed',
        'osteosarcoma-course/distress': 6,
        'osteosarcoma-course/earlier-lines': 1,
    });
    c.request('surgery', '2026-11-02', { priority: 'urgent', on: '2026-11-30', text: 'Wide resection of the recurrence' });
    return c;
}

function lungRelapse() {
    const c = osteosarcoma(
        'os-lung-relapse',
        { mrn: 'VC-1104', family: 'Thorsen', given: 'Liv', gender: 'female', born: '2005-08-08' },
        { site: 'tibia', side: 'left', date: '2023-05-08', mm: 68, status: 'relapse', recorded: '2026-09-29' },
    );
    firstLine(c, '2023-05-29', { until: '2026-09-15' });
    for (const date of ['2026-01-13', '2026-05-12']) c.checked(date, ['chest ct', 'tibia x-ray']);
    c.denies('2026-09-15', allSymptoms);
    c.report('chest ct', '2026-09-15', 'lung nodule', 'New nodule of 12 mm in the left upper lobe, calcified.');
    const nodule = c.lesion('nodule left lung', 'lung', 'left', undefined, '2026-09-15');
    c.tumourSize('2026-09-15', 12, { focus: nodule, method: 'ct' });
    c.report('leg mri', '2026-09-18', 'normal', 'No local recurrence.');
    c.report('bone scan', '2026-09-21', 'normal', 'No bone metastasis.');
    c.biopsy('2026-09-24', '9180/3', 'Metastasis of the osteosarcoma.', { site: 'lung', side: 'left' });
    c.secondary(['lung metastasis', 'C78.02'], '2026-09-15', { site: 'lung', side: 'left', known: '2026-09-29' });
    c.status('2026-09-30', 'worsened');
    c.quantity('lvef', '2026-10-01', 55, '%', { category: 'imaging' });
    c.lab('creatinine', '2026-10-01', '0.71', 'mg/dL', 0.5, 1.1);
    c.ecog('2026-10-01', 0);
    c.procedure('wedge excision of lung', '2026-10-20', {
        kind: 'lung resection',
        intent: 'curative',
        site: 'lung',
        side: 'left',
        profile: 'cancer-related-surgical-procedure',
    });
    c.observe('margin', '2026-10-27', { valueCodeableConcept: { text: 'R0' } }, { category: 'laboratory', focus: nodule });
    c.order('ifosfamide', '2026-11-05', 'active', '9 g/m2 a course');
    c.order('etoposide', '2026-11-05');
    c.dose('ifosfamide', '2026-11-09', 3000, 'mg/m2', { end: '2026-11-11' });
    c.dose('etoposide', '2026-11-09', 100, 'mg/m2', { end: '2026-11-11' });
    return c;
}

function lateRelapse() {
    const c = osteosarcoma(
        'os-late-relapse',
        { mrn: 'VC-1105', family: 'Ueda', given: 'Haruto', gender: 'male', born: '1999-06-02' },
        { site: 'femur', side: 'left', date: '2016-05-23', mm: 87, status: 'relapse', recorded: '2026-07-10' },
    );
    firstLine(c, '2016-06-13', { until: '2026-06-01' });
    for (const date of ['2024-05-14', '2025-05-13']) c.checked(date, ['chest x-ray']);
    c.symptom('bone pain', '2026-06-22', { site: 'humerus', side: 'left', text: 'Pain in the upper arm for two months' });
    c.report('humerus x-ray', '2026-06-24', 'abnormal', 'Mixed lesion of the left humerus.');
    c.report('arm mri', '2026-06-29', 'abnormal', 'Lesion of 52 mm of the left humerus.');
    c.report('chest ct', '2026-06-30', 'lung nodule', 'One nodule of 9 mm, right lower lobe.');
    c.report('bone scan', '2026-07-02', 'abnormal', 'Uptake of the left humerus, no other.');
    c.biopsy('2026-07-07', '9180/3', 'Osteosarcoma, as in 2016.', { site: 'humerus', side: 'left' });
    const bone = c.lesion('metastasis left humerus', 'humerus', 'left', undefined, '2026-06-29');
    c.tumourSize('2026-06-29', 52, { focus: bone });
    c.secondary(['bone metastasis', 'C79.51'], '2026-06-29', { site: 'humerus', side: 'left', known: '2026-07-10' });
    c.secondary(['lung metastasis', 'C78.01'], '2026-06-30', {
        site: 'lung',
        side: 'right',
        verification: 'provisional',
        known: '2026-07-10',
    });
    c.status('2026-07-10', 'worsened');
    c.quantity('lvef', '2026-07-13', 49, '%', { category: 'imaging' });
    c.lab('creatinine', '2026-07-13', '1.31', 'mg/dL', 0.7, 1.3);
    c.ecog('2026-07-10', 1);
    c.doses('ifosfamide', '2026-07-27', 4, 21, 5000);
    c.report('chest ct', '2026-11-02', 'lung nodule', 'Nodule of 9 mm unchanged.');
    return c;
}

function fracture() {
    const c = osteosarcoma(
        'os-fracture',
        { mrn: 'VC-1106', family: 'Vidal', given: 'Ines', gender: 'female', born: '1992-02-29' },
        { site: 'humerus', side: 'right', date: '2022-08-15', mm: 63 },
    );
    firstLine(c, '2022-09-05', { text: 'Resection, allograft' });
    c.checked('2026-08-11', ['chest x-ray', 'humerus x-ray', 'alp', 'full remission']);
    c.visit('2026-11-20', 'emergency visit', { class: 'EMER' });
    c.report('humerus x-ray', '2026-11-20', 'abnormal', 'Fracture of the right humerus through a lytic lesion.', {
        known: '2026-11-20',
    });
    c.condition('pathological fracture', '2026-11-20', {
        kind: 'fracture',
        site: 'humerus',
        side: 'right',
        note: 'Happened on lifting a kettle.',
    });
    c.symptom('bone pain', '2026-11-20', { site: 'humerus', side: 'right', severity: 'severe' });
    c.answers('2026-11-20', {
        'symptom/suspected-site': 'symptom/primary-site',
        'symptom/pathological-fracture': true,
        'symptom/cord-or-root': false,
    });
    c.pain('2026-11-20', 8, { site: 'humerus', side: 'right' });
    c.denies('2026-11-20', ['fever', 'cough', 'weight loss']);
    return c;
}

function palliative() {
    const c = osteosarcoma(
        'os-palliative',
        { mrn: 'VC-1107', family: 'Weiss', given: 'Hannah', gender: 'female', born: '2003-10-31' },
        {
            site: 'femur',
            side: 'right',
            date: '2022-03-07',
            mm: 132,
            status: 'relapse',
            recorded: '2024-01-20',
            histology: '9183/3',
        },
    );
    firstLine(c, '2022-03-28', { until: '2024-01-16' });
    c.secondary(['lung metastasis', 'C78.01'], '2024-01-16', { site: 'lung', known: '2024-01-20' });
    c.report('bone scan', '2024-01-23', 'normal', 'No bone metastasis.');
    c.biopsy('2024-01-25', '9180/3', 'Metastasis of the osteosarcoma.', { site: 'lung', side: 'right' });
    c.doses('ifosfamide', '2024-02-05', 5, 21, 9000);
    c.procedure('wedge excision of lung', '2024-06-11', {
        kind: 'lung resection',
        intent: 'curative',
        site: 'lung',
        side: 'right',
    });
    c.status('2024-07-02', 'full remission');
    c.report('chest ct', '2026-04-21', 'multiple lung nodules', 'Many nodules in both lungs, pleural effusion.');
    c.secondary(['bone metastasis', 'C79.51'], '2026-04-28', { site: 'spine', known: '2026-05-02' });
    c.status('2026-05-02', 'worsened');
    c.radiotherapy('2026-06-08', '2026-06-12', 2000, 5, 'spine', undefined, 'palliative');
    c.ecog('2026-05-02', 2);
    c.ecog('2026-11-10', 3);
    c.pain('2026-11-10', 5);
    c.symptom('dyspnoea', '2026-11-10', { severity: 'severe' });
    c.symptom('fatigue', '2026-11-10', { severity: 'severe' });
    c.symptom('weight loss', '2026-11-10');
    c.weight('2026-05-02', 58);
    c.weight('2026-11-10', 49.5);
    c.plan('2026-05-12', 'Palliative care', ['palliative care', 'Psychological support', 'Support group'], {
        category: 'palliative care',
    });
    c.lab('creatinine', '2026-11-10', '1.62', 'mg/dL', 0.5, 1.1);
    c.answers('2026-11-10', {
        'osteosarcoma-course/resectable': false,
        'osteosarcoma-course/kidneys-allow-ifosfamide': false,
        'osteosarcoma-course/treatment-wanted': true,
        'osteosarcoma-course/distress': 8,
        'osteosarcoma-course/earlier-lines': 3,
    });
    c.quantity('lvef', '2026-05-04', 44, '%', { category: 'imaging' });
    return c;
}

function cordCompression() {
    const c = osteosarcoma(
        'os-cord-compression',
        { mrn: 'VC-1108', family: 'Xu', given: 'Wei', gender: 'male', born: '1991-09-14' },
        { site: 'pelvis', side: 'right', date: '2024-11-18', mm: 101 },
    );
    firstLine(c, '2024-12-09', { text: 'Internal hemipelvectomy' });
    c.checked('2026-09-15', ['chest ct', 'pelvis mri', 'alp', 'full remission']);
    c.visit('2026-11-21', 'emergency visit', { class: 'EMER', state: 'in-progress' });
    c.symptom('back pain', '2026-11-21', {
        site: 'spine',
        severity: 'severe',
        trend: 'worse',
        quality: 'at night, like a band around the chest',
    });
    c.symptom('leg weakness', '2026-11-21', { trend: 'worse', text: 'Both legs give way since this morning' });
    c.symptom('urinary retention', '2026-11-21', { text: 'Cannot pass urine' });
    c.pain('2026-11-21', 8, { site: 'spine' });
    c.answers('2026-11-21', {
        'symptom/cord-or-root': true,
        'symptom/local-pain': true,
        'symptom/night-pain': true,
        'symptom/suspected-site': 'symptom/spine',
    });
    c.request('spine mri', '2026-11-21', { priority: 'stat' });
    return c;
}

function refractory() {
    const c = osteosarcoma(
        'os-refractory',
        { mrn: 'VC-1109', family: 'Yilmaz', given: 'Deniz', gender: 'male', born: '2008-03-03' },
        { site: 'femur', side: 'left', date: '2026-03-09', mm: 141, status: 'active', alp: 890, alpHigh: 390 },
    );
    c.map('2026-03-23', 3);
    c.tumourSize('2026-06-15', 158);
    c.report('thigh mri', '2026-06-15', 'abnormal', 'Tumour larger under treatment, 158 mm.');
    c.status('2026-06-18', 'worsened');
    c.secondary(['lung metastasis', 'C78.01', 'C78.02'], '2026-06-16', { site: 'lung', known: '2026-06-18' });
    c.doses('ifosfamide', '2026-07-06', 5, 21, 9000);
    c.doses('etoposide', '2026-07-06', 5, 21, 100);
    c.status('2026-10-20', 'stable');
    c.symptom('bone pain', '2026-11-12', { site: 'femur', side: 'left', severity: 'severe' });
    c.pain('2026-11-12', 7);
    c.ecog('2026-11-12', 2);
    c.lab('alp', '2026-11-12', 1044, 'U/L', 60, 390);
    return c;
}

// Nine years old: too young for most drugs that were studied.
function youngest() {
    const c = osteosarcoma(
        'os-youngest',
        { mrn: 'VC-1114', family: 'Demir', given: 'Elif', gender: 'female', born: '2017-06-11' },
        { site: 'tibia', side: 'left', date: '2025-01-13', mm: 68, status: 'active' },
    );
    firstLine(c, '2025-02-03');
    c.checked('2026-07-14', ['chest ct', 'alp', 'full remission']);
    c.report('chest ct', '2026-10-06', 'multiple lung nodules', 'Eleven new nodules in both lungs.');
    c.secondary(['lung metastasis', 'C78.01', 'C78.02'], '2026-10-06', { site: 'lung', known: '2026-10-09' });
    c.report('bone scan', '2026-10-12', 'normal', 'No bone metastasis.');
    c.biopsy('2026-10-12', '9180/3', 'Metastasis of the osteosarcoma.', { site: 'lung' });
    c.answers('2026-10-13', {
        'osteosarcoma-course/recurrence': true,
        'osteosarcoma-course/recurrence-date': { valueDateTime: '2026-10-06' },
        'osteosarcoma-course/single-lesion': false,
        'osteosarcoma-course/treatment-wanted': true,
        'osteosarcoma-course/tissue-result': 'osteosarcoma-course/recurrence-confirmed',
    });
    c.observe('lansky', '2026-11-10', { valueInteger: 90 }, { category: 'survey', profile: 'lansky-play-performance-status' });
    return c;
}

// Between two courses of chemotherapy, hot since last night.
function feverOnChemo() {
    const c = osteosarcoma(
        'os-fever-on-chemo',
        { mrn: 'VC-1113', family: 'Costa', given: 'Rafael', gender: 'male', born: '2009-02-02' },
        { site: 'humerus', side: 'right', date: '2026-05-18', mm: 82, status: 'active' },
    );
    c.mapInSum('2026-06-08', 4);
    c.resection('2026-08-24', 'R0', 'Resection of the proximal humerus');
    c.dose('doxorubicin', '2026-11-12', 75, 'mg/m2', { end: '2026-11-13' });
    c.quantity('temperature', '2026-11-21T21:20:00Z', '39.1', 'Cel', { category: 'vital-signs' });
    c.symptom('fever', '2026-11-21', { text: 'Shivers and fever since last night' });
    c.visit('2026-11-21', 'emergency visit', { class: 'EMER', state: 'in-progress' });
    c.denies('2026-11-21', ['cough', 'dyspnoea', 'haemoptysis', 'bone pain']);
    return c;
}

function secondRemission() {
    const c = osteosarcoma(
        'os-second-remission',
        { mrn: 'VC-1110', family: 'Zeller', given: 'Jonas', gender: 'male', born: '1996-01-30' },
        { site: 'tibia', side: 'right', date: '2020-09-21', mm: 71, status: 'remission' },
    );
    firstLine(c, '2020-10-12');
    c.secondary(['lung metastasis', 'C78.02'], '2023-02-14', {
        site: 'lung',
        side: 'left',
        status: 'resolved',
        abated: '2023-03-21',
        known: '2023-02-20',
    });
    c.procedure('wedge excision of lung', '2023-03-21', {
        kind: 'lung resection',
        intent: 'curative',
        site: 'lung',
        side: 'left',
    });
    c.report('bone scan', '2023-02-20', 'normal', 'No bone metastasis.');
    c.biopsy('2023-02-22', '9180/3', 'Metastasis of the osteosarcoma.', { site: 'lung', side: 'left' });
    c.status('2023-04-18', 'full remission');
    c.report('audiometry', '2023-05-16', 'normal', 'Hearing normal.');
    for (const date of ['2026-02-17', '2026-06-16', '2026-10-20'])
        c.checked(date, ['chest ct', 'tibia x-ray', 'alp', 'full remission']);
    c.denies('2026-10-20', allSymptoms);
    c.finding('pathological fracture', '2026-10-20', false);
    c.pain('2026-10-20', 0);
    c.ecog('2026-10-20', 0);
    return c;
}

function dead() {
    const c = osteosarcoma(
        'os-dead',
        { mrn: 'VC-1111', family: 'Aldous', given: 'Peter', gender: 'male', born: '1979-05-15', died: '2026-03-02' },
        { site: 'femur', side: 'left', date: '2021-02-08', mm: 110, status: 'relapse', recorded: '2024-08-10' },
    );
    firstLine(c, '2021-03-01', { until: '2024-08-06' });
    c.secondary(['lung metastasis', 'C78.01'], '2024-08-06', { site: 'lung', known: '2024-08-10' });
    c.status('2024-08-10', 'worsened');
    c.symptom('cough', '2026-02-10', { severity: 'severe' });
    c.symptom('haemoptysis', '2026-02-20');
    return c;
}

function hospice() {
    const c = osteosarcoma(
        'os-hospice',
        { mrn: 'VC-1112', family: 'Byrne', given: 'Aoife', gender: 'female', born: '1987-12-24' },
        { site: 'humerus', side: 'left', date: '2022-06-20', mm: 99, status: 'relapse', recorded: '2025-11-15' },
    );
    firstLine(c, '2022-07-11', { until: '2025-11-11' });
    c.secondary(['bone metastasis', 'C79.51'], '2025-11-11', { site: 'pelvis', known: '2025-11-15' });
    c.status('2025-11-15', 'worsened');
    c.ecog('2026-10-26', 4);
    c.plan('2026-10-26', 'Hospice care at St. Brigid', ['hospice care'], { category: 'hospice care' });
    c.answers('2026-10-26', { 'osteosarcoma-course/treatment-wanted': false, 'osteosarcoma-course/comfort-care-only': true });
    c.procedure('hospice care', '2026-10-26', { kind: 'hospice', state: 'in-progress', site: false });
    c.symptom('bone pain', '2026-11-16', { site: 'pelvis', severity: 'severe', quality: 'at rest' });
    c.pain('2026-11-16', 4);
    c.request('chest ct', '2025-12-01', { state: 'revoked' });
    return c;
}

export const people = [
    coughNodules,
    haemoptysis,
    localRecurrence,
    lungRelapse,
    lateRelapse,
    fracture,
    palliative,
    cordCompression,
    refractory,
    feverOnChemo,
    youngest,
    secondRemission,
    dead,
    hospice,
];
