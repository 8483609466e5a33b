// effects: what an answer would change, in a few words.
import { t } from './words.mjs';

const shown = 3;

const outcome = (effect) => {
  if (effect.kind === 'score' && effect.low !== undefined) return effect.low === effect.high ? String(effect.low) : t('effect.range', { low: effect.low, high: effect.high });
  if (effect.holds === 'n/a') return t('effect.falls');
  if (effect.tier && effect.tier !== 'green' && effect.tier !== 'unknown') return t(`tier.${effect.tier}`);
  return t(`holds.${effect.holds ?? 'unknown'}`);
};

// The range of a score after what is red, before what is amber.
const isScore = (effect) => effect.kind === 'score' && effect.low !== undefined;
const order = ['emergency', 'red', 'amber', 'unknown', 'green'];
const weight = (effect) => {
  if (isScore(effect)) return order.indexOf('red') + 0.5;
  return order.includes(effect.tier) ? order.indexOf(effect.tier) : order.length;
};

// Lines of { words, to, tier }: several conclusions with the same outcome are one line, most urgent first.
export function effectLines(effects) {
  const groups = new Map();
  for (const effect of [...(effects ?? [])].sort((a, b) => weight(a) - weight(b))) {
    const to = outcome(effect);
    const key = isScore(effect) ? `${effect.title}${to}` : to;
    const group = groups.get(key);
    if (group) group.titles.add(effect.title ?? effect.finding);
    else groups.set(key, { to, tier: effect.tier, titles: new Set([effect.title ?? effect.finding]) });
  }
  return [...groups.values()].map(({ to, tier, titles }) => {
    const [first] = titles;
    return { to, tier, all: [...titles], words: titles.size === 1 ? first : t('effect.several', { n: titles.size - 1, first }) };
  });
}

export function effectWords(effects) {
  const lines = effectLines(effects);
  if (lines.length === 0) return [t('effect.none')];
  const words = lines.slice(0, shown).map((line) => t('effect.line', line));
  return lines.length > shown ? [...words, t('effect.more', { n: lines.length - shown })] : words;
}
