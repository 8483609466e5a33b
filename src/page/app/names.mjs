// names: what a finding is called, and the order of tiers, without a document.
export const nameOf = (finding) => `${finding.guideline}/${finding.finding}${finding.about ? `#${finding.about}` : ''}`;

// Most urgent first; without a tier last.
const tiers = ['emergency', 'red', 'amber', 'unknown', 'green'];
export const byTier = (a, b) => (tiers.indexOf(a.tier) + 1 || 9) - (tiers.indexOf(b.tier) + 1 || 9);
