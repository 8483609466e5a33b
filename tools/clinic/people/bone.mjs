// bone.mjs: people whose metastases of bone are described as far as a tumour board needs it, and a few where the one thing is missing.

import { Chart } from '../chart.mjs';
import { bloods } from './metastasis.mjs';

const own = (name) => `bone-lesion/${name}`;

// What the radiologist and the ward said of one lesion, each an answer about it.
function says(c, date, lesion, facts) {
    for (const [question, answer] of Object.entries(facts)) {
        const value = typeof answer === 'string' ? own(answer) : answer;
        c.answers(date, { [own(question)]: value }, { focus: lesion });
    }
}

// What staging said of the whole person.
function spread(c, date, facts) {
    for (const [question, answer] of Object.entries(facts)) c.answers(date, { [own(question)]: typeof answer === 'string' ? own(answer) : answer });
}

// One metastasis of the breast cancer that came during the treatment: everything is known.
function single() {
    const c = new Chart('breast-single-met', {
        mrn: 'VC-1311',
        family: 'Okonjo-Berg',
        given: 'Ruth',
        gender: 'female',
        born: '1968-02-11',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'right', '2022-11-07', { status: 'active' });
    c.resection('2022-11-28', 'R0', 'Mastectomy');
    c.order('letrozole', '2023-01-09', 'active', '2.5 mg a day');
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-11-02', { site: 'femur', side: 'left', known: '2026-11-06' });
    const femur = c.lesion('metastasis left femur', 'femur', 'left', bone, '2026-11-02');
    c.report('femur x-ray', '2026-11-02', 'abnormal', 'Lytic lesion between the trochanters, more than two thirds of the width.');
    c.report('trunk ct', '2026-11-05', 'abnormal', 'No other lesion.');
    c.report('pet-ct', '2026-11-09', 'abnormal', 'Uptake of the left femur only.');
    c.biopsy('2026-11-11', '8500/6', 'Metastasis of the breast cancer, oestrogen receptor positive.', { site: 'femur', side: 'left', reason: bone });
    says(c, '2026-11-16', femur, {
        'lesion-part': 'peritrochanteric',
        'lesion-nature': 'lytic',
        'limb-pain': 'limb-pain-functional',
        'share-of-width': 'over-two-thirds',
        'lesion-broken': false,
        'lesion-tissue': 'metastasis-shown',
    });
    spread(c, '2026-11-16', {
        'one-bone-metastasis': true,
        'visceral-metastases': false,
        'brain-metastases': false,
        'hormone-dependent': true,
        'had-chemotherapy': false,
    });
    c.answers('2026-11-16', { 'bone-surgery/primary-controlled': true, 'bone-surgery/fit-for-anaesthesia': true });
    c.answers('2026-11-16', { 'bone-surgery/benefit-expected': true }, { focus: femur });
    bloods(c, '2026-11-16', { crp: 2, ldh: 200, albumin: '4.1', platelets: 250, calcium: '9.4', bilirubin: '0.7' });
    c.ecog('2026-11-16', 1);
    return c;
}

// All that the score of the femur needs is written down but one thing: how much of the width is gone.
function sizeOpen() {
    const c = new Chart('breast-size-open', {
        mrn: 'VC-1316',
        family: 'Rahimi',
        given: 'Halima',
        gender: 'female',
        born: '1963-06-21',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'left', '2018-04-16', { status: 'active' });
    c.resection('2018-05-07', 'R0', 'Mastectomy');
    c.order('letrozole', '2018-06-18', 'active', '2.5 mg a day');
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-10-12', { site: 'femur', side: 'right', known: '2026-10-16' });
    const femur = c.lesion('metastasis right femur', 'femur', 'right', bone, '2026-10-12');
    c.report('femur x-ray', '2026-11-12', 'abnormal', 'Lytic lesion of the shaft. No fracture. Extent not stated.');
    c.report('trunk ct', '2026-10-15', 'abnormal', 'No visceral metastasis.');
    c.report('pet-ct', '2026-10-19', 'abnormal', 'Uptake of the right femur, of two ribs and of the sacrum.');
    c.biopsy('2026-10-21', '8500/6', 'Metastasis of the breast cancer, oestrogen receptor positive.', { site: 'femur', side: 'right', reason: bone });
    says(c, '2026-11-16', femur, {
        'lesion-part': 'shaft',
        'lesion-nature': 'lytic',
        'limb-pain': 'limb-pain-moderate',
        'lesion-broken': false,
        'lesion-tissue': 'metastasis-shown',
    });
    spread(c, '2026-11-16', {
        'one-bone-metastasis': false,
        'visceral-metastases': false,
        'brain-metastases': false,
        'hormone-dependent': true,
        'had-chemotherapy': false,
    });
    c.answers('2026-11-16', { 'bone-surgery/primary-controlled': true, 'bone-surgery/fit-for-anaesthesia': true });
    c.answers('2026-11-16', { 'bone-surgery/benefit-expected': true }, { focus: femur });
    bloods(c, '2026-11-16', { crp: 4, ldh: 210, albumin: '4.0', platelets: 264, calcium: '9.3', bilirubin: '0.6' });
    c.ecog('2026-11-16', 1);
    return c;
}

// The fracture was the first sign; the cancer of the lung was found and proven since.
function fixed() {
    const c = new Chart('lung-fracture-proven', {
        mrn: 'VC-1312',
        family: 'Brandvold',
        given: 'Einar',
        gender: 'male',
        born: '1959-03-30',
        doctor: 'dr-osei',
    });
    c.report('humerus x-ray', '2026-11-09', 'abnormal', 'Fracture of the right humeral shaft through a lytic lesion.');
    c.primary('lung cancer', '8140/3', 'lung', 'left', '2026-11-12', { status: 'active' });
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-11-09', { site: 'humerus', side: 'right', known: '2026-11-13' });
    c.condition('pathological fracture', '2026-11-09', { kind: 'fracture', site: 'humerus', side: 'right' });
    const humerus = c.lesion('metastasis right humerus', 'humerus', 'right', bone, '2026-11-09');
    c.secondary('C78.7', '2026-11-12', { known: '2026-11-13' });
    c.report('pet-ct', '2026-11-12', 'abnormal', 'Tumour of the left lung, nodules of the liver, several lesions of bone.');
    c.biopsy('2026-11-13', '8140/6', 'Adenocarcinoma of the lung, no driver mutation.', { site: 'humerus', side: 'right', reason: bone });
    says(c, '2026-11-18', humerus, { 'lesion-part': 'shaft', 'lesion-nature': 'lytic', 'lesion-broken': true, 'lesion-tissue': 'metastasis-shown' });
    spread(c, '2026-11-18', {
        'one-bone-metastasis': false,
        'visceral-disseminated': false,
        'brain-metastases': false,
        'targeted-drug': false,
        'had-chemotherapy': false,
        'ward-stay': true,
        'palliative-courses': 0,
    });
    c.answers('2026-11-18', { 'bone-surgery/fit-for-anaesthesia': true, 'bone-surgery/primary-controlled': false });
    c.answers('2026-11-18', { 'bone-surgery/fracture-disables': true, 'bone-surgery/benefit-expected': true }, { focus: humerus });
    bloods(c, '2026-11-17', { crp: 60, ldh: 480, albumin: '3.2', platelets: 310, calcium: '10.6', bilirubin: '0.6' });
    c.pain('2026-11-18', 8, { focus: humerus, site: 'humerus', side: 'right' });
    c.ecog('2026-11-18', 3);
    return c;
}

// A vertebra that is pressed and may give way: nothing about it is open but who operates.
function cord() {
    const c = new Chart('kidney-t12-cord', {
        mrn: 'VC-1313',
        family: 'Sobczak',
        given: 'Piotr',
        gender: 'male',
        born: '1965-08-19',
        doctor: 'dr-osei',
    });
    c.primary(['kidney cancer'], '8312/3', undefined, undefined, '2023-03-06', { status: 'active' });
    c.resection('2023-03-27', 'R0', 'Nephrectomy', { site: false });
    const bone = c.secondary(['spine metastasis', 'C79.51'], '2026-11-12', { site: 'spine', known: '2026-11-13' });
    const t12 = c.lesion('metastasis t12', 'spine', undefined, bone, '2026-11-12');
    c.report('spine mri', '2026-11-13', 'abnormal', 'Lytic T12, collapse of less than half, left pedicle, no contact with the cord.');
    c.biopsy('2026-11-14', '8312/6', 'Metastasis of the clear cell carcinoma.', { site: 'spine', reason: bone });
    c.report('spine mri', '2026-11-21', 'abnormal', 'T12 as before, now with compression of the cord, fluid still visible.', { known: '2026-11-21' });
    says(c, '2026-11-21', t12, {
        'lesion-level': 't12',
        'lesion-nature': 'lytic',
        'spine-pain': 'spine-pain-mechanical',
        'spine-alignment': 'alignment-normal',
        'spine-collapse': 'collapse-under-half',
        'spine-posterolateral': 'posterolateral-one',
        escc: 'escc-2',
        'lesion-tissue': 'metastasis-shown',
    });
    spread(c, '2026-11-21', {
        frankel: 'frankel-d',
        'visceral-metastases': true,
        'visceral-disseminated': false,
        'visceral-removable': true,
        'visceral-treatable': true,
        'brain-metastases': false,
        'one-bone-metastasis': true,
        'had-chemotherapy': false,
    });
    c.symptom('leg weakness', '2026-11-21', { text: 'Legs weaker since yesterday, walks with help' });
    bloods(c, '2026-11-20', { crp: 3, ldh: 201, albumin: '4.1', platelets: 260, calcium: '9.5', bilirubin: '0.6' });
    c.ecog('2026-11-21', 2);
    return c;
}

// A bone that will hold: blastic, little pain, a short piece of cortex.
function holds() {
    const c = new Chart('prostate-femur-holds', {
        mrn: 'VC-1314',
        family: 'Almgren',
        given: 'Bo',
        gender: 'male',
        born: '1954-10-02',
        doctor: 'dr-osei',
    });
    c.primary('prostate cancer', '8140/3', 'pelvis', undefined, '2019-02-18', { status: 'active' });
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2023-06-12', { site: 'femur', side: 'right', known: '2023-06-16' });
    const femur = c.lesion('metastasis right femur', 'femur', 'right', bone, '2023-06-12');
    c.secondary(['spine metastasis', 'C79.51'], '2023-06-12', { site: 'spine', known: '2023-06-16' });
    c.report('bone scan', '2026-11-03', 'abnormal', 'Known lesions of the right femur and the spine, none new.');
    c.report('femur x-ray', '2026-11-04', 'abnormal', 'Blastic lesion of the shaft, one third to two thirds of the width.');
    says(c, '2026-11-10', femur, {
        'lesion-part': 'shaft',
        'lesion-nature': 'blastic',
        'limb-pain': 'limb-pain-mild',
        'share-of-width': 'one-to-two-thirds',
        'axial-cortex': { valueQuantity: { value: 18, unit: 'mm', system: 'http://unitsofmeasure.org', code: 'mm' } },
        'circumferential-cortex': { valueQuantity: { value: 20, unit: '%', system: 'http://unitsofmeasure.org', code: '%' } },
        'lesion-broken': false,
    });
    spread(c, '2026-11-10', {
        'one-bone-metastasis': false,
        'visceral-metastases': false,
        'brain-metastases': false,
        'hormone-dependent': false,
        'had-chemotherapy': true,
    });
    bloods(c, '2026-11-10', { crp: 1, ldh: 300, albumin: '3.9', platelets: 220, calcium: '9.2', bilirubin: '0.5' });
    c.lab('creatinine', '2026-11-10', '1.2', 'mg/dL', 0.6, 1.3);
    c.weight('2026-11-10', 74);
    c.ecog('2026-11-10', 1);
    return c;
}

// An arm that carries weight, because a leg does not: below the limit for the leg, not below that for the arm.
function arm() {
    const c = new Chart('breast-arm-crutches', {
        mrn: 'VC-1315',
        family: 'Thorne',
        given: 'Evelyn',
        gender: 'female',
        born: '1957-05-23',
        doctor: 'dr-osei',
    });
    c.primary('breast cancer', '8500/3', 'breast', 'left', '2017-04-03', { status: 'active' });
    const leg = c.secondary(['bone metastasis', 'C79.51'], '2025-09-15', { site: 'femur', side: 'left', known: '2025-09-19' });
    const femur = c.lesion('metastasis left femur', 'femur', 'left', leg, '2025-09-15');
    c.procedure('surgery', '2026-10-26', { text: 'Long nail of the left femur', site: 'femur', side: 'left', reason: leg });
    const bone = c.secondary(['bone metastasis', 'C79.51'], '2026-11-03', { site: 'humerus', side: 'right', known: '2026-11-06' });
    const humerus = c.lesion('metastasis right humerus', 'humerus', 'right', bone, '2026-11-03');
    says(c, '2026-11-16', humerus, {
        'lesion-part': 'shaft',
        'lesion-nature': 'lytic',
        'limb-pain': 'limb-pain-moderate',
        'share-of-width': 'one-to-two-thirds',
        'cortical-breach': false,
        'lesion-broken': false,
    });
    says(c, '2026-11-16', femur, { 'lesion-part': 'shaft', 'lesion-nature': 'lytic', 'lesion-broken': true });
    spread(c, '2026-11-16', { 'loaded-on-arms': true, 'hormone-dependent': true, 'visceral-metastases': false });
    c.ecog('2026-11-16', 2);
    return c;
}

export const people = [single, sizeOpen, fixed, cord, holds, arm];
