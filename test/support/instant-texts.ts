// Instants as text, in every form that ThingSpace has been seen to write. It reads none.
import fc from 'fast-check';

export const MIDNIGHT = Date.UTC(2026, 0, 10);
const MINUTE = 60_000;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** An offset in minutes, as +05:30 or +0530. */
const offsetText = (minutes: number, colon: string): string =>
  `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(Math.abs(minutes) / 60))}${colon}${twoDigits(Math.abs(minutes) % 60)}`;

const forms = fc.record({
  isGo: fc.boolean(),
  isLowerCase: fc.boolean(),
  zone: fc.constantFrom('Z', 'none', ':', ''),
  offset: fc.oneof(fc.constantFrom(0, -300, 330, 1_439, -1_439), fc.integer({ min: -1_439, max: 1_439 })),
  /** Digits of the fraction; none where the millisecond is 0. */
  digits: fc.integer({ min: 0, max: 9 }),
  below: fc.integer({ min: 0, max: 999_999 }),
  hasSeconds: fc.boolean(),
  name: fc.constantFrom('', ' UTC', ' EST', ' ABCDE', ' Z'),
});
type Form = typeof forms extends fc.Arbitrary<infer T> ? T : never;

/** One instant in any form that tells it to the millisecond. */
export const instantTexts = (instant: number): fc.Arbitrary<string> => forms.map((form) => write(instant, form));

function write(instant: number, form: Form): string {
  const { isGo, isLowerCase, zone, offset, hasSeconds, name } = form;
  const isUtc = !isGo && (zone === 'Z' || zone === 'none');
  const local = new Date(instant + (isUtc ? 0 : offset * MINUTE)).toISOString();
  const seconds =
    isGo || hasSeconds || instant % MINUTE !== 0 ? `${local.slice(16, 19)}${fraction(instant, form)}` : '';
  if (isGo) return `${local.slice(0, 10)} ${local.slice(11, 16)}${seconds} ${offsetText(offset, '')}${name}`;
  const text = `${local.slice(0, 16)}${seconds}${isUtc ? (zone === 'Z' ? 'Z' : '') : offsetText(offset, zone)}`;
  return isLowerCase ? text.toLowerCase() : text;
}

function fraction(instant: number, { digits, below }: Form): string {
  const millisecond = ((instant % 1_000) + 1_000) % 1_000;
  const all = `${String(millisecond).padStart(3, '0')}${String(below).padStart(6, '0')}`;
  const told = millisecond === 0 ? digits : Math.max(3, digits);
  return told === 0 ? '' : `.${all.slice(0, told)}`;
}

const characters = fc.constantFrom(...'0123456789+-:.TtZz UTCabé\n/');

/** A text that was changed in one place, or in a few. */
export const damagedTexts = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.array(fc.tuple(fc.nat(32), fc.nat(1), fc.nat(2), characters), { minLength: 1, maxLength: 2 }))
    .map(([text, changes]) =>
      changes.reduce(
        (changed, [at, removed, added, character]) =>
          changed.slice(0, at) + character.repeat(Math.min(1, added)) + changed.slice(at + removed),
        text,
      ),
    );
