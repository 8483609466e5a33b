// shared.mjs: what many records point at and no patient owns: the hospital, its people, its drugs.

import { concept } from './codes.mjs';

const meta = { lastUpdated: '2026-01-05T08:00:00Z' };
const doctor = (id, given, family, role) => ({
    resourceType: 'Practitioner',
    id,
    meta,
    active: true,
    name: [{ family, given: [given], prefix: ['Dr.'] }],
    qualification: [{ code: { text: role } }],
});

export const shared = [
    {
        resourceType: 'Organization',
        id: 'sarcoma-centre',
        meta,
        active: true,
        name: 'Example Sarcoma Centre',
    },
    {
        resourceType: 'Organization',
        id: 'laboratory',
        meta,
        active: true,
        name: 'Central Laboratory',
        partOf: { reference: 'Organization/sarcoma-centre' },
    },
    doctor('dr-lindqvist', 'Anna', 'Lindqvist', 'Medical oncologist'),
    doctor('dr-osei', 'Mary', 'Osei', 'Orthopaedic surgeon'),
    doctor('dr-adeyemi', 'Yinka', 'Adeyemi', 'Pathologist, paediatric oncologist'),
    doctor('dr-brandt', 'Stefan', 'Brandt', 'Radiologist, radiation oncologist'),
    {
        resourceType: 'Medication',
        id: 'ifosfamide-2g',
        meta,
        code: concept('ifosfamide', 'Ifosfamide 2 g, powder for infusion'),
        status: 'active',
    },
    {
        resourceType: 'Medication',
        id: 'cisplatin-50mg',
        meta,
        code: concept('cisplatin', 'Cisplatin 50 mg'),
        status: 'active',
    },
];
