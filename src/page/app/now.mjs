// now: what cannot wait, with its clock; or that nothing is recorded, what was asked and what was not.
import { html, useEffect, useRef, useState } from './html.mjs';
import { Fold, Icon, N, State, Tier } from './parts.mjs';
import { useFrame } from './head.mjs';
import { patientPath, post } from './api.mjs';
import { newest, placed, plain, questionId, questionOf, without, wordsOf } from './read.mjs';
import { ago, clockAt, since } from './times.mjs';
import { t, day, moment } from './words.mjs';

const fullyShown = 3;
const shortestReason = 10;
const tiers = ['emergency', 'red', 'amber'];

// Nobody took it and its time ran out: on top; then by tier, then by clock.
function ordered(alarms, asOf) {
  const over = (a) => (a.until && (a.over || clockAt(a.until, asOf).over) ? 0 : 1);
  const open = (a) => (a.acknowledged ? 1 : 0);
  const tier = (a) => tiers.indexOf(a.tier) + 1 || 9;
  const clock = (a) => a.until ?? '9';
  return [...alarms].sort((a, b) => tier(a) - tier(b) || open(a) - open(b) || over(a) - over(b) || (clock(a) > clock(b)) - (clock(a) < clock(b)));
}

function Clock({ alarm, asOf }) {
  if (!alarm.until) return html`<div class="clock"></div>`;
  const clock = clockAt(alarm.until, asOf);
  const says = [clock.words !== t('times.now') && t(clock.over ? 'now.wasBy' : 'now.by', { day: moment(alarm.until, asOf) }),
    !alarm.acknowledged && t('now.nobody', { since: since(alarm.opened, asOf) })].filter(Boolean).join(' · ');
  return html`<div class="clock"><b>${clock.words}</b><span class="s">${says}</span></div>`;
}

function Close({ send, cancel }) {
  const [reason, setReason] = useState('');
  const box = useRef(null);
  useEffect(() => box.current?.focus(), []);
  const long = reason.trim().length >= shortestReason;
  return html`<form class="by now-f" onSubmit=${(event) => { event.preventDefault(); if (long) send(reason.trim()); }}
    onKeyDown=${(event) => event.key === 'Escape' && cancel()}>
    <label class="grow">${t('now.reason')} <input class="in" ref=${box} type="text" required minlength=${shortestReason} maxlength="500"
      value=${reason} onInput=${(e) => setReason(e.currentTarget.value)} /></label>
    <button class="btn btn-1" type="submit" disabled=${!long}>${t('now.close')}</button><button class="btn btn-q" type="button"
      onClick=${cancel}>${t('task.cancel')}</button>
    <span class="xs q">${t('now.reasonHow', { n: shortestReason })}</span></form>`;
}

function Alarm({ alarm, view, act, failed }) {
  const [closing, setClosing] = useState(false);
  const { asOf } = view;
  const place = wordsOf(view, alarm.about);
  const gone = alarm.holds !== 'yes' || (alarm.nowTier && alarm.nowTier !== alarm.tier);
  const finding = { kind: 'finding', guideline: alarm.guideline, finding: alarm.finding, about: alarm.about };
  return html`<li class=${`now-row now-${alarm.tier}`}><${Tier} tier=${alarm.tier} />
    <div><h2>${alarm.title || alarm.says}${place && html` <span class="q now-at"><bdi>${place}</bdi></span>`}</h2>${' '}
      <span class="s q now-by">${t('now.recorded', { when: ago(alarm.since ?? alarm.opened, asOf) })}${alarm.acknowledged
        ? ` · ${t('now.acknowledged', { name: alarm.acknowledged.by?.name ?? alarm.acknowledged.by, when: ago(alarm.acknowledged.at, asOf) })}` :
          !alarm.until && html` · <b>${t('now.unacknowledged')}</b>`} · <${N} finding=${finding}>${t('why.why')}<//></span>
      ${alarm.title && html`<p class="s"><bdi>${plain(without(`${t(`tier.${alarm.tier}`)}:`, without(place, alarm.says)), asOf)}</bdi></p>`}
      ${gone && html`<p class="s"><span class="hx">
        ${t('now.noLonger', { now: t(alarm.nowTier && alarm.nowTier !== 'green' ? `tier.${alarm.nowTier}` : `holds.${alarm.holds ?? 'unknown'}`) })}</span>
        </p>`}
      ${failed && html`<p class="warn" role="alert"><${Icon} name="amber" /><span>${failed}</span></p>`}
      ${closing && html`<${Close} send=${(reason) => act(alarm, 'close', { reason })} cancel=${() => setClosing(false)} />`}</div>
    <${Clock} alarm=${alarm} asOf=${asOf} />
    <div class="now-acts">${!alarm.acknowledged && html`<button class="btn btn-1" type="button" onClick=${() => act(alarm, 'acknowledge')}>
      ${t('now.acknowledge')}</button>`}
      ${!closing && html`<button class="btn" type="button" onClick=${() => setClosing(true)}>${t('now.closeWith')}</button>`}</div></li>`;
}

// One of the emergencies that were asked about, or were not.
function Asked({ finding, view }) {
  const date = newest(finding);
  if (finding.holds !== 'unknown') {
    return html`<li><${State} holds=${finding.holds} words=${html`<span><${N} finding=${finding}>
      ${finding.title ?? finding.says}<//>: ${t(`holds.${finding.holds}`)}${date && ` (${day(date, view.asOf)})`}</span>`} /></li>`;
  }
  const question = questionOf(view, finding);
  const title = finding.title ?? finding.says;
  const unknown = html`<span class="vh">: ${t('holds.unknown')}</span>`;
  return html`<li><${State} holds="unknown" words=${question ? html`<a href=${`#${questionId(question)}`}><span class="vh">${t('now.ask')}: </span>
    ${title}</a>${unknown}` : html`<${N} finding=${finding}>${title}<//>${unknown}`} /></li>`;
}

function Calm({ view, alarms }) {
  const asked = placed(view, view.layout?.calm).filter((f) => !alarms.some((a) => a.guideline === f.guideline && a.finding === f.finding));
  const said = asked.filter((f) => f.holds === 'no');
  const open = asked.filter((f) => f.holds === 'unknown');
  const holds = asked.filter((f) => f.holds === 'yes');
  return html`<ul class="asked">${alarms.length === 0 && html`<li><b>${t('now.nothing')}</b></li>`}
    ${alarms.length > 0 && asked.length > 0 && html`<li class="q">${t('now.others')}</li>`}
    ${holds.map((f) => html`<${Asked} key=${f.finding} finding=${f} view=${view} />`)}
    ${said.slice(0, 4).map((f) => html`<${Asked} key=${f.finding} finding=${f} view=${view} />`)}
    ${open.slice(0, 4).map((f) => html`<${Asked} key=${f.finding} finding=${f} view=${view} />`)}
    ${(said.length > 4 || open.length > 4) && html`<li class="grow"><${Fold}
      summary=${t('now.more', { no: Math.max(0, said.length - 4), open: Math.max(0, open.length - 4) })}>
      ${() => html`<ul class="asked asked-in">${[...said.slice(4), ...open.slice(4)].map((f) => html`<${Asked} key=${f.finding}
        finding=${f} view=${view} />`)}</ul>`}<//></li>`}
    ${asked.length === 0 && html`<li><${State} holds="unknown" words=${t('now.nothingAsked')} /></li>`}</ul>`;
}

const Closed = ({ alarm, asOf }) => html`<li class="s"><${Tier} tier=${alarm.tier} /> ${alarm.title ?? alarm.says} <span class="q">
  ${t('now.closedBy', { name: alarm.closed.by?.name ?? alarm.closed.by, when: ago(alarm.closed.at, asOf) })} <bdi>${alarm.reason}</bdi>
  </span>${alarm.holds === 'yes' && html` · <b>${t('now.stillHolds')}</b>`}</li>`;

export function Now({ view, change }) {
  const { say } = useFrame();
  const [failed, setFailed] = useState({});
  const alarms = ordered((view.alarms ?? []).filter((a) => !a.closed), view.asOf);
  const closed = (view.alarms ?? []).filter((a) => a.closed);
  const act = async (alarm, what, body) => {
    setFailed({});
    try {
      const part = await post(patientPath(view.key, `/alarm/${alarm.number}/${what}`), body ?? {});
      if (part.alarms) change({ alarms: part.alarms });
      say(t(`now.did.${what}`, { title: alarm.title ?? '' }));
    } catch (error) {
      setFailed({ [alarm.number]: t('task.failed', { says: error.body?.error?.says ?? t('main.offline') }) });
    }
  };
  const top = alarms[0]?.tier ?? 'none';
  const row = (alarm) => html`<${Alarm} key=${alarm.number} alarm=${alarm} view=${view} act=${act} failed=${failed[alarm.number]} />`;
  return html`<section class=${`now now-is-${top}`} aria-label=${t('now.label')}>
    ${alarms.length > 0 && html`<ul class="now-list">${alarms.slice(0, fullyShown).map(row)}</ul>`}
    ${alarms.length > fullyShown && html`<${Fold} cls="now-more"
      summary=${t('now.moreAlarms', { n: alarms.length - fullyShown, titles: alarms.slice(fullyShown).map((a) => a.title ?? a.says).join('; ') })}>
      ${() => html`<ul class="now-list">${alarms.slice(fullyShown).map(row)}</ul>`}<//>`}
    <${Calm} view=${view} alarms=${alarms} />
    ${closed.length > 0 && html`<${Fold} cls="now-more" summary=${t('now.closed', { n: closed.length })}>${() => html`<ul class="closed">
      ${closed.map((a) => html`<${Closed} key=${a.number} alarm=${a} asOf=${view.asOf} />`)}</ul>`}<//>`}</section>`;
}
