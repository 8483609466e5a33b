// Reads the CQL literals that `vigil cql` prints, and compares two of them by structure.

const SCALE = 8;

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  skip() {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }
  take(pattern) {
    this.skip();
    const found = new RegExp(pattern.source, "y" + pattern.flags.replace("y", ""));
    found.lastIndex = this.at;
    const match = found.exec(this.text);
    if (match) this.at = found.lastIndex;
    return match;
  }
  need(pattern) {
    const match = this.take(pattern);
    if (!match) throw new Error(`no ${pattern} at ${this.at} of ${this.text}`);
    return match;
  }
  items(end) {
    const items = [];
    if (this.take(end)) return items;
    do items.push(this.value()); while (this.take(/,/));
    this.need(end);
    return items;
  }
  fields() {
    const fields = {};
    if (this.take(/:?\s*\}/)) return fields;
    do {
      const name = this.need(/"((?:[^"\\]|\\.)*)"\s*:|(\w+)\s*:/);
      fields[name[1] ?? name[2]] = this.value();
    } while (this.take(/,/));
    this.need(/\}/);
    return fields;
  }
  value() {
    const first = this.simple();
    if (first.kind !== "quantity" && first.kind !== "number") return first;
    return this.take(/:(?!\s*[a-zA-Z"])/) ? { kind: "ratio", parts: [first, this.simple()] } : first;
  }
  simple() {
    let match;
    if (this.take(/null\b/)) return { kind: "null" };
    if ((match = this.take(/(true|false)\b/))) return { kind: "boolean", value: match[1] };
    if ((match = this.take(/'((?:[^'\\]|\\.)*)'/))) return { kind: "string", value: match[1] };
    if ((match = this.take(/@T([\d:.]*)/))) return { kind: "time", value: match[1] };
    if ((match = this.take(/@(\d[\d-]*)(T([\d:.]*)(Z|[+-]\d\d:\d\d)?)?/))) {
      return match[2] === undefined ? { kind: "date", value: match[1] }
        : { kind: "datetime", value: match[1] + (match[3] ? `T${match[3]}` : ""), offset: match[4] ?? "" };
    }
    if ((match = this.take(/(-?\d+)L/))) return { kind: "long", value: match[1] };
    if ((match = this.take(/(-?\d+(\.\d+)?)(\s*'((?:[^'\\]|\\.)*)'|\s*(year|month|week|day|hour|minute|second|millisecond)s?\b)?/))) {
      const number = { kind: "number", value: match[1] };
      return match[3] === undefined ? number : { kind: "quantity", value: number, unit: match[4] ?? match[5] };
    }
    if ((match = this.take(/Interval\s*([[(])/))) {
      const low = this.value();
      this.need(/,/);
      const high = this.value();
      return { kind: "interval", low, high, lowClosed: match[1] === "[", highClosed: this.need(/[\])]/)[0] === "]" };
    }
    if ((match = this.take(/([A-Z]\w*)\s*\{/))) return { kind: match[1], fields: this.fields() };
    this.need(/\{/);
    return { kind: "list", items: this.items(/\}/) };
  }
}

export function read(text) {
  const reader = new Reader(text);
  const value = reader.value();
  reader.skip();
  if (reader.at !== text.length) throw new Error(`more after a value: ${text.slice(reader.at)}`);
  return value;
}

// A number as a whole of hundred-millionths.
function units(text) {
  const [whole, places = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + places.padEnd(SCALE, "0").slice(0, SCALE));
  return text.startsWith("-") ? -size : size;
}

function fromUnits(size) {
  const digits = (size < 0n ? -size : size).toString().padStart(SCALE + 1, "0");
  return `${size < 0n ? "-" : ""}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}

// The instant of a date or time, in ms, and one step of its precision.
const STEPS = { 4: "y", 7: "M", 10: 86400000, 13: 3600000, 16: 60000, 19: 1000, 23: 1 };
function instant(value) {
  const text = value.kind === "time" ? `2000-01-01T${value.value}` : value.value;
  const whole = text + "0000-01-01T00:00:00.000".slice(text.length);
  const offset = value.offset && value.offset !== "Z" ? value.offset : "Z";
  return { ms: Date.parse(whole + offset), step: STEPS[text.length] };
}

// The neighbour of a point, as a key that compares: what closes an open bound.
function closed(point, direction) {
  switch (point.kind) {
    case "number":
      return { ...point, value: point.value.includes(".") ? fromUnits(units(point.value) + BigInt(direction)) : String(BigInt(point.value) + BigInt(direction)) };
    case "long":
      return { ...point, value: String(BigInt(point.value) + BigInt(direction)) };
    case "quantity":
      return { ...point, value: closed(point.value, direction) };
    case "date": case "datetime": case "time": {
      const { ms, step } = instant(point);
      if (typeof step !== "number") return point;
      return { kind: "instant", of: point.kind, ms: ms + direction * step, step };
    }
    default:
      return point;
  }
}

function sameInstant(x, y) {
  const [a, b] = [x, y].map(v => v.kind === "instant" ? { ...v, kind: v.of } : { ...instant(v), kind: v.kind });
  return a.kind === b.kind && a.ms === b.ms && a.step === b.step;
}

function bounds(interval) {
  return [interval.lowClosed ? interval.low : closed(interval.low, 1),
    interval.highClosed ? interval.high : closed(interval.high, -1),
    interval.low.kind === "null" && interval.lowClosed, interval.high.kind === "null" && interval.highClosed];
}

export function same(x, y) {
  const temporal = v => ["date", "datetime", "time", "instant"].includes(v.kind);
  if (temporal(x) && temporal(y)) return sameInstant(x, y);
  if (x.kind !== y.kind) return false;
  switch (x.kind) {
    case "null":
      return true;
    case "number": {
      const apart = units(x.value) - units(y.value);
      return apart >= -1n && apart <= 1n;
    }
    case "quantity":
      return x.unit === y.unit && same(x.value, y.value);
    case "ratio":
      return same(x.parts[0], y.parts[0]) && same(x.parts[1], y.parts[1]);
    case "interval": {
      const [a, b] = [bounds(x), bounds(y)];
      return same(a[0], b[0]) && same(a[1], b[1]) && a[2] === b[2] && a[3] === b[3];
    }
    case "list":
      return x.items.length === y.items.length && x.items.every((item, i) => same(item, y.items[i]));
    default: {
      if (x.fields === undefined) return x.value === y.value;
      const names = Object.keys(x.fields);
      return names.length === Object.keys(y.fields).length && names.every(name => y.fields[name] && same(x.fields[name], y.fields[name]));
    }
  }
}
