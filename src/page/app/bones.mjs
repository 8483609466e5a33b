// bones: where on the drawing a lesion lies, from the words by which the guidelines name a bone, a side, a level and a part of it.

const vertebrae = (letter, count) => Array.from({ length: count }, (_, i) => `vertebra-${letter}${i + 1}`);

// Bones that stand once in the drawing; all others stand left and right.
const inTheMiddle = new Set(['sacrum', 'skull', 'sternum', ...vertebrae('c', 7), ...vertebrae('t', 12), ...vertebrae('l', 5)]);

// The guidelines' words (code system bone-lesion) and the bones of the drawing that each may mean.
const bonesOf = {
  ...Object.fromEntries(['clavicle', 'femur', 'fibula', 'foot', 'hand', 'humerus', 'sacrum', 'scapula', 'skull', 'sternum', 'tibia'].map((b) => [b, [b]])),
  acetabulum: ['ilium'],
  forearm: ['radius', 'ulna'],
  pelvis: ['ilium', 'ischiopubis'],
  rib: ['ribs'],
  vertebra: [...inTheMiddle].filter((bone) => bone.startsWith('vertebra-')),
};

// How far down a bone a part lies, 0 its upper end.
const depths = { peritrochanteric: 0.13, shaft: 0.5, acetabulum: 0.93 };

function levelOf(level) {
  if (inTheMiddle.has(`vertebra-${level}`)) return [`vertebra-${level}`];
  return /^s[1-5]$/.test(level ?? '') ? ['sacrum'] : null;
}

// { bones: [data-bone], depth, sure }; `sure` when it is one bone. Null when no bone is told, or one that is not drawn.
export function placeOf({ bone, side, level, part } = {}) {
  const found = levelOf(level) ?? bonesOf[bone];
  if (!found) return null;
  const bones = found.flatMap((one) => (inTheMiddle.has(one) ? [one] : side ? [`${one}-${side}`] : [`${one}-left`, `${one}-right`]));
  return { bones, depth: depths[part] ?? depths[bone] ?? 0.5, sure: bones.length === 1 };
}
