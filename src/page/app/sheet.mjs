// sheet: the board sheet, one A4 page of paper, made from the record alone; printed from the browser.
import { html, useState, useEffect, useLayoutEffect, useRef } from './html.mjs';
import { t, day } from './words.mjs';
import { get, patientPath } from './api.mjs';
import { useBodyMark, useHead } from './head.mjs';
import { Icon, Tier } from './parts.mjs';
import { courseOf, discussionOf, textOf, OFFSET, WIDTH } from './paper.mjs';
import { fitted } from './fit.mjs';

export function SheetPage({ patientKey }) {
  const [state, setState] = useState({});
  const load = () => {
    setState({});
    get(patientPath(patientKey, '/sheet')).then((sheet) => setState({ sheet }), (error) => setState({ error }));
  };
  useEffect(load, [patientKey]);
  useBodyMark('with-sheet', !!state.sheet);
  const name = state.sheet?.patient?.name ?? '';
  useHead({ title: name ? t('sheet.of', { name }) : t('sheet.title'), name: t('sheet.title'), about: t('sheet.paper'), asOf: state.sheet?.asOf, ready: Boolean(state.sheet || state.error) });
  return html`<div class="sheet-page"><${Bar} patientKey=${patientKey} ready=${Boolean(state.sheet)} />
    ${state.error && html`<h1 class="sheet-h">${t('sheet.title')}</h1><p class="warn" role="alert"><${Icon} name="amber" /><span>${t('sheet.failed', { why: state.error.message })} <button class="btn" type="button" onClick=${load}>${t('sheet.again')}</button></span></p>`}
    ${!state.sheet && !state.error && html`<p class="q" role="status">${t('sheet.asking')}</p>`}
    ${state.sheet && html`<${Paper} sheet=${state.sheet} />`}</div>`;
}

const Bar = ({ patientKey, ready }) => html`<div class="sheet-bar"><a class="btn" href=${`/patient/${encodeURIComponent(patientKey)}`}>${t('sheet.back')}</a>
  <button class="btn btn-1" type="button" disabled=${!ready} onClick=${() => window.print()}>${t('sheet.print')}</button>
  <a class="btn" href=${patientPath(patientKey, '/sheet.pdf')} download>${t('sheet.pdf')}</a></div>`;

// The paper is measured once at its true size: a smaller letter first, then fewer lines, and how many more there are.
function Paper({ sheet }) {
  const paper = useRef(null);
  const [fit, setFit] = useState({ size: 0, keep: {} });
  useLayoutEffect(() => { if (paper.current) setFit(fitted(paper.current)); }, [sheet]);
  return html`<article class=${`sheet sheet-${fit.size}`} ref=${paper} aria-label=${t('sheet.title')}>
    <${Head} sheet=${sheet} keep=${fit.keep.facts} />
    <${Wait} sheet=${sheet} keep=${fit.keep.wait} />
    <${Course} course=${sheet.course} />
    <div class=${`cols cols-${(sheet.columns ?? []).length + 1}`}>${(sheet.columns ?? []).map((column, i) => html`<section data-fit=${`c${i}`} aria-labelledby=${`sheet-c${i}`}><h2 id=${`sheet-c${i}`}>${column.title}</h2>
      <${Lines} lines=${column.lines} keep=${fit.keep[`c${i}`]} /></section>`)}
      <${Discussion} discussion=${sheet.discussion} keep=${fit.keep.d} /></div>
    <${Row} cls="pass" id="fresh" part=${sheet.fresh} keep=${fit.keep.fresh}>${(line) => html`<li data-line class=${FRESH[line.tier] ?? 'nk'}><${Icon} name=${FRESH_ICON[line.tier] ?? 'unknown'} /><span><${Line} line=${line} bare /></span></li>`}<//>
    <${Row} cls="opt1" id="options" part=${sheet.options} keep=${fit.keep.options}>${(line) => html`<li data-line><${Line} line=${line} /></li>`}<//>
    <footer>${(sheet.foot ?? []).map((line) => html`<p><${Line} line=${line} /></p>`)}</footer>
  </article>`;
}

const FRESH = { green: 'ok', amber: 'no', red: 'no' };
const FRESH_ICON = { green: 'met', amber: 'amber', red: 'red' };
const PIECES = { strong: 'b', quiet: 'q', unknown: 'hx', answered: 'ans' };

const Line = ({ line, bare }) => html`${!bare && line.tier && line.tier !== 'none' && html`<${Tier} tier=${line.tier} /> `}${(line.pieces ?? []).map((piece) => (piece.is
  ? html`<span class=${`pc-${PIECES[piece.is] ?? 'q'}`}>${piece.text}</span>` : piece.text))}`;

function Lines({ lines, keep }) {
  const all = lines ?? [], kept = keep === undefined ? all : all.slice(0, keep);
  if (!all.length) return html`<p class="pc-hx pc-none">${t('sheet.nothing')}</p>`;
  return html`${kept.map((line) => html`<p data-line><${Line} line=${line} /></p>`)}${kept.length < all.length && html`<p class="cut">${t('sheet.more', { n: all.length - kept.length })}</p>`}`;
}

function Head({ sheet, keep }) {
  const { patient = {}, board = {} } = sheet;
  const sex = patient.sex ? t(`sheet.sex.${['female', 'male', 'other'].includes(patient.sex) ? patient.sex : 'unknown'}`) : '';
  const first = [[sex, patient.age].filter(Boolean).join(' '), patient.birth && t('sheet.born', { day: day(patient.birth) }), patient.mrn && t('sheet.mrn', { mrn: patient.mrn }), patient.died && t('sheet.died', { day: day(patient.died) })];
  const facts = sheet.facts ?? [], kept = keep === undefined ? facts : facts.slice(0, keep);
  return html`<header class="hd"><div><h1><bdi>${patient.name}</bdi></h1><p>${first.filter(Boolean).join(' · ')}</p></div>
    <div class="dx"><p class="dx-1">${sheet.heading?.pieces?.length ? html`<${Line} line=${sheet.heading} />` : html`<span class="pc-hx">${t('sheet.heading')}</span>`}</p>
      ${facts.length > 0 && html`<p data-fit="facts">${kept.map((line, i) => html`<span data-line>${i > 0 && (textOf(kept[i - 1]).endsWith('.') ? ' ' : ' · ')}<${Line} line=${line} /></span>`)}${
        kept.length < facts.length && html`<span class="cut"> ${t('sheet.more', { n: facts.length - kept.length })}</span>`}</p>`}</div>
    <p class="bd">${board.name}${board.name && html`<br />`}<b>${board.day ? day(board.day) : t('sheet.noday')}</b>${board.owner && html`<br />${board.owner}`}</p></header>`;
}

function Wait({ sheet, keep }) {
  const waits = sheet.wait ?? [], kept = keep === undefined ? waits : waits.slice(0, keep);
  const top = waits[0]?.tier ?? 'none';
  return html`<section class=${`wait wait-${top}`} aria-label=${t('sheet.wait')} data-fit="wait">
    ${kept.map((line) => html`<p class="wait-1" data-line><${Tier} tier=${line.tier} /><span><${Line} line=${line} bare /></span></p>`)}
    ${kept.length < waits.length && html`<p class="cut">${t('sheet.more', { n: waits.length - kept.length })}</p>`}
    ${sheet.looked?.pieces?.length > 0 && html`<p class="wait-n"><${Line} line=${sheet.looked} /></p>`}</section>`;
}

function CourseMark({ mark }) {
  const named = mark.row !== undefined;
  const drop = 8 + (named ? mark.row * 12 : 0);
  const x = mark.x + (mark.anchor === 'start' ? OFFSET : -OFFSET);
  const strong = mark.tier && mark.tier !== 'none' ? 'b' : '';
  return html`<path class=${`tk tk-${mark.tier ?? 'none'}`} d=${`M${mark.x} 20v${drop}`} />${
    named && html`<text x=${x} y=${28 + drop} text-anchor=${mark.anchor} class=${`h ${strong}`}>${mark.text}</text>`}`;
}

function Course({ course }) {
  const drawn = courseOf(course);
  if (!drawn) return html`<p class="pc-hx pc-none">${t('sheet.undated')}</p>`;
  const height = 30 + drawn.rows * 12;
  return html`<figure role="group" tabindex="0" aria-label=${t('sheet.course')}>
    <svg class="mini" viewBox=${`0 0 ${WIDTH} ${height}`} aria-hidden="true"><defs><pattern id="sheet-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff" /><path d="M1 0V7" stroke="#8b959d" stroke-width="1.6" /></pattern></defs>
      <path d=${`M0 24H${WIDTH}`} class="ax" />
      ${drawn.bands.map((band) => html`<rect x=${band.left} y="3" width=${band.width} height="15" class=${`bn bn-${band.is}`} />${
        band.shown && html`<text x=${band.left + 5} y="14.2" class=${band.is === 'unknown' ? 'h' : ''}>${band.shown}</text>`}`)}
      ${drawn.marks.map((mark) => html`<${CourseMark} mark=${mark} />`)}
    </svg>
    ${drawn.hidden > 0 && html`<p class="cut">${t('sheet.marks', { n: drawn.hidden })}</p>`}
    <ol class="vh">${[...(course.bands ?? []).map((band) => t('sheet.band', { from: day(band.from), to: day(band.to), text: band.text ?? '' })), ...(course.marks ?? []).map((mark) => `${day(mark.at)}: ${mark.text}`)].map((text) => html`<li>${text}</li>`)}</ol></figure>`;
}

function Discussion({ discussion, keep }) {
  const { before, questions } = discussionOf(discussion);
  const kept = keep === undefined ? before.length + questions.length : keep;
  const shown = questions.slice(0, Math.max(0, kept - before.length)), more = before.length + questions.length - kept;
  return html`<section class="disc" data-fit="d" aria-labelledby="sheet-d"><h2 id="sheet-d">${discussion?.title}</h2>
    ${before.slice(0, kept).map((line) => html`<p data-line><${Line} line=${line} /></p>`)}
    ${shown.length > 0 && html`<ol>${shown.map((line) => html`<li data-line><${Line} line=${line} /></li>`)}</ol>`}
    ${more > 0 && html`<p class="cut">${t('sheet.more', { n: more })}</p>`}
    ${(discussion?.spaces ?? []).map((space, i) => html`<p class=${i ? 'wr2' : 'wr'}><b>${space}</b></p>`)}</section>`;
}

function Row({ cls, id, part, keep, children }) {
  const lines = part?.lines ?? [], kept = keep === undefined ? lines : lines.slice(0, keep);
  const draw = [children].flat()[0];
  if (!part?.title && !lines.length) return null;
  return html`<section class=${cls} aria-labelledby=${`sheet-${id}`}><h2 id=${`sheet-${id}`}>${part.title}</h2>
    <ul data-fit=${id}>${lines.length ? kept.map(draw) : html`<li class="pc-hx">${t('sheet.nothing')}</li>`}${kept.length < lines.length && html`<li class="cut">${t('sheet.more', { n: lines.length - kept.length })}</li>`}</ul></section>`;
}
