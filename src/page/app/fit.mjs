// fit: how the board sheet fits one page: measured on a copy at the size of the paper, which nobody sees.
//
// At each size of the letters, largest first, what may be long (questions, options, facts) is cut to its share; when
// all else fits then, this is the size. At the smallest, every part that is too long loses lines at its end. How many
// lines stay is told, so that the sheet says how many more there are.

const SIZES = 4, QUESTIONS_WANTED = 1, MOST_LINES = 60;
const SOFT = ['facts', 'fresh', 'options', 'd'];

const isOver = (element) => element.scrollHeight > element.clientHeight + 1;
const linesOf = (part) => [...part.querySelectorAll('[data-line]')];

// Those with a share of the page of their own first: what they leave is for the columns.
const partsOf = (paper) => [...paper.querySelectorAll('[data-fit]')].sort((a, b) => Boolean(a.closest('.cols')) - Boolean(b.closest('.cols')));

// {size: 0 (largest) to 3, keep: {part: lines that stay}}; a part that is whole is not named.
export function fitted(sheet) {
  const paper = sheet.cloneNode(true);
  paper.setAttribute('aria-hidden', 'true');
  paper.inert = true;
  const parts = partsOf(paper).map((part) => ({ name: part.dataset.fit, part, lines: linesOf(part) }));
  document.body.append(paper);
  try {
    for (let size = 0; size < SIZES; size++) {
      paper.className = `sheet measure sheet-${size}`;
      const keep = keepOf(paper, parts, size === SIZES - 1);
      if (keep) return { size, keep };
    }
  } finally {
    paper.remove();
  }
  return { size: SIZES - 1, keep: {} };
}

// null: it does not fit at this size.
function keepOf(paper, parts, last) {
  const keep = {};
  for (const part of parts) show(part, MOST_LINES);
  for (const part of parts) {
    const count = part.lines.length;
    if (!(last || SOFT.includes(part.name))) continue;
    const kept = count > MOST_LINES || isOver(part.part) ? cut(part) : count;
    if (kept < count) keep[part.name] = kept;
    if (!last && part.name === 'd' && questionsIn(part.lines.slice(0, kept)) < Math.min(questionsIn(part.lines), QUESTIONS_WANTED)) return null;
  }
  return last || !(isOver(paper) || parts.some(({ part }) => isOver(part))) ? keep : null;
}

const questionsIn = (lines) => lines.filter((line) => line.tagName === 'LI').length;

// The first so many lines, and the line that says how many more there are.
function show(part, count) {
  part.lines.forEach((line, i) => { line.hidden = i >= count; });
  part.more?.remove();
  if (count >= part.lines.length) return;
  part.more ??= Object.assign(document.createElement(part.lines[0].tagName), { className: 'cut', textContent: '00 …' });
  part.lines[count].before(part.more);
}

// How many lines the part has room for, one at least: by halves, for each try lays the page out anew.
function cut(part) {
  let fits = 1, over = Math.min(part.lines.length, MOST_LINES + 1);
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    show(part, middle);
    if (isOver(part.part)) over = middle;
    else fits = middle;
  }
  show(part, fits);
  return fits;
}
