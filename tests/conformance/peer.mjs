// The counts of cql-execution over the same suite, kept in peer.tsv.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), "peer.tsv");

// `folder`: a copy of ../shared/peer after `npm ci`.
export function measurePeer(folder, suite) {
  const peer = path.resolve(folder);
  const version = name => JSON.parse(fs.readFileSync(path.join(peer, "node_modules", name, "package.json"), "utf8")).version;
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "vigil-peer-"));
  try {
    const counts = path.join(work, "counts.tsv");
    const ran = spawnSync("node", ["conformance.mjs", path.resolve(suite), counts], { cwd: peer, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`the peer's run failed: ${ran.stderr}`);
    const [, ...rows] = fs.readFileSync(counts, "utf8").trim().split("\n").map(line => line.split("\t"));
    const said = `cql-execution ${version("cql-execution")}, translator @cqframework/cql ${version("@cqframework/cql")}, `
      + `Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
    fs.writeFileSync(file, "# Written by tests/conformance/run --peer FOLDER: file, tests, tests that pass.\n"
      + `@\t${said}\n` + rows.filter(row => row[0] !== "TOTAL").map(row => `${row[0]}\t${row[1]}\t${row[2]}\n`).join(""));
  } finally {
    fs.rmSync(work, { recursive: true });
  }
}

// { said: versions and date, counts: file -> [tests, passed] }
export function readPeer() {
  const peer = { said: "", counts: new Map() };
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [name, tests, passed] = line.split("\t");
    if (name === "@") peer.said = tests;
    else peer.counts.set(name, [Number(tests), Number(passed)]);
  }
  return peer;
}
