// fit: how the board sheet fits one page: measured on a copy at the size of the paper, which nobody sees.
//
// A smaller letter is tried first. At the smallest, lines are taken from the end of the parts that are too long;
// how many stay is told, so that the sheet can say how many more there are.

const SIZES = 4;

const isOver = (element) => element.scrollHeight > element.clientHeight + 1;
// Those with a share of the page of their own first: what they leave is for the columns.
const parts = (paper) => [...paper.querySelectorAll('[data-fit]')].sort((a, b) => Boolean(a.closest('.cols')) - Boolean(b.closest('.cols')));

// {size: 0 (largest) to 3, keep: {part: lines that stay}}; a part that is whole is not named.
export function fitted(sheet) {
  const paper = sheet.cloneNode(true);
  paper.removeAttribute('id');
  paper.setAttribute('aria-hidden', 'true');
  paper.inert = true;
  document.body.append(paper);
  try {
    for (let size = 0; size < SIZES; size++) {
      paper.className = `sheet measure sheet-${size}`;
      if (!isOver(paper) && !parts(paper).some(isOver)) return { size, keep: {} };
    }
    return { size: SIZES - 1, keep: cut(paper) };
  } finally {
    paper.remove();
  }
}

function cut(paper) {
  const keep = {};
  for (const part of parts(paper)) {
    const lines = [...part.querySelectorAll('[data-line]')];
    while (isOver(part) && lines.length > 1) {
      const last = lines.pop();
      if (keep[part.dataset.fit] === undefined) last.before(moreLine(part));
      last.remove();
      keep[part.dataset.fit] = lines.length;
    }
  }
  return keep;
}

// A line of the height of the one that says how many more there are.
function moreLine(part) {
  const line = document.createElement(part.tagName === 'UL' ? 'li' : 'p');
  line.className = 'more';
  line.textContent = '…';
  return line;
}
