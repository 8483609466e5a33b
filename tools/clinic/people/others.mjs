// others.mjs: rhabdomyosarcoma, Ewing sarcoma, survivors with nothing wrong, a mother and her son.

import { Chart, ref } from '../chart.mjs';
import { concept } from '../codes.mjs';
import { allSymptoms, firstLine, osteosarcoma } from './osteosarcoma.mjs';

function rmsOrbit() {
    const c = new Chart('rms-orbit', {
        mrn: 'VC-1201',
        family: 'Amano',
        given: 'Yuki',
        gender: 'female',
        born: '2014-07-18',
        doctor: 'dr-adeyemi',
    });
    c.primary('orbit rms', '8910/3', 'orbit', 'left', '2022-05-16', { status: 'remission' });
    c.biopsy('2022-05-18', '8910/3', 'Embryonal rhabdomyosarcoma, LEFT orbit.', {
        site: 'orbit',
        side: 'right',
        note: 'The operation note says right.',
    });
    c.observe(
        'IRS group',
        '2022-05-30',
        { valueCodeableConcept: concept('IRS III') },
        { category: 'imaging', focus: c.tumour, profile: 'cancer-stage' },
    );
    c.doses('vincristine', '2022-06-06', 6, 21, 1.5);
    c.doses('ifosfamide', '2022-06-06', 6, 21, 9000);
    c.radiotherapy('2022-09-05', '2022-10-14', 5040, 28, 'orbit', 'left');
    c.status('2023-01-10', 'full remission');
    c.checked('2026-06-09', ['orbit mri', 'chest x-ray']);
    c.denies('2026-06-09', ['swelling', 'headache', 'pain', 'fever', 'weight loss']);
    return c;
}

function rmsAlveolarRelapse() {
    const c = new Chart('rms-alveolar-relapse', {
        mrn: 'VC-1202',
        family: 'Bishop',
        given: 'Callum',
        gender: 'male',
        born: '2010-11-03',
        doctor: 'dr-adeyemi',
    });
    c.primary('alveolar rms', '8920/3', 'thigh', 'right', '2024-01-05', { status: 'active', note: 'FOXO1 fusion present.' });
    c.biopsy('2024-01-08', '8920/3', 'Alveolar rhabdomyosarcoma, FOXO1 rearranged.');
    c.tumourSize('2024-01-09', 60);
    c.observe(
        'IRS group',
        '2024-01-12',
        { valueCodeableConcept: concept('IRS III') },
        { category: 'imaging', focus: c.tumour, profile: 'cancer-stage' },
    );
    c.doses('ifosfamide', '2024-01-15', 8, 21, 9000);
    c.doses('vincristine', '2024-01-15', 8, 21, 1.5);
    c.condition('recurrent tumour', '2024-07-20', {
        kind: 'relapse',
        status: 'relapse',
        site: 'thigh',
        side: 'right',
        text: 'Local relapse on treatment',
    });
    c.secondary(['lung metastasis', 'C78.01'], '2024-07-20', { site: 'lung' });
    c.status('2024-07-22', 'worsened');
    c.doses('cyclophosphamide', '2024-08-05', 4, 21, 1200);
    c.ecog('2026-10-13', 2);
    c.status('2026-10-13', 'stable');
    return c;
}

function rmsParatesticularRelapse() {
    const c = new Chart('rms-late-local-relapse', {
        mrn: 'VC-1203',
        family: 'Carver',
        given: 'Theo',
        gender: 'male',
        born: '2016-01-12',
        doctor: 'dr-adeyemi',
    });
    c.primary('embryonal rms', '8910/3', 'testis region', 'right', '2021-02-15', { status: 'recurrence' });
    c.tumourSize('2021-02-16', 30);
    c.resection('2021-02-22', 'R0', 'Inguinal orchiectomy');
    c.observe(
        'IRS group',
        '2021-02-26',
        { valueCodeableConcept: concept('IRS IA') },
        { category: 'imaging', focus: c.tumour, profile: 'cancer-stage' },
    );
    c.doses('vincristine', '2021-03-01', 9, 21, 1.5);
    c.status('2021-09-14', 'full remission');
    c.report('chest x-ray', '2023-02-14', 'normal', 'Clear.');
    c.biopsy('2023-06-15', '8910/3', 'Embryonal rhabdomyosarcoma, recurrence.', { site: 'testis region', side: 'right' });
    c.condition('recurrent tumour', '2023-06-15', {
        kind: 'relapse',
        status: 'recurrence',
        site: 'testis region',
        side: 'right',
        text: 'Local recurrence',
    });
    c.radiotherapy('2023-09-04', '2023-10-13', 5040, 28, 'testis region', 'right');
    c.status('2024-03-19', 'full remission');
    c.denies('2026-09-22', ['lump', 'swelling', 'pain', 'fever', 'weight loss', 'cough']);
    c.checked('2026-09-22', ['chest x-ray']);
    return c;
}

function ewingLump() {
    const c = new Chart('ewing-lump-in-field', {
        mrn: 'VC-1204',
        family: 'Wiik',
        given: 'Jonas',
        gender: 'male',
        born: '2010-05-05',
        doctor: 'dr-brandt',
    });
    c.primary('ewing', '9364/3', 'pelvis', 'left', '2024-08-19', { status: 'remission' });
    c.biopsy('2024-08-21', '9364/3', 'Ewing sarcoma, EWSR1 rearranged.');
    c.tumourSize('2024-08-22', 97);
    c.doses('vincristine', '2024-09-02', 9, 21, 1.5);
    c.doses('doxorubicin', '2024-09-02', 5, 42, 75);
    c.doses('ifosfamide', '2024-09-23', 8, 28, 9000);
    c.radiotherapy('2025-01-13', '2025-02-21', 5400, 30, 'pelvis', 'left');
    c.status('2025-10-07', 'full remission');
    c.checked('2026-08-18', ['chest ct', 'pelvis mri']);
    c.symptom('lump', '2026-11-20', {
        site: 'pelvis',
        side: 'left',
        trend: 'worse',
        text: 'Growing lump in the radiotherapy field',
        known: '2026-11-21',
    });
    c.pain('2026-11-20', 4);
    c.denies('2026-11-20', ['fever', 'cough', 'weight loss']);
    return c;
}

function ewingWell() {
    const c = new Chart('ewing-well', {
        mrn: 'VC-1205',
        family: 'Dunne',
        given: 'Orla',
        gender: 'female',
        born: '1995-03-08',
        doctor: 'dr-brandt',
    });
    c.primary('ewing', '9364/3', 'humerus', 'right', '2017-10-09', { status: 'remission' });
    c.doses('doxorubicin', '2017-10-30', 5, 42, 75);
    c.doses('vincristine', '2017-10-30', 5, 42, 1.5);
    c.resection('2018-02-12', 'R0', 'Resection of the humerus');
    c.status('2018-09-18', 'full remission');
    for (const date of ['2025-04-08', '2025-10-14', '2026-04-14', '2026-10-13'])
        c.checked(date, ['chest x-ray', 'humerus x-ray', 'full remission']);
    c.denies('2026-10-13', allSymptoms);
    c.pain('2026-10-13', 0);
    c.quantity('lvef', '2026-04-14', 63, '%', { category: 'imaging' });
    return c;
}

function breastWell() {
    const c = new Chart('survivor-breast', {
        mrn: 'VC-1206',
        family: 'Ellis',
        given: 'Grace',
        gender: 'female',
        born: '1961-09-27',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'left', '2019-03-04', { status: 'remission' });
    c.resection('2019-03-25', 'R0', 'Breast-conserving operation');
    c.radiotherapy('2019-05-06', '2019-06-14', 5000, 25, 'breast', 'left');
    c.status('2019-09-10', 'full remission');
    c.report('mammography', '2026-03-10', 'normal', 'No suspicious change.');
    c.checked('2026-09-08', []);
    c.denies('2026-09-08', ['bone pain', 'cough', 'dyspnoea', 'weight loss', 'headache', 'lump']);
    c.ecog('2026-09-08', 0);
    return c;
}

function colonWell() {
    const c = new Chart('survivor-colon', {
        mrn: 'VC-1207',
        family: 'Fischer',
        given: 'Karl',
        gender: 'male',
        born: '1954-12-13',
        doctor: 'dr-osei',
    });
    c.tumour = c.condition('C18.9', '2020-01-20', {
        kind: 'primary',
        status: 'resolved',
        abated: '2020-02-18',
        text: 'Carcinoma of the sigmoid colon',
        profile: 'primary-cancer-condition',
    });
    c.resection('2020-02-18', 'R0', 'Resection of the sigmoid colon', { site: false });
    c.report('colonoscopy', '2021-02-16', 'normal', 'No polyp.');
    c.report('chest ct', '2023-02-14', 'normal', 'Chest and abdomen clear.');
    c.checked('2025-02-11', []);
    c.lab('cea', '2025-02-11', '2.1', 'ng/mL', 0, 5);
    c.report('colonoscopy', '2026-02-10', 'normal', 'No polyp.');
    c.visit('2026-08-25');
    c.weight('2026-02-17', 84);
    c.weight('2026-08-25', 84.5);
    c.ecog('2026-08-25', 0);
    return c;
}

// The mother has a breast cancer of her own. She answers for her son, so she stands in his records as
// author, performer and asserter; none of it is about her.
function mother() {
    const c = new Chart('mother', {
        mrn: 'VC-1208',
        family: 'Grant',
        given: 'Louise',
        gender: 'female',
        born: '1980-02-02',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'right', '2021-06-07', { status: 'remission', asserter: 'Patient/mother' });
    c.resection('2021-07-05', 'R0', 'Mastectomy');
    c.doses('doxorubicin', '2021-08-02', 4, 21, 60);
    c.status('2022-02-08', 'full remission');
    c.report('mammography', '2026-06-09', 'normal', 'No suspicious change.');
    c.checked('2026-10-06', []);
    c.denies('2026-10-06', ['bone pain', 'cough', 'dyspnoea', 'weight loss', 'lump', 'fatigue']);
    c.ecog('2026-10-06', 0);
    return c;
}

function son() {
    const c = osteosarcoma(
        'son',
        { mrn: 'VC-1209', family: 'Grant', given: 'Oliver', gender: 'male', born: '2012-08-30' },
        { site: 'tibia', side: 'right', date: '2024-11-04', mm: 67 },
    );
    firstLine(c, '2024-11-25');
    c.checked('2026-09-08', ['chest ct', 'tibia x-ray', 'alp', 'full remission']);
    c.questionnaire(
        '2026-11-19',
        { 'pain at night': true, 'new lump': true, cough: true, 'pain 0 to 10': 6 },
        { author: 'Patient/mother', source: 'Patient/mother' },
    );
    c.symptom('bone pain', '2026-11-19', { by: 'Patient/mother', site: 'tibia', side: 'right', quality: 'at night' });
    c.symptom('lump', '2026-11-19', { by: 'Patient/mother', site: 'tibia', side: 'right' });
    c.symptom('cough', '2026-11-19', { by: 'Patient/mother' });
    c.answers(
        '2026-11-19',
        {
            'symptom/night-pain': true,
            'symptom/local-pain': true,
            'symptom/cord-or-root': false,
            'symptom/suspected-site': 'symptom/primary-site',
        },
        { by: 'Patient/mother' },
    );
    c.pain('2026-11-19', 6, { by: 'Patient/mother' });
    c.condition('limited joint movement', '2026-11-19', { asserter: 'Patient/mother', site: 'tibia', side: 'right' });
    c.relative('mother', 'breast cancer', 41, '2024-11-05');
    c.relative('aunt', 'osteosarcoma', 19, '2024-11-05');
    c.order('methotrexate', '2025-05-01', 'completed');
    c.resources.at(-1).reportedReference = ref('Practitioner/dr-adeyemi');
    return c;
}

export const people = [
    rmsOrbit,
    rmsAlveolarRelapse,
    rmsParatesticularRelapse,
    ewingLump,
    ewingWell,
    breastWell,
    colonWell,
    mother,
    son,
];
