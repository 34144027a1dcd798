// Knows which devices and windows the scenarios ask for; not what is known of them.

const DAY = 86_400_000;

/** So many devices, none of them a card of the emulator. */
export const devices = (count, from = 0) =>
  Array.from({ length: count }, (_, i) => `35300000${String(from + i).padStart(7, '0')}`);

/** Whole UTC days that ended long enough ago to change no more. */
export function settledDays(days, now = Date.now()) {
  const end = Math.floor(now / DAY) * DAY - 4 * DAY;
  return { start: new Date(end - days * DAY).toISOString(), end: new Date(end).toISOString() };
}
