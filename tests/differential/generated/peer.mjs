// The reference translator and cql-execution in this process, for many small libraries one after another.
// openPeer gives { run(text, patients, firstLine, count) }: the values of the defines D0, D1, ... for each patient
// (a line of NDJSON, parsed once), in the form of PEER/value.mjs, and the ones that the translator refused.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

export async function openPeer(folder, includes, codesFile, asOf) {
  process.env.TZ = "UTC";
  const at = name => pathToFileURL(path.resolve(folder, name)).href;
  const { makeTranslator } = await import(at("translate.mjs"));
  const { fhirHelpers } = await import(at("make_fhirhelpers.mjs"));
  const { canonical, typeOf } = await import(at("value.mjs"));
  const require = createRequire(at("run.mjs"));
  const cql = require("cql-execution"), fhir = require("cql-exec-fhir");
  const translate = makeTranslator([includes]);
  const elmOf = text => translate(text).elm;
  const included = { FHIRHelpers: elmOf(fhirHelpers()), Leaves: elmOf(fs.readFileSync(path.join(includes, "Leaves.cql"), "utf8")) };
  const codeService = new cql.CodeService(JSON.parse(fs.readFileSync(codesFile, "utf8")));
  const source = fhir.PatientSource.FHIRv401({ requireProfileTagging: false });
  const instant = cql.DateTime.parse(asOf);
  const bundles = new Map();
  console.error = () => {};                                  // complaints of the data model

  /** Queries of one source without a return are not distinct (PEER/README.md). */
  function returnAll(node) {
    if (!node || typeof node !== "object") return;
    if (node.type === "Query" && node.source?.length === 1 && !node.return && !node.aggregate)
      node.return = { distinct: false, expression: { type: "AliasRef", name: node.source[0].alias } };
    Object.values(node).forEach(returnAll);
  }
  returnAll(included.Leaves.library.statements);

  const value = async (executor, name, type) => {
    try {
      const result = await executor.exec_expression(name, source, instant);
      return canonical(Object.values(result.patientResults)[0][name], type);
    } catch (e) {
      return { error: String(e.message ?? e).replace(/\s+/g, " ").replace(/ CQL Library.*/, "").replace(/.*Error Message: /, "") };
    }
  };

  async function run(text, patients, firstLine, count) {
    const { elm, messages } = translate(text);
    const refused = new Map();
    for (const m of messages) if (m.severity.toLowerCase() === "error" && m.line >= firstLine) refused.set(m.line - firstLine, m.text);
    returnAll(elm.library.statements);
    const library = new cql.Library(elm, new cql.Repository(included));
    const types = Object.fromEntries(elm.library.statements.def.map(d => [d.name, typeOf(d) ?? typeOf(d.expression)]));
    const executor = new cql.Executor(library, codeService, {}, { onMessage() {} });
    const values = [];
    for (const line of patients) {
      if (!bundles.has(line)) bundles.set(line, JSON.parse(line));
      source.reset();
      source.loadBundles([bundles.get(line)]);
      let all = null;
      try {
        all = Object.values((await executor.exec(source, instant)).patientResults)[0];
      } catch { /* one that throws hides the others: each alone, below */ }
      const row = [];
      for (let i = 0; i < count; i++) {
        const name = `D${i}`;
        if (refused.has(i)) { row.push(null); continue; }
        if (all) { row.push(canonical(all[name], types[name])); continue; }
        source.reset();
        source.loadBundles([bundles.get(line)]);
        row.push(await value(executor, name, types[name]));
      }
      values.push(row);
    }
    return { values, refused };
  }
  return { run };
}
