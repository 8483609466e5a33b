// paper: where things stand on the board sheet, worked out without a document: the course as one band, and its marks.
//
// Positions are in units of the drawing, which is WIDTH wide. Nothing is left out silently: text that has no room
// is shortened, a mark whose words have no room keeps its tick and is counted.

export const WIDTH = 1060;
const LEFT = 4, RIGHT = WIDTH - 4, LETTER = 5.5, GAP = 10, ROWS = 3, BOLD = 1.15;
export const OFFSET = 3;

// A date as precise as it was recorded, as days; one without day or month stands at its middle.
export function dayNumber(iso) {
  const [year, month, date] = (iso ?? '').slice(0, 10).split('-').map(Number);
  if (!year) return NaN;
  return Date.UTC(year, month ? month - 1 : 6, date || (month ? 15 : 1)) / 86400000;
}

// What fits into so many units; "" when not even a few letters do.
export function shorten(text, room) {
  const letters = Math.floor(room / LETTER);
  if ((text ?? '').length <= letters) return text ?? '';
  return letters < 5 ? '' : `${text.slice(0, letters - 1).trimEnd()}…`;
}

// null: nothing is dated.
export function courseOf(course) {
  const from = dayNumber(course?.from), to = dayNumber(course?.to);
  if (Number.isNaN(from) || Number.isNaN(to)) return null;
  const x = (iso, otherwise) => {
    const day = dayNumber(iso);
    const part = Number.isNaN(day) ? otherwise : (day - from) / (to - from || 1);
    return LEFT + Math.max(0, Math.min(1, part)) * (RIGHT - LEFT);
  };
  const bands = (course.bands ?? []).map((band) => {
    const left = x(band.from, 0), width = Math.max(2, x(band.to, 1) - left);
    return { ...band, left, width, shown: shorten(band.text, width - 8) };
  });
  const { marks, rows, hidden } = placed((course.marks ?? []).map((mark) => ({ ...mark, x: x(mark.at, 1) })));
  return { bands, marks, rows, hidden };
}

// Each mark's words in the first row that has room for them, right of its tick or left of it.
function placed(marks) {
  const taken = Array.from({ length: ROWS }, () => []);
  let rows = 0, hidden = 0;
  const out = marks.map((mark) => {
    const long = (mark.text ?? '').length * LETTER * (mark.tier ? BOLD : 1) + OFFSET;
    for (let row = 0; row < ROWS; row++) {
      for (const anchor of ['start', 'end']) {
        const left = anchor === 'start' ? mark.x : mark.x - long;
        if (left < 0 || left + long > WIDTH || taken[row].some(([a, b]) => left < b + GAP && left + long > a - GAP)) continue;
        taken[row].push([left, left + long]);
        rows = Math.max(rows, row + 1);
        return { ...mark, row, anchor };
      }
    }
    hidden += 1;
    return mark;
  });
  return { marks: out, rows, hidden };
}

// The lines of a discussion: what comes first, then the questions.
export function discussionOf(discussion) {
  const lines = discussion?.lines ?? [], from = lines.length - Math.min(lines.length, discussion?.questions ?? 0);
  return { before: lines.slice(0, from), questions: lines.slice(from) };
}

export const textOf = (line) => (line?.pieces ?? []).map((piece) => piece.text ?? '').join('').trim();
