// differences: what the findings of a what-if differ in from those of the view, in steps that can be read; what is lowered apart.
import { nameOf } from './names.mjs';
import { stepOf } from './read.mjs';
import { t } from './words.mjs';

export const stepWords = {
  get nothing() { return t('effect.falls'); },
  range: (low, high) => t('effect.range', { low, high }),
  tier: (tier) => t(`tier.${tier}`),
  holds: (holds) => t(`holds.${holds ?? 'unknown'}`),
};

const urgent = ['amber', 'red', 'emergency'];

// How much a finding asks for: 0 where it asks for nothing.
const level = (finding) => (!finding || finding.holds === 'no' || finding.holds === 'n/a' ? 0 : urgent.indexOf(finding.tier) + 1);

const kindOf = (finding) => finding.kind ?? 'finding';

// A name may stand for a finding and for a score: one of the view for each kind.
function beforeOf(view) {
  const index = new Map();
  for (const finding of view.findings) {
    const name = nameOf(finding);
    if (!index.has(name)) index.set(name, []);
    index.get(name).push(finding);
  }
  return (finding) => {
    const all = index.get(nameOf(finding)) ?? [];
    return finding.kind ? all.find((one) => kindOf(one) === finding.kind) : all[0];
  };
}

function step(before, after) {
  const was = level(before), is = level(after);
  const one = stepOf({ before, after }, stepWords);
  return { ...one, about: (after ?? before).about, was: before?.tier, lowers: is < was, level: is, rises: is > was, score: (after ?? before).kind === 'score' };
}

// What rises first, then scores, then the rest.
const rank = (s) => (s.rises ? 10 + s.level : s.score ? 5 : 1);

// What asked for nothing and would not apply any more.
const falls = (s) => !s.lowers && s.to === stepWords.nothing;

// { lowers, others, away, words }: `words` counts those that would only be said in other words.
export function differences(view, { findings = [], gone = [] }) {
  const before = beforeOf(view);
  const pairs = [...findings.map((after) => [before(after), after]), ...gone.map((one) => [before(one), undefined])];
  const steps = pairs.filter(([a, b]) => a || b).map(([a, b]) => step(a, b));
  const moved = steps.filter((s) => s.from !== s.to);
  return {
    lowers: moved.filter((s) => s.lowers).sort((a, b) => urgent.indexOf(b.was) - urgent.indexOf(a.was)),
    others: moved.filter((s) => !s.lowers && !falls(s)).sort((a, b) => rank(b) - rank(a)),
    away: moved.filter(falls),
    words: steps.length - moved.length,
  };
}
