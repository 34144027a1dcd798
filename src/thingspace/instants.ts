// Parses and formats instants in the spellings that ThingSpace uses.

const FORMS = [
  // 2022-08-05T21:05:27.129Z, 2015-12-17T14:12:36-05:00, and without a zone, which is taken as UTC.
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?$/i,
  // 2021-06-03 00:03:56.079 +0000 UTC: Go's way of printing a time, seen in siblings of this service.
  /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ([+-])(\d\d)(\d\d)(?: [A-Z]{1,5})?$/,
];

/** UTC milliseconds; NaN where the text is not an instant of a real calendar day. Digits below the millisecond are cut off. */
export function readInstant(text: string): number {
  return text.length === 24 && text[10] === 'T' && text[19] === '.' && text[23] === 'Z'
    ? readMilliseconds(text)
    : readAnyForm(text);
}

/** The form nearly every row has, YYYY-MM-DDTHH:mm:ss.sssZ, which Date reads alone; a day that no month has is carried over by it. */
function readMilliseconds(text: string): number {
  const instant = Date.parse(text);
  return Number(text.slice(8, 10)) === new Date(instant).getUTCDate() ? instant : readAnyForm(text);
}

function readAnyForm(text: string): number {
  const match = FORMS.map((form) => form.exec(text)).find((found) => found !== null);
  if (!match) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (match[8] === '-' ? -1 : 1) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0));
  const real = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  // Date.UTC takes years below 100 for those of the last century.
  if (!real || year < 100 || hour > 23 || minute > 59 || second > 59 || Math.abs(offset) >= 1_440) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute - offset, second, millisecond);
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** As the report request wants it: YYYY-MM-DDTHH:mm:ss.sssZ. */
export const writeInstant = (instant: number): string => new Date(instant).toISOString();
