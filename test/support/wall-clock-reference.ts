// The slow reference for calendar boundaries: what a wall clock shows, minute by minute, by Intl alone.
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Interval = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** What the clock of a zone shows at an instant, as if it were UTC. */
export function wallClock(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (instant) => {
    const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = format
      .format(instant)
      .split(/[/,: ]+/)
      .map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** The instants at which the clock of a zone is changed, to the minute. */
export function clockChanges(timeZone: string, from: number, to: number): number[] {
  const clock = wallClock(timeZone);
  const offset = (instant: number): number => clock(instant) - instant;
  const changes: number[] = [];
  for (let day = from; day < to; day += DAY) {
    if (offset(day) === offset(day + DAY)) continue;
    let [low, high] = [day, day + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(day)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

/** The label of the unit that a wall clock is in. Weeks begin on Monday, which 1970-01-05 was. */
function labelOf(shown: number, interval: Interval): string {
  const date = new Date(shown).toISOString();
  if (interval === 'HOUR') return date.slice(0, 13);
  if (interval === 'DAY') return date.slice(0, 10);
  if (interval === 'MONTH') return date.slice(0, 7);
  return String(Math.floor((Math.floor(shown / DAY) - 4) / 7));
}

/** Every instant within the range, in steps of so many minutes, at which a unit begins; hours also where the clock shows a full one again. */
export function boundariesSeen(
  range: { readonly from: number; readonly to: number },
  interval: Interval,
  timeZone: string,
  minutes: number,
): number[] {
  const clock = wallClock(timeZone);
  const seen: number[] = [];
  let label = labelOf(clock(range.from), interval);
  for (let at = range.from + minutes * MINUTE; at < range.to; at += minutes * MINUTE) {
    const shown = clock(at);
    const next = labelOf(shown, interval);
    if (next !== label || (interval === 'HOUR' && shown % (60 * MINUTE) === 0)) seen.push(at);
    label = next;
  }
  return seen;
}
