// A bar a day, drawn as SVG; the figures are also there as text, for whoever does not see it.
import { bytes, day } from './format';

export interface Bar {
  readonly start: string;
  readonly count: number;
  readonly totalBytes: number;
}

const HEIGHT = 120;
const STEP = 20;

export function BarChart({ bars }: { readonly bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ totalBytes }) => totalBytes));
  const sum = bars.reduce((total, { totalBytes }) => total + totalBytes, 0);
  return (
    <svg
      className="bars"
      viewBox={`0 0 ${Math.max(1, bars.length) * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Bytes a day over ${bars.length} days, ${bytes(sum)} in all`}
    >
      {bars.map(({ start, count, totalBytes }, index) => {
        const height = (totalBytes / most) * (HEIGHT - 4);
        return (
          <rect key={start} x={index * STEP + 2} y={HEIGHT - height} width={STEP - 4} height={height}>
            <title>{`${day(start)}: ${bytes(totalBytes)} in ${count} sessions`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
