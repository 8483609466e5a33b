// Differences of generated expressions that stand: the peer's defects, told by the operator, its operands and both values.
const number = /^-?\d+(\.\d+)?$/;

/** Are two values the same? Decimals to seven digits, since the peer has doubles; a peer's range of a duration is a null. */
export function sameValue(a, b) {
  if (a === null && b && typeof b === "object" && "uncertain" in b) return true;
  if (a === b) return true;
  if (a == null || b == null) return a == null && b == null;
  if (typeof a === "string" && typeof b === "string") {
    if (!number.test(a) || !number.test(b)) return false;
    return Math.abs(a - b) <= Math.max(2e-8, 1e-7 * Math.abs(a));
  }
  if (typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === b.length && a.every((x, i) => sameValue(x, b[i]));
  if (("error" in a && "error" in b) || ("refused" in a && "refused" in b)) return true;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(k => sameValue(a[k], b[k]));
}

const says = (value, text) => typeof value?.error === "string" && value.error.includes(text);
const wholeEnd = value => [value?.low, value?.high].some(end => /^-?\d+$/.test(end ?? ""));
const openEnd = value => (value?.low === null && !value.lowClosed) || (value?.high === null && !value.highClosed);
const uncertain = value => value && typeof value === "object" && "uncertain" in value;

// In this order; op is matched against the id of the operator of the smallest differing part, such as "Take(List<Date>,Integer)".
const SHAPES = [
  { op: /./, when: c => says(c.ours, "the low end of this interval is greater"),
    reason: "peer: accepts an interval that ends before it starts; that is a run-time error (logical specification, Interval)" },
  { op: /./, when: c => says(c.ours, "not on the calendar"),
    reason: "peer: accepts a day that no calendar has (appendix B, Date)" },
  { op: /^(Take|Skip|Index|Substring)/, when: c => c.args.some(uncertain),
    reason: "peer: takes a number that is a range, of which nobody knows the end, for none; the result is not known (semantics, Uncertainty)" },
  { op: /^(Population)?(Variance|StdDev)/, when: c => typeof c.ours === "string" && Math.abs(c.ours - c.peer) < 1e-6 * Math.abs(c.ours),
    reason: "peer: decimals are doubles with all digits of the record; a Decimal has 8 places (appendix B, Types)" },
  { op: /^properly (during|includes|included in)/, when: c => c.ours !== null && c.peer === null,
    reason: "peer: proper inclusion of a point, or in a null, is null (appendix B, Properly Includes, Properly Included In)" },
  { op: /./, when: c => says(c.peer, "reading 'execute'"),
    reason: "peer: proper inclusion of a point, or in a null, is null (appendix B, Properly Includes, Properly Included In)" },
  { op: /^(Start|End|Width|Successor|Predecessor)/, when: c => c.peer?.value === "2147483647" || c.peer?.value === "-2147483648",
    reason: "peer: the greatest and least Quantity are those of Integer; they are those of Decimal (appendix B, maximum)" },
  { op: /./, when: c => says(c.peer, "reading 'type'"), reason: "peer: Length of a null fails; it is null (appendix B, Length)" },
  { op: /^(Successor|Predecessor)\(Decimal\)/, when: c => Number.isInteger(+c.peer),
    reason: "peer: a Decimal that is whole is an Integer to it; the step of Decimal is 1e-8 (appendix B, Successor)" },
  { op: /Variance|StdDev/, when: c => c.ours === null && c.peer === "NaN",
    reason: "peer: NaN for one value; a result that cannot be represented is null (appendix B, Variance, StdDev)" },
  { op: /Interval</, when: c => c.args.some(a => a && a.low === null && a.high === null),
    reason: "suite: whether Interval[null, null] overlaps, meets or holds something is not known; the peer says so or not" },
  { op: /^union\(List/, when: c => c.args.includes(null) && c.ours?.length < c.peer?.length,
    reason: "peer: keeps equal elements in a union with a null list; they are eliminated (appendix B, Union)" },
  { op: /^(Median|Mode|Sum|Avg|Product)/, when: c => c.ours === null && c.peer?.error && c.args[0]?.every(a => a === null),
    reason: "peer: fails for a list of nulls; it is null (appendix B, Median)" },
  { op: /^Median/, when: c => c.ours === null && c.args[0]?.length > 1,
    reason: "peer: takes the middle of units that do not fit; there is none (appendix B, Median)" },
  { op: /^collapse/, when: c => c.args.flat(2).some(a => a && (a.low === null || a.high === null)),
    reason: "peer: an end that is not known becomes the greatest there is; it stays not known (appendix B, Collapse)" },
  { op: /^(Start|End|Width)\(/, when: c => c.args.some(a => wholeEnd(a) || wholeEnd({ low: a?.low?.value, high: a?.high?.value })),
    reason: "peer: a Decimal that is whole is an Integer to it; the step of Decimal is 1e-8 (appendix B, Successor)" },
  { op: /Interval<System.Quantity>/, when: c => c.args.flat().some(a => wholeEnd({ low: a?.low?.value, high: a?.high?.value })),
    reason: "peer: a Decimal that is whole is an Integer to it; the step of Decimal is 1e-8 (appendix B, Successor)" },
  { op: /^expand/, when: c => c.ours?.length === c.peer?.length && c.ours.every(a => c.peer.some(b => sameValue(a, b))),
    reason: "the peer sorts the set that expand gives; it has no order (appendix B, Expand)" },
  { op: /^expand/, when: c => c.ours?.length !== c.peer?.length,
    reason: "peer: expand takes an open end with it, or the end of the last interval for that of all (appendix B, Expand)" },
  { op: /^Round/, when: c => /^-\d*\.\d*5$/.test(c.args[0] ?? "") || Math.abs(c.ours - c.peer) <= 1,
    reason: "peer: halves of negative numbers go up; halves round away from zero, as the test suite has it" },
  { op: /^(intersect|union|except)\(Interval/, when: c => c.args.some(a => a && (a.low === null || a.high === null)),
    reason: "peer: an end that is not known gives way to one that is; it stays not known (appendix B, Intersect, Union, Except)" },
  { op: /^(starts|ends)\(/, when: c => c.ours === false && c.peer === true,
    reason: "peer: looks at the ends as written, closed or open; it is their first and last points that have to be equal (appendix B, Starts, Ends)" },
  { op: /Interval</, when: c => c.ours === null && typeof c.peer === "boolean" && c.args.some(openEnd),
    reason: "peer: says false though an end is not known; so is the result (appendix B, the operators of intervals)" },
  { op: /^meets/, when: c => c.ours === null && c.peer === false,
    reason: "peer: says false beside the greatest value; its successor is null, and so is the result (appendix B, Meets, Successor)" },
  { op: /^ToString\(DateTime/, when: c => c.peer?.startsWith?.(c.ours),
    reason: "peer: writes the offset of the evaluation; it is left out, as the test suite has it" },
  { op: /^Duration/, when: c => uncertain(c.ours) && uncertain(c.peer),
    reason: "peer: counts seconds that neither side states; a duration looks at what both say (semantics, Uncertainty)" },
  { op: /^IndexOf/, when: c => c.ours === null,
    reason: "peer: says -1 though an element may be the one that is sought; that is not known (appendix B, IndexOf, Equal)" },
  { op: /Interval<Decimal>/, when: c => c.args.flat().some(wholeEnd) || wholeEnd(c.ours),
    reason: "peer: a Decimal that is whole is an Integer to it; the step of Decimal is 1e-8 (appendix B, Successor)" },
  { op: /^Mode/, when: c => Array.isArray(c.peer), reason: "peer: Mode is a list where values are equally frequent; it is one value (appendix B, Mode)" },
  { op: /^(Min|Max)/, when: c => c.ours === null && c.args[0]?.length,
    reason: "peer: takes one of two values of which neither is known to be less (appendix B, Min, Max)" },
  { op: /ConvertsToInteger|ToInteger|ToDecimal|ConvertsToDecimal/, when: c => c.node.type !== "Boolean" || c.peer === true,
    reason: "peer: reads the number at the start of a text; the text has to be one (appendix B, ToInteger, ToDecimal)" },
  { op: /^TimeFrom/, when: c => c.ours === null && c.peer === "T",
    reason: "peer: an empty Time for a DateTime without one; it is null (appendix B, time from)" },
];

/** The reason of a known difference, or null. cause: { node, values, at, kids }. */
export function knownShape({ node, values, at, kids }) {
  const [ours, peer] = values[at];
  const args = (kids ?? []).map(k => k?.values[at][0]);
  for (const shape of SHAPES) if (shape.op.test(node.op?.id ?? "") && (!shape.when || shape.when({ ours, peer, args, node }))) return shape.reason;
  return null;
}
