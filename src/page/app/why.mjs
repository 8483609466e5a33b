// why: the drawer beside the page: a sentence, its inputs, what would change it, the rule, the sources, the limits, the version.
import { html, useCallback, useEffect, useMemo, useRef, useState } from './html.mjs';
import { Failed, Fold, Icon, Read, Tier, Why } from './parts.mjs';
import { useBodyMark } from './head.mjs';
import { effectWords } from './effects.mjs';
import { patientPath, post } from './api.mjs';
import { assertedBy, inputName, inputOf, plain, questionId, without, wordsOf } from './read.mjs';
import { sameValue } from './work.mjs';
import { moment, t, day } from './words.mjs';

const fragment = '#why';
const sourcesShown = 3;

function useFetched(view, finding) {
  const [state, setState] = useState({});
  const load = useCallback(() => {
    let current = true;
    setState({});
    const { guideline, finding: name, about, kind } = finding;
    post(patientPath(view.key, '/why'), { guideline, finding: name, about, kind: kind ?? 'finding' })
      .then((why) => current && setState({ why }), (error) => current && setState({ error }));
    return () => { current = false; };
  }, [view.key, view.revision, finding]);
  useEffect(load, [load]);
  return [state, load];
}

const scoreWords = (score) => (score.low === score.high ? String(score.low) : t('effect.range', { low: score.low, high: score.high }));

function Sentence({ finding, view }) {
  const place = wordsOf(view, finding.about);
  const of = finding.range ? t('why.of', { high: finding.range.high }) : '';
  const isScore = finding.score && finding.kind === 'score';
  const big = isScore ? [finding.title, scoreWords(finding.score), of].filter(Boolean).join(' ') : finding.title ?? finding.says;
  return html`<section><p class="big">${big}</p>${place && html`<p class="s q"><bdi>${place}</bdi></p>`}
    ${big !== finding.says && finding.says && html`<p class="s"><bdi>${plain(without(place, finding.says))}</bdi></p>`}
    ${(finding.for || finding.against) && html`<dl class="kv"><dt>${t('why.for')}</dt><dd>${finding.for ?? ''}</dd><dt>
      ${t('why.against')}</dt><dd>${finding.against ?? ''}</dd></dl>`}
    <p class="s">${finding.tier && finding.tier !== 'green' ? html`<${Tier}
      tier=${finding.tier} /> ` : ''}${finding.holds && t(`holds.${finding.holds}`)}${finding.strength && ` · ${finding.strength}`}${finding.status === 'draft' &&
      html` · <b>${t('why.draft')}</b>`}${finding.local && html` · <b>${t('why.local')}</b>`}</p>
    ${finding.error && html`<p class="warn"><${Icon} name="amber" /><span>
      ${t('why.error')} ${typeof finding.error === 'string' ? finding.error : ''}</span></p>`}
    <p class="xs q">${finding.guideline} · ${finding.kind} ${finding.finding} · ${t('why.asOf', { at: moment(finding.asOf) })}</p>
      </section>`;
}

const Expired = ({ guideline }) => guideline?.expired || (guideline?.expires && guideline.expires < guideline.asOf)
  ? html`<section><p class="warn"><${Icon} name="amber" /><span>${t('why.expired', { day: day(guideline.expires) })}</span></p>
    </section>` : null;

// Kinds of records that say little by the name the format gives them.
const kinds = ['BodyStructure', 'Patient', 'Condition', 'Observation'];

// What a record is about, unless it only repeats the name of what was asked.
function whatOf({ what, resource = '' }, input) {
  const [type] = resource.split('/');
  return what && what !== input.input ? what : kinds.includes(type) ? t(`from.${type}`) : type;
}

// Day and kind of one record; where in it stands in its title.
function From({ evidence, input, says, asOf }) {
  return html`<div title=${[evidence.resource, evidence.path].filter(Boolean).join(' ')}>${day(evidence.date, asOf)} <bdi>${whatOf(evidence, input)}</bdi>
    ${evidence.shown && evidence.shown !== says && html` <bdi>${evidence.shown}</bdi>`}</div>`;
}

// The words of the choice it is; a record may hold no more than its code.
const saysOf = (input) =>
  (input.choices ?? []).find((choice) => sameValue(choice.value, input.value))?.says ?? input.says ?? String(input.value);

function Input({ input, view, close }) {
  if (input.value === undefined && !input.says) {
    return html`<tr class="hxr"><th scope="row">${input.ask}</th><td colspan="2">${t('why.silent')} <a href=${`#${questionId(input)}`}
      onClick=${close}>${t('now.ask')}</a></td></tr>`;
  }
  const seen = new Set();
  const sources = (input.evidence ?? []).filter((e) => {
    const key = `${e.resource} ${e.date} ${e.shown}`;
    return !seen.has(key) && seen.add(key) && !(input.asserted && e.resource?.endsWith(`/${input.asserted}`));
  });
  return html`<tr><th scope="row">${input.ask}</th><td><b><bdi>${saysOf(input)}</bdi></b></td><td class="q">
    ${sources.slice(0, sourcesShown).map((e, i) => html`<${From} key=${i} evidence=${e} input=${input} says=${input.says} asOf=${view.asOf} />`)}
    ${sources.length > sourcesShown && t('tiles.more', { n: sources.length - sourcesShown })}${input.asserted && html`<span class="by-us"><bdi>
      ${assertedBy(view, input.asserted)}</bdi></span>`}</td></tr>`;
}

function Inputs({ why, view, close }) {
  const inputs = why.inputs ?? [];
  if (inputs.length === 0) return html`<section><h3>${t('why.inputs')}</h3><p class="s q">${t('why.noInputs')}</p></section>`;
  const known = inputs.filter((i) => i.value !== undefined || i.says), silent = inputs.filter((i) => i.value === undefined && !i.says);
  return html`<section><h3>${t('why.inputs')}</h3><table><thead><tr><th scope="col">${t('why.item')}</th><th scope="col">
    ${t('why.value')}</th><th scope="col">${t('why.from')}</th></tr></thead>
    <tbody>${[...known, ...silent].map((input) => html`<${Input} key=${inputName(input)} input=${input} view=${view}
      close=${close} />`)}</tbody></table></section>`;
}

function Changes({ finding, view }) {
  const missing = (finding.missing ?? []).filter((m) => m.answers?.length);
  if (missing.length === 0) return null;
  const one = (m) => html`<div key=${`${m.input}${m.about ?? ''}`}><p class="s"><b>
    ${m.ask ?? inputOf(view, inputName({ guideline: finding.guideline, ...m }))?.ask ?? m.input}</b></p>
    <dl class="kv">${m.answers.map((a, i) => html`<dt key=${`t${i}`}><bdi>${a.answer ?? a.says}</bdi></dt><dd key=${`d${i}`}>
      ${effectWords([{ ...a, title: '' }]).join(' · ').replace(/^\s*→\s*/, '')}</dd>`)}</dl></div>`;
  return html`<section><h3>${t('why.changes')}</h3>${missing.slice(0, 2).map(one)}${missing.length > 2 && html`<${Fold}
    summary=${t('why.moreChanges', { n: missing.length - 2 })}>${() => missing.slice(2).map(one)}<//>`}</section>`;
}

function Sources({ finding, view }) {
  const sources = finding.sources ?? [];
  const nobody = sources.length > 0 && !sources.some((s) => s.read === 'full' || s.read === 'own');
  const one = (s, i) => {
    const c = view.sources?.[s.id] ?? {};
    const link = c.doi ? `https://doi.org/${c.doi}` : c.url;
    return html`<li key=${i}>${[c.authors, c.title, c.journal, c.year].filter(Boolean).join('. ') || s.id}${s.at && s.at.toLowerCase() !== (s.read ?? c.read) && html` <span class="q">
      ${s.at}</span>`} <${Read} read=${s.read ?? c.read} />${link && /^https:\/\//.test(link) && html` <a href=${link}
      rel="noreferrer noopener" target="_blank">${c.doi ? `doi ${c.doi}` : t('why.link')}</a>`}</li>`;
  };
  return html`<section><h3>${t('why.sources')}</h3>${sources.length === 0 ? html`<p class="s q">${t('why.noSources')}</p>` : html`<ul
    class="srcs">${sources.slice(0, 4).map(one)}</ul>`}
    ${sources.length > 4 && html`<${Fold} summary=${t('why.moreSources', { n: sources.length - 4 })}>${() => html`<ul class="srcs">
      ${sources.slice(4).map(one)}</ul>`}<//>`}
    ${nobody && html`<div class="warn"><${Icon} name="amber" /><span>${t('why.nobodyRead')}</span></div>`}</section>`;
}

const shown = (value) => {
  if (value === null || value === undefined) return t('holds.unknown');
  if (typeof value === 'boolean') return t(value ? 'holds.yes' : 'holds.no');
  if (typeof value === 'object') return value.display ?? value.says ?? value.shown ?? '…';
  return String(value);
};

// The path of the reasons; each branch is made when it is opened.
function Because({ node, depth }) {
  const children = node.because ?? [];
  const line = html`<span class="re-is">${node.is}</span> <b>${shown(node.value)}</b>${(node.data ?? []).slice(0, 2).map((d, i) =>
    html` <span class="q" key=${i}><bdi>${[d.shown, day(d.date)].filter(Boolean).join(', ')}</bdi></span>`)}`;
  if (children.length === 0) return html`<li>${line}</li>`;
  return html`<li><${Fold} open=${depth < 1} summary=${line}>${() => html`<ul class="re">${children.map((child, i) => html`<${Because}
    key=${i} node=${child} depth=${depth + 1} />`)}</ul>`}<//></li>`;
}

function Rule({ why }) {
  const { reason } = why.finding;
  return html`<section><h3>${t('why.rule')}</h3>
    ${reason && html`<${Fold} summary=${t('why.path')}>${() => html`<ul class="re">${[].concat(reason).map((node, i) => html`<${Because}
      key=${i} node=${node} depth=${0} />`)}</ul>`}<//>`}
    ${(why.rule ?? []).length > 0 && html`<${Fold} summary=${t('why.cql')}>${() => why.rule.map((r, i) => html`<div key=${i}><p
      class="xs q">${r.library}, ${t('why.line', { n: r.line })}</p><pre tabindex="0">${r.cql}</pre></div>`)}<//>`}</section>`;
}

const short = (hash) => (hash ?? '').replace(/^(sha256:)?([0-9a-f]{8})[0-9a-f]+([0-9a-f]{4})$/, 'sha256:$2…$3');

function Version({ why }) {
  const { guideline: g = {}, finding } = why;
  return html`<section><h3>${t('why.version')}</h3><dl class="kv"><dt>${t('why.guideline')}</dt><dd>
    ${[g.title ?? g.id, g.version, g.status].filter(Boolean).join(', ')}</dd>
    ${g.reviewed && html`<dt>${t('why.reviewed')}</dt><dd>
      ${day(g.reviewed)}${g.expires && `, ${t('why.expires', { day: day(g.expires) })}`}</dd>`}
    <dt>${t('why.rules')}</dt><dd title=${g.hash ?? finding.guidelines}>${short(g.hash ?? finding.guidelines)}</dd><dt>
      ${t('why.inputs')}</dt><dd title=${why.inputsHash ?? finding.inputs}>${short(why.inputsHash ?? finding.inputs)}</dd></dl></section>`;
}

function Limits({ why }) {
  const words = [why.finding.limits, why.guideline?.limits].filter(Boolean);
  return html`<section><h3>${t('why.limits')}</h3><p class="s">${words.length ? words.join(' ') : t('why.noLimits')}</p>
    ${why.guideline?.for && html`<p class="s q">${t('why.forWhom')} ${why.guideline.for}</p>`}</section>`;
}

const titleOf = (view, finding) =>
  view.findings.find((f) => f.guideline === finding.guideline && f.finding === finding.finding)?.title ?? finding.title ?? finding.finding;

function Drawer({ view, finding, close }) {
  const box = useRef(null);
  const [{ why, error }, again] = useFetched(view, finding);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    if (box.current) box.current.scrollTop = 0;
  }, [finding]);
  useEffect(() => {
    const key = (event) => { if (event.key === 'Escape' && !event.defaultPrevented) close(); };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [close]);
  return html`<aside class="drawer open" id="why" ref=${box} tabindex="-1" aria-labelledby="why-h"><header><h2 id="why-h">
    ${t('why.title', { what: titleOf(view, finding) })}</h2>
    <button class="btn btn-q" type="button" onClick=${close}>${t('why.close')} <kbd aria-hidden="true">Esc</kbd></button></header>
    ${error && html`<section><${Failed} again=${again}>${t('why.failed')}<//></section>`}
    ${!why && !error && html`<section><p class="q">${t('why.fetching')}</p></section>`}
    ${why && html`<${Sentence} finding=${why.finding} view=${view} /><${Expired}
      guideline=${{ ...why.guideline, expired: why.finding.expired, asOf: view.asOf }} /><${Inputs} why=${why} view=${view}
      close=${close} /><${Changes} finding=${why.finding} view=${view} />
      <${Rule} why=${why} /><${Sources} finding=${why.finding} view=${view} /><${Limits} why=${why} /><${Version} why=${why} />`}</aside>`;
}

// Holds which why is open; #why in the address opens and shuts with it. One drawer, never two.
export function WithWhy({ view, children }) {
  const [finding, setFinding] = useState(null);
  const opener = useRef(null);
  const open = useCallback((what, element) => {
    opener.current?.removeAttribute('aria-current');
    opener.current = element ?? document.activeElement;
    opener.current?.setAttribute('aria-current', 'true');
    setFinding({ ...what });
    if (location.hash !== fragment) history.replaceState(history.state, '', fragment);
  }, []);
  const close = useCallback(() => {
    opener.current?.removeAttribute('aria-current');
    setFinding(null);
    if (location.hash === fragment) history.replaceState(history.state, '', location.pathname);
    opener.current?.focus?.({ preventScroll: true });
  }, []);
  useBodyMark('with-drawer', !!finding);
  const first = useMemo(() => view.findings.find((f) => f.row) ?? view.findings[0], [view.key]);
  useEffect(() => { if (location.hash === fragment && first) open(first, null); }, []);
  return html`<${Why.Provider} value=${open}>${children}<//>${finding && html`<${Drawer} view=${view} finding=${finding}
    close=${close} />`}`;
}
