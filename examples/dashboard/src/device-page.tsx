// One device: totals, a bar a day and a heat map in the reader's time zone, and its sessions page by page.
import { useQuery } from '@apollo/client/react';
import { BarChart } from './bar-chart';
import { bytes, seconds, timeZone } from './format';
import { Freshness } from './freshness';
import { graphql } from './generated';
import type { DevicePageQuery } from './generated/graphql';
import { HeatMap } from './heat-map';
import { QueryProblem } from './problem';
import { SessionTable } from './session-table';
import type { Window } from './window';

/** Everything but the page is about the whole window. A further page asks for all of it again, which costs no upstream call. */
const DEVICE_PAGE = graphql(`
  query DevicePage($imei: IMEI!, $start: DateTime!, $week: DateTime!, $timeZone: TimeZone!, $after: String) {
    device(imei: $imei) {
      id
      accountNumber
      imei
      sessions(start: $start, first: 25, after: $after, orderBy: { field: START_TIME, direction: DESC }) {
        totalCount
        totalBytes
        averageDuration
        freshness { asOf stale }
        perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }
        edges { cursor node { id startTime duration numBytes } }
        pageInfo { hasNextPage endCursor }
      }
      week: sessions(start: $week, first: 0) {
        perHour: timeline(interval: HOUR, timeZone: $timeZone) { start count totalBytes }
      }
    }
  }
`);

type Device = NonNullable<DevicePageQuery['device']>;

export function DevicePage({ imei, window: { start, week } }: { readonly imei: string; readonly window: Window }) {
  // When the component goes or the IMEI changes, Apollo aborts the request, and the server stops working on it.
  const variables = { imei, start, week, timeZone };
  const { data, error, loading, fetchMore, refetch } = useQuery(DEVICE_PAGE, { variables });
  return (
    <section aria-busy={loading} aria-labelledby="device">
      <h2 id="device">Device {imei}</h2>
      {loading && <p role="status">Asking…</p>}
      {error && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data?.device && (
        <Sessions device={data.device} onMore={(after) => void fetchMore({ variables: { ...variables, after } })} />
      )}
    </section>
  );
}

function Sessions({ device, onMore }: { readonly device: Device; readonly onMore: (after: string) => void }) {
  const { sessions, week } = device;
  if (!sessions) return null;
  const { endCursor, hasNextPage } = sessions.pageInfo;
  return (
    <>
      <Freshness {...sessions.freshness} />
      <dl className="totals">
        <div>
          <dt>Sessions</dt>
          <dd>{sessions.totalCount}</dd>
        </div>
        <div>
          <dt>Bytes</dt>
          <dd>{bytes(sessions.totalBytes)}</dd>
        </div>
        <div>
          <dt>Average duration</dt>
          <dd>{sessions.averageDuration == null ? 'none closed' : seconds(sessions.averageDuration)}</dd>
        </div>
      </dl>
      <h3>Bytes a day ({timeZone})</h3>
      <BarChart bars={sessions.perDay ?? []} />
      <h3>By the hour, last seven days</h3>
      <HeatMap hours={week?.perHour ?? []} />
      <h3>Sessions</h3>
      <SessionTable
        rows={sessions.edges.map(({ node }) => node)}
        totalCount={sessions.totalCount}
        onMore={hasNextPage && endCursor ? () => onMore(endCursor) : undefined}
      />
    </>
  );
}
