// tiles: where it stands: the most urgent finding of each group, and what changed since the board last looked.
import { html, useState } from './html.mjs';
import { Fold, N, State, Tier, Unknown, byTier } from './parts.mjs';
import { useFrame } from './head.mjs';
import { patientPath, post } from './api.mjs';
import { noneDue, overdueDays, placed, plain, sentences, tileOf, without, wordsOf } from './read.mjs';
import { daysLong, since } from './times.mjs';
import { t, day } from './words.mjs';

const alsoShown = 2;
const changesShown = 6;
const longest = 120;

// What is not known is asked, not said.
const asQuestion = (words) => (/[?.]$/.test(words) ? words : t('tiles.unknown', { words }));

function headOf(finding, view) {
  const words = finding.title ?? finding.says;
  return [finding.holds === 'unknown' ? asQuestion(words) : words, wordsOf(view, finding.about)];
}

// A tier that asks for something is shown; green never is: it would need nothing overdue and nothing unread.
function Mark({ finding, due }) {
  if (due) return html`<${Tier} tier="amber" />`;
  if (finding.tier && finding.tier !== 'green') return html`<${Tier} tier=${finding.tier} />`;
  return html`<${State} holds=${finding.holds} words=${t(`holds.${finding.holds}`)} />`;
}

function Big({ finding, view, due }) {
  if (due) return html`<p class="big">
    ${t('tiles.overdue', { what: finding.title ?? finding.finding, long: daysLong(overdueDays(finding)) })}</p>`;
  const [words, place] = headOf(finding, view);
  if (finding.holds === 'no' && finding.says) return html`<p class="big clamp3"><bdi>
    ${plain(finding.says, view.asOf)}</bdi></p>`;
  return html`<p class="big">${words}${place && html` <span class="q"><bdi>${place}</bdi></span>`}</p>`;
}

// What else of the group asks for something, and how much of it is not known.
function Also({ first, rest, due }) {
  const urgent = due ? rest : rest.filter((f) => f.holds !== 'no' && ['emergency', 'red', 'amber'].includes(f.tier));
  const open = due ? 0 : rest.filter((f) => f.holds === 'unknown').length - urgent.filter((f) => f.holds === 'unknown').length;
  return html`<p class="s q tile-f"><${N} finding=${first}>${t('why.why')}<//>
    ${urgent.length + open > 0 && ' · '}${urgent.slice(0, alsoShown).map((f, i) => html`${i > 0 ? '; ' : `${t('tiles.also')} `}<${N}
    key=${i} finding=${f}>${f.title ?? f.says}<//>${due ? ` ${daysLong(overdueDays(f))}` : ''}`)}
    ${urgent.length > alsoShown && ` ${t('tiles.more', { n: urgent.length - alsoShown })}`}${open > 0 &&
      html`${urgent.length > 0 ? ' · ' : ''}<${Unknown}>${t('tiles.open', { n: open })}<//>`}</p>`;
}

function Tile({ tile, view }) {
  const [first, ...rest] = tileOf(view, tile);
  const due = tile.kind === 'due';
  if (!first) {
    if (!due) return null;
    const open = view.findings.filter((f) => f.kind === 'due' && f.holds === 'unknown').length;
    const none = noneDue(view);
    return html`<article class=${open || none ? 'tile tile-unknown' : 'tile'}><header><h3>${tile.title}</h3>${(open > 0 || none) && html`<${Tier}
      tier="unknown" />`}</header>
      <p class="big">${t(none ? 'tiles.noneApplies' : open ? 'tiles.nothingKnown' : 'tiles.nothingOverdue')}</p>${open > 0 && html`<p class="s q tile-f"><a
        href="#follow"><${Unknown}>${t('tiles.dueOpen', { n: open })}<//></a></p>`}</article>`;
  }
  const tint = due ? 'amber' : first.tier ?? (first.holds === 'unknown' ? 'unknown' : 'green');
  return html`<article class=${`tile tile-${tint}`}><header><h3>${tile.title}</h3><${Mark} finding=${first} due=${due} /></header>
    <${Big} finding=${first} view=${view} due=${due} />
    ${!due && first.holds !== 'no' && first.title && html`<p class="s q clamp3"><bdi>${sentences(
      plain(without(`${t(`tier.${first.tier ?? 'unknown'}`)}:`, without(wordsOf(view, first.about), first.says)), view.asOf), longest)}</bdi></p>`}
    <${Also} first=${first} rest=${rest} due=${due} /></article>`;
}

export function Tiles({ view }) {
  const tiles = view.layout?.tiles ?? [];
  return html`<section aria-labelledby="h-ver"><h2 class="vh" id="h-ver">${t('tiles.label')}</h2>
    ${tiles.length === 0 && html`<p><${Unknown}>${t('tiles.noLayout')}<//></p>`}
    <div class="tiles">${tiles.map((tile) => html`<${Tile} key=${tile.id} tile=${tile} view=${view} />`)}</div></section>`;
}

const asksFor = ({ holds, tier }) => tier && tier !== 'green' && tier !== 'unknown' && holds !== 'no';
const tierOf = (f) => t(asksFor(f) ? `tier.${f.tier}` : `holds.${f.holds || 'none'}`);

// Its tier or whether it holds, and its points where it has some.
const stateOf = (f) => [tierOf(f), f.score].filter(Boolean).join(', ');

function Change({ entry, view }) {
  const { before } = entry;
  const place = wordsOf(view, entry.about);
  const same = before && tierOf(before) === tierOf(entry);
  const from = before && (same ? before.score : stateOf(before)), to = same ? entry.score : stateOf(entry);
  return html`<li><time datetime=${entry.at}>${since(entry.at, view.asOf)}</time><div>
    ${entry.tier && entry.tier !== 'green' && entry.holds === 'yes' ? html`<b>
    ${entry.title ?? entry.says}</b>` : entry.title ?? entry.says}${place && html` <span class="q"><bdi>${place}</bdi></span>`}
    <span class="q"> ${!before ? t('changed.first', { to }) : from === to ? t('changed.words') : t('changed.fromTo', { from, to })} · <${N}
      finding=${{ kind: 'finding', ...entry }}>${t('why.why')}<//></span>
    ${entry.title && entry.says && html`<div class="q clamp2"><bdi>
      ${sentences(plain(without(place, entry.says), view.asOf), longest)}</bdi></div>`}</div>
      </li>`;
}

// Where it asks for something, how urgently; of the same instant the most urgent stands first.
const asked = (entry) => ({ tier: asksFor(entry) ? entry.tier : 'green' });

export function Changed({ view, change }) {
  const { say } = useFrame();
  const [failed, setFailed] = useState('');
  const changes = [...(view.changes ?? [])].sort((a, b) => (b.at > a.at) - (b.at < a.at) || byTier(asked(a), asked(b)) || b.number - a.number);
  const unread = placed(view, view.layout?.unread);
  const board = view.seen?.board;
  const seen = async () => {
    try {
      const part = await post(patientPath(view.key, '/seen'), { board: true });
      change({ changes: part.changes ?? [], seen: part.seen ?? { ...view.seen, board: view.asOf } });
      say(t('changed.did'));
      setFailed('');
    } catch (error) {
      setFailed(t('task.failed', { says: error.body?.error?.says ?? t('main.offline') }));
    }
  };
  const moved = changes.filter((c) => !c.before || stateOf(c.before) !== stateOf(c));
  const worded = changes.filter((c) => !moved.includes(c));
  const row = (entry) => html`<${Change} key=${entry.number} entry=${entry} view=${view} />`;
  return html`<section id="changed" aria-labelledby="h-chg"><div class="sh"><h2 id="h-chg">
    ${board ? t('changed.since', { day: day(board, view.asOf) }) : t('changed.ever')}</h2>
    ${unread.length > 0 && html`<span class="end">${unread.map((f) => html`<${N} finding=${f}>${f.title ?? f.says}<//>`)}</span>`}</div>
    ${failed && html`<p class="warn" role="alert">${failed}</p>`}
    ${changes.length === 0 ? html`<p class="q none">${t(board ? 'changed.nothing' : 'changed.nothingEver')}</p>` : html`<ol class="chg">
      ${moved.slice(0, changesShown).map(row)}</ol>`}
    ${moved.length > changesShown && html`<${Fold} summary=${t('changed.more', { n: moved.length - changesShown })}>${() => html`<ol
      class="chg">${moved.slice(changesShown).map(row)}</ol>`}<//>`}
    ${worded.length > 0 && html`<${Fold} summary=${t('changed.wordsOnly', { n: worded.length })}>${() => html`<ol class="chg">
      ${worded.map(row)}</ol>`}<//>`}
    ${changes.length > 0 && html`<p class="mark"><button class="btn" type="button" onClick=${seen}>${t('changed.mark')}</button>
      </p>`}</section>`;
}
