// would: what one answer would change, exactly: the server works it out (what-if, nothing is stored). What it lowers stands first.
import { html, useEffect, useState } from './html.mjs';
import { Fold, Icon, Tier } from './parts.mjs';
import { patientPath, post } from './api.mjs';
import { differences } from './differences.mjs';
import { wordsOf } from './read.mjs';
import { t } from './words.mjs';

const afterClick = 150, afterKey = 500;
const firstShown = 4;

// { asking } while it is worked out, { differences } or { failed }; nothing without a value.
export function useWould({ question, value, view, typed }) {
  const [state, setState] = useState({});
  const asked = value === undefined ? '' : JSON.stringify(value);
  useEffect(() => {
    if (!asked) return setState({});
    let current = true;
    const [guideline] = question.names[0].split('/');
    const answers = [{ guideline, input: question.input, about: question.about, value }];
    setState({ asking: true });
    const timer = setTimeout(() => post(patientPath(view.key, '/whatif'), { answers }).then(
      (result) => current && setState({ differences: differences(view, result) }),
      (error) => current && setState({ failed: error.body?.error?.says ?? t('main.offline') })), typed ? afterKey : afterClick);
    return () => { current = false; clearTimeout(timer); };
  }, [asked, view.key, view.revision]);
  return asked ? state : {};
}

function Line({ step, view }) {
  const place = wordsOf(view, step.about);
  return html`<li>${step.lowers && html`<${Tier} tier=${step.was} /> `}${step.title}${place && html` <span class="q"><bdi>${place}</bdi>
    </span>`}${step.lowers ? html` <b>→ ${step.to}</b>` : html`: <b>${step.from} → ${step.to}</b>`}</li>`;
}

const list = (steps, view) => html`<ul>${steps.map((step) => html`<${Line} key=${step.name} step=${step} view=${view} />`)}</ul>`;

function Found({ found, view }) {
  const { lowers, others, away, words } = found;
  if (lowers.length + others.length + away.length === 0) return html`<p>${t(words ? 'would.words' : 'would.nothing', { n: words })}</p>`;
  const rest = others.slice(firstShown);
  return html`${lowers.length > 0 && html`<div class="warn"><${Icon} name="amber" /><div><b>${t('would.lowers')}</b>${list(lowers, view)}</div></div>`}
    ${others.length > 0 && html`<p><b>${t(lowers.length ? 'would.also' : 'would.changes', { n: others.length })}</b></p>${list(others.slice(0, firstShown), view)}`}
    ${rest.length > 0 && html`<${Fold} summary=${t('effect.more', { n: rest.length })}>${() => list(rest, view)}<//>`}
    ${away.length > 0 && html`<${Fold} summary=${t('would.away', { n: away.length })}>${() => list(away, view)}<//>`}`;
}

export function Would({ state, view }) {
  if (!state.asking && !state.failed && !state.differences) return null;
  return html`<div class="exact" role="status" aria-busy=${!!state.asking}>${state.asking ? html`<p class="q">${t('would.asking')}</p>`
    : state.failed ? html`<p class="warn"><${Icon} name="amber" /><span>${t('would.failed', { says: state.failed })}</span></p>`
      : html`<${Found} found=${state.differences} view=${view} />`}</div>`;
}
