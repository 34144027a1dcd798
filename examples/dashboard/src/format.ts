// Bytes, durations and instants as the reader writes them.

const bytesFormat = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const instantFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** The reader's own zone: days and hours of the charts are theirs. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const bytes = (value: number): string => `${bytesFormat.format(value)}B`;
export const instant = (iso: string): string => instantFormat.format(new Date(iso));
export const day = (iso: string): string => dayFormat.format(new Date(iso));

export function seconds(value: number | null | undefined): string {
  if (value == null) return 'open';
  const minutes = Math.round(value / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
