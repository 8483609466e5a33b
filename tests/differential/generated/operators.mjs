// What generated expressions are made of: literals of each type, and a table of operators with the types that
// they take and give. A row is { id, text, gives, takes, binds }: text has $1, $2, ... for the operands and @1 for
// the alias that the row binds; binds[i] says which aliases operand i may use, as [alias number, type] pairs.
// Types are written as in CQL; "Duration" is a Quantity of calendar time, "FHIR.X" an alias over a retrieve.

export const POINTS = ["Integer", "Decimal", "Date", "DateTime", "Time", "System.Quantity"];
const ORDERED = [...POINTS, "String"];
const TUPLE = "Tuple { a Integer, b String }";
const SIMPLE = [...ORDERED, "Boolean", "System.Code"];
const INTERVALS = POINTS.map(t => `Interval<${t}>`);
const LISTED = [...SIMPLE, "Interval<Integer>", "Interval<Date>", "Interval<DateTime>", "Interval<Decimal>", TUPLE];
const LISTS = LISTED.map(t => `List<${t}>`);
export const ALL = [...SIMPLE, "System.Concept", TUPLE, ...INTERVALS, ...LISTS, "List<List<Integer>>"];

export const LITERALS = {
  Integer: ["0", "1", "2", "3", "5", "7", "10", "42", "100", "(-1)", "(-4)", "2012"],
  Decimal: ["0.0", "1.0", "1.5", "0.1", "2.25", "3.14159265", "100.0", "0.5", "(-1.5)", "(-0.75)", "12345.678"],
  String: ["''", "'a'", "'abc'", "'ABC'", "'Hello World'", "'12'", "'-3'", "'2.50'", "'true'", "'2012-03-04'", "'a,b,,c'", "'aXbXc'"],
  Boolean: ["true", "false"],
  Date: ["@2012-02-29", "@2011-12-31", "@2012-03-01", "@2000-01-01", "@2012", "@2012-03", "@1970-06-15", "@2020-10-31"],
  DateTime: ["@2012-02-29T10:20:30.400+00:00", "@2011-12-31T23:59:59.999+00:00", "@2012-03-01T00:00:00.000+00:00",
    "DateTime(2012)", "DateTime(2012, 3)", "DateTime(2012, 3, 1)", "@2012-03-01T12:00+02:00", "@2000-01-01T00:00:00.000-05:00"],
  Time: ["@T10:30:00.000", "@T23:59:59.999", "@T00:00:00.000", "@T10:30", "@T08", "@T12:15:30.500"],
  "System.Quantity": ["1 'mg'", "2.5 'g'", "1000 'mg'", "5 'cm'", "0.03 'm'", "4 '1'", "120 'mm[Hg]'", "0.0 'mg'", "7 'mg/dL'"],
  Duration: ["1 day", "3 days", "1 month", "5 months", "1 year", "2 years", "1 week", "12 hours", "30 minutes", "90 seconds"],
  "System.Code": ["Code { code: '444814009', system: 'http://snomed.info/sct' }",
    "Code { code: '444814009', system: 'http://snomed.info/sct', display: 'Viral sinusitis' }", "Code { code: 'x', system: 'http://loinc.org' }"],
  "System.Concept": ["Concept { codes: { Code { code: '444814009', system: 'http://snomed.info/sct' } } }",
    "Concept { codes: { Code { code: 'x', system: 'http://loinc.org' }, Code { code: 'y', system: 'http://loinc.org' } }, display: 'two' }"],
};

// Values of the record (Leaves.cql).
export const RECORD = {
  Date: ['Leaves."Birth"'], DateTime: ['Leaves."Died"'], String: ['Leaves."Sex"', 'Leaves."Family"'],
  Boolean: ['Leaves."Alive"'], Integer: ['Leaves."Number Of Visits"'], "System.Concept": ['Leaves."Problem"'],
  "List<Interval<DateTime>>": ['Leaves."Visits"'], "List<Date>": ['Leaves."Visit Days"'], "List<Interval<Date>>": ['Leaves."Visit Dates"'],
  "List<Integer>": ['Leaves."Minutes"'], "List<DateTime>": ['Leaves."Onsets"'], "List<Time>": ['Leaves."Times"'],
  "List<System.Quantity>": ['Leaves."Results"'], "List<Decimal>": ['Leaves."Decimals"'], "List<System.Code>": ['Leaves."Codes"'],
  "List<String>": ['Leaves."Words"'], "List<Boolean>": ['Leaves."Ended"'], [`List<${TUPLE}>`]: ['Leaves."Rows"'],
};

// What an alias over a retrieve gives: elements by type, $ for the alias.
export const ELEMENTS = {
  "FHIR.Encounter": {
    "Interval<DateTime>": ["FHIRHelpers.ToInterval($.period)"], DateTime: ["start of $.period", "end of FHIRHelpers.ToInterval($.period)"],
    String: ["$.status.value", "$.class.code.value"], Date: ["date from end of $.period"], "System.Code": ["FHIRHelpers.ToCode($.class)"],
    Integer: ["Count($.reasonCode)", "minutes between start of $.period and end of $.period"], Boolean: ["$.status = 'finished'"],
  },
  "FHIR.Condition": {
    DateTime: ["FHIRHelpers.ToDateTime($.onset as FHIR.dateTime)", "FHIRHelpers.ToDateTime($.abatement as FHIR.dateTime)"],
    Boolean: ["exists $.category", "$.abatement is not null"], String: ["$.code.text.value", "First($.code.coding).code.value"],
    "System.Concept": ["FHIRHelpers.ToConcept($.code)"], Date: ["date from FHIRHelpers.ToDateTime($.recordedDate)"], Integer: ["Count($.code.coding)"],
  },
  "FHIR.Observation": {
    "System.Quantity": ["FHIRHelpers.ToQuantity($.value as FHIR.Quantity)"], Decimal: ["($.value as FHIR.Quantity).value.value"],
    DateTime: ["FHIRHelpers.ToDateTime($.effective as FHIR.dateTime)", "FHIRHelpers.ToDateTime($.issued)"], Integer: ["Count($.component)"],
    String: ["$.status.value", "($.value as FHIR.Quantity).unit.value"], Boolean: ["$.value is FHIR.Quantity"],
    "System.Concept": ["FHIRHelpers.ToConcept($.code)"], Date: ["date from FHIRHelpers.ToDateTime($.effective as FHIR.dateTime)"],
  },
};

const rows = [];
const add = (name, text, gives, ...takes) => rows.push({ id: `${name}(${takes.join(",")})`, name, text, gives, takes });
const query = (name, text, gives, takes, binds) => rows.push({ id: `${name}(${takes.join(",")})`, name, text, gives, takes, binds });

for (const [name, text] of [["And", "($1 and $2)"], ["Or", "($1 or $2)"], ["Xor", "($1 xor $2)"], ["Implies", "($1 implies $2)"]])
  add(name, text, "Boolean", "Boolean", "Boolean");
add("Not", "(not $1)", "Boolean", "Boolean");
for (const word of ["is true", "is false", "is not true"]) add(word, `($1 ${word})`, "Boolean", "Boolean");
for (const t of ALL) {
  add("IsNull", "($1 is null)", "Boolean", t);
  add("If", "(if $1 then $2 else $3)", t, "Boolean", t, t);
  add("Coalesce", "Coalesce($1, $2)", t, t, t);
  add("Equal", "($1 = $2)", "Boolean", t, t);
  add("Equivalent", "($1 ~ $2)", "Boolean", t, t);
}
for (const t of ["Integer", "String", "Date"]) {
  add("Case", "(case when $1 then $2 when $3 then $4 else $5 end)", t, "Boolean", t, "Boolean", t, t);
  add("CaseOf", "(case $1 when $2 then $3 else $4 end)", t, t, t, t, t);
  add("Message", "Message($1, $2, 'code', 'Warning', 'text')", t, t, "Boolean");
}
for (const t of ORDERED) {
  for (const [name, sign] of [["Less", "<"], ["LessOrEqual", "<="], ["Greater", ">"], ["GreaterOrEqual", ">="], ["NotEqual", "!="]])
    add(name, `($1 ${sign} $2)`, "Boolean", t, t);
  add("Between", "($1 between $2 and $3)", "Boolean", t, t, t);
}

// ---- numbers
for (const t of ["Integer", "Decimal"]) {
  for (const [name, sign] of [["Add", "+"], ["Subtract", "-"], ["Multiply", "*"], ["Modulo", "mod"], ["TruncatedDivide", "div"]])
    add(name, `($1 ${sign} $2)`, t, t, t);
  add("Negate", "(-$1)", t, t);
  add("Abs", "Abs($1)", t, t);
  add("Predecessor", "(predecessor of $1)", t, t);
  add("Successor", "(successor of $1)", t, t);
}
add("Divide", "($1 / $2)", "Decimal", "Decimal", "Decimal");
add("DivideIntegers", "($1 / $2)", "Decimal", "Integer", "Integer");
add("Power", "($1 ^ 2)", "Integer", "Integer");
add("PowerDecimal", "Power($1, 0.5)", "Decimal", "Decimal");
for (const name of ["Ceiling", "Floor", "Truncate"]) add(name, `${name}($1)`, "Integer", "Decimal");
add("Round", "Round($1)", "Decimal", "Decimal");
add("RoundTo", "Round($1, 2)", "Decimal", "Decimal");
add("Ln", "Ln($1)", "Decimal", "Decimal");
add("Exp", "Exp($1 / 10)", "Decimal", "Decimal");
add("Log", "Log($1, 10.0)", "Decimal", "Decimal");
add("ToDecimal", "ToDecimal($1)", "Decimal", "Integer");

// ---- quantities
const Q = "System.Quantity";
add("Add", "($1 + $2)", Q, Q, Q);
add("Subtract", "($1 - $2)", Q, Q, Q);
add("Multiply", "($1 * $2)", Q, Q, "Decimal");
add("Divide", "($1 / $2)", Q, Q, "Decimal");
add("Multiply", "($1 * $2)", Q, Q, Q);
add("Divide", "($1 / $2)", Q, Q, Q);
add("Negate", "(-$1)", Q, Q);
add("Abs", "Abs($1)", Q, Q);
add("Value", "($1).value", "Decimal", Q);
add("Unit", "($1).unit", "String", Q);
for (const unit of ["mg", "m", "g"]) add("Convert", `(convert $1 to '${unit}')`, Q, Q);

// ---- text
add("Concatenate", "($1 + $2)", "String", "String", "String");
add("Join", "($1 & $2)", "String", "String", "String");
add("Length", "Length($1)", "Integer", "String");
add("Upper", "Upper($1)", "String", "String");
add("Lower", "Lower($1)", "String", "String");
add("Substring", "Substring($1, $2)", "String", "String", "Integer");
add("SubstringOf", "Substring($1, $2, $3)", "String", "String", "Integer", "Integer");
for (const name of ["PositionOf", "LastPositionOf"]) add(name, `${name}($1, $2)`, "Integer", "String", "String");
for (const name of ["StartsWith", "EndsWith"]) add(name, `${name}($1, $2)`, "Boolean", "String", "String");
add("Matches", "Matches($1, '^[A-Za-z ]+$')", "Boolean", "String");
add("ReplaceMatches", "ReplaceMatches($1, '[0-9]', '#')", "String", "String");
add("Split", "Split($1, ',')", "List<String>", "String");
add("Combine", "Combine($1, '-')", "String", "List<String>");
add("Combine", "Combine($1)", "String", "List<String>");
add("IndexText", "($1)[$2]", "String", "String", "Integer");
for (const t of ["Integer", "Decimal", "Boolean", "Date", "DateTime", "Time", Q]) add("ToString", "ToString($1)", "String", t);
for (const [name, t] of [["ToInteger", "Integer"], ["ToDecimal", "Decimal"], ["ToBoolean", "Boolean"], ["ToDate", "Date"], ["ToDateTime", "DateTime"]])
  add(name, `${name}($1)`, t, "String");
add("ConvertsToInteger", "ConvertsToInteger($1)", "Boolean", "String");
add("ConvertsToDate", "ConvertsToDate($1)", "Boolean", "String");

// ---- dates and times
const PRECISIONS = { Date: ["year", "month", "day"], DateTime: ["year", "month", "day", "hour", "minute", "second"], Time: ["hour", "minute", "second"] };
for (const t of ["Date", "DateTime"]) {
  add("AddTime", "($1 + $2)", t, t, "Duration");
  add("SubtractTime", "($1 - $2)", t, t, "Duration");
}
for (const t of Object.keys(PRECISIONS)) {
  for (const name of ["predecessor", "successor"]) add(name, `(${name} of $1)`, t, t);
  add("SameAs", "($1 same as $2)", "Boolean", t, t);
  for (const p of PRECISIONS[t]) {
    add(`Component ${p}`, `(${p} from $1)`, "Integer", t);
    add(`Duration ${p}`, `(${p}s between $1 and $2)`, "Integer", t, t);
    add(`Difference ${p}`, `(difference in ${p}s between $1 and $2)`, "Integer", t, t);
    for (const word of [`same ${p} as`, `same ${p} or before`, `same ${p} or after`, `before ${p} of`, `after ${p} of`])
      add(word, `($1 ${word} $2)`, "Boolean", t, t);
  }
  add("Before", "($1 before $2)", "Boolean", t, t);
  add("OnOrAfter", "($1 on or after $2)", "Boolean", t, t);
}
add("Duration week", "(weeks between $1 and $2)", "Integer", "Date", "Date");
add("Difference week", "(difference in weeks between $1 and $2)", "Integer", "DateTime", "DateTime");
add("DateFrom", "(date from $1)", "Date", "DateTime");
add("TimeFrom", "(time from $1)", "Time", "DateTime");
add("ToDateTime", "ToDateTime($1)", "DateTime", "Date");
add("MakeDate", "Date(2012, 3, $1)", "Date", "Integer");
for (const t of ["Date", "DateTime"]) {
  add("Within", "($1 within 30 days of $2)", "Boolean", t, t);
  add("LessBefore", "($1 2 months or less before $2)", "Boolean", t, t);
  add("MoreAfter", "($1 more than 1 year after $2)", "Boolean", t, t);
}
add("CalculateAge", "CalculateAgeInYearsAt($1, $2)", "Integer", "Date", "Date");

// ---- intervals
for (const t of POINTS) {
  const interval = `Interval<${t}>`;
  for (const [open, close] of ["[]", "[)", "(]", "()"].map(s => [...s])) add(`Interval${open}${close}`, `Interval${open}$1, $2${close}`, interval, t, t);
  add("Start", "(start of $1)", t, interval);
  add("End", "(end of $1)", t, interval);
  if (!/Date|Time/.test(t)) add("Width", "(width of $1)", t, interval);
  for (const word of ["contains", "properly includes"]) add(word, `($1 ${word} $2)`, "Boolean", interval, t);
  for (const word of ["in", "properly during"]) add(word, `($1 ${word} $2)`, "Boolean", t, interval);
  for (const word of ["includes", "included in", "properly includes", "properly included in", "overlaps", "overlaps before", "overlaps after",
    "meets", "meets before", "meets after", "before", "after", "starts", "ends", "on or before", "on or after"])
    add(word, `($1 ${word} $2)`, "Boolean", interval, interval);
  for (const word of ["union", "intersect", "except"]) add(word, `($1 ${word} $2)`, interval, interval, interval);
  for (const word of ["before", "after"]) {
    add(word, `($1 ${word} $2)`, "Boolean", interval, t);
    add(word, `($1 ${word} $2)`, "Boolean", t, interval);
  }
}
for (const t of ["Date", "DateTime"]) {
  const interval = `Interval<${t}>`;
  for (const p of ["month", "year"]) {
    for (const word of [`overlaps ${p} of`, `included in ${p} of`, `before ${p} of`, `meets ${p} of`, `same ${p} as`]) add(word, `($1 ${word} $2)`, "Boolean", interval, interval);
    add(`during ${p} of`, `($1 during ${p} of $2)`, "Boolean", t, interval);
  }
  add("starts during", "($1 starts during $2)", "Boolean", interval, interval);
  add("ends before start", "($1 ends before start $2)", "Boolean", interval, interval);
  add("starts within", "($1 starts within 1 year of start $2)", "Boolean", interval, interval);
}
for (const t of ["Integer", "Decimal", "Date", "DateTime"]) add("collapse", "(collapse $1)", `List<Interval<${t}>>`, `List<Interval<${t}>>`);
add("expand", "(expand { Interval[1, 5], $1 intersect Interval[0, 9] })", "List<Interval<Integer>>", "Interval<Integer>");
add("expand day", "(expand { $1 intersect Interval[@2012-02-27, @2012-03-02] } per day)", "List<Interval<Date>>", "Interval<Date>");

// ---- lists
for (const t of LISTED) {
  const list = `List<${t}>`;
  add("List1", "{ $1 }", list, t);
  add("List2", "{ $1, $2 }", list, t, t);
  add("List3", "{ $1, $2, $3 }", list, t, t, t);
  add("Exists", "(exists $1)", "Boolean", list);
  add("Count", "Count($1)", "Integer", list);
  add("First", "First($1)", t, list);
  add("Last", "Last($1)", t, list);
  add("Index", "($1)[$2]", t, list, "Integer");
  for (const name of ["Take", "Skip"]) add(name, `${name}($1, $2)`, list, list, "Integer");
  add("Tail", "Tail($1)", list, list);
  add("IndexOf", "IndexOf($1, $2)", "Integer", list, t);
  add("Distinct", "(distinct $1)", list, list);
  add("Contains", "($1 contains $2)", "Boolean", list, t);
  add("In", "($1 in $2)", "Boolean", t, list);
  for (const word of ["union", "intersect", "except"]) add(word, `($1 ${word} $2)`, list, list, list);
  for (const word of ["includes", "included in", "properly includes", "properly included in"]) add(word, `($1 ${word} $2)`, "Boolean", list, list);
  add("Singleton", "(singleton from Take($1, 1))", t, list);
  query("Where", "(($1) @1 where $2 return all @1)", list, [list, "Boolean"], { 2: [[1, t]] });
  query("Aggregate", "(($1) @1 aggregate @2 starting $2: $3)", "Integer", [list, "Integer", "Integer"], { 3: [[1, t], [2, "Integer"]] });
  for (const u of ["Integer", "String", "Boolean", "Date", Q, "Interval<Date>"]) {
    query("Return", "(($1) @1 return all $2)", `List<${u}>`, [list, u], { 2: [[1, t]] });
    if (u !== "Boolean") query("ReturnDistinct", "(($1) @1 let @2: $2 where $3 return @2)", `List<${u}>`, [list, u, "Boolean"], { 2: [[1, t]], 3: [[1, t], [2, u]] });
  }
}
for (const t of ORDERED) {
  const list = `List<${t}>`;
  add("Min", "Min($1)", t, list);
  add("Max", "Max($1)", t, list);
  for (const way of ["asc", "desc"]) query(`Sort ${way}`, `(($1) @1 where @1 is not null return all @1 sort ${way})`, list, [list], {});
}
add("Flatten", "(flatten $1)", "List<Integer>", "List<List<Integer>>");
add("Lists", "{ $1, $2 }", "List<List<Integer>>", "List<Integer>", "List<Integer>");
for (const t of ["Integer", "Decimal", Q]) add("Sum", "Sum($1)", t, `List<${t}>`);
for (const t of ["Decimal", Q]) for (const name of ["Avg", "Median"]) add(name, `${name}($1)`, t, `List<${t}>`);
for (const name of ["StdDev", "Variance", "PopulationStdDev", "PopulationVariance", "Product", "GeometricMean"]) add(name, `${name}($1)`, "Decimal", "List<Decimal>");
add("Mode", "Mode($1)", "Integer", "List<Integer>");
add("AllTrue", "AllTrue($1)", "Boolean", "List<Boolean>");
add("AnyTrue", "AnyTrue($1)", "Boolean", "List<Boolean>");
add("Tuple", "Tuple { a: $1, b: $2 }", TUPLE, "Integer", "String");
add("Element a", "($1).a", "Integer", TUPLE);
add("Element b", "($1).b", "String", TUPLE);
query("Two", "(from ($1) @1, ($2) @2 where $3 return all $4)", "List<Integer>", ["List<Integer>", "List<Date>", "Boolean", "Integer"],
  { 3: [[1, "Integer"], [2, "Date"]], 4: [[1, "Integer"], [2, "Date"]] });
query("SortBy", "(($1) @1 where @1.a is not null return all @1 sort by a desc)", `List<${TUPLE}>`, [`List<${TUPLE}>`], {});
for (const type of Object.keys(ELEMENTS)) {
  const resource = type.slice(5);
  for (const u of ["Integer", "String", "Date", "DateTime", "Boolean", Q, "System.Code", "Interval<DateTime>"])
    query(`Retrieve ${resource}`, `((Take([${resource}], 5)) @1 where $1 return all $2)`, `List<${u}>`, ["Boolean", u], { 1: [[1, type]], 2: [[1, type]] });
  query(`Exists ${resource}`, `(exists ([${resource}] @1 where $1))`, "Boolean", ["Boolean"], { 1: [[1, type]] });
  query(`With ${resource}`, `(exists ([Condition] @1 with (Take([${resource}], 5)) @2 such that $1))`, "Boolean", ["Boolean"], { 1: [[1, "FHIR.Condition"], [2, type]] });
}

// ---- codes
add("Code", "($1).code", "String", "System.Code");
add("Display", "($1).display", "String", "System.Code");
add("ConceptOf", "ToConcept($1)", "System.Concept", "System.Code");
add("CodesOf", "($1).codes", "List<System.Code>", "System.Concept");
add("EquivalentConcept", "($1 ~ $2)", "Boolean", "System.Concept", "System.Code");

export const OPERATORS = rows;
