// A fleet: figures over the devices that were answered, and problems in the places of those that were not.
import { useQuery } from '@apollo/client/react';
import { BarChart } from './bar-chart';
import { bytes, timeZone } from './format';
import { Freshness } from './freshness';
import { graphql } from './generated';
import type { FleetPageQuery } from './generated/graphql';
import { Problem, QueryProblem } from './problem';
import type { Window } from './window';

const FLEET_PAGE = graphql(`
  query FleetPage($imeis: [IMEI!]!, $start: DateTime!, $timeZone: TimeZone!) {
    fleet(imeis: $imeis, start: $start) {
      coverage { requested answered failed stale }
      freshness { asOf stale }
      totalCount
      totalBytes
      perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }
      devices(orderBy: { field: TOTAL_BYTES, direction: DESC }) {
        device { id accountNumber imei }
        problem { code message retryable }
        sessions { totalCount totalBytes freshness { stale } }
      }
    }
  }
`);

interface Props {
  readonly imeis: readonly string[];
  readonly window: Window;
  readonly onOpen: (imei: string) => void;
}

export function FleetPage({ imeis, window: { start }, onOpen }: Props) {
  const variables = { imeis: [...imeis], start, timeZone };
  const { data, error, loading, refetch } = useQuery(FLEET_PAGE, { variables });
  const fleet = data?.fleet;
  return (
    <section aria-busy={loading} aria-labelledby="fleet">
      <h2 id="fleet">Fleet</h2>
      {loading && <p role="status">Asking…</p>}
      {error && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {fleet && (
        <>
          <Freshness {...fleet.freshness} />
          <p>
            {fleet.totalCount} sessions and {bytes(fleet.totalBytes)}, of {fleet.coverage.answered} of{' '}
            {fleet.coverage.requested} devices; {fleet.coverage.failed} failed.
          </p>
          <BarChart bars={fleet.perDay ?? []} />
          <ul className="fleet">
            {fleet.devices?.map((outcome) => (
              <Outcome key={outcome.device.id} outcome={outcome} onOpen={onOpen} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

type DeviceOutcome = NonNullable<NonNullable<FleetPageQuery['fleet']>['devices']>[number];

function Outcome({ outcome, onOpen }: { readonly outcome: DeviceOutcome; readonly onOpen: (imei: string) => void }) {
  const { device, sessions, problem } = outcome;
  return (
    <li>
      <button type="button" className="link" onClick={() => onOpen(device.imei)}>
        {device.imei}
      </button>
      {sessions && <span>{`${sessions.totalCount} sessions, ${bytes(sessions.totalBytes)}`}</span>}
      {sessions?.freshness.stale && <span className="stale">stale</span>}
      {problem && <Problem {...problem} />}
    </li>
  );
}
