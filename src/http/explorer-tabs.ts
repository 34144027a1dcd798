// The example operations as tabs of the explorer, with variables for which there is data. Pure.
import type { TestDevice } from './start-page.js';

export interface Tab {
  readonly query: string;
  /** JSON. */
  readonly variables: string;
}

const DAY = 86_400_000;

/** GraphiQL gives the first tab no variables, so that one holds an operation without any. */
export const exampleTabs = (operations: readonly string[], now: number, testDevices: readonly TestDevice[]): Tab[] => [
  { query: firstQuery(testDevices[0]?.imei ?? PLACEHOLDER), variables: '' },
  ...operations.map((query) => ({ query, variables: JSON.stringify(variablesOf(query, now, testDevices), null, 2) })),
];

const firstQuery = (
  imei: string,
): string => `# The last 180 days of one device. Ctrl+Enter runs the query; the other tabs hold larger ones.
query FirstLook {
  device(imei: "${imei}") {
    sessions(first: 5) {
      totalCount
      totalBytes
      averageDuration
      nodes {
        startTime
        endTime
        numBytes
      }
    }
  }
}
`;

/** Those of the example variables that the operation declares. */
function variablesOf(query: string, now: number, testDevices: readonly TestDevice[]): Record<string, unknown> {
  const declared = new Set(Array.from(query.matchAll(/\$(\w+):/g), ([, name]) => name));
  return Object.fromEntries(Object.entries(examples(now, testDevices)).filter(([name]) => declared.has(name)));
}

/** Whoever asks about a real fleet puts an IMEI of it here. */
const PLACEHOLDER = '990000000000200';

function examples(now: number, testDevices: readonly TestDevice[]): Record<string, unknown> {
  const midnight = (daysAgo: number): string => new Date((Math.floor(now / DAY) - daysAgo) * DAY).toISOString();
  const all = testDevices.map(({ imei }) => imei);
  // Some that report, and some with documented failures, but none that is slow.
  const imeis = all.filter((imei, index) => index < 5 || /40[349]$/.test(imei));
  const [imei = PLACEHOLDER] = imeis;
  return {
    imei,
    imeis: imeis.length > 0 ? imeis : [PLACEHOLDER],
    start: midnight(7),
    end: midnight(0),
    day: midnight(0),
    week: midnight(7),
    month: midnight(30),
    quarter: midnight(90),
    first: 25,
    last: 10,
    timeZone: 'UTC',
  };
}
