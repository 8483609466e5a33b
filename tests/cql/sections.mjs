// Is every statement of CQL 1.5.3 about a result tested?
//
//     tests/cql/sections
//
// sections.tsv names the sections of appendix B in its order, then those of the other chapters,
// with the signatures and the statements about a result that were counted in each. In the data tests of ops/ and language/
// `# == Chapter: Section` begins a section; behind it each comment is a statement and the blocks
// that follow test it. A comment that begins with "(" or "against" is a note. A section fails when
// it has fewer statements or fewer blocks than were counted, or a statement without a block; a
// section that the table does not know fails too. Ends with "N passed, N failed", a section a test.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const lines = file => fs.readFileSync(file, "utf8").split("\n");

// The sections of one file: name, statements (place and blocks of each), blocks.
function* sections(file) {
  let section, comment = false, within = false;
  for (const [number, line] of lines(file).entries()) {
    const head = /^# == (.+)$/.exec(line);
    if (head && !within) {
      if (section) yield section;
      section = { name: head[1], place: `${file}:${number + 1}`, statements: [], blocks: 0 };
      comment = false;
    } else if (line === "") {
      within = comment = false;
    } else if (!within && line.startsWith("#")) {
      const note = /^# \(?against|^# \(/.test(line);
      if (section && !comment && !note)
        section.statements.push({ place: `${file}:${number + 1}`, blocks: 0 });
      comment = true;
    } else if (!within) {
      within = true;
      if (!section) continue;
      section.blocks++;
      if (section.statements.length > 0) section.statements.at(-1).blocks++;
    }
  }
  if (section) yield section;
}

const found = new Map();
const problems = [];
for (const folder of ["ops", "language"]) {
  for (const name of fs.readdirSync(path.join(here, folder)).sort()) {
    if (!name.endsWith(".test")) continue;
    for (const section of sections(path.join(here, folder, name))) {
      if (found.has(section.name)) problems.push(`${section.place}: ${section.name} stands twice`);
      found.set(section.name, section);
    }
  }
}

let failed = 0, counted = 0;
const totals = new Map();
for (const line of lines(path.join(here, "sections.tsv"))) {
  if (line === "" || line.startsWith("#")) continue;
  const [chapter, name, signatures, statements] = line.split("\t");
  const section = found.get(name) ?? { place: "sections.tsv", statements: [], blocks: 0 };
  const before = problems.length;
  found.delete(name);
  const complain = text => problems.push(`${section.place}: ${name}: ${text}`);
  if (section.statements.length < Number(statements))
    complain(`${section.statements.length} statements, ${statements} counted`);
  if (section.blocks < Math.max(Number(signatures), Number(statements)))
    complain(`${section.blocks} tests, ${signatures} signatures and ${statements} statements`);
  for (const statement of section.statements)
    if (statement.blocks === 0) complain(`no test behind ${statement.place}`);
  const total = totals.get(chapter) ?? [0, 0, 0, 0];
  totals.set(chapter, [total[0] + 1, total[1] + Number(signatures), total[2] + Number(statements),
    total[3] + section.blocks]);
  counted++;
  if (problems.length > before) failed++;
}
for (const section of found.values()) {
  problems.push(`${section.place}: sections.tsv does not know ${section.name}`);
}
failed += problems.length > 0 && failed === 0 ? 1 : 0;
for (const problem of problems) console.log(problem);
for (const [chapter, [sections, signatures, statements, blocks]] of totals) {
  const operators = signatures > 0 ? `${signatures} signatures, ` : "";
  console.log(`${chapter}: ${sections} sections, ${operators}${statements} statements, ${blocks} tests`);
}
console.log(`${counted - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
