// The texts in English, by the part of the page they stand in.
import work from './words.work.en.mjs';
import figures from './words.figures.en.mjs';

export default {
  'tier.emergency': 'Emergency', 'tier.red': 'Red', 'tier.amber': 'Amber', 'tier.unknown': 'Not known', 'tier.green': 'Green', 'tier.none': '',
  'state.yes': 'met', 'state.no': 'not met', 'state.unknown': 'not known', 'state.n/a': 'does not apply',
  'read.full': 'read', 'read.abstract': 'abstract', 'read.secondary': 'secondary', 'read.recalled': 'recalled', 'read.own': 'our decision',
  'span.days': '{n} d', 'span.months': '{n} months', 'span.years': '{n} years',
  ...work,
  ...figures,
};
