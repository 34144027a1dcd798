// Knows how a measured figure is judged and printed beside what was wanted; not how it was measured.

/** One promise, what was measured of it, and whether it was kept. */
export const figure = (name, measured, wanted, kept) => ({ name, measured, wanted, kept });

export const exactly = (name, measured, wanted) => figure(name, measured, `exactly ${wanted}`, measured === wanted);

export const atMost = (name, measured, most, unit = '') =>
  figure(name, `${measured}${unit}`, `at most ${most}${unit}`, measured <= most);

export const atLeast = (name, measured, least, unit = '') =>
  figure(name, `${measured}${unit}`, `at least ${least}${unit}`, measured >= least);

/** None of these may be; those that are, are named. */
export const none = (name, found) =>
  figure(name, found.length === 0 ? '0' : `${found.length}: ${brief(found)}`, 'none', found.length === 0);

const brief = (found) => `${found.slice(0, 12).join('; ')}${found.length > 12 ? '; ...' : ''}`;

export const line = ({ name, measured, wanted, kept }) =>
  `${name}: ${measured} (wanted ${wanted}) ${kept ? 'ok' : 'FAILED'}\n`;

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const percent = (part, whole) => Math.round((part / whole) * 10_000) / 100;
