// bones: which bone of the drawing a code means. The codes are those of the value sets of the guidelines (guidelines/terms/bone-*), no others.
//
// A code may mean one bone, a place in a bone, or a region in which the bone is not said; a region is shown as such and never as one bone.

// SNOMED CT and ICD-O codes by bone of the drawing; after the colon the place in it.
const codes = {
  acetabulum: '37783008', clavicle: '51299004 94256002', 'femur:head': '2812003', 'femur:neck': '29627003',
  'femur:shaft': '41111004', femur: '71341001 94300004', fibula: '87342007 94301000',
  tarsus: '67453005 80144004 94236003 94302007 94439007 94533005 94619004 94620005 94630001', foot: '94412004 94486006',
  ulna: '23416004 94650002', radius: '62413002 94508007', carpus: '94240007 94322006 94390009 94440009 94490008 94645008',
  hand: '94411006 94487002', 'wrist-or-hand': '94536002 C40.1', humerus: '85050009',
  spine: '421060004 51282000 3572006 94602001 C41.2', 'pelvis-or-sacrum': '118645006 94478006 C41.4', ilium: '22356005 94337005',
  ischiopubis: '82561000 85710004 94353008 94504009', 'rib:8': '5953002', 'rib:5': '15339008', 'rib:9': '22565002',
  'rib:7': '24915002', 'rib:4': '25523003', 'rib:3': '25888004', 'rib:12': '43993008', 'rib:1': '48535007', 'rib:11': '58830002',
  'rib:6': '59558009', 'rib:10': '77644006', 'rib:2': '78247007', rib: '94521000 113197003',
  sacrum: '11808007 21452006 49967005 54735007 65985001 69950008 87141009 94527001', coccyx: '94259009',
  scapula: '79601000 94529003',
  skull: '13881006 24924006 31640002 51283005 52374004 60911003 70925003 73117003 74386004 74872008 89546000 ' +
    '94220000 94287000 94308006 94405008 94435001 94447007 94457008 94470004 94598003 94621009 94683009',
  mandible: '91609006 94403001 C41.1', 'skull-or-mandible': '94218003 94356000 C41.0', sternum: '56873002 94605004',
  tibia: '12611008 94635006', c2: '1172006 39976000', t5: '6105006', c4: '14705001', c1: '14806007', c7: '16126006', l5: '21799000',
  t6: '32430008', t9: '33766003', 'chest-spine': '35769007 94274006', t10: '48405002', t2: '50060007', t11: '52120002',
  l2: '53983007', l3: '55492004', t1: '56094003', l1: '61032001', c5: '67479001', t7: '71737002', l4: '71996003', t3: '73138009',
  'loin-spine': '73903008 94389000', t8: '77435000', t4: '86197001', c6: '88298007', c3: '91116008', 'neck-spine': '94250008',
  t12: '280849005', arm: '94221001 94383004', 'arm-or-scapula': 'C40.0', leg: '94219006 94382009 C40.2', patella: '94476005',
  'ankle-or-foot': '94535003 C40.3', 'rib-sternum-or-clavicle': 'C41.3',
};

// The guidelines' own codes (code system bone-lesion) that are not called as the bone of the drawing.
const own = { forearm: 'radius-or-ulna', rib: 'rib', pelvis: 'hip-bone', vertebra: 'spine', hand: 'hand', foot: 'foot' };

const vertebrae = (letter, count) => Array.from({ length: count }, (_, i) => `vertebra-${letter}${i + 1}`);
const spine = { c: vertebrae('c', 7), t: vertebrae('t', 12), l: vertebrae('l', 5) };

// Names that are not a bone of the drawing: those they may mean.
const regions = {
  acetabulum: ['ilium'], rib: ['ribs'],
  spine: [...spine.c, ...spine.t, ...spine.l], 'neck-spine': spine.c, 'chest-spine': spine.t, 'loin-spine': spine.l,
  'hip-bone': ['ilium', 'ischiopubis'], 'pelvis-or-sacrum': ['ilium', 'ischiopubis', 'sacrum', 'coccyx'], 'radius-or-ulna': ['radius', 'ulna'],
  arm: ['humerus', 'radius', 'ulna'], 'arm-or-scapula': ['humerus', 'radius', 'ulna', 'scapula'], leg: ['femur', 'tibia', 'fibula'],
  'wrist-or-hand': ['carpus', 'hand'], 'ankle-or-foot': ['tarsus', 'foot'], 'skull-or-mandible': ['skull', 'mandible'],
  'rib-sternum-or-clavicle': ['ribs', 'sternum', 'clavicle'],
};

const inTheMiddle = new Set(['sacrum', 'coccyx', 'skull', 'mandible', 'sternum', ...regions.spine]);

// How far down a bone a place lies, 0 its upper end.
const depths = { head: 0.03, neck: 0.08, peritrochanteric: 0.13, shaft: 0.5, acetabulum: 0.93 };

const byCode = new Map(Object.entries(codes).flatMap(([bone, list]) => list.split(' ').map((code) => [code, bone])));
const paired = ['femur', 'fibula', 'tarsus', 'foot', 'ulna', 'radius', 'carpus', 'hand', 'humerus', 'ilium', 'ischiopubis', 'ribs', 'scapula',
  'tibia', 'patella', 'clavicle'];
const known = new Set([...paired, ...inTheMiddle]);

const text = (value) => (typeof value === 'object' && value !== null ? value.code ?? value.display ?? '' : String(value ?? '')).trim();

export function sideOf(value) {
  const side = text(value).toLowerCase();
  if (side === 'left' || side === '7771000') return 'left';
  return side === 'right' || side === '24028007' ? 'right' : null;
}

// "C7", "t12", a code of a vertebra: the bone of the drawing.
function levelOf(value) {
  const level = text(value).toLowerCase(), name = byCode.get(level) ?? level;
  const bone = `vertebra-${name}`;
  if (known.has(bone)) return bone;
  return /^s[1-5]$/.test(name) ? 'sacrum' : null;
}

// The name of a bone for a code, a house code or a word; null when there is none.
export function boneOf(value) {
  const code = text(value), word = code.toLowerCase();
  if (byCode.has(code)) return byCode.get(code);
  if (own[word]) return own[word];
  return known.has(word) || regions[word] || levelOf(word) ? word : null;
}

// Where a lesion is drawn: { bones: [data-bone], depth, sure }; `sure` when it is one bone. Null when the bone is not in the table.
export function placeOf({ bone, side, level, part }) {
  const vertebra = levelOf(level) ?? levelOf(bone);
  if (vertebra) return { bones: [vertebra], depth: 0.5, sure: true };
  const found = boneOf(bone);
  if (!found) return null;
  const [name, place] = found.split(':');
  const sided = sideOf(side);
  const both = (one) => (sided ? [`${one}-${sided}`] : [`${one}-left`, `${one}-right`]);
  const bones = (regions[name] ?? [name]).flatMap((one) => (inTheMiddle.has(one) ? [one] : both(one)));
  const at = name === 'rib' && place ? (Number(place) - 0.5) / 12 : depths[place] ?? depths[text(part).toLowerCase()] ?? depths[name] ?? 0.5;
  return { bones, depth: at, sure: bones.length === 1 };
}

// What a view says of the place of a lesion: the thing itself, else the coded inputs about it, else the words of the finding.
export function placeIn(view, about, where) {
  const thing = view.things?.[about] ?? {};
  const place = { bone: thing.bone, side: thing.side, level: thing.level, part: thing.part };
  for (const input of view.inputs ?? []) {
    if (input.about !== about || input.value === undefined) continue;
    const value = text(input.value);
    if (sideOf(value)) place.side ??= value;
    else if (depths[value]) place.part ??= value;
    else if (levelOf(value)) place.level ??= value;
    else if (boneOf(value)) place.bone ??= value;
  }
  return placeOf(place) ?? placeOf(fromWords(where));
}

// "left femur, shaft", "T12": the words with which guidelines name a lesion.
function fromWords(where) {
  const words = String(where ?? '').toLowerCase().split(/[^a-z0-9-]+/);
  return {
    bone: words.find((w) => boneOf(w)), side: words.find((w) => sideOf(w)), level: words.find((w) => levelOf(w)),
    part: words.find((w) => depths[w] && w !== 'acetabulum'),
  };
}
