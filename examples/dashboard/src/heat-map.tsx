// Hours of the reader's clock by days, the darker the more bytes.
import type { Bar } from './bar-chart';
import { bytes, instant } from './format';

const CELL = 14;

export function HeatMap({ hours }: { readonly hours: readonly Bar[] }) {
  const most = Math.max(1, ...hours.map(({ totalBytes }) => totalBytes));
  const days = [...new Set(hours.map(({ start }) => new Date(start).toDateString()))];
  return (
    <svg
      className="heat"
      viewBox={`0 0 ${24 * CELL} ${days.length * CELL}`}
      role="img"
      aria-label={`Bytes by hour of the day over ${days.length} days`}
    >
      {hours.map(({ start, count, totalBytes }) => {
        const at = new Date(start);
        return (
          <rect
            key={start}
            x={at.getHours() * CELL + 1}
            y={days.indexOf(at.toDateString()) * CELL + 1}
            width={CELL - 2}
            height={CELL - 2}
            fillOpacity={0.06 + 0.94 * Math.sqrt(totalBytes / most)}
          >
            <title>{`${instant(start)}: ${bytes(totalBytes)} in ${count} sessions`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
