// words: every text of the page, by name, in the language of the reader. What a guideline or a record says comes
// from the server and is not translated here.
//
//     t('worklist.need', { n: 9 })      "9 people need someone"
//
// A text may hold {name}; {n|one|many} chooses by number.
import en from './words.en.mjs';

const catalogues = { en };
let catalogue = en;

export function speak(language) {
  catalogue = catalogues[language] ?? en;
  document.documentElement.lang = catalogues[language] ? language : 'en';
}

export function t(name, values = {}) {
  const text = catalogue[name] ?? en[name];
  if (text === undefined) throw new Error(`no text is called ${name}`);
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, key, one, many) =>
    one === undefined ? String(values[key]) : (values[key] === 1 ? one : many));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// "12 Nov 2026", "Nov 2026", "2026": as precise as it was recorded. `short`: without the year when it is that of `asOf`.
export function day(iso, asOf = '') {
  if (!iso) return '';
  const [year, month, date] = iso.slice(0, 10).split('-');
  const y = asOf.slice(0, 4) === year ? '' : ` ${year}`;
  if (!month) return year;
  const name = months[Number(month) - 1] ?? month;
  return date ? `${Number(date)} ${name}${y}` : `${name} ${year}`;
}

// "12 Nov, 09:40" in UTC as recorded.
export function moment(iso, asOf = '') {
  const time = iso?.slice(11, 16);
  return time && time !== '00:00' ? `${day(iso, asOf)}, ${time}` : day(iso, asOf);
}

// "12 d", "7 months", "3 years": the time from one day to another, as somebody would say it.
export function span(fromIso, toIso) {
  const from = Date.parse(full(fromIso)), to = Date.parse(full(toIso));
  const days = Math.round((to - from) / 86400000);
  if (Number.isNaN(days)) return '';
  if (Math.abs(days) < 92) return t('span.days', { n: days });
  if (Math.abs(days) < 730) return t('span.months', { n: Math.round(days / 30.44) });
  return t('span.years', { n: Math.round(days / 365.25) });
}

function full(iso) {
  const text = (iso ?? '').slice(0, 10);
  return text.length === 4 ? `${text}-07-01` : text.length === 7 ? `${text}-15` : text;
}

export function days(fromIso, toIso) {
  return Math.round((Date.parse(full(toIso)) - Date.parse(full(fromIso))) / 86400000);
}
