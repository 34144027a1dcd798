// The sessions read so far, and a button for the next page.
import { bytes, instant, seconds } from './format';

interface Row {
  readonly id: string;
  readonly startTime: string;
  readonly duration?: number | null;
  readonly numBytes: number;
}

interface Props {
  readonly rows: readonly Row[];
  readonly totalCount: number;
  readonly onMore: (() => void) | undefined;
}

export function SessionTable({ rows, totalCount, onMore }: Props) {
  return (
    <>
      <table>
        <caption>{`${rows.length} of ${totalCount} sessions`}</caption>
        <thead>
          <tr>
            <th scope="col">Start</th>
            <th scope="col">Duration</th>
            <th scope="col">Bytes</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, startTime, duration, numBytes }) => (
            <tr key={id}>
              <td>{instant(startTime)}</td>
              <td>{seconds(duration)}</td>
              <td>{bytes(numBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {onMore && (
        <button type="button" onClick={onMore}>
          More sessions
        </button>
      )}
    </>
  );
}
