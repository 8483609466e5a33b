// site.mjs: what the example hospital calls things, mapped to what the guidelines know: `--site examples/site`.

import { SYSTEM, coding } from './codes.mjs';

const row = (code, text, name) => {
    const target = coding(name);
    return {
        system: target.system,
        element: {
            code,
            display: text,
            target: [
                {
                    code: target.code,
                    ...(target.display && { display: target.display }),
                    equivalence: 'equivalent',
                },
            ],
        },
    };
};

// house code, what it says, our code
const HOUSE = [
    row('DX-OSA', 'Osteosarkom', 'osteosarcoma'),
    row('DRUG-CIS', 'Cisplatin', 'cisplatin'),
    row('RAD-CTT', 'CT Thorax nativ', 'chest ct'),
    row('LAB-AP', 'Alkalische Phosphatase', 'alp'),
    row('GEW', 'Gewicht', 'weight'),
    row('SY-NACHTSCHMERZ', 'Nachtschmerz', 'symptom/night-pain'),
    row('SY-HUSTEN', 'Husten', 'cough'),
    row('JA', 'Ja', 'yes'),
    row('NEIN', 'Nein', 'no'),
];

// how a unit is written in the house, and in UCUM
const UNITS = [
    ['IE/l', 'U/L'],
    ['Units per litre', 'U/L'],
    ['KILO', 'kg'],
    ['Kilo', 'kg'],
    ['MIKROMOL', 'umol/L'],
    ['lbs', '[lb_av]'],
];

function conceptMap(id, title, source, groups) {
    return {
        resourceType: 'ConceptMap',
        id,
        url: `https://hospital.example/ConceptMap/${id}`,
        version: '1',
        title,
        status: 'active',
        date: '2026-11-01',
        publisher: 'Example Sarcoma Centre (invented)',
        group: groups.map(([target, element]) => ({ source, target, element })),
    };
}

export function siteMaps() {
    const targets = [...new Set(HOUSE.map((one) => one.system))];
    const codes = targets.map((target) => [
        target,
        HOUSE.filter((one) => one.system === target).map((one) => one.element),
    ]);
    const units = UNITS.map(([code, ucum]) => ({ code, target: [{ code: ucum, equivalence: 'equal' }] }));
    return [
        [
            'house-codes.conceptmap.json',
            conceptMap('house-codes', 'House codes to public codes', SYSTEM.house, codes),
        ],
        [
            'house-units.conceptmap.json',
            conceptMap('house-units', 'House units to UCUM', SYSTEM.houseUnits, [[SYSTEM.ucum, units]]),
        ],
    ];
}
