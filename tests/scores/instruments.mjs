// The scores as their papers print them, as far as the guideline says who read them: items, levels, points. Written from the tables that
// were read: an item has levels in order of points; `missing` is the span it can have while nobody knows.

const OWN = 'https://vigil.example/CodeSystem/bone-lesion';
const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const DAY = '2026-11-20';

const about = (id) => ({ subject: { reference: `Patient/${id}` }, effectiveDateTime: DAY, status: 'final', resourceType: 'Observation' });
const coded = (system, code) => ({ coding: [{ system, code }] });

// An answer to a question of ours: about the lesion, or about the patient.
const value = (answer) =>
    typeof answer === 'boolean' ? { valueBoolean: answer } : typeof answer === 'number' ? { valueInteger: answer } : { valueCodeableConcept: coded(OWN, answer) };
const ofLesion = (code, answer) => (id, lesion) => ({ ...about(id), code: coded(OWN, code), focus: [{ reference: lesion }], ...value(answer) });
const ofPatient = (code, answer) => (id) => ({ ...about(id), code: coded(OWN, code), ...value(answer) });
const grade = (code, number) => (id) => ({ ...about(id), code: coded(LOINC, code), valueInteger: number });
const count = (code, low, high) => (id) => ({
    ...about(id),
    code: coded(OWN, code),
    valueRange: { low: { value: low }, high: { value: high } },
});
const lab = (code, number, unit) => (id) => ({ ...about(id), code: coded(LOINC, code), valueQuantity: { value: number, unit, system: UCUM, code: unit } });

const level = (name, points, ...put) => ({ name, points, put });
const item = (name, levels, missing, absent) => ({ name, levels, missing, absent });
const yesNo = (name, code, whenYes, whenNo) => {
    const both = [level('no', whenNo, ofPatient(code, false)), level('yes', whenYes, ofPatient(code, true))];
    if (whenNo > whenYes) both.reverse();
    return item(name, both, [Math.min(whenYes, whenNo), Math.max(whenYes, whenNo)]);
};

// One lesion of bone, of which the record says no more than the bone, and that it is a metastasis.
const lesionIn = (code) => ({
    lesion: (id) => `BodyStructure/l-${id}`,
    record: (id) => [
        { resourceType: 'Condition', id: `m-${id}`, subject: { reference: `Patient/${id}` }, code: coded('http://hl7.org/fhir/sid/icd-10-cm', 'C79.51'), bodySite: [coded(SNOMED, code)], recordedDate: DAY },
        {
            resourceType: 'BodyStructure',
            id: `l-${id}`,
            patient: { reference: `Patient/${id}` },
            location: coded(SNOMED, code),
            extension: [{ url: 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-related-condition', valueReference: { reference: `Condition/m-${id}` } }],
        },
        { ...ofLesion('lesion-tissue', 'metastasis-shown')(id, `BodyStructure/l-${id}`), id: `t-${id}` },
    ],
});
const TIBIA = '12611008';
const FEMUR = '71341001';
const HUMERUS = '85050009';
const SPINE = '421060004';

// ---- Mirels 1989: pain, nature, size; the site by the bone and its part

const MIRELS = [
    item('pain', [level('none', 1, ofLesion('limb-pain', 'limb-pain-none')), level('mild', 1, ofLesion('limb-pain', 'limb-pain-mild')), level('moderate', 2, ofLesion('limb-pain', 'limb-pain-moderate')), level('functional', 3, ofLesion('limb-pain', 'limb-pain-functional'))], [1, 3]),
    item('nature', ['blastic', 'mixed', 'lytic'].map((one, i) => level(one, i + 1, ofLesion('lesion-nature', one))), [1, 3]),
    item('size', ['under-one-third', 'one-to-two-thirds', 'over-two-thirds'].map((one, i) => level(one, i + 1, ofLesion('share-of-width', one))), [1, 3]),
];
const unbroken = ofLesion('lesion-broken', false);
const parts = item('site', [level('shaft', 2, ofLesion('lesion-part', 'shaft'), unbroken), level('end', 2, ofLesion('lesion-part', 'end'), unbroken), level('peritrochanteric', 3, ofLesion('lesion-part', 'peritrochanteric'), unbroken)], [2, 3], { put: [unbroken] });
const site = (points) => item('site', [level('as it is', points, unbroken)]);

// ---- SINS 2010

const POSTEROLATERAL = [['posterolateral-none', 0], ['posterolateral-one', 1], ['posterolateral-both', 3]];
const ALIGNMENT = [['alignment-normal', 0], ['alignment-deformity', 2], ['alignment-subluxation', 4]];
const COLLAPSE = [['collapse-none', 0], ['collapse-none-body-over-half', 1], ['collapse-under-half', 2], ['collapse-half', 3], ['collapse-over-half', 3]];
const PAIN = [['spine-pain-none', 0], ['spine-pain-other', 1], ['spine-pain-mechanical', 3]];
const table = (name, code, rows, missing) => item(name, rows.map(([answer, points]) => level(answer, points, ofLesion(code, answer))), missing);
const LEVELS = item('level', [['s2', 0], ['s5', 0], ['t3', 1], ['t10', 1], ['c3', 2], ['c6', 2], ['l2', 2], ['l4', 2], ['c1', 3], ['c2', 3], ['c7', 3], ['t2', 3], ['t11', 3], ['l1', 3], ['l5', 3], ['s1', 3]].map(([answer, points]) => level(answer, points, ofLesion('lesion-level', answer))), [0, 3]);
const oneOf = (whole, names) => item(whole.name, whole.levels.filter((one) => names.includes(one.name)), whole.missing);
const SINS = [
    oneOf(LEVELS, ['s5', 't10', 'l2', 't11']),
    table('pain', 'spine-pain', PAIN, [0, 3]),
    item('nature', ['blastic', 'mixed', 'lytic'].map((one, i) => level(one, i, ofLesion('lesion-nature', one))), [0, 2]),
    table('alignment', 'spine-alignment', ALIGNMENT, [0, 4]),
    table('collapse', 'spine-collapse', COLLAPSE, [0, 3]),
    table('posterolateral', 'spine-posterolateral', POSTEROLATERAL, [0, 3]),
];

// ---- the tumour that the metastases come from

const origins = (groups, missing) =>
    item('origin', groups.flatMap(([points, ...names]) => names.map((name) => level(name, points, ofPatient('origin', `origin-${name}`)))), missing);

// ---- performance status: a grade of Karnofsky is exact, one of ECOG is a span

const karnofsky = (rows, missing) => item('Karnofsky', rows.map(([number, points]) => level(`${number}`, points, grade('89243-0', number))), missing);
const performance = (rows, ecog, missing) =>
    item('performance', [...rows.map(([number, points]) => level(`Karnofsky ${number}`, points, grade('89243-0', number))), ...ecog.map(([number, points]) => level(`ECOG ${number}`, points, grade('89247-1', number)))], missing);

// ---- organs: nothing, nodules, disseminated; and the brain, asked for itself

const noBrain = ofPatient('brain-metastases', false);
const brain = ofPatient('brain-metastases', true);
const organs = (none, some) =>
    item('organs', none < some ? [level('none', none, ofPatient('visceral-metastases', false)), level('some', some, ofPatient('visceral-metastases', true))] : [level('some', some, ofPatient('visceral-metastases', true)), level('none', none, ofPatient('visceral-metastases', false))], [Math.min(none, some), Math.max(none, some)]);

// ---- Katagiri 2014: the blood by its six analytes, together 0, 1 or 2

const CRP = '1988-5';
const LDH = '2532-0';
const ALBUMIN = '1751-7';
const PLATELETS = '777-3';
const CALCIUM = '17861-6';
const BILIRUBIN = '1975-2';
const ANALYTES = [
    { name: 'CRP', worth: 1, normal: [lab(CRP, 0.39, 'mg/dL'), lab(CRP, 3.9, 'mg/L')], bad: [lab(CRP, 0.4, 'mg/dL'), lab(CRP, 4, 'mg/L')] },
    { name: 'LDH', worth: 1, normal: [lab(LDH, 249, 'U/L'), lab(LDH, 249, '[IU]/L')], bad: [lab(LDH, 250, 'U/L'), lab(LDH, 250, '[IU]/L')] },
    { name: 'albumin', worth: 1, normal: [lab(ALBUMIN, 3.7, 'g/dL'), lab(ALBUMIN, 37, 'g/L')], bad: [lab(ALBUMIN, 3.6, 'g/dL'), lab(ALBUMIN, 36, 'g/L')] },
    { name: 'platelets', worth: 2, normal: [lab(PLATELETS, 100, '10*3/uL'), lab(PLATELETS, 100, '10*9/L')], bad: [lab(PLATELETS, 99, '10*3/uL'), lab(PLATELETS, 99, '10*9/L')] },
    { name: 'calcium', worth: 2, normal: [lab(CALCIUM, 10.2, 'mg/dL'), lab('2000-8', 2.56, 'mmol/L')], bad: [lab(CALCIUM, 10.3, 'mg/dL'), lab('2000-8', 2.57, 'mmol/L')] },
    { name: 'bilirubin', worth: 2, normal: [lab(BILIRUBIN, 1.3, 'mg/dL'), lab('14631-6', 23, 'umol/L')], bad: [lab(BILIRUBIN, 1.4, 'mg/dL'), lab('14631-6', 24, 'umol/L')] },
];
const UNITS = ['conventional', 'SI'];
function bloods(chosen, units) {
    const is = (state, worth) => ANALYTES.some((one, i) => chosen[i] === state && one.worth >= worth);
    const low = is('bad', 2) ? 2 : is('bad', 1) ? 1 : 0;
    const high = is('bad', 2) || is('missing', 2) ? 2 : is('bad', 1) || is('missing', 1) ? 1 : 0;
    const put = ANALYTES.flatMap((one, i) => (chosen[i] === 'missing' ? [] : [one[chosen[i]][units]]));
    return { name: `${UNITS[units]}: ${chosen.join(',')}`, points: [low, high], put };
}
function* states(length) {
    if (length === 0) yield [];
    else for (const before of states(length - 1)) for (const state of ['normal', 'bad', 'missing']) yield [...before, state];
}
const all = (state) => ANALYTES.map(() => state);
const only = (name) => ANALYTES.map((one) => (one.name === name ? 'bad' : 'normal'));
const BLOOD = [all('normal'), only('CRP'), only('albumin'), only('platelets'), only('calcium')].map((chosen, i) => bloods(chosen, i % 2));

const KATAGIRI_ORIGIN = item(
    'primary',
    [
        ...[['thyroid'], ['myeloma'], ['lymphoma'], ['breast', true], ['prostate', true]].map(([name, holds]) => level(name, 0, ofPatient('origin', `origin-${name}`), ...(holds ? [ofPatient('hormone-dependent', true)] : []))),
        ...['breast', 'prostate'].map((name) => level(`${name}, not told`, [0, 2], ofPatient('origin', `origin-${name}`))),
        ...['breast', 'prostate'].map((name) => level(`${name}, hormones fail`, 2, ofPatient('origin', `origin-${name}`), ofPatient('hormone-dependent', false))),
        ...['kidney', 'osteosarcoma', 'soft-tissue-sarcoma'].map((name) => level(name, 2, ofPatient('origin', `origin-${name}`))),
        level('lung, targeted drug', 2, ofPatient('origin', 'origin-lung-non-small-cell'), ofPatient('targeted-drug', true)),
        level('lung, not told', [2, 3], ofPatient('origin', 'origin-lung')),
        level('lung, no targeted drug', 3, ofPatient('origin', 'origin-lung-non-small-cell'), ofPatient('targeted-drug', false)),
        ...['colon', 'stomach', 'pancreas', 'head-and-neck', 'oesophagus', 'melanoma', 'liver', 'unknown'].map((name) => level(name, 3, ofPatient('origin', `origin-${name}`))),
    ],
    [0, 3],
);
// A few of each class, for what is combined with everything else.
const KATAGIRI_CLASSES = item('primary', [0, 3, 5, 7, 9, 12, 15, 16].map((i) => KATAGIRI_ORIGIN.levels[i]), [0, 3]);
const KATAGIRI_SPREAD = item(
    'spread',
    [
        level('none', 0, ofPatient('visceral-metastases', false), noBrain),
        level('no organs, brain not told', [0, 1], ofPatient('visceral-metastases', false)),
        level('brain', 1, ofPatient('visceral-metastases', false), brain),
        level('nodules', 1, ofPatient('visceral-metastases', true), ofPatient('visceral-disseminated', false), noBrain),
        level('organs, how not told', [1, 2], ofPatient('visceral-metastases', true)),
        level('disseminated', 2, ofPatient('visceral-disseminated', true)),
    ],
    [0, 2],
);
const KATAGIRI_REST = [
    performance([], [[0, 0], [2, 0], [3, 1], [4, 1]], [0, 1]),
    yesNo('chemotherapy', 'had-chemotherapy', 1, 0),
    yesNo('one metastasis', 'one-bone-metastasis', 0, 1),
];

// ---- Tokuhashi 2005: what the paper does not name is among its others

const TOKUHASHI_ORIGIN = [
    [0, 'lung', 'lung-small-cell', 'osteosarcoma', 'stomach', 'bladder', 'oesophagus', 'pancreas'],
    [1, 'liver', 'biliary', 'unknown'],
    [2, 'melanoma', 'colon'],
    [3, 'kidney', 'uterus'],
    [4, 'rectum'],
    [5, 'thyroid', 'breast', 'prostate', 'neuroendocrine'],
];
const few = (groups) => groups.map(([points, first]) => [points, first]);
const TOKUHASHI_ORGANS = item(
    'organs',
    [
        level('not removable', 0, ofPatient('visceral-metastases', true), ofPatient('visceral-removable', false), noBrain),
        level('there, removable or not', [0, 1], ofPatient('visceral-metastases', true), noBrain),
        level('removable', 1, ofPatient('visceral-metastases', true), ofPatient('visceral-removable', true), noBrain),
        level('none', 2, ofPatient('visceral-metastases', false), noBrain),
    ],
    [0, 2],
);
const TOKUHASHI_STATUS = performance([[10, 0], [40, 0], [50, 1], [70, 1], [80, 2], [100, 2]], [[4, 0], [3, 0], [2, 1], [1, [1, 2]], [0, 2]], [0, 2]);
const tokuhashi = (origin) => [
    oneOf(TOKUHASHI_STATUS, ['Karnofsky 40', 'Karnofsky 50', 'Karnofsky 80', 'ECOG 1']),
    item('other bones', [level('3', 0, count('other-bone-metastases', 3, 3)), level('2', 1, count('other-bone-metastases', 2, 2)), level('1', 1, count('other-bone-metastases', 1, 1)), level('none', 2, count('other-bone-metastases', 0, 0))], [0, 2]),
    item('vertebrae', [level('3', 0, count('spinal-metastases', 3, 3)), level('2', 1, count('spinal-metastases', 2, 2)), level('1', 2, count('spinal-metastases', 1, 1))], [0, 2]),
    TOKUHASHI_ORGANS,
    origin,
    item('palsy', [['a', 0], ['b', 0], ['c', 1], ['d', 1], ['e', 2]].map(([one, points]) => level(`Frankel ${one}`, points, ofPatient('frankel', `frankel-${one}`))), [0, 2]),
];

const spine = lesionIn(SPINE);
const femur = lesionIn(FEMUR);

export const INSTRUMENTS = [
    { score: 'mirels', ...femur, items: [parts, ...MIRELS] },
    { score: 'mirels', ...lesionIn(HUMERUS), items: [site(1), ...MIRELS] },
    { score: 'mirels', ...lesionIn(TIBIA), items: [site(2), ...MIRELS] },
    { score: 'sins', ...spine, items: SINS },
    { score: 'sins', ...spine, items: [LEVELS], base: [0, 15] },
    // The blood alone in all its states and both units, then everything else in all its states with a few of the blood.
    {
        score: 'katagiri',
        ...femur,
        items: [item('blood', [...states(ANALYTES.length)].flatMap((chosen) => [bloods(chosen, 0), bloods(chosen, 1)])), item('primary', [level('thyroid', 0, ofPatient('origin', 'origin-thyroid'))])],
        unordered: true,
        base: [0, 5],
    },
    { score: 'katagiri', ...femur, items: [item('blood', BLOOD, [0, 2]), KATAGIRI_CLASSES, KATAGIRI_SPREAD, ...KATAGIRI_REST], unordered: true },
    { score: 'katagiri', ...femur, items: [item('blood', [BLOOD[0]]), KATAGIRI_ORIGIN, KATAGIRI_SPREAD], unordered: true, base: [0, 3] },
    { score: 'tokuhashi', ...spine, items: tokuhashi(origins(few(TOKUHASHI_ORIGIN), [0, 5])), unordered: true },
    { score: 'tokuhashi', ...spine, items: [origins(TOKUHASHI_ORIGIN, [0, 5]), TOKUHASHI_STATUS], base: [0, 8], unordered: true },
    {
        score: 'tomita',
        ...spine,
        items: [
            origins([[1, 'breast', 'prostate', 'thyroid'], [2, 'kidney', 'uterus'], [4, 'lung', 'liver', 'stomach', 'unknown']], [1, 4]),
            item(
                'organs',
                [
                    level('none', 0, ofPatient('visceral-metastases', false), noBrain),
                    level('treatable', 2, ofPatient('visceral-metastases', true), ofPatient('visceral-treatable', true), noBrain),
                    level('not treatable', 4, ofPatient('visceral-metastases', true), ofPatient('visceral-treatable', false), noBrain),
                ],
                [0, 4],
            ),
            yesNo('one metastasis', 'one-bone-metastasis', 1, 2),
        ],
    },
    ...[['bauer', femur, true], ['modified-bauer', spine, false]].map(([score, where, fracture]) => ({
        score,
        ...where,
        items: [
            item('organs', [level('organs', 0, ofPatient('visceral-metastases', true)), level('brain', 0, ofPatient('visceral-metastases', false), brain), level('none', 1, ofPatient('visceral-metastases', false), noBrain)], [0, 1]),
            yesNo('one metastasis', 'one-bone-metastasis', 1, 0),
            origins([[0, 'lung', 'lung-small-cell', 'lung-non-small-cell'], [1, 'prostate', 'thyroid', 'melanoma', 'unknown'], [2, 'breast', 'kidney', 'lymphoma', 'myeloma']], [0, 2]),
            ...(fracture ? [item('fracture', [level('yes', 0, ofLesion('lesion-broken', true)), level('no', 1, ofLesion('lesion-broken', false))], [0, 1])] : []),
        ],
    })),
    {
        score: 'van-der-linden',
        ...spine,
        items: [
            performance([[20, 0], [40, 0], [50, 1], [70, 1], [80, 2], [100, 2]], [[3, 0], [2, 1], [1, [1, 2]], [0, 2]], [0, 2]),
            origins([[0, 'kidney', 'unknown'], [1, 'lung', 'lung-small-cell'], [2, 'prostate'], [3, 'breast']], [0, 3]),
            organs(1, 0),
        ],
        unordered: true,
    },
    {
        score: 'rades-2013',
        ...spine,
        record: (id) => [...spine.record(id), { ...ofPatient('weak-from-cord', true)(id), id: `w-${id}` }],
        items: [
            performance([], [[2, 0], [3, 4], [4, 4]], undefined),
            origins([[1, 'breast', 'myeloma', 'lymphoma'], [2, 'prostate'], [3, 'lung', 'kidney', 'unknown']], [1, 3]),
            yesNo('one metastasis', 'one-bone-metastasis', 1, 3),
            organs(1, 4),
            item('interval', [[60, 1], [16, 1], [15, 3], [0, 3]].map(([months, points]) => level(`${months} months`, points, ofPatient('months-to-cord', months))), [1, 3]),
            yesNo('walks', 'able-to-walk', 1, 4),
            item('weakness', [[30, 1], [8, 1], [7, 4], [1, 4]].map(([days, points]) => level(`${days} days`, points, ofPatient('days-of-weakness', days))), [1, 4]),
        ],
    },
    {
        score: 'teachh',
        ...femur,
        items: [
            origins([[0, 'breast', 'prostate'], [1, 'lung', 'kidney', 'unknown']], [0, 1]),
            performance([], [[0, 0], [1, 0], [2, 1], [4, 1]], [0, 1]),
            item('age', [level('66 years', 1)], undefined),
            item('courses', [[0, 0], [1, 0], [2, 1], [4, 1]].map(([courses, points]) => level(`${courses}`, points, ofPatient('palliative-courses', courses))), [0, 1]),
            yesNo('hospital', 'ward-stay', 1, 0),
            yesNo('liver', 'liver-metastases', 1, 0),
        ],
    },
    { score: 'teachh', ...femur, patient: { birthDate: '1966-11-22' }, items: [item('age', [level('60 years', 0)])], base: [0, 5] },
    { score: 'teachh', ...femur, patient: { birthDate: '1965-11-22' }, items: [item('age', [level('61 years', 1)])], base: [0, 5] },
    {
        score: 'chow-nrf',
        ...femur,
        items: [
            origins([[0, 'breast'], [1, 'prostate', 'lung', 'unknown']], [0, 1]),
            yesNo('outside bone', 'metastases-outside-bone', 1, 0),
            performance([[90, 0], [70, 0], [60, 1], [20, 1]], [[0, 0], [1, 0], [2, 1], [3, 1]], [0, 1]),
        ],
        unordered: true,
    },
];
