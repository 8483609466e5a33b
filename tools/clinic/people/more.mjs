// more.mjs: people whose records tell what no other record of the clinic tells: a relapse in the words of a German registry, two
// cancers, scores that get worse, a patient whom nobody sees any more, a carrier of TP53, half dates, a PSA that rises.

import { Chart } from '../chart.mjs';
import { concept } from '../codes.mjs';
import { allSymptoms, firstLine, osteosarcoma } from './osteosarcoma.mjs';

// The course of the tumour as a German registry (oBDS) has it: overall, at the first place, in nodes, in distant places.
function germanCourse(c, date, overall, { primary = 'K', nodes = 'K', distant = 'K' } = {}) {
    const part = (name, code) => ({ code: concept(name), valueCodeableConcept: concept(code) });
    c.observe(
        'overall assessment',
        date,
        { valueCodeableConcept: concept(`gesamtbeurteilung ${overall}`) },
        {
            focus: c.tumour,
            component: [
                part('status of primary', `primaertumor ${primary}`),
                part('status of nodes', `lymphknoten ${nodes}`),
                part('status of metastases', `fernmetastasen ${distant}`),
            ],
        },
    );
}

function germanRelapse() {
    const c = new Chart('ewing-registry-relapse', {
        mrn: 'VC-1601',
        family: 'Brenner',
        given: 'Lukas',
        gender: 'male',
        born: '2005-02-27',
        doctor: 'dr-brandt',
    });
    c.primary('ewing', '9364/3', 'femur', 'left', '2023-04-17', { status: 'active' });
    c.biopsy('2023-04-19', '9364/3', 'Ewing sarcoma, EWSR1 rearranged.');
    c.tumourSize('2023-04-20', 88);
    c.dose('vincristine', '2023-05-02', 18, 'mg/m2', { end: '2023-12-19' });
    c.dose('doxorubicin', '2023-05-02', 450, 'mg/m2', { end: '2023-11-28' });
    c.dose('ifosfamide', '2023-05-23', 54000, 'mg/m2', { end: '2023-12-19' });
    c.resection('2023-09-18', 'R0', 'Resection of the distal femur, endoprosthesis');
    germanCourse(c, '2024-02-13', 'V');
    c.report('echocardiography', '2024-02-20', 'normal', 'Normal function.');
    for (const date of ['2025-09-09', '2026-03-10']) c.checked(date, ['chest ct', 'femur x-ray']);
    c.checked('2026-09-29', ['femur x-ray']);
    c.report('chest ct', '2026-09-29', 'lung nodule', 'New nodule of 17 mm in the right lower lobe.');
    c.report('thigh mri', '2026-10-06', 'normal', 'No tumour at the old site.');
    germanCourse(c, '2026-10-13', 'Y', { distant: 'R' });
    c.denies('2026-11-10', allSymptoms);
    c.ecog('2026-11-10', 0);
    return c;
}

// Two cancers; the nodule of the lung belongs to the second.
function twoPrimaries() {
    const c = new Chart('two-primaries', {
        mrn: 'VC-1602',
        family: 'Castellano',
        given: 'Rosa',
        gender: 'female',
        born: '1959-05-30',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'right', '2014-02-10', { status: 'remission' });
    c.resection('2014-03-03', 'R0', 'Breast-conserving operation');
    c.radiotherapy('2014-04-14', '2014-05-23', 5000, 25, 'breast', 'right');
    c.status('2014-09-09', 'full remission');
    c.primary('kidney cancer', '8312/3', undefined, undefined, '2023-05-08', { status: 'active' });
    c.resection('2023-06-05', 'R0', 'Nephrectomy', { site: false });
    c.status('2023-09-12', 'full remission');
    c.report('mammography', '2026-02-17', 'normal', 'No suspicious change.');
    c.checked('2026-06-16', []);
    c.report('chest ct', '2026-10-20', 'lung nodule', 'New nodule of 16 mm in the left upper lobe.');
    c.biopsy('2026-10-27', '8312/3', 'Clear cell carcinoma of the kidney.', { site: 'lung', side: 'left' });
    c.secondary(['lung metastasis', 'C78.02'], '2026-10-20', { site: 'lung', side: 'left', known: '2026-11-03' });
    c.checked('2026-11-03', []);
    c.denies('2026-11-03', ['bone pain', 'cough', 'dyspnoea', 'weight loss', 'lump', 'fatigue', 'headache', 'haemoptysis']);
    c.ecog('2026-11-03', 0);
    return c;
}

// Every test in time; what he reports himself gets worse.
function reportsWorsen() {
    const c = new Chart('reports-worsen', {
        mrn: 'VC-1603',
        family: 'Dubois',
        given: 'Yves',
        gender: 'male',
        born: '1968-01-15',
        doctor: 'dr-osei',
    });
    c.primary('rectal cancer', '8140/3', undefined, undefined, '2024-02-12', { status: 'remission' });
    c.resection('2024-03-11', 'R0', 'Resection of the rectum', { site: false });
    c.status('2024-06-11', 'full remission');
    c.report('colonoscopy', '2025-03-11', 'normal', 'No polyp.');
    c.report('chest ct', '2025-03-04', 'normal', 'Chest and abdomen clear.');
    c.report('chest ct', '2026-03-03', 'normal', 'Chest and abdomen clear.');
    for (const date of ['2026-03-10', '2026-09-08']) {
        c.checked(date, ['full remission']);
        c.lab('cea', date, '1.8', 'ng/mL', 0, 5);
    }
    c.denies('2026-09-08', ['bone pain', 'cough', 'dyspnoea', 'weight loss', 'fatigue', 'bleeding from the bowel']);
    for (const [date, pain, fatigue] of [
        ['2026-08-10', 0, 1],
        ['2026-10-12', 1, 1],
        ['2026-11-16', 2, 3],
    ]) {
        const more = { category: 'survey', by: c.self };
        c.observe('patient-report/abdominal-pain-severity', date, { valueInteger: pain }, { ...more, kind: 'report pain' });
        c.observe('patient-report/fatigue-severity', date, { valueInteger: fatigue }, { ...more, kind: 'report fatigue' });
    }
    c.ecog('2026-09-08', 0);
    return c;
}

// Moved away and never answered again; somebody wrote that down.
function lost() {
    const c = new Chart('chondro-lost', {
        mrn: 'VC-1604',
        family: 'Engel',
        given: 'Milan',
        gender: 'male',
        born: '1977-08-08',
    });
    c.primary('chondrosarcoma', '9220/3', 'pelvis', 'left', '2019-06-03', { status: 'remission' });
    c.biopsy('2019-06-05', '9220/3', 'Chondrosarcoma, grade 2.');
    c.tumourSize('2019-06-06', 84);
    c.resection('2019-07-08', 'R0', 'Internal hemipelvectomy');
    c.status('2019-10-08', 'full remission');
    for (const date of ['2021-05-11', '2022-05-10']) c.checked(date, ['chest x-ray', 'pelvis mri', 'full remission']);
    c.finding('lost to follow-up', '2024-01-16', true, { note: 'Two letters came back, the number is not in use.' });
    return c;
}

// Well, and a carrier: what is looked at is more, and without radiation where that is possible.
function carrier() {
    const c = osteosarcoma(
        'tp53-carrier',
        { mrn: 'VC-1605', family: 'Fontaine', given: 'Camille', gender: 'female', born: '2003-03-21' },
        { site: 'femur', side: 'right', date: '2022-02-14', mm: 69 },
    );
    firstLine(c, '2022-03-07');
    c.relative('mother', 'breast cancer', 33, '2022-02-15');
    c.observe(
        'genetic variant',
        '2022-04-12',
        { valueCodeableConcept: concept('present') },
        {
            category: 'laboratory',
            by: 'Organization/laboratory',
            component: [
                { code: concept('gene studied'), valueCodeableConcept: concept('TP53') },
                { code: concept('genomic source'), valueCodeableConcept: concept('germline') },
            ],
        },
    );
    for (const date of ['2025-11-25', '2026-05-19', '2026-11-10']) {
        c.checked(date, ['chest x-ray', 'femur x-ray', 'alp', 'full remission']);
    }
    c.report('whole-body mri', '2026-06-23', 'normal', 'No lesion.');
    c.report('brain mri', '2026-06-23', 'normal', 'No lesion.');
    c.report('breast mri', '2025-06-24', 'normal', 'No lesion.');
    c.report('abdominal ultrasound', '2026-05-19', 'normal', 'Clear.');
    c.answers('2026-11-10', { 'work-up/genetics-asked': true, 'work-up/screening-agreed': true });
    c.denies('2026-11-10', allSymptoms);
    c.request('pet-ct', '2026-11-12', { on: '2026-12-15', text: 'PET-CT, yearly control' });
    return c;
}

// Years and months only: every class of time has more than one answer.
function rmsHalfDates() {
    const c = new Chart('rms-half-dates', {
        mrn: 'VC-1606',
        family: 'Gashi',
        given: 'Arta',
        gender: 'female',
        born: '2018-09',
        doctor: 'dr-adeyemi',
    });
    c.primary('embryonal rms', '8910/3', 'bladder', undefined, '2025', { status: 'relapse', known: '2025-10-06' });
    c.dose('vincristine', '2025-04', 1.5, 'mg/m2', { end: '2025-10', known: '2025-10-30' });
    c.dose('ifosfamide', '2025-04', 54000, 'mg/m2', { end: '2025-10', known: '2025-10-30' });
    c.status('2025-11', 'full remission', { known: '2025-12-01' });
    c.condition('recurrent tumour', '2026-10', {
        kind: 'relapse',
        status: 'recurrence',
        site: 'bladder',
        known: '2026-11-03',
        text: 'Relapse in the bladder, found elsewhere',
    });
    c.visit('2026-11-03');
    c.denies('2026-11-03', ['pain', 'fever', 'weight loss', 'lump']);
    c.observe('lansky', '2026-11-03', { valueInteger: 80 }, { category: 'survey', profile: 'lansky-play-performance-status' });
    return c;
}

function lungHaemoptysis() {
    const c = new Chart('lung-haemoptysis', {
        mrn: 'VC-1607',
        family: 'Hartmann',
        given: 'Joachim',
        gender: 'male',
        born: '1960-04-04',
        doctor: 'dr-osei',
    });
    c.primary('lung cancer', '8140/3', 'lung', 'left', '2024-01-22', { status: 'remission' });
    c.resection('2024-02-19', 'R0', undefined, { code: 'lobectomy' });
    c.status('2024-05-14', 'full remission');
    for (const date of ['2025-02-18', '2025-08-19', '2026-02-17', '2026-08-18']) c.checked(date, ['chest ct', 'full remission']);
    c.denies('2026-08-18', ['cough', 'dyspnoea', 'weight loss', 'bone pain', 'headache']);
    c.symptom('haemoptysis', '2026-11-20', { text: 'Streaks of blood in the phlegm since yesterday' });
    c.symptom('cough', '2026-11-20', { trend: 'worse' });
    c.denies('2026-11-20', ['fever', 'dyspnoea', 'chest pain']);
    return c;
}

function prostatePsa() {
    const c = new Chart('prostate-psa', {
        mrn: 'VC-1608',
        family: 'Iversen',
        given: 'Leif',
        gender: 'male',
        born: '1957-12-19',
        doctor: 'dr-osei',
    });
    c.primary('prostate cancer', '8140/3', undefined, undefined, '2022-03-14', { status: 'remission' });
    c.resection('2022-05-09', 'R0', undefined, { code: 'radical prostatectomy', site: false });
    c.status('2022-09-06', 'full remission');
    for (const [date, value] of [
        ['2025-09-09', '0.05'],
        ['2026-03-10', '0.12'],
        ['2026-06-09', '0.24'],
        ['2026-10-20', '0.41'],
    ]) {
        c.lab('psa', date, value, 'ng/mL', 0, 4);
    }
    c.visit('2026-10-20');
    c.denies('2026-10-20', ['bone pain', 'back pain', 'weight loss', 'fatigue']);
    c.ecog('2026-10-20', 0);
    return c;
}

export const people = [germanRelapse, twoPrimaries, reportsWorsen, lost, carrier, rmsHalfDates, lungHaemoptysis, prostatePsa];
