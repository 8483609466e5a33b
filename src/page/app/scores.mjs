// scores: a card for each score that fills as you click: what it would be, and what it would change. Nothing is stored.
import { html, useState, useEffect, useRef } from './html.mjs';
import { idOf } from './ids.mjs';
import { t, day } from './words.mjs';
import { post, patientPath } from './api.mjs';
import { Icon, Tier, State, N, Read, Unknown } from './parts.mjs';
import { assertedBy } from './read.mjs';
import { Standing } from './standing.mjs';
import { isAsked, scoreCards, scoreCard, outsideOf, scaleOf, pointsOf, sourcesOf, merged, answered, valueOf, sameValue, typed, plain, questionId, wordsOf } from './work.mjs';

const AFTER_CLICK_MS = 120, AFTER_KEY_MS = 450, MOST_CHOICES = 8, IN_GIST = 3, MOST_CHANGES = 8;

export function ScoreCards({ view }) {
  const whatIf = useWhatIf(view);
  const cards = scoreCards(view), outside = outsideOf(view);
  if (!cards.length && !outside.length) return null;
  const first = Math.max(0, cards.findIndex((card) => card.silent > 0));
  const shown = (card, i) => html`<${Card} key=${card.name} view=${view} card=${card} opened=${i === first} whatIf=${whatIf} />`;
  return html`<section class="sec" id="scores" aria-labelledby="h-scores">
    <div class="sh"><h2 id="h-scores">${t('scores.title')}</h2><span class="q">${t('scores.note')}</span></div>
    ${outside.map((f) => html`<${Outside} finding=${f} />`)}
    <div class="cards"><div class="cards-in">
      ${cards.length > 0 && html`<div class="cards-c">${shown(cards[first], first)}</div>`}
      ${cards.length > 1 && html`<div class="cards-c">${cards.map((card, i) => (i === first ? null : shown(card, i)))}</div>`}
    </div></div>
    <p class="vh" role="status" aria-live="polite">${liveWords(whatIf)}</p>
  </section>`;
}

// The what-if of the page: one card at a time, in memory only. `run` asks the server what the answers would come to.
function useWhatIf(view) {
  const [state, setState] = useState(null);
  const turn = useRef({ number: 0, timer: 0 });
  const stop = () => { turn.current.number += 1; clearTimeout(turn.current.timer); };
  const reset = () => { stop(); setState(null); };
  useEffect(() => reset, [view.key, view.revision]);

  const run = (card, answers) => {
    const mine = turn.current.number;
    post(patientPath(view.key, '/whatif'), { answers: [...answers.values()] }).then(
      (value) => { if (mine === turn.current.number) setState({ card, answers, ...merged(view, card, value), ready: true }); },
      (error) => { if (mine === turn.current.number) setState({ card, answers, failed: error.message }); });
  };
  const answer = (card, input, value, wait) => {
    const answers = answered(state?.card.name === card.name ? state.answers : new Map(), input, value);
    if (!answers.size) { reset(); return; }
    stop();
    setState((before) => ({ ...(before?.card.name === card.name && { score: before.score }), card, answers }));
    turn.current.timer = setTimeout(() => run(card, answers), wait);
  };
  return { state, answer, reset };
}

function liveWords({ state }) {
  if (!state) return '';
  if (state.failed) return t('scores.failed.live');
  if (!state.ready) return '';
  return t('scores.live', { title: state.card.title, points: pointWords(state.score), n: state.changed.length,
    first: state.changed.length ? ` ${state.changed[0].after.title}.` : '' });
}

const Outside = ({ finding }) => html`<p class="card-out"><${State} holds=${finding.holds === 'yes' ? 'n/a' : finding.holds}
  words=${t(finding.holds === 'yes' ? 'scores.outside' : 'state.unknown')} /> <${N} finding=${finding}>${finding.says ?? finding.title}<//></p>`;

function Card({ view, card, opened, whatIf }) {
  const active = whatIf.state?.card.name === card.name;
  const state = active ? whatIf.state : null;
  const now = scoreCard(view, card.score, state?.score);
  const score = state?.score ?? card.score;
  const id = idOf('card', card.name);
  const title = useRef(null);
  const back = () => { whatIf.reset(); title.current?.focus(); };
  return html`<article class=${`card ${active ? 'card-wi' : ''} ${card.score.expired ? 'card-x' : ''}`} aria-labelledby=${id}>
    ${active && html`<div class="wi-bar"><span>${t('scores.whatif')}</span><span class="wi-p">${pointWords(score)}${score.score?.band ? `, ${score.score.band}` : ''}</span><button class="btn" type="button" onClick=${back}>${t('scores.back')}</button></div>`}
    <header><h3 id=${id} tabindex="-1" ref=${title}>${card.title}</h3>${card.place && html`<span class="q s"><bdi>${card.place}</bdi></span>`}<${Standing} finding=${card.score} />
      <span class="q s r">${scaleWords(card.score)}</span></header>
    <${Result} score=${score} record=${active ? card.score : null} waiting=${active && !state.ready && !state.failed} />
    ${active && html`<${Gist} state=${state} />`}
    <details class="card-d" open=${opened}>
      <summary>${now.silent ? t('scores.open', { n: now.silent }) : t('scores.known')}</summary>
      <${Bands} score=${score} />
      ${now.rows.map((row) => html`<${Row} key=${row.name} view=${view} card=${card} row=${row} answers=${state?.answers} whatIf=${whatIf} />`)}
      ${now.also.length > 0 && html`<${Also} view=${view} card=${card} rows=${now.also} answers=${state?.answers} whatIf=${whatIf} />`}
      ${active && html`<${Outcome} state=${state} />`}
      <${Sources} view=${view} finding=${card.score} />
    </details>
  </article>
  ${active && html`<p class="card-paper"><b>${card.title}</b> ${card.place} ${pointWords(card.score)} ${t('scores.record')}</p>`}`;
}

// ---- the result

const pointWords = (score) => {
  const points = pointsOf(score);
  if (!points) return t('scores.none');
  return points.low === points.high ? String(points.low) : t('scores.range', points);
};
const scaleWords = (score) => (score.range ? t('scores.scale', score.range) : '');

function Result({ score, record, waiting }) {
  const points = pointsOf(score), band = score.score?.band;
  const said = score.error ?? (points ? '' : score.says);
  return html`<div class=${`res ${waiting ? 'res-wait' : ''}`} aria-busy=${waiting}>
    <p class="res-p">${points ? html`<${N} finding=${score}><b>${pointWords(score)}</b><//>` : html`<${Unknown}>${t('scores.none')}<//>`}
      ${score.range && points && html`<span class="q">${t('scores.of', score.range)}</span>`}
      ${band && band !== pointWords(score) && html`<span class="res-b">${band}</span>`}
      ${record && html`<span class="q s r">${t('scores.was', { points: pointWords(record) })}</span>`}</p>
    ${said && html`<p class="s q">${score.error ? t('scores.error', { error: said }) : said}</p>`}
    <${Scale} score=${score} record=${record} />
  </div>`;
}

const span = (part) => ({ left: `${part.left}%`, width: `${part.width}%` });

// The whole scale: bands, the level where each begins, and what is known of the score. Its words stand beside it.
function Scale({ score, record }) {
  const scale = scaleOf(score), before = record && scaleOf(record);
  if (!scale) return null;
  const label = t('scores.label', { title: score.title ?? score.finding, points: pointWords(score), low: scale.low, high: scale.high });
  return html`<div class="scale" role="img" aria-label=${label}>
    ${scale.bands.map((band, i) => html`<i class=${`sc-band sc-band-${i % 2}`} style=${span(band)}></i>`)}
    <i class=${`sc-now ${scale.now ? (scale.now.settled ? 'sc-point' : 'sc-open') : 'sc-open'}`} style=${span(scale.now ?? { left: 0, width: 100 })}></i>
    ${before?.now && html`<i class="sc-was" style=${span(before.now)}></i>`}
    ${scale.edges.map((edge) => html`<i class="sc-edge" style=${{ left: `${edge.at}%` }}></i><span class="sc-n" style=${{ left: `${edge.at}%` }}>${edge.from}</span>`)}
    <span class="sc-n sc-low">${scale.low}</span><span class="sc-n sc-high">${scale.high}</span>
  </div>`;
}

function Bands({ score }) {
  const scale = scaleOf(score);
  if (!scale?.bands.length) return null;
  return html`<table class="bands"><caption class="vh">${t('scores.bands', { title: score.title ?? score.finding })}</caption>
    <thead class="vh"><tr><th scope="col">${t('scores.points')}</th><th scope="col">${t('scores.band')}</th><th scope="col">${t('scores.says')}</th></tr></thead>
    <tbody>${scale.bands.map((band) => html`<tr class=${pointsOf(score) && band.open ? 'band-on' : ''}>
      <td>${ends(band)}</td>
      <th scope="row">${pointsOf(score) && band.open && html`<${Icon} name=${scale.now.settled || onlyOne(scale) ? 'met' : 'unknown'} /><span class="vh">${t('scores.here')}</span>`} ${band.name === ends(band) ? html`<span class="vh">${band.name}</span>` : band.name}</th>
      <td>${band.says}</td></tr>`)}</tbody></table>`;
}

const ends = (band) => (band.low === band.high ? String(band.low) : t('scores.range', band));
const onlyOne = (scale) => scale.bands.filter((band) => band.open).length === 1;

function Sources({ view, finding }) {
  const sources = sourcesOf(view, finding);
  if (!sources.length) return null;
  return html`<p class="card-s q">${sources.map((source) => html`<span title=${source.title}>${source.short} <${Read} read=${source.read} /></span> `)}</p>`;
}

// What the answers would change in one line, below the points, so that it is seen while the items are clicked.
function Gist({ state }) {
  if (state.failed) return html`<p class="warn"><${Icon} name="amber" /><span>${t('scores.failed', { why: state.failed })}</span></p>`;
  if (!state.ready) return html`<p class="gist q s">${t('scores.asking')}</p>`;
  const first = state.changed.slice(0, IN_GIST);
  return html`<p class="gist s"><b>${state.changed.length ? t('scores.would', { n: state.changed.length }) : t('scores.nothing')}</b>
    ${first.map((pair) => html`<span class="gist-1"><${Said} finding=${pair.after} /> ${pair.after.title ?? pair.after.finding}</span>`)}</p>`;
}

// The same with what each says, and what changes besides.
function Outcome({ state }) {
  if (!state.ready || state.failed) return null;
  const { changed, scores, reworded } = state;
  return html`<div class="wi-out"><h4>${changed.length ? t('scores.would', { n: changed.length }) : t('scores.nothing')}</h4>
    <ul>${changed.slice(0, MOST_CHANGES).map((pair) => html`<${Change} pair=${pair} />`)}</ul>
    ${changed.length > MOST_CHANGES && html`<details><summary>${t('scores.more', { n: changed.length - MOST_CHANGES })}</summary><ul>${changed.slice(MOST_CHANGES).map((pair) => html`<${Change} pair=${pair} />`)}</ul></details>`}
    ${scores.length > 0 && html`<p class="q s">${t('scores.others')} ${scores.map((pair, i) => `${i ? '; ' : ''}${pair.after.title ?? pair.after.finding} ${pair.before ? pointWords(pair.before) : t('scores.new')} → ${pointWords(pair.after)}`)}</p>`}
    ${reworded.length > 0 && html`<p class="q s">${t('scores.reworded', { n: reworded.length })}</p>`}</div>`;
}

const Change = ({ pair }) => html`<li><span class="wi-t">${pair.before ? html`<${Said} finding=${pair.before} />` : html`<span class="q">${t('scores.new')}</span>`}<span aria-hidden="true">→</span><span class="vh">${t('scores.then')}</span><${Said} finding=${pair.after} /></span>
  <span class="wi-s"><b>${pair.after.title ?? pair.after.finding}</b> ${pair.after.says}</span></li>`;

// A tier where it alarms, else the state in a word.
function Said({ finding }) {
  if (finding.holds === 'n/a') return html`<span class="st st-away">${t('state.n/a')}</span>`;
  if (finding.tier && finding.tier !== 'green') return html`<${Tier} tier=${finding.tier} />`;
  return html`<${State} holds=${finding.holds} words=${t(`scores.holds.${finding.holds}`)} />`;
}

// ---- the items

function Row({ view, card, row, answers, whatIf }) {
  const changed = answers?.has(row.name);
  const id = idOf('i', `${card.name} ${row.name}`);
  const other = row.input.about && row.input.about !== card.score.about ? wordsOf(view, row.input.about) : '';
  const kind = row.silent && !changed ? 'it-unknown' : changed ? 'it-if' : '';
  const undo = (event) => {
    event.currentTarget.closest('.it').querySelector('input')?.focus();
    whatIf.answer(card, row.input, undefined, 0);
  };
  return html`<div class=${`it ${kind}`}>
    <p class="it-q" id=${id}>${row.input.ask}${other && html` <span class="q">${other}</span>`}</p>
    <${Choice} card=${card} row=${row} id=${id} value=${valueOf(row, answers)} whatIf=${whatIf} />
    <p class="it-n"><${OnRecord} view=${view} row=${row} changed=${changed} />
      ${changed && html` · <button type="button" class="link" onClick=${undo}>${t('scores.undo')}</button>`}</p>
  </div>`;
}

function OnRecord({ view, row, changed }) {
  const { input } = row;
  const here = isAsked(view, input);
  const link = here && html` · <a href=${`#${questionId(input)}`}>${t('scores.answer')}<span class="vh">: ${input.ask}</span></a>`;
  if (row.silent) return html`<${Unknown}>${t('scores.silent')}<//>${!row.matters && html` <span>${t('scores.idle')}</span>`}${link}`;
  const date = input.evidence?.find((e) => e.date)?.date;
  const shown = (input.choices ?? []).some((c) => sameValue(c.value, input.value)) && !changed ? '' : input.says;
  return html`<span>${input.asserted ? assertedBy(view, input.asserted) : t('scores.recorded')}${shown ? `: ${shown}` : ''}${date && !input.asserted ? `, ${day(date, view.asOf)}` : ''}</span>`;
}

function Choice({ card, row, id, value, whatIf }) {
  const { input } = row;
  if (row.kind === 'shown') return null;
  if (row.kind !== 'choices') return html`<${Free} card=${card} row=${row} id=${id} value=${value} whatIf=${whatIf} />`;
  return html`<div class="ch" role="radiogroup" aria-labelledby=${id}>${row.choices.map((choice) => {
    const record = !row.silent && sameValue(choice.value, input.value);
    return html`<label class=${record ? 'ch-r' : ''}><input type="radio" name=${id} checked=${sameValue(choice.value, value)}
      onChange=${() => whatIf.answer(card, input, choice.value, AFTER_CLICK_MS)} />${choice.says}${record && html`<span class="vh"> ${t('scores.here.record')}</span>`}</label>`;
  })}</div>`;
}

// A number with its unit, or a date; of a number those that matter stand beside it. What is no number is said, and not sent.
function Free({ card, row, id, value, whatIf }) {
  const { input } = row;
  const [text, setText] = useState(null);
  const isDate = row.kind === 'date';
  const meant = (words) => (isDate ? words || undefined : typed(input, words));
  // What is being written stays as it is written ("2."); what came from elsewhere replaces it.
  useEffect(() => setText((old) => (old !== null && (old.trim() === '' || sameValue(meant(old), value)) ? old : null)), [value]);
  const wrong = text !== null && text.trim() !== '' && meant(text) === undefined;
  const onInput = (event) => {
    const next = event.currentTarget.value, answer = meant(next);
    setText(next);
    if (answer !== undefined) whatIf.answer(card, input, answer, AFTER_KEY_MS);
    else if (next.trim() === '') whatIf.answer(card, input, undefined, 0);
  };
  return html`<p class="it-f"><input class=${`in ${isDate ? '' : 'in-n'}`} type=${isDate ? 'date' : 'text'} inputmode=${isDate ? undefined : 'decimal'} autocomplete="off"
    aria-labelledby=${id} aria-invalid=${wrong} value=${text ?? plain(value)} onInput=${onInput} onBlur=${() => !wrong && setText(null)} />
    ${(input.unit ?? input.value?.unit) && html` <span class="q">${input.unit ?? input.value.unit}</span>`}
    ${!isDate && row.choices.length > 0 && row.choices.length <= MOST_CHOICES && html`<span class="ch ch-s">${row.choices.map((choice) => html`<button type="button" class="btn" aria-pressed=${sameValue(choice.value, value)}
      onClick=${() => whatIf.answer(card, input, choice.value, AFTER_CLICK_MS)}><span class="vh">${input.ask} </span>${choice.says}</button>`)}</span>`}
    ${wrong && html` <span class="s" role="alert">${t(input.type === 'integer' ? 'scores.whole' : 'scores.number')}</span>`}</p>`;
}

function Also({ view, card, rows, answers, whatIf }) {
  const asked = rows.some((row) => answers?.has(row.name));
  return html`<details class="also" open=${asked}><summary>${t('scores.also', { n: rows.length })}</summary>
    ${rows.map((row) => html`<${Row} key=${row.name} view=${view} card=${card} row=${row} answers=${answers} whatIf=${whatIf} />`)}</details>`;
}
