// The scenarios of the design's table: how much of each is asked in a round, what the bare proxy does for the same, and the wanted ratio.
import { allNodes, byDay, dashboard, devicePage, fleet } from './questions.js';

const REQUESTS_AT_ONCE = 300;

const sessionsOf = ({ device }) => device.sessions;

/** One question is the three hundred requests together. */
function stampede() {
  const page = devicePage();
  return { asks: Array(REQUESTS_AT_ONCE).fill(page.ask), calls: Array(REQUESTS_AT_ONCE).fill(page.calls[0]) };
}

/** `laps`: how often direct, and ours when warm, go through a round's questions, so that the CPU clock's ticks are small beside them. */
export const scenarios = [
  {
    name: 'S1',
    about: 'one device, 30 days, 50 nodes and totals',
    direct: [{ about: 'one call, the same window', wanted: { cold: 5, warm: 2.7 } }],
    ...{ question: devicePage, questions: 150, clients: 4, laps: { direct: 8, warm: 3 } },
    isRight: (data) => sessionsOf(data).nodes.length === Math.min(50, sessionsOf(data).totalCount),
  },
  {
    name: 'S2',
    about: 'dashboard, six overlapping windows of one device',
    direct: [
      { about: 'six calls, one a window', wanted: { cold: 1.3, warm: 0.45 } },
      { about: 'one call, the longest window', callsOf: ({ hull }) => hull },
    ],
    ...{ question: dashboard, questions: 80, clients: 4, laps: { direct: 4, warm: 3 } },
    isRight: ({ device }) => device.thisQuarter.totalCount > 0 && Object.keys(device).length === 6,
  },
  {
    name: 'S3',
    about: 'fleet of 50 devices, 7 days, totals of each and of all',
    direct: [{ about: '50 calls, one a device', wanted: { cold: 3.3, warm: 0.17 } }],
    ...{ question: fleet, questions: 8, clients: 4, laps: { direct: 2, warm: 10 } },
    isRight: (data) => data.fleet.coverage.answered === 50,
  },
  {
    name: 'S4',
    about: 'one device, 180 days, all of its 52,000 nodes',
    direct: [{ about: 'one call without dates', wanted: { cold: 5, warm: 2.6 } }],
    ...{ question: allNodes, questions: 2, clients: 2, laps: { direct: 5, warm: 1 } },
    isRight: (data) => sessionsOf(data).nodes.length > 50_000,
  },
  {
    name: 'S5',
    about: 'the same device, totals and 180 daily buckets',
    direct: [{ about: 'one call without dates', wanted: { cold: 3.5, warm: 0.33 } }],
    ...{ question: byDay, questions: 2, clients: 2, laps: { direct: 5, warm: 15 } },
    isRight: (data) => sessionsOf(data).totalCount > 50_000 && sessionsOf(data).timeline.length >= 180,
  },
  {
    name: 'S6',
    about: 'S1 asked by 100 clients at once, three times; figures are for the 300 together',
    direct: [{ about: '300 calls', wanted: { cold: 3 } }],
    ...{ question: stampede, questions: 2, clients: 100, laps: { direct: 3 } },
    isRight: (data) => sessionsOf(data).nodes.length === Math.min(50, sessionsOf(data).totalCount),
  },
];
