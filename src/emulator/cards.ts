// Test IMEIs that always answer in one way, like the test cards of a payment processor.
import type { EmulatorResponse } from './answers.js';
import { documented, invalidParameter } from './failures.js';
import type { FaultName } from './faults.js';
import type { TimeStyle } from './instants.js';
import type { Latency } from './latency.js';
import type { SyntheticDevice } from './synthetic.js';

/** What sets a card's device apart from the one its IMEI would give. */
export type Traits = Partial<Pick<SyntheticDevice, 'usageProfile' | 'bytesPerSecond' | 'abandons'>> & {
  readonly timeStyle?: TimeStyle;
};

/** How a card answers: with a failure, or as a device, perhaps through a fault. */
export type Plays =
  | { readonly kind: 'failure'; readonly answer: EmulatorResponse }
  | { readonly kind: 'device'; readonly traits: Traits; readonly fault?: FaultName; readonly latency?: Latency };

export interface Card {
  readonly imei: string;
  readonly name: string;
  readonly description: string;
  /** What a sound client makes of it: a report, a failure of the device or the service, or an answer it cannot trust. */
  readonly expect: 'report' | 'failure' | 'malformed';
  readonly plays: Plays;
}

const SLOW_MS = 31_000;
const FOUR_CONSTELLATIONS = 1536;

const imeiOf = (lastThree: number): string => `990000000000${lastThree}`;

function failing(lastThree: number, name: string, answer: EmulatorResponse, description: string): Card {
  return { imei: imeiOf(lastThree), name, description, expect: 'failure', plays: { kind: 'failure', answer } };
}

function reporting(lastThree: number, name: string, description: string, traits: Traits, fault?: FaultName): Card {
  const plays = { kind: 'device', traits, ...(fault === undefined ? {} : { fault }) } as const;
  return { imei: imeiOf(lastThree), name, description, expect: 'report', plays };
}

/** A device that chatters day and night, so that any window of some hours holds a row to damage. */
function faulty(lastThree: number, fault: FaultName, expect: Card['expect'], description: string): Card {
  const plays = { kind: 'device', traits: { usageProfile: 'chatty' }, fault } as const;
  return { imei: imeiOf(lastThree), name: fault, description, expect, plays };
}

const slow: Card = {
  imei: imeiOf(531),
  name: 'slow',
  description: 'An ordinary report, 31 seconds late',
  expect: 'report',
  plays: {
    kind: 'device',
    traits: {},
    fault: 'latency',
    latency: { minMs: SLOW_MS, maxMs: SLOW_MS, tailShare: 0, tailMs: 0, msPerDay: 0 },
  },
};

const unknownText = invalidParameter('The planets are not aligned');

/** Every card, by its last three digits, which hint at the status. */
export const cards: readonly Card[] = [
  reporting(200, 'ordinary', 'A device with working days', { usageProfile: 'working', bytesPerSecond: 500 }),
  reporting(201, 'noSessions', 'sessions is []', {}, 'sessionsEmpty'),
  reporting(202, 'sessionsAbsent', 'The key sessions is absent', {}, 'sessionsAbsent'),
  reporting(203, 'sessionsNull', 'sessions is null', {}, 'sessionsNull'),
  reporting(204, 'txidNull', 'txid is null', { usageProfile: 'working' }, 'txidNull'),
  reporting(205, 'offsetTimes', 'Times have the offset -05:00', { usageProfile: 'chatty', timeStyle: 'offset' }),
  reporting(206, 'goTimes', 'Times look like 2021-06-03 00:03:56.079 +0000 UTC', {
    usageProfile: 'chatty',
    timeStyle: 'go',
  }),
  reporting(207, 'zonelessTimes', 'Times are in UTC but do not say so', {
    usageProfile: 'chatty',
    timeStyle: 'zoneless',
  }),
  reporting(208, 'openSession', 'One session is open at every moment', {
    usageProfile: 'unbroken',
    bytesPerSecond: 500,
  }),
  reporting(209, 'abandoned', 'A session on the first of each month never ends', {
    usageProfile: 'chatty',
    abandons: true,
  }),
  reporting(210, 'bytesAbsent', 'One row has no numBytes', { usageProfile: 'chatty' }, 'bytesAbsent'),
  reporting(211, 'alwaysOn', 'Always on with four constellations: about 23 GB in 180 days, beyond 2^31', {
    usageProfile: 'alwaysOn',
    bytesPerSecond: FOUR_CONSTELLATIONS,
  }),
  reporting(212, 'chatty', 'About 50 sessions a day', { usageProfile: 'chatty' }),
  reporting(213, 'load', 'About 290 sessions a day: 52,000 rows in 180 days', { usageProfile: 'load' }),
  faulty(250, 'startMissing', 'malformed', 'One row has no startTime'),
  faulty(251, 'endBeforeStart', 'malformed', 'One row ends before it starts'),
  faulty(252, 'unreadableTime', 'malformed', 'One row has a startTime that cannot be read'),
  faulty(253, 'wrongTypes', 'malformed', 'One row has a string for numBytes'),
  faulty(254, 'negativeBytes', 'malformed', 'One row has numBytes of -1'),
  faulty(255, 'unsafeBytes', 'malformed', 'One row has numBytes beyond 2^53'),
  faulty(256, 'notJson', 'malformed', '200 with HTML for a body'),
  faulty(257, 'emptyBody', 'malformed', '200 with an empty body'),
  failing(400, 'deviceNotFound', documented.deviceNotFound, 'Documented 400: Device Not Found, Request will be queued'),
  failing(401, 'accessDenied', documented.accessDenied, 'Documented 401: INVALID_ACCESS, also after a renewal'),
  failing(403, 'notCertified', documented.notCertified, 'Documented 403: Device Not Certified'),
  failing(404, 'inactive', documented.inactive, 'Documented 404: Device inactive'),
  failing(409, 'notPurchased', documented.notPurchased, 'Documented 409: Service Not Purchased'),
  failing(420, 'unknownText', unknownText, '400 INVALID_PARAMETER with a text that no page documents'),
  faulty(429, 'rateLimited', 'failure', '429 of the gateway with Retry-After: 2'),
  failing(500, 'severalAccounts', documented.severalAccounts, 'Documented 500: Device is active in several accounts'),
  faulty(501, 'serverError', 'failure', '500 with a text that is not documented'),
  faulty(502, 'badGateway', 'failure', '502 with a page of HTML'),
  faulty(503, 'unavailable', 'failure', '503 with JSON'),
  faulty(504, 'gatewayTimeout', 'failure', '504 with an empty body'),
  slow,
  faulty(597, 'reset', 'failure', 'The connection is reset'),
  faulty(598, 'hangBeforeHeaders', 'failure', 'The call is never answered'),
  faulty(599, 'cutInBody', 'malformed', 'The body is cut in the middle'),
];

const byImei = new Map(cards.map((card) => [card.imei, card]));

/** The card of that IMEI, if it is one. */
export function cardOf(imei: string): Card | undefined {
  return byImei.get(imei);
}
