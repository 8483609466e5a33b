// codes.mjs: every code the example clinic writes, once, by a short name: [system, code, display].
//
// Sources: relapse.md and bone-metastasis.md of the project (section 8.1, 6.3), the FHIR R4 symptoms
// guide (75325-1, 111551-8), mCODE STU4 examples. What a code means to a guideline is decided in
// guidelines/terms, never here.

const SCT = 'http://snomed.info/sct';
const LNC = 'http://loinc.org';
const RXN = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const ICDO = 'http://terminology.hl7.org/CodeSystem/icd-o-3';
const NCIT = 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl';

export const SYSTEM = {
    sct: SCT, loinc: LNC, rxnorm: RXN, icd: ICD, icdo: ICDO, ncit: NCIT,
    ucum: 'http://unitsofmeasure.org',
    house: 'https://hospital.example/codes',
    houseUnits: 'https://hospital.example/units',
};

const OWN = 'https://vigil.example/CodeSystem/';
const FHIR = (name) => `http://terminology.hl7.org/CodeSystem/${name}`;

// Codes of the German core data set, module oncology: 'gesamtbeurteilung V' and the like.
const ONKO = (part, names) => {
    const system = `https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-verlauf-${part}`;
    return Object.fromEntries(Object.entries(names).map(([code, name]) => [`${part} ${code}`, [system, code, name]]));
};

export const CODES = {
    // Primary tumours
    'osteosarcoma': [SCT, '307576001', 'Osteosarcoma of bone'],
    'ewing': [SCT, '307608006', "Ewing's sarcoma of bone"],
    'embryonal rms': [SCT, '404051002', 'Embryonal rhabdomyosarcoma'],
    'alveolar rms': [SCT, '404053004', 'Alveolar rhabdomyosarcoma'],
    'orbit rms': [SCT, '254994000', 'Rhabdomyosarcoma of orbit'],
    'breast cancer': [SCT, '372137005', 'Primary malignant neoplasm of breast'],
    'rectal cancer': [SCT, '93984006', 'Primary malignant neoplasm of rectum'],
    'chondrosarcoma': [SCT, '735679005', 'Primary chondrosarcoma of bone'],
    'prostate cancer': [SCT, '399068003', 'Malignant tumor of prostate'],
    'lung cancer': [SCT, '254637007', 'Non-small cell lung cancer'],
    'kidney cancer': [SCT, '254915003', 'Clear cell carcinoma of kidney'],
    'thyroid cancer': [SCT, '255028004', 'Follicular thyroid carcinoma'],
    'unknown primary': [SCT, '255052006', 'Malignant tumor of unknown origin'],
    'C40.21': [ICD, 'C40.21', 'Malignant neoplasm of long bones of right lower limb'],
    'C40.22': [ICD, 'C40.22', 'Malignant neoplasm of long bones of left lower limb'],
    'C40.01': [ICD, 'C40.01', 'Malignant neoplasm of scapula and long bones of right upper limb'],
    'C40.02': [ICD, 'C40.02', 'Malignant neoplasm of scapula and long bones of left upper limb'],
    'C41.4': [ICD, 'C41.4', 'Malignant neoplasm of pelvic bones, sacrum and coccyx'],
    'C18.9': [ICD, 'C18.9', 'Malignant neoplasm of colon, unspecified'],
    // Histology, ICD-O-3
    '9180/3': [ICDO, '9180/3', 'Osteosarcoma, NOS'],
    '9181/3': [ICDO, '9181/3', 'Chondroblastic osteosarcoma'],
    '9183/3': [ICDO, '9183/3', 'Telangiectatic osteosarcoma'],
    '9364/3': [ICDO, '9364/3', 'Ewing sarcoma'],
    '9220/3': [ICDO, '9220/3', 'Chondrosarcoma, NOS'],
    '8910/3': [ICDO, '8910/3', 'Embryonal rhabdomyosarcoma'],
    '8920/3': [ICDO, '8920/3', 'Alveolar rhabdomyosarcoma'],
    '8500/3': [ICDO, '8500/3', 'Infiltrating duct carcinoma'],
    '8140/3': [ICDO, '8140/3', 'Adenocarcinoma, NOS'],
    '8312/3': [ICDO, '8312/3', 'Renal cell carcinoma'],
    '8312/6': [ICDO, '8312/6', 'Renal cell carcinoma, metastatic'],
    '8500/6': [ICDO, '8500/6', 'Infiltrating duct carcinoma, metastatic'],
    '8140/6': [ICDO, '8140/6', 'Adenocarcinoma, metastatic'],
    'osteosarcoma histology': [SCT, '21708004', 'Osteosarcoma'],
    // Secondary tumours
    'lung metastasis': [SCT, '94391008', 'Secondary malignant neoplasm of lung'],
    'bone metastasis': [SCT, '94222008', 'Secondary malignant neoplasm of bone'],
    'spine metastasis': [SCT, '94602001', 'Secondary malignant neoplasm of vertebral column'],
    'bone metastasis, primary unknown': [SCT, '285618001', 'Metastasis to bone of unknown primary'],
    'C78.01': [ICD, 'C78.01', 'Secondary malignant neoplasm of right lung'],
    'C78.02': [ICD, 'C78.02', 'Secondary malignant neoplasm of left lung'],
    'C79.51': [ICD, 'C79.51', 'Secondary malignant neoplasm of bone'],
    'C78.7': [ICD, 'C78.7', 'Secondary malignant neoplasm of liver and intrahepatic bile duct'],
    // Other conditions
    'pathological fracture': [SCT, '268029009', 'Pathological fracture'],
    // Body sites and sides
    'femur': [SCT, '71341001', 'Bone structure of femur'],
    'tibia': [SCT, '12611008', 'Bone structure of tibia'],
    'humerus': [SCT, '85050009', 'Bone structure of humerus'],
    'pelvis': [SCT, '118645006', 'Structure of innominate bone and/or sacrum and/or coccyx'],
    'acetabulum': [SCT, '37783008', 'Acetabulum structure'],
    'lung': [SCT, '39607008', 'Lung structure'],
    'thorax': [SCT, '51185008', 'Thoracic structure'],
    'spine': [SCT, '421060004', 'Structure of vertebral column'],
    'orbit': [SCT, '363654007', 'Structure of orbit proper'],
    'thigh': [SCT, '68367000', 'Thigh structure'],
    'knee': [SCT, '72696002', 'Knee region structure'],
    'bladder': [SCT, '89837001', 'Urinary bladder structure'],
    'breast': [SCT, '76752008', 'Breast structure'],
    'testis region': [SCT, '20233005', 'Scrotal structure'],
    'left': [SCT, '7771000', 'Left'],
    'right': [SCT, '24028007', 'Right'],
    // Symptoms and signs
    'symptom': [LNC, '75325-1', 'Symptom'],
    'symptom absent': [LNC, '111551-8', 'Symptom absent'],
    'bone pain': [SCT, '12584003', 'Bone pain'],
    'pain': [SCT, '22253000', 'Pain'],
    'back pain': [SCT, '161891005', 'Backache'],
    'lump': [SCT, '300848003', 'Mass of body structure'],
    'swelling': [SCT, '65124004', 'Swelling'],
    'red skin': [SCT, '247441003', 'Erythema'],
    'limited joint movement': [SCT, '70733008', 'Limitation of joint movement'],
    'weight loss': [SCT, '262285001', 'Weight decreased'],
    'fatigue': [SCT, '84229001', 'Fatigue'],
    'fever': [SCT, '386661006', 'Fever'],
    'night sweats': [SCT, '42984000', 'Night sweats'],
    'poor appetite': [SCT, '64379006', 'Decrease in appetite'],
    'pneumothorax': [SCT, '36118008', 'Pneumothorax'],
    'cough': [SCT, '49727002', 'Cough'],
    'chest pain': [SCT, '29857009', 'Chest pain'],
    'dyspnoea': [SCT, '267036007', 'Dyspnea'],
    'haemoptysis': [SCT, '66857006', 'Hemoptysis'],
    'leg weakness': [SCT, '26544005', 'Muscle weakness'],
    'urinary retention': [SCT, '267064002', 'Retention of urine'],
    'headache': [SCT, '25064002', 'Headache'],
    'bleeding from the bowel': [ICD, 'K62.5', 'Hemorrhage of anus and rectum'],
    'lost to follow-up': [SCT, '399307001', 'Lost to follow-up'],
    'severity': [LNC, '64750-3', 'Severity of symptom'],
    'trend': [LNC, '89253-9', 'Symptom trend'],
    'quality': [LNC, '56823-8', 'Problem quality or description'],
    'worse': [SCT, '231877006', 'Worsening'],
    'severe': [SCT, '24484000', 'Severe'],
    'yes': [SCT, '373066001', 'Yes'],
    'no': [SCT, '373067005', 'No'],
    // Measurements
    'pain score': [LNC, '72514-3', 'Pain severity - 0-10 verbal numeric rating [Score] - Reported'],
    'weight': [LNC, '29463-7', 'Body weight'],
    'height': [LNC, '8302-2', 'Body height'],
    'temperature': [LNC, '8310-5', 'Body temperature'],
    'ecog': [LNC, '89247-1', 'ECOG Performance Status score'],
    'lansky': [NCIT, 'C38144', 'Lansky Play-Performance Status'],
    'alp': [LNC, '6768-6', 'Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma'],
    'ldh': [LNC, '14804-9', 'Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma'],
    'bilirubin': [LNC, '1975-2', 'Bilirubin.total [Mass/volume] in Serum or Plasma'],
    'creatinine': [LNC, '2160-0', 'Creatinine [Mass/volume] in Serum or Plasma'],
    'haemoglobin': [LNC, '718-7', 'Hemoglobin [Mass/volume] in Blood'],
    'platelets': [LNC, '777-3', 'Platelets [#/volume] in Blood by Automated count'],
    'calcium': [LNC, '17861-6', 'Calcium [Mass/volume] in Serum or Plasma'],
    'albumin': [LNC, '1751-7', 'Albumin [Mass/volume] in Serum or Plasma'],
    'crp': [LNC, '1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma'],
    'cea': [LNC, '2039-6', 'Carcinoembryonic Ag [Mass/volume] in Serum or Plasma'],
    'psa': [LNC, '2857-1', 'Prostate specific Ag [Mass/volume] in Serum or Plasma'],
    'lvef': [LNC, '10230-1', 'Left ventricular Ejection fraction'],
    'smoking': [LNC, '72166-2', 'Tobacco smoking status'],
    'never smoker': [SCT, '266919005', 'Never smoked tobacco'],
    'current smoker': [SCT, '77176002', 'Smoker'],
    'tumour size': [LNC, '21889-1', 'Size Tumor'],
    'longest dimension': [LNC, '33728-7', 'Size.maximum dimension in Tumor'],
    'disease status': [LNC, '97509-4', 'Cancer Disease Progression'],
    'stable': [SCT, '359746009', "Patient's condition stable"],
    'worsened': [SCT, '271299001', "Patient's condition worsened"],
    'full remission': [SCT, '550991000124107', 'Cancer in full remission'],
    // The course of a tumour as a German registry says it
    'overall assessment': [SCT, '396432002', 'Status of regression of tumor'],
    'status of primary': [SCT, '277062004', 'Status of primary tumour'],
    'status of nodes': [SCT, '399656008', 'Status of lymph nodes'],
    'status of metastases': [SCT, '399608002', 'Status of distant metastasis'],
    ...ONKO('gesamtbeurteilung', { V: 'Full remission', Y: 'Relapse' }),
    ...ONKO('primaertumor', { K: 'No tumour seen', R: 'Local relapse' }),
    ...ONKO('lymphknoten', { K: 'No node involved', R: 'New relapse in lymph nodes' }),
    ...ONKO('fernmetastasen', { K: 'No distant metastasis', R: 'New distant metastasis, or again' }),
    'cT': [SCT, '399504009', 'cT category'],
    'cN': [SCT, '399534004', 'cN category'],
    'cM': [SCT, '399387003', 'cM category'],
    'stage group': [SCT, '399537006', 'Clinical TNM stage grouping'],
    'AJCC 8': [SCT, '897275008', 'AJCC Cancer Staging Manual, 8th edition'],
    'margin': [SCT, '395536008', 'Surgical margin finding'],
    'R0': [SCT, '258254000', 'Residual tumor stage R0'],
    'R1': [SCT, '278271003', 'Residual tumor stage R1'],
    'IRS group': [SCT, '405916000', 'Intergroup rhabdomyosarcoma study post-surgical clinical group'],
    'IRS IA': [SCT, '405957007', 'IRS clinical group IA'],
    'IRS III': [NCIT, 'C148019', 'Intergroup Rhabdomyosarcoma Group III'],
    // Imaging and other examinations
    'chest ct': [LNC, '24627-2', 'CT Chest'],
    'chest x-ray': [LNC, '36643-5', 'XR Chest 2 Views'],
    'femur x-ray': [LNC, '24704-9', 'XR Femur Views'],
    'tibia x-ray': [LNC, '25011-8', 'XR Tibia and Fibula Views'],
    'humerus x-ray': [LNC, '24765-0', 'XR Humerus 2 Views'],
    'thigh mri': [LNC, '24703-1', 'MR Thigh WO and W contrast IV'],
    'leg mri': [LNC, '24821-1', 'MR Lower leg'],
    'arm mri': [LNC, '24688-4', 'MR Upper extremity'],
    'pelvis mri': [LNC, '24867-4', 'MR Pelvis'],
    'orbit mri': [LNC, '24851-8', 'MR Orbit - bilateral WO and W contrast IV'],
    'spine mri': [LNC, '24980-5', 'MR Thoracic spine'],
    'bone scan': [LNC, '25031-6', 'NM Bone Views'],
    'trunk ct': [LNC, '36813-4', 'CT Abdomen and Pelvis W contrast IV'],
    'pet-ct': [SCT, '450436003', 'Positron emission tomography with computed tomography'],
    'echocardiography': [SCT, '40701008', 'Echocardiography'],
    'mammography': [SCT, '71651007', 'Mammography'],
    'colonoscopy': [SCT, '73761001', 'Colonoscopy'],
    'whole-body mri': [OWN + 'work-up', 'whole-body-mri', 'MRI of the whole body'],
    'brain mri': [LNC, '24590-2', 'MR Brain'],
    'breast mri': [OWN + 'work-up', 'breast-mri', 'MRI of the breasts'],
    'abdominal ultrasound': [LNC, '24558-9', 'US Abdomen'],
    'genetic variant': [LNC, '69548-6', 'Genetic variant assessment'],
    'gene studied': [LNC, '48018-6', 'Gene studied [ID]'],
    'genomic source': [LNC, '48002-0', 'Genomic source class [Type]'],
    'TP53': ['http://www.genenames.org/geneId', 'HGNC:11998', 'TP53'],
    'germline': [LNC, 'LA6683-2', 'Germline'],
    'present': [LNC, 'LA9633-4', 'Present'],
    'audiometry': [LNC, '28615-3', 'Audiology Study'],
    'histology report': [LNC, '22637-3', 'Pathology report final diagnosis Narrative'],
    'ct': [SCT, '77477000', 'Computed tomography'],
    'mri': [SCT, '113091000', 'Magnetic resonance imaging'],
    'radiography': [SCT, '363680008', 'Radiographic imaging procedure'],
    // What a report concludes
    'normal': [SCT, '17621005', 'Normal'],
    'abnormal': [SCT, '263654008', 'Abnormal'],
    'lung nodule': [SCT, '427359005', 'Solitary nodule of lung'],
    'multiple lung nodules': [SCT, '445249002', 'Multiple nodules of lung'],
    'recurrent tumour': [SCT, '1259237005', 'Recurrent malignant neoplasm'],
    // Treatment
    'surgery': [SCT, '387713003', 'Surgical procedure'],
    'excision femur': [SCT, '54312007', 'Excision of lesion of femur'],
    'excision tibia': [SCT, '51189002', 'Excision of lesion of tibia'],
    'excision humerus': [SCT, '6727008', 'Excision of lesion of bone of humerus'],
    'excision pelvis': [SCT, '63308005', 'Excision of lesion of pelvic bone'],
    'above-knee amputation': [SCT, '110470001', 'Amputation above-knee, mid-thigh'],
    'radical prostatectomy': [SCT, '26294005', 'Radical prostatectomy'],
    'lobectomy': [SCT, '173171007', 'Lobectomy of lung'],
    'wedge excision of lung': [SCT, '232632009', 'Wedge excision of lung'],
    'biopsy': [SCT, '86273004', 'Biopsy'],
    'radiotherapy': [SCT, '1217123003', 'Radiotherapy course of treatment'],
    'curative': [SCT, '373808002', 'Curative - procedure intent'],
    'palliative': [SCT, '363676003', 'Palliative - procedure intent'],
    'palliative care': [SCT, '103735009', 'Palliative care'],
    'hospice care': [SCT, '385763009', 'Hospice care'],
    'doxorubicin': [RXN, '3639', 'doxorubicin'],
    'cisplatin': [RXN, '2555', 'cisplatin'],
    'methotrexate': [RXN, '6851', 'methotrexate'],
    'ifosfamide': [RXN, '5657', 'ifosfamide'],
    'etoposide': [RXN, '4179', 'etoposide'],
    'cyclophosphamide': [RXN, '3002', 'cyclophosphamide'],
    'vincristine': [RXN, '11202', 'vincristine'],
    'denosumab': [RXN, '993449', 'denosumab'],
    'letrozole': [RXN, '72965', 'letrozole'],
    // FHIR's own; their names say nothing the code does not
    'active': [FHIR('condition-clinical'), 'active'],
    'inactive': [FHIR('condition-clinical'), 'inactive'],
    'remission': [FHIR('condition-clinical'), 'remission'],
    'relapse': [FHIR('condition-clinical'), 'relapse'],
    'recurrence': [FHIR('condition-clinical'), 'recurrence'],
    'resolved': [FHIR('condition-clinical'), 'resolved'],
    'confirmed': [FHIR('condition-ver-status'), 'confirmed'],
    'provisional': [FHIR('condition-ver-status'), 'provisional'],
    'refuted': [FHIR('condition-ver-status'), 'refuted'],
    'entered-in-error': [FHIR('condition-ver-status'), 'entered-in-error'],
    'problem-list-item': [FHIR('condition-category'), 'problem-list-item'],
    'laboratory': [FHIR('observation-category'), 'laboratory'],
    'survey': [FHIR('observation-category'), 'survey'],
    'vital-signs': [FHIR('observation-category'), 'vital-signs'],
    'exam': [FHIR('observation-category'), 'exam'],
    'imaging': [FHIR('observation-category'), 'imaging'],
    'social-history': [FHIR('observation-category'), 'social-history'],
    'symptom category': ['http://hl7.org/fhir/uv/symptoms/CodeSystem/SymptomTemporary', 'symptom'],
    'RAD': [FHIR('v2-0074'), 'RAD'],
    'SP': [FHIR('v2-0074'), 'SP'],
    'medical record number': [FHIR('v2-0203'), 'MR'],
    'mother': [FHIR('v3-RoleCode'), 'MTH'],
    'aunt': [FHIR('v3-RoleCode'), 'MAUNT'],
    'high': [FHIR('v3-ObservationInterpretation'), 'H'],
    'low': [FHIR('v3-ObservationInterpretation'), 'L'],
    'follow-up visit': [SCT, '390906007', 'Follow-up encounter'],
    'emergency visit': [SCT, '50849002', 'Emergency room admission'],
};

// The guidelines' own codes, for answers given to a question of a guideline (`@record`): a name like
// "symptom/night-pain" is the code night-pain of https://vigil.example/CodeSystem/symptom.

export function coding(name) {
    const own = /^(symptom|osteosarcoma-course|work-up|patient-report|bone-lesion|bone-surgery|bone-care|primary-or-metastatic)\/([a-z0-9-]+)$/.exec(name);
    if (own) return { system: OWN + own[1], code: own[2] };
    const row = CODES[name];
    if (!row) throw new Error(`no code is named "${name}"`);
    return { system: row[0], code: row[1], ...(row[2] && { display: row[2] }) };
}

// A CodeableConcept of one or more of our codes; `text` is what the ward would have typed.
export function concept(names, text) {
    const list = Array.isArray(names) ? names : [names];
    const result = { coding: list.map(coding) };
    if (text) result.text = text;
    return result;
}
