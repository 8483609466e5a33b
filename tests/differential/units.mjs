// Every unit of UCUM that the peer's library (npm @lhncbc/ucum-lhc) knows, with every prefix that it
// takes, against Vigil: what each is in base units, to nine digits (the library computes with
// doubles). Special units both ways at several values; what is no unit, to both.
//
//     tests/differential/units          after tests/differential/run has installed the peer
//
// Says so and runs nothing where the peer is not there. Ends with "N passed, N failed".
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const build = path.resolve(root, process.env.BUILD ?? "build");
const vigil = process.env.VIGIL ?? path.join(build, "vigil");
const peer = path.join(build, "peer");
if (!fs.existsSync(path.join(peer, "node_modules/@lhncbc/ucum-lhc"))) {
  console.log(`units: not run: there is no peer in ${peer}`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}
const require = createRequire(path.join(peer, "package.json"));
const { UcumLhcUtils } = require("@lhncbc/ucum-lhc");
const { UnitTables } = require("@lhncbc/ucum-lhc/source-cjs/unitTables.js");
const utils = UcumLhcUtils.getInstance();

const PREFIXES = { Y: 24, Z: 21, E: 18, P: 15, T: 12, G: 9, M: 6, k: 3, h: 2, da: 1, d: -1, c: -2, m: -3,
  u: -6, n: -9, p: -12, f: -15, a: -18, z: -21, y: -24 };
const BASE = ["m", "s", "g", "rad", "K", "C", "cd"];

// Where the library is not right: UCUM 2.2 took over the values of 2019 and 2022 (CODATA), in which the mole
// and what hangs on it, and some constants, moved in the sixth digit, G in the fourth.
const RENEWED = 1e-5;
const RENEWED_G = 3e-4;
const constants = new Set(["u", "eV", "[h]", "[k]", "[e]", "[m_e]", "[m_p]", "[eps_0]", "[mu_0]"]);
const known = new Map([
  ["Torr", "is not in the tables of UCUM 2.2"],
  ["[LPF]", "is 100 in UCUM 2.2, section 4, chemical units"],
  ["/[LPF]", "is 100 in UCUM 2.2, section 4, chemical units"],
  ["{#}/[LPF]", "is 100 in UCUM 2.2, section 4, chemical units"],
  ["g/kg ", "ends in a blank, which the grammar does not have"],
  ["L/(min.m2) ", "ends in a blank, which the grammar does not have"],
]);

const quoted = text => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;

function baseUnits(unit) {
  const dims = unit.dim_?.dimVec_ ?? [];
  return BASE.map((base, i) => dims[i] ? base + (dims[i] === 1 ? "" : dims[i]) : "").filter(Boolean).join(".") || "1";
}

// A power of ten stands before the base unit, so that a Decimal has digits enough for it.
function linear(unit) {
  const prefixed = [[unit.csCode_, unit.magnitude_]];
  if (unit.isMetric_ && unit.source_ === "UCUM") {
    for (const [prefix, ten] of Object.entries(PREFIXES)) prefixed.push([prefix + unit.csCode_, unit.magnitude_ * 10 ** ten]);
  }
  return prefixed.map(([code, want]) => {
    const ten = Math.floor(Math.log10(want)) - 8;
    let near = 1e-9;
    if (unit.moleExp_ || constants.has(unit.csCode_) || /mol|kat|eq|osm|U/.test(unit.csUnitString_ ?? "")) near = RENEWED;
    if (unit.csCode_ === "[G]") near = RENEWED_G;
    return { code, want, near, scale: 10 ** ten, why: known.get(code),
      expression: `ConvertQuantity(1 ${quoted(code)}, '10*${ten}.${baseUnits(unit)}')` };
  });
}

// Arbitrary units compare with themselves only, and are units.
const arbitrary = unit => ({ code: unit.csCode_, want: 1, near: 0, scale: 1,
  expression: `ConvertQuantity(1000 'm.${unit.csCode_.replace(/'/g, "\\'")}', 'km.${unit.csCode_.replace(/'/g, "\\'")}')` });

// Without [degRe]: to the library 0 of it are 341.5625 K, not 273.15 K.
const SPECIAL = [["Cel", "K"], ["[degF]", "K"], ["Cel", "[degF]"], ["[degR]", "Cel"],
  ["mCel", "K"], ["B", "1"], ["dB", "1"], ["Np", "1"], ["bit_s", "1"], ["B[V]", "V"], ["B[mV]", "mV"], ["B[W]", "W"], ["B[kW]", "kW"],
  ["B[SPL]", "Pa"]];

function special() {
  const tests = [];
  for (const [from, to] of SPECIAL) {
    for (const value of ["0.5", "1", "2.25", "3", "36.6"]) {
      for (const [a, b] of [[from, to], [to, from]]) {
        const converted = utils.convertUnitTo(a, Number(value), b);
        if (converted.status !== "succeeded" || !(Math.abs(converted.toVal) < 1e12)) continue;
        tests.push({ code: `${value} ${a} in ${b}`, want: converted.toVal, near: 2e-9, scale: 1, floor: 1e-8,
          expression: `ConvertQuantity(${value} ${quoted(a)}, ${quoted(b)})` });
      }
    }
  }
  return tests;
}

// Both have to refuse. (The library takes kmin and k[lb_av], whose units take no prefix.)
const REFUSED = ["mmHg", "2m", "m^2", "(m", "m)", "mg/", "mg//dL", ".", "[lb", "foo", "m.", "[degF", "cells"];

const plain = UnitTables.getInstance().allUnitsByDef().filter(unit => unit.csCode_ && !unit.cnv_);
const tests = [...plain.filter(unit => !unit.isArbitrary_).flatMap(linear),
  ...plain.filter(unit => unit.isArbitrary_ && unit.source_ === "UCUM").map(arbitrary), ...special(),
  ...REFUSED.map(code => ({ code, refused: true, expression: `ConvertQuantity(1 ${quoted(code)}, '1')` }))];

const ran = spawnSync(vigil, ["cql", "--batch"], { encoding: "utf8", maxBuffer: 1 << 28,
  input: tests.map((test, id) => `${JSON.stringify({ id, expression: test.expression })}\n`).join("") });
const answers = ran.stdout.trim().split("\n").map(line => JSON.parse(line));
let failed = answers.length === tests.length ? 0 : 1;
tests.forEach((test, i) => {
  const answer = answers[i]?.value ?? answers[i]?.error;
  const number = /^(-?[0-9.]+) /.exec(answer ?? "");
  const got = number ? Number(number[1]) * test.scale : NaN;
  const off = Math.abs(got - test.want);
  let good;
  if (test.refused) good = !number && utils.validateUnitString(test.code).status !== "valid";
  else good = off <= (test.floor ?? 0) || off <= test.near * Math.abs(test.want);
  // A difference that is known has to be seen.
  if (good === (test.why === undefined)) return;
  failed++;
  console.log(`FAILED ${test.code}: got ${answer}, the peer has ${test.want ?? "no unit"}${test.why ? ` (known: ${test.why})` : ""}`);
});
console.log(`${tests.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
