// skeleton: front and back with the lesions, what is known of each in a table, and the latest image of each site.
//
// The drawing is ours (skeleton.svg), fetched once and made part of the page so that it takes its colours. A bone is hatched unless it is
// known to have been imaged: what has not been looked at is shown as plainly as what was found.
import { html, h, useState, useEffect, useLayoutEffect, useMemo, useRef } from './html.mjs';
import { t, day, span } from './words.mjs';
import { Tier, State, N, Icon, findingsOf } from './parts.mjs';
import { placeOf } from './bones.mjs';
import { eventsOf } from './lanes.mjs';
import { plain } from './read.mjs';

let drawing;

// The drawing as a document, without its own styles: the page has them. A failure is not kept, the next view tries again.
async function load() {
  drawing ??= fetch('/app/skeleton.svg').then((response) =>
    response.ok ? response.text() : Promise.reject(new Error(String(response.status))),
  );
  try {
    return new DOMParser().parseFromString((await drawing).replace(/<style>[^]*?<\/style>/, ''), 'image/svg+xml').documentElement;
  } catch (error) {
    drawing = undefined;
    throw error;
  }
}

// ---- lesions

const order = ['emergency', 'red', 'amber', 'unknown'];

// The most urgent conclusion about the lesion, and its scores.
function aboutLesion(view, lesion) {
  const others = view.findings.filter((f) => f.about === lesion.about && f !== lesion);
  const open = others.filter((f) => f.kind === 'finding' && (f.holds === 'yes' || f.holds === 'unknown') && order.includes(f.tier));
  const urgent = open
    .filter((f) => f.holds === 'yes')
    .concat(open.filter((f) => f.holds !== 'yes'))
    .sort((a, b) => rank(a) - rank(b))[0];
  const wanted = view.layout?.lesions?.scores;
  const scores = others.filter((f) => f.kind === 'score' && f.score && (!wanted || wanted.includes(`${f.guideline}/${f.finding}`)));
  return { urgent, scores };
}
const rank = (f) => (f.holds === 'yes' ? order.indexOf(f.tier) : f.tier === 'unknown' ? 8 : 4 + order.indexOf(f.tier));
const tierOf = (f) => (!f ? 'none' : f.holds === 'yes' ? f.tier : 'unknown');

// Last seen: the newest day of what the conclusion rests on.
const newest = (finding) =>
  (finding.details?.seen ? [finding.details.seen] : (finding.evidence ?? []).map((e) => e.date).filter(Boolean)).sort().pop();

export function lesionsOf(view) {
  const name = view.layout?.lesions?.finding;
  const found = name ? findingsOf(view, name) : view.findings.filter((f) => f.kind === 'finding' && f.details?.where && f.about);
  const lesions = found
    .filter((f) => f.about && f.holds === 'yes')
    .map((finding) => {
      const where = finding.details?.where ?? view.things?.[finding.about]?.words ?? finding.about;
      return {
        finding,
        about: finding.about,
        where,
        says: finding.details?.state ?? finding.says,
        seen: newest(finding),
        place: placeOf(view.things?.[finding.about]),
        ...aboutLesion(view, finding),
      };
    });
  lesions.sort((a, b) => (a.urgent ? rank(a.urgent) : 9) - (b.urgent ? rank(b.urgent) : 9) || (a.where < b.where ? -1 : 1));
  return { lesions, unsure: found.filter((f) => f.holds === 'unknown') };
}

// ---- the drawing

// An element of the drawing as a node of the page; its own styles are left out, a bone gets the classes of its state.
function nodeOf(el, classes, key) {
  if (el.nodeType === 3) return el.data.trim() ? el.data : null;
  if (el.nodeType !== 1) return null;
  const attributes = { key };
  for (const { name, value } of el.attributes) if (name !== 'style' && !name.startsWith('on')) attributes[name] = value;
  const bone = el.getAttribute('data-bone');
  if (bone) attributes.class = `${attributes.class} ${classes(bone)}`.trim();
  return h(
    el.localName,
    attributes,
    [...el.childNodes].map((child, i) => nodeOf(child, classes, i)),
  );
}

// To the row of the table, without a new address.
const goTo = (id) => (event) => {
  event.preventDefault();
  document.getElementById(id)?.focus();
};

function Marker({ lesion, number, at }) {
  const tier = tierOf(lesion.urgent),
    [x, y] = at;
  const title = t('body.marker', { n: number, where: lesion.where });
  const form =
    tier === 'amber'
      ? html`<path d=${`M${x} ${y - 11}l11 11-11 11-11-11z`} />`
      : tier === 'unknown'
        ? html`<rect x=${x - 8.5} y=${y - 8.5} width="17" height="17" rx="2" />`
        : tier === 'emergency'
          ? html`<path d=${`M${x - 4} ${y - 10}h8l6 6v8l-6 6h-8l-6-6v-8z`} />`
          : tier === 'red'
            ? html`<path d=${`M${x} ${y - 13.5}l13.5 23h-27z`} />`
            : html`<circle cx=${x} cy=${y} r="9" />`;
  return html`<a href=${`#lesion-${number}`} onClick=${goTo(`lesion-${number}`)} class=${`les les-${tier}`} aria-label=${title}><title>
    ${title}</title>
    ${lesion.scores.length ? html`<circle class="les-s" cx=${x} cy=${y} r="15.5" />` : null}${form}
      <text x=${x} y=${y + (tier === 'red' ? 6 : 4)}>${number}</text></a>`;
}

function Skeleton({ lesions }) {
  const [svg, setSvg] = useState(null),
    [failed, setFailed] = useState(false),
    [at, setAt] = useState([]);
  const box = useRef();
  useEffect(() => {
    load().then(setSvg, () => setFailed(true));
  }, []);
  const sure = useMemo(() => new Set(lesions.flatMap((l) => (l.place?.sure ? l.place.bones : []))), [lesions]);
  const maybe = useMemo(() => new Set(lesions.flatMap((l) => (l.place && !l.place.sure ? l.place.bones : []))), [lesions]);
  const figures = useMemo(
    () =>
      svg &&
      [...svg.children]
        .filter((el) => el.classList.contains('fig'))
        .map((fig) => ({
          turn: fig.getAttribute('transform'),
          side: fig.classList.contains('fig-front') ? 'front' : 'back',
          bones: [...fig.childNodes].map((el, i) =>
            nodeOf(
              el,
              (bone) =>
                [sure.has(bone) ? 'at' : '', maybe.has(bone) ? 'maybe' : '', sure.has(bone) ? '' : 'nk']
                  .filter(Boolean)
                  .join(' '),
              i,
            ),
          ),
        })),
    [svg, sure, maybe],
  );
  useLayoutEffect(() => {
    if (figures) setAt(lesions.map((l) => placesIn(box.current, l, lesions)));
  }, [figures, lesions]);
  if (failed) return html`<p class="hx">${t('body.failed')}</p>`;
  if (!figures) return html`<div class="skel-wait"></div>`;
  return html`<svg ref=${box} viewBox="0 0 450 512" class="skeleton" role="group" aria-label=${t('body.svg', { n: lesions.length })}>
    <defs><pattern id="hatch-b" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-f" width="6" height="6" /><path class="hatch-l" d="M1 0V6" /></pattern></defs>
    ${figures.map(
      (f) => html`<g key=${f.side} class="fig" data-fig=${f.side} transform=${f.turn}>${f.bones}
      ${lesions.map((l, i) => (at[i]?.[f.side] ? html`<${Marker} key=${l.about} lesion=${l} number=${i + 1} at=${at[i][f.side]} />` : null))}</g>`,
    )}
    <text class="cap" x="110" y="506">${t('body.front')}</text><text class="cap" x="340" y="506">${t('body.back')}</text>
    <text class="lr" x="20" y="110">${t('body.R')}</text><text class="lr" x="200" y="110">${t('body.L')}</text>
      <text class="lr" x="250" y="110">${t('body.L')}</text><text class="lr" x="430" y="110">${t('body.R')}</text></svg>`;
}

// The middle of the bone at its depth, in each figure in which it is seen; a second lesion of the same place is moved down.
function placesIn(svg, lesion, lesions) {
  if (!lesion.place?.sure) return {};
  const bone = lesion.place.bones[0];
  const before = lesions
    .slice(0, lesions.indexOf(lesion))
    .filter((l) => l.place?.sure && l.place.bones[0] === bone && Math.abs(l.place.depth - lesion.place.depth) < 0.1).length;
  const places = {};
  for (const side of ['front', 'back']) {
    const el = svg.querySelector(`[data-fig="${side}"] [data-bone="${bone}"]`);
    if (!el) continue;
    const b = el.getBBox();
    const lean = b.height > 60 && !bone.startsWith('ribs') ? leanOf(bone, side, lesion.place.depth, b.width) : 0;
    places[side] = [b.x + b.width / 2 + lean, b.y + b.height * lesion.place.depth + before * 21];
  }
  return places;
}

// A femur leans inwards: its upper end lies outside the middle of its box, its lower end inside.
function leanOf(bone, side, depth, width) {
  if (!bone.startsWith('femur')) return 0;
  const outwards = (bone.endsWith('left') ? 1 : -1) * (side === 'front' ? 1 : -1);
  return outwards * width * (depth < 0.2 ? 0.05 : 0.02);
}

// ---- tables

const numberClass = { red: 'num num-r', amber: 'num num-a', unknown: 'num num-u', emergency: 'num num-e' };

// "left femur" with the side in capitals: it is what is mixed up.
export const Where = ({ where }) =>
  html`<b>${String(where)
    .split(/\b(left|right)\b/i)
    .map((w) => (/^(left|right)$/i.test(w) ? w.toUpperCase() : w))}</b>`;

function Row({ lesion, number, asOf, view }) {
  const { urgent, scores, place, finding } = lesion;
  return html`<tr id=${`lesion-${number}`} tabindex="-1"><td><span class=${numberClass[tierOf(urgent)] ?? 'num'}>${number}</span></td>
    <td data-h=${t('body.where')}><${Where} where=${lesion.where} />${
      place?.sure
        ? null
        : html` <span class="hx">
      ${place ? t('body.region') : t('body.notDrawn')}</span>`
    }</td>
    <td data-h=${t('body.seen')}>${
      lesion.seen
        ? html`<span class="nb">${day(lesion.seen, asOf)}</span>`
        : html`<span class="hx">
      ${t('body.notDated')}</span>`
    }</td>
    <td data-h=${t('body.says')}>${lesion.says} <${N} finding=${named(finding)}>${t('tl.why')}<span class="vh"> ${lesion.where}</span>
      </${N}>${scores.map(
        (s) => html`<br key=${s.finding} /><span class="q">${s.score.name ?? s.title} <${N} finding=${named(s)}>
      ${s.score.low === s.score.high ? s.score.low : t('range', { low: s.score.low, high: s.score.high })}</${N}></span>`,
      )}</td>
    <td data-h=${t('body.state')}>${
      !urgent
        ? html`<span class="q">${t('body.nothing')}
      </span>`
        : urgent.holds === 'yes'
          ? html`<${Tier} tier=${urgent.tier} /> <${N} finding=${named(urgent)}>${urgent.title}</${N}>`
          : html`<${State} holds="unknown" /> <${N} finding=${named(urgent)}>${urgent.title}</${N}>`
    }</td></tr>`;
}
const named = ({ kind, guideline, finding, about }) => ({ kind, guideline, finding, about });

// The latest of each kind of image at each site.
export function lastImages(view) {
  const latest = new Map();
  for (const item of eventsOf(view).dated.filter((i) => i.lane === 'imaging'))
    latest.set(`${item.details.site ?? ''} ${item.details.modality ?? item.what}`, item);
  return [...latest.values()].sort((a, b) => b.high - a.high);
}

// A text of a record is shown as it begins; the report itself has the rest.
const MOST = 240;
const cut = (text) => (text.length > MOST ? `${[...text].slice(0, MOST).join('')}…` : text);

const unsaid = () => html`<span class="hx">${t('body.unsaid')}</span>`;

// The columns of the table of images; those marked maybe only when some image has them.
const columns = [
  { name: 'site', cell: (i) => i.details.site ?? unsaid() },
  { name: 'image', cell: (i) => i.details.modality ?? i.what },
  { name: 'date', cell: (i) => html`<span class="nb">${day(i.text ?? i.to)}</span>` },
  { name: 'age', cell: (i, asOf) => html`<span class="q">${span(i.to, asOf)}</span>` },
  { name: 'by', cell: (i) => i.details.by ?? unsaid() },
  { name: 'conclusion', maybe: true, cell: (i) => (i.details.conclusion ? `“${cut(i.details.conclusion)}”` : unsaid()) },
];

function Images({ view }) {
  const images = lastImages(view);
  if (!images.length) return html`<p class="s"><span class="hx">${t('body.noImages')}</span></p>`;
  const shown = columns.filter((c) => !c.maybe || images.some((i) => i.details[c.name] !== undefined));
  return html`<table class="stack lesions"><caption>${t('body.images')}</caption>
    <thead><tr>${shown.map((c) => html`<th key=${c.name} scope="col">${t(`body.${c.name}`)}</th>`)}</tr></thead>
    <tbody>${images.slice(0, 12).map(
      (i) => html`<tr key=${i.id}>${shown.map((c) => html`<td key=${c.name} data-h=${t(`body.${c.name}`)}>${c.cell(i, view.asOf)}</td>`)}</tr>`,
    )}</tbody></table>
    ${images.length > 12 ? html`<p class="s q">${t('body.moreImages', { n: images.length - 12 })}</p>` : null}`;
}

// What a board asks for and whether it is fresh enough, as the guidelines judge it.
function Fresh({ view }) {
  const rows = (view.layout?.fresh ?? []).flatMap(({ title, finding: name }) => findingsOf(view, name).map((finding) => ({ title, finding })));
  if (!rows.length) return null;
  const stateOf = ({ holds }) => {
    if (holds === 'no') return html`<span class="old"><${Icon} name="amber" /> ${t('body.tooOld')}</span>`;
    return html`<${State} holds=${holds} words=${holds === 'yes' ? t('body.fresh') : undefined} />`;
  };
  return html`<table class="stack lesions"><caption>${t('body.freshness')}</caption>
    <thead><tr><th scope="col">${t('body.what')}</th><th scope="col">${t('body.latest')}</th><th scope="col">${t('body.state')}</th></tr></thead>
    <tbody>${rows.map(
      ({ title, finding }) => html`<tr key=${title + (finding.about ?? '')}><th scope="row">${title}</th>
      <td data-h=${t('body.latest')}>${finding.holds === 'unknown' ? html`<span class="hx">${plain(finding.says)}</span>` : plain(finding.says)}</td>
      <td data-h=${t('body.state')}>${stateOf(finding)} <${N} finding=${named(finding)}>${t('tl.why')}<span class="vh"> ${title}</span></${N}></td></tr>`,
    )}</tbody></table>`;
}

// ---- the component

export function Body({ view }) {
  const { lesions, unsure } = useMemo(() => lesionsOf(view), [view]);
  return html`<section class="sec" id="body" aria-labelledby="h-b"><div class="sh"><h2 id="h-b">${t('body.title')}</h2><span class="q">
    ${t('body.hatchedAll')}</span></div>
    <div class="bodyg"><figure><${Skeleton} lesions=${lesions} /></figure><div>
      ${
        lesions.length
          ? html`<table class="stack lesions"><caption>${t('body.lesions')}</caption><thead><tr><th scope="col">
        <span class="vh">${t('body.number')}</span></th><th scope="col">${t('body.where')}</th><th scope="col">${t('body.seen')}</th>
        <th scope="col">${t('body.says')}</th><th scope="col">${t('body.state')}</th></tr></thead>
        <tbody>${lesions.map((l, i) => html`<${Row} key=${l.about} lesion=${l} number=${i + 1} asOf=${view.asOf} view=${view} />`)}
          </tbody></table>`
          : html`<p>${t('body.none')}</p>`
      }
      ${unsure.map(
        (f) => html`<p key=${f.about ?? ''} class="s"><span class="hx">${f.says ?? t('body.unsure')}
        </span> <${N} finding=${named(f)}>${t('tl.why')}</${N}></p>`,
      )}
      <${Images} view=${view} /><${Fresh} view=${view} /></div></div></section>`;
}
