// Calendar boundaries in a time zone: where hours, days, weeks and months begin.
import { Temporal } from 'temporal-polyfill';
import { DAY, HOUR, type Instant, isEmpty, type Range, SECOND } from './range.js';

export type CalendarUnit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** Whether the name is one of the IANA time zone database, in any case. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The range cut at every start of a unit: its own start, each boundary within, its own end. Nothing for an empty range;
 * undefined where there would be more than `most` pieces.
 */
export function boundaries(range: Range, unit: CalendarUnit, timeZone: string, most: number): Float64Array | undefined {
  if (isEmpty(range)) return new Float64Array(0);
  // No unit is longer than this, so that a hopeless range costs no calendar at all.
  if ((range.to - range.from) / LONGEST[unit] > most) return undefined;
  const cuts = [range.from];
  const next = stepper(unit, timeZone);
  for (let at = next(range.from); at < range.to; at = next(at)) {
    if (cuts.length >= most) return undefined;
    cuts.push(at);
  }
  return Float64Array.from([...cuts, range.to]);
}

const LONGEST: Record<CalendarUnit, number> = { HOUR: 2 * HOUR, DAY: 2 * DAY, WEEK: 8 * DAY, MONTH: 32 * DAY };

/** The next start of a unit after an instant. */
function stepper(unit: CalendarUnit, timeZone: string): (at: Instant) => Instant {
  if (unit === 'HOUR') return hourStepper(timeZone);
  return unit === 'DAY' ? dayStepper(timeZone) : (at) => nextDate(at, unit, timeZone);
}

const zoned = (at: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

function nextDate(at: Instant, unit: 'DAY' | 'WEEK' | 'MONTH', timeZone: string): Instant {
  const date = zoned(at, timeZone).toPlainDate();
  let next =
    unit === 'MONTH'
      ? date.with({ day: 1 }).add({ months: 1 })
      : date.add({ days: unit === 'DAY' ? 1 : 8 - date.dayOfWeek });
  // A zone may skip a whole date, as Samoa did; then it begins where it ends.
  while (startOf(next, timeZone) <= at) next = next.add({ days: 1 });
  return startOf(next, timeZone);
}

const startOf = (date: Temporal.PlainDate, timeZone: string): Instant =>
  date.toZonedDateTime(timeZone).epochMilliseconds;

/** Between two changes of the clock days are equally long too. */
function dayStepper(timeZone: string): (at: Instant) => Instant {
  let calmUntil = Number.NEGATIVE_INFINITY;
  return (at) => {
    if (at + DAY <= calmUntil) return at + DAY;
    const next = nextDate(at, 'DAY', timeZone);
    const start = zoned(next, timeZone);
    const isMidnight = start.hour === 0 && sinceHour(start) === 0;
    calmUntil = isMidnight ? nextTransition(start) - HOUR : Number.NEGATIVE_INFINITY;
    return next;
  };
}

/** Between two changes of the clock hours are equally long, so the calendar is asked only around a change. */
function hourStepper(timeZone: string): (at: Instant) => Instant {
  let calmUntil = Number.NEGATIVE_INFINITY;
  return (at) => {
    if (at + HOUR <= calmUntil) return at + HOUR;
    const next = nextHour(at, timeZone);
    calmUntil = calmFrom(zoned(next, timeZone));
    return next;
  };
}

/** An hour that a change of the clock has cut does not begin on the hour, and the one after it does. */
function calmFrom(hour: Temporal.ZonedDateTime): Instant {
  if (sinceHour(hour) !== 0) return Number.NEGATIVE_INFINITY;
  return nextTransition(hour) - HOUR;
}

/**
 * The hour as the clock shows it begins on the hour, and where a change of the clock leads to another hour. So where the clock
 * is set back by half an hour, one lasts an hour and a half; and where it skips from 02:45 to 03:45, a quarter of 3 is left.
 */
function nextHour(at: Instant, timeZone: string): Instant {
  const now = zoned(at, timeZone);
  const onTheHour = at + HOUR - sinceHour(now);
  const change = nextTransition(now);
  if (onTheHour < change) return onTheHour;
  const [before, after] = [zoned(change - 1, timeZone), zoned(change, timeZone)];
  const isOther = before.hour !== after.hour || !before.toPlainDate().equals(after.toPlainDate());
  return isOther || sinceHour(after) === 0 ? change : nextHour(change, timeZone);
}

/** Milliseconds since the clock showed a full hour. */
const sinceHour = ({ minute, second, millisecond }: Temporal.ZonedDateTime): number =>
  (minute * 60 + second) * SECOND + millisecond;

const nextTransition = (from: Temporal.ZonedDateTime): Instant =>
  from.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
