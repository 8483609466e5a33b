// times: clocks and ages, counted from an instant the server gave, never from the clock of the reader.
import { t, day, moment } from './words.mjs';

const minute = 60000, hour = 3600000, dayLong = 86400000;

// "22 h 48 min", "4 d 11 h", "12 d": how long, from the larger two units.
export function length(ms) {
  const much = Math.abs(ms);
  if (much < hour) return t('times.min', { n: Math.max(1, Math.round(much / minute)) });
  if (much < 6 * hour) return t('times.hours', { h: Math.floor(much / hour), n: Math.floor((much % hour) / minute) });
  if (much < 2 * dayLong) return t('times.wholeHours', { h: Math.floor(much / hour) });
  if (much < 10 * dayLong) return t('times.days', { d: Math.floor(much / dayLong), h: Math.floor((much % dayLong) / hour) });
  return t('span.days', { n: Math.round(much / dayLong) });
}

// A number of days as somebody would say it.
export function daysLong(n) {
  if (n < 200) return t('span.days', { n });
  return n < 730 ? t('span.months', { n: Math.round(n / 30.44) }) : t('span.years', { n: Math.round(n / 365.25) });
}

// What a clock says at `asOf`: { words, over }. A date without a time lasts to the end of its day.
export function clockAt(until, asOf) {
  const end = Date.parse(until.length <= 10 ? `${until}T23:59:59Z` : until);
  const left = end - Date.parse(asOf);
  if (Number.isNaN(left)) return { words: '', over: false };
  if (left <= 0 && left > -minute) return { words: t('times.now'), over: true };
  return { words: t(left < 0 ? 'times.over' : 'times.left', { length: length(left) }), over: left < 0 };
}

// "60 h ago" for an instant, "20 Nov, 2 d" for a date.
export function ago(iso, asOf) {
  if (!iso) return '';
  if (iso.length <= 10 || iso.slice(11, 16) === '00:00') return day(iso, asOf);
  const gone = Date.parse(asOf) - Date.parse(iso);
  return gone >= 0 && gone < 3 * dayLong ? t('times.ago', { length: length(gone) }) : moment(iso, asOf);
}

// "08:41" on the same day, else "21 Nov": since when.
export function since(iso, asOf) {
  if (!iso) return '';
  return iso.length > 10 && dateOf(iso) === dateOf(asOf) && iso.slice(11, 16) !== '00:00' ? iso.slice(11, 16) : day(iso, asOf);
}

// Today and another day as an input of type date wants them.
export const dateOf = (iso) => (iso ?? '').slice(0, 10);
export function daysAfter(iso, n) {
  return new Date(Date.parse(dateOf(iso)) + n * dayLong).toISOString().slice(0, 10);
}
