// The call log: which requests were answered and how, without tokens or passwords.

export const ROUTES = ['report', 'token', 'revoke', 'login', 'logout', 'unknown'] as const;
export type Route = (typeof ROUTES)[number];

/** What a call asked for, as far as its body could be read. */
export interface Asked {
  readonly imei?: string;
  readonly accountNumber?: string;
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface Call extends Asked {
  /** Running number from 1, over all routes, never used twice. */
  readonly n: number;
  /** When it came, ISO 8601, by the emulator's clock. */
  readonly at: string;
  readonly route: Route;
  /** The status once the answer has been given whole; null before, and for ever when it was cut, hung or reset. */
  readonly status: number | null;
  /** Milliseconds from arrival to the end of the answer; null while there is none. */
  readonly ms: number | null;
  /** Name of the fault that had a hand in it. */
  readonly fault?: string;
  /** When the caller closed its socket before the answer was whole, ISO 8601. */
  readonly closedByCaller?: string;
}

export type CallLog = ReturnType<typeof createCallLog>;

/** A log of the newest `kept` calls, and of the number of all calls since it was last cleared. */
export function createCallLog(kept: number) {
  const ring: Call[] = [];
  let counts = new Map<Route, number>();
  let last = 0;
  let first = 1;
  const watchers = createWatchers();

  const list = (route?: Route): Call[] => {
    const calls: Call[] = [];
    for (let n = Math.max(first, last - kept + 1); n <= last; n += 1) {
      const call = ring[n % kept];
      if (call !== undefined && (route === undefined || call.route === route)) calls.push(call);
    }
    return calls;
  };

  return {
    /** The calls still kept, oldest first; those of one route when it is named. */
    list,

    /** How many calls came since the last clear, of one route when it is named; the bound does not lessen it. */
    count(route?: Route): number {
      if (route !== undefined) return counts.get(route) ?? 0;
      return [...counts.values()].reduce((sum, count) => sum + count, 0);
    },

    /** Forgets calls and counts; the running number goes on. */
    clear(): void {
      first = last + 1;
      counts = new Map();
    },

    /** Resolves with the first call that is as wanted: one that is kept already, or the next that becomes so. */
    until(wanted: (call: Call) => boolean): Promise<Call> {
      const already = list().find(wanted);
      return already === undefined ? watchers.next(wanted) : Promise.resolve(already);
    },

    /** Notes the arrival of a call and gives it its number. */
    open(route: Route, at: number, asked: Asked): number {
      last += 1;
      const call = { n: last, at: new Date(at).toISOString(), route, status: null, ms: null, ...asked };
      ring[last % kept] = call;
      counts.set(route, (counts.get(route) ?? 0) + 1);
      watchers.emit(call);
      return last;
    },

    /** Adds what became of call `n`, unless it has left the ring. */
    note(n: number, outcome: Partial<Pick<Call, 'status' | 'ms' | 'fault' | 'closedByCaller'>>): void {
      const call = ring[n % kept];
      if (call?.n !== n) return;
      const noted = { ...call, ...outcome };
      ring[n % kept] = noted;
      watchers.emit(noted);
    },
  };
}

/** Those who wait for a call. */
function createWatchers() {
  let waiting: { wanted: (call: Call) => boolean; found: (call: Call) => void }[] = [];
  return {
    /** Resolves with the next call that is as wanted. */
    next: (wanted: (call: Call) => boolean): Promise<Call> =>
      new Promise((found) => {
        waiting.push({ wanted, found });
      }),

    emit(call: Call): void {
      for (const { found } of waiting.filter(({ wanted }) => wanted(call))) found(call);
      waiting = waiting.filter(({ wanted }) => !wanted(call));
    },
  };
}
