// metastasis.mjs: people with a bone metastasis of breast, prostate, lung, thyroid, kidney or no known primary.

import { Chart } from '../chart.mjs';

// The blood values that survival scores ask for.
export function bloods(c, date, { crp, ldh, albumin, platelets, calcium, bilirubin }) {
    if (crp !== undefined) c.lab('crp', date, crp, 'mg/L', 0, 5);
    if (ldh !== undefined) c.lab('ldh', date, ldh, 'U/L', 120, 250);
    if (albumin !== undefined) c.lab('albumin', date, albumin, 'g/dL', 3.5, 5.0);
    if (platelets !== undefined) c.lab('platelets', date, platelets, '10*3/uL', 150, 400);
    if (calcium !== undefined) c.lab('calcium', date, calcium, 'mg/dL', 8.6, 10.2);
    if (bilirubin !== undefined) c.lab('bilirubin', date, bilirubin, 'mg/dL', 0.2, 1.2);
}

function breast() {
    const c = new Chart('breast-bone-met', {
        mrn: 'VC-1301',
        family: 'Halvorsen-Dey',
        given: 'Margit',
        gender: 'female',
        born: '1968-04-12',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'left', '2020-06-15', { status: 'active' });
    c.resection('2020-07-06', 'R0', 'Mastectomy');
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-10-20', { site: 'femur', side: 'right', known: '2026-11-02' });
    const femur = c.lesion('metastasis right femur', 'femur', 'right', bone, '2026-10-20');
    c.report('femur x-ray', '2026-10-20', 'abnormal', 'Lytic lesion below the trochanters. Extent not measured.');
    c.pain('2026-11-02', 5, { focus: femur, site: 'femur', side: 'right' });
    c.symptom('bone pain', '2026-11-02', { focus: femur, site: 'femur', side: 'right', quality: 'moderate, on walking' });
    c.report('pet-ct', '2026-10-27', 'abnormal', 'Uptake of the right femur only.');
    c.order('denosumab', '2026-11-04', 'active', '120 mg every four weeks');
    c.ecog('2026-11-02', 1);
    return c;
}

function prostate() {
    const c = new Chart('prostate-bone-met', {
        mrn: 'VC-1302',
        family: 'Santis',
        given: 'Aurelio',
        gender: 'male',
        born: '1959-01-19',
        doctor: 'dr-osei',
    });
    c.primary('prostate cancer', '8140/3', 'pelvis', undefined, '2018-05-14', { status: 'active' });
    c.secondary(['spine metastasis', 'C79.51'], '2024-02-20', { site: 'spine', known: '2024-02-26' });
    c.lab('psa', '2026-02-10', '18.4', 'ng/mL', 0, 4);
    c.lab('psa', '2026-11-10', '61.0', 'ng/mL', 0, 4);
    c.lab('alp', '2026-11-10', 344, 'U/L', 40, 130);
    c.report('bone scan', '2026-10-13', 'abnormal', 'Many blastic lesions, T8 most active.');
    c.symptom('back pain', '2026-11-21', { site: 'spine', severity: 'severe', trend: 'worse' });
    c.symptom('leg weakness', '2026-11-21', { text: 'New weakness of both legs since the morning' });
    bloods(c, '2026-11-10', { crp: 1, ldh: 300, albumin: '3.9', platelets: 220, calcium: '9.2' });
    c.ecog('2026-11-10', 1);
    return c;
}

function lung() {
    const c = new Chart('lung-bone-met', {
        mrn: 'VC-1303',
        family: 'Ingram',
        given: 'Walter',
        gender: 'male',
        born: '1959-08-06',
        doctor: 'dr-osei',
    });
    c.visit('2026-11-16', 'emergency visit', { class: 'EMER' });
    c.report('humerus x-ray', '2026-11-16', 'abnormal', 'Fracture of the left humeral shaft through a lytic lesion.');
    c.condition('pathological fracture', '2026-11-16', { kind: 'fracture', site: 'humerus', side: 'left' });
    c.primary('lung cancer', '8140/3', 'lung', 'right', '2026-11-18', { status: 'active' });
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-11-16', { site: 'humerus', side: 'left', known: '2026-11-19' });
    c.lesion('metastasis left humerus', 'humerus', 'left', bone, '2026-11-19');
    c.secondary('C78.7', '2026-11-18', { known: '2026-11-19' });
    bloods(c, '2026-11-17', { crp: 60, ldh: 480, albumin: '3.2', platelets: 310, calcium: '10.6' });
    c.observe('smoking', '2026-11-17', { valueCodeableConcept: { text: '40 pack years' } }, { category: 'social-history' });
    c.pain('2026-11-17', 8);
    c.ecog('2026-11-17', 3);
    return c;
}

function thyroid() {
    const c = new Chart('thyroid-bone-met', {
        mrn: 'VC-1304',
        family: 'Kowalska',
        given: 'Zofia',
        gender: 'female',
        born: '1971-10-10',
        doctor: 'dr-osei',
    });
    c.primary('thyroid cancer', undefined, undefined, undefined, '2015-09-01', {
        status: 'remission',
        text: 'Follicular carcinoma of the thyroid',
    });
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-09-28', {
        site: 'acetabulum',
        side: 'right',
        known: '2026-10-05',
    });
    const hip = c.lesion('metastasis right acetabulum', 'acetabulum', 'right', bone, '2026-09-28');
    c.report('pelvis mri', '2026-09-28', 'abnormal', 'One lytic lesion of the right acetabulum, medial wall lost, roof intact.');
    c.report('pet-ct', '2026-10-02', 'abnormal', 'No other lesion.');
    c.tumourSize('2026-09-28', 38, { focus: hip });
    c.pain('2026-11-03', 6, { focus: hip });
    c.ecog('2026-11-03', 1);
    return c;
}

function kidney() {
    const c = new Chart('kidney-bone-met', {
        mrn: 'VC-1305',
        family: 'Duval',
        given: 'Henk',
        gender: 'male',
        born: '1965-03-17',
        doctor: 'dr-osei',
    });
    c.primary(['kidney cancer'], '8312/3', undefined, undefined, '2022-04-11', { status: 'active' });
    c.resection('2022-05-09', 'R0', 'Nephrectomy', { site: false });
    const bone = c.secondary(['spine metastasis', 'C79.51'], '2026-11-09', { site: 'spine', known: '2026-11-12' });
    const t12 = c.lesion('metastasis t12', 'spine', undefined, bone, '2026-11-09');
    c.report('spine mri', '2026-11-10', 'abnormal', 'Lytic lesion of T12, collapse of less than half. Alignment not described.');
    c.pain('2026-11-18', 7, { focus: t12, site: 'spine' });
    c.symptom('back pain', '2026-11-18', { focus: t12, site: 'spine', quality: 'on sitting up and standing, gone on lying' });
    c.secondary(['lung metastasis', 'C78.02'], '2026-11-11', { site: 'lung', side: 'left', known: '2026-11-12' });
    c.ecog('2026-11-18', 2);
    bloods(c, '2026-11-17', { crp: 3, ldh: 201, albumin: '4.1', platelets: 260, calcium: '9.5' });
    return c;
}

function unknown() {
    const c = new Chart('unknown-primary', {
        mrn: 'VC-1306',
        family: 'Lindgren',
        given: 'Sven',
        gender: 'male',
        born: '1964-06-21',
        doctor: 'dr-osei',
    });
    c.report('femur x-ray', '2026-11-12', 'abnormal', 'One lytic lesion of the left femoral shaft.');
    const bone = c.condition('bone metastasis, primary unknown', '2026-11-12', {
        kind: 'metastasis',
        profile: 'secondary-cancer-condition',
        verification: 'provisional',
        site: 'femur',
        side: 'left',
        known: '2026-11-14',
    });
    c.condition('unknown primary', '2026-11-12', { kind: 'primary', verification: 'provisional', known: '2026-11-14' });
    const femur = c.lesion('lesion left femur', 'femur', 'left', bone, '2026-11-12');
    c.pain('2026-11-14', 7, { focus: femur, site: 'femur', side: 'left' });
    c.request('biopsy', '2026-11-18', { priority: 'urgent', text: 'Biopsy after staging' });
    c.request('pet-ct', '2026-11-16', { priority: 'urgent' });
    bloods(c, '2026-11-16', { ldh: 233, albumin: '4.0', calcium: '9.9' });
    return c;
}

export const people = [breast, prostate, lung, thyroid, kidney, unknown];
