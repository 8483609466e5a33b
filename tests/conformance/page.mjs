// docs/conformance.md, from the counts of a run.

const HEAD = `# Conformance

Written by \`tests/conformance/run --write\` and compared in every \`./test\`; never by hand.

HL7's CQL tests (cqframework/cql-tests, Apache-2.0; about four fifths of the public suite) against
\`vigil cql --batch\`. Every test is run twice, once for each reading of overflow, and none is skipped.
`;

const READINGS = `## What was decided

**Overflow.** CQL 1.5.3 says of nearly every operation: what cannot be represented is null. The suite wants an
error of \`Exp\`, \`Ln\`, \`successor\` and \`predecessor\`. \`--overflow null\` is the specification and the default;
\`--overflow error\` is the suite. A guideline always runs with null: not known.

**Seconds and milliseconds** are one decimal (author's guide, "Date, DateTime, and Time"): where milliseconds are not
written they count as 0, so \`@T12:00:00 = @T12:00:00.000\` is true. Only a question about milliseconds by name takes
them apart: \`@T12:00:00 same millisecond as @T12:00:00.000\` is null (author's guide, "Comparing Dates and Times").
The suite takes them apart everywhere.

**Distinct.** A \`return\` without \`all\` is distinct. A query of one source without \`return\` is not, as in the
reference engine, although the author's and the developer's guide say in passing that it is: two equal rows of a record
are two facts, and dropping one in silence would change a count. cql-execution drops them. A query of several sources
without \`return\` gives each combination once (developer's guide, "Multi-Source Queries").

**Uncertainty.** A duration between incomplete dates is a range of numbers, as language semantics says. It is
printed as an interval, and compares, adds, subtracts and multiplies as a range. A day of a DateTime is any moment of it:
\`days between DateTime(2014, 1, 15) and DateTime(2014, 2)\` is 16 to 44. Two Dates count from day to day: 17 to 44.

**Decimals** have 28 digits, 8 of them places. A result with more places is rounded half away from zero, once:
that is the rule of \`Round\`, and no other is stated. Division, multiplication, \`Exp\`, \`Ln\`, \`Log\`, \`Power\`, \`Avg\`, \`StdDev\`,
\`Variance\` and \`GeometricMean\` give the decimal that lies nearest to the true value. No number is ever a double.

**One patient.** An evaluation has one patient: in \`context Unfiltered\` a retrieve reads the record at hand too, and a
retrieve of somebody else's data (\`[Mother -> Condition]\`) is an error, as are external functions.

**Messages.** \`Message\` of severity Error stops its define for this patient, with its text. What it says of lower
severity stands beside the results of \`vigil cql\`, without the source: it may be about a patient.

**Beyond 1.5.3.** From CQL 2.0 we take \`Slice\` (the suite asks). \`timezone from\` is accepted as CQL 1.3 spelt it, and
\`Descendents\` as the suite spells it. Operations are also methods with a small letter, as FHIRPath writes them:
\`x.first()\`, \`x.exists()\`; those with a criterion in brackets, \`x.where(...)\`, are not.
`;

const percent = (part, whole) => (100 * part / whole).toFixed(1);

function counts(table, peer) {
  const lines = ["| file | tests | `--overflow null` | `--overflow error` | excluded | cql-execution |",
    "| --- | ---: | ---: | ---: | ---: | ---: |"];
  const total = { tests: 0, null: 0, error: 0, excluded: 0, peer: 0 };
  for (const [file, row] of table) {
    const [peerTests, peerPassed] = peer.counts.get(file) ?? [0, 0];
    const shown = peerTests === row.tests ? peerPassed : "-";
    lines.push(`| ${file} | ${row.tests} | ${row.null} | ${row.error} | ${row.excluded} | ${shown} |`);
    for (const key of ["tests", "null", "error", "excluded"]) total[key] += row[key];
    total.peer += peerTests === row.tests ? peerPassed : 0;
  }
  lines.push(`| **all** | **${total.tests}** | **${total.null}** | **${total.error}** | **${total.excluded}** | **${total.peer}** |`);
  lines.push(`| percent | | ${percent(total.null, total.tests)} | ${percent(total.error, total.tests)} | `
    + `${percent(total.excluded, total.tests)} | ${percent(total.peer, total.tests)} |`);
  return { lines, total };
}

// Exclusions with the same file and reason on one row.
function reasons(exclusions) {
  const rows = new Map();
  for (const { file, group, name, reason } of exclusions) {
    const key = `${file}\t${reason}`;
    rows.set(key, [...rows.get(key) ?? [], `${group}/${name}`]);
  }
  return ["| file | tests | what the specification says |", "| --- | --- | --- |",
    ...[...rows].map(([key, names]) => {
      const [file, reason] = key.split("\t");
      return `| ${file} | ${names.join(", ")} | ${reason} |`;
    })];
}

export function writePage(table, exclusions, peer) {
  const { lines, total } = counts(table, peer);
  const both = exclusions.filter(row => row.overflow === "both");
  const once = exclusions.filter(row => row.overflow !== "both");
  return `${HEAD}
## Counts

${lines.join("\n")}

The numbers are tests that pass. What fails with \`--overflow error\` is what is excluded: ${total.tests - total.error} tests that
CQL 1.5.3 contradicts. With \`--overflow null\` another ${once.length} fail, for the overflow below.

Beside it ${peer.said}: one run over the same files, judged by the same rules.

## Excluded: the specification says otherwise

${reasons(both).join("\n")}

Only with \`--overflow null\`, which is what the specification says:

${reasons(once).join("\n")}

${READINGS}`;
}
