// The files of the public CQL test suite, read: elements, attributes, text, comments, CDATA.
import fs from "node:fs";
import path from "node:path";

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescape(text) {
  return text.replace(/&(#x?[0-9a-fA-F]+|[a-z]+);/g, (whole, name) =>
    name.startsWith("#x") ? String.fromCodePoint(parseInt(name.slice(2), 16))
      : name.startsWith("#") ? String.fromCodePoint(Number(name.slice(1)))
        : ENTITIES[name] ?? whole);
}

// The tests of one file.
function readTests(file) {
  const xml = fs.readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const tests = [];
  let group = "", test, text = "";
  const token = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:]+)((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|<[?!][^>]*>|([^<]+)/g;
  for (const [, cdata, end, name, attributes, empty, plain] of xml.matchAll(token)) {
    if (cdata !== undefined) text += cdata;
    else if (plain !== undefined) text += unescape(plain);
    else if (name === undefined) continue;
    else if (end) {
      if (name === "expression") test.expression = text.trim();
      if (name === "output") test.outputs.push(text.trim());
    } else {
      const attribute = key => {
        const found = new RegExp(`\\s${key}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
        return found ? unescape(found[1] ?? found[2]) : undefined;
      };
      text = "";
      if (name === "group") group = attribute("name");
      if (name === "test") {
        test = { file: path.basename(file, ".xml"), group, name: attribute("name"), invalid: "false", expression: "", outputs: [] };
        tests.push(test);
      }
      if (name === "expression") test.invalid = attribute("invalid") ?? "false";
      if (name === "output" && empty) test.outputs.push("");
    }
  }
  return tests;
}

// All tests of a folder, in the order of the files' names.
export function readSuite(folder) {
  return fs.readdirSync(folder).filter(name => name.endsWith(".xml")).sort()
    .flatMap(name => readTests(path.join(folder, name)));
}

// The suite writes one code where the language wants a list of them.
export function expectedOf(test) {
  const text = test.outputs.length > 1 ? `{${test.outputs.join(",")}}` : test.outputs[0];
  return text.replace(/codes: (Code \{[^}]*\})/, "codes: { $1 }");
}
