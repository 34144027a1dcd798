import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../src/emulator/rows.js';
import { DAY, emulators, field, HOUR, IMEI, iso, NOW } from './emulator.fixture.js';

const start = emulators();

const row = (startTime: number, endTime: number | null, numBytes = 1): Row => ({ startTime, endTime, numBytes });
const given = (...rows: readonly Row[]) => ({ rows: (imei: string) => (imei === IMEI ? rows : undefined) });

describe('a report', () => {
  test('has the sessions, the id and the txid of the documentation page, and nothing else', async () => {
    const { caller } = await start(given(row(NOW - 2 * HOUR, NOW - HOUR, 2057)));
    const { status, headers, body } = await caller.ask();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(body).toEqual({
      sessions: [{ startTime: '2025-06-11T13:30:00.000Z', endTime: '2025-06-11T14:30:00.000Z', numBytes: 2057 }],
      id: '0000000017',
      txid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
    });
  });

  test('has a txid of its own for each call, and the same for the same call of another run', async () => {
    const [one, other] = [await start(), await start()];
    const txids = [];
    for (const { caller } of [one, one, other, other]) txids.push(field((await caller.ask()).body, 'txid'));
    expect(txids.slice(0, 2)).toEqual(txids.slice(2));
    expect(txids[0]).not.toBe(txids[1]);
  });

  test('is ordered by start unless the shuffle switch is on, which changes nothing but the order', async () => {
    const { emulator, caller } = await start();
    const ordered = await caller.sessions({ imei: '990000000000212' });
    expect(ordered).toEqual(ordered.toSorted((a, b) => a.startTime.localeCompare(b.startTime)));
    emulator.switches.set({ shuffle: true });
    const disordered = await caller.sessions({ imei: '990000000000212' });
    expect(disordered).not.toEqual(ordered);
    expect(disordered.toSorted((a, b) => a.startTime.localeCompare(b.startTime))).toEqual(ordered);
  });

  test('is capped to the oldest rows by the rowCap switch', async () => {
    const { caller } = await start({ ...given(row(NOW - 3, NOW - 3), row(NOW - 2, NOW - 2)), rowCap: 1 });
    expect(await caller.sessions()).toEqual([expect.objectContaining({ startTime: iso(NOW - 3) })]);
  });

  test('holds the whole IMEI as its id when the switch says so', async () => {
    const { caller } = await start({ idHolds: 'imei' });
    expect(field((await caller.ask()).body, 'id')).toBe(IMEI);
  });

  test.each([
    ['absent', {}],
    ['null', { endTime: null }],
    ['now', { endTime: iso(NOW) }],
  ] as const)('shows an open session with its endTime %s, as the switch says', async (openEnd, end) => {
    const { caller } = await start({ ...given(row(NOW - HOUR, null, 5), row(NOW - 9, NOW + 9, 6)), openEnd });
    expect(await caller.sessions()).toEqual([
      { startTime: iso(NOW - HOUR), numBytes: 5, ...end },
      { startTime: iso(NOW - 9), numBytes: 6, ...end },
    ]);
  });

  test('is of unknown devices when rows were given for others only', async () => {
    const { caller } = await start(given());
    expect(await caller.ask({ imei: '353000000000025' })).toMatchObject({
      status: 400,
      text: '{"errorCode":"INVALID_PARAMETER","errorMessage":"Device Not Found, Request will be queued"}',
    });
    expect(await caller.sessions()).toEqual([]);
  });
});

describe('a request', () => {
  test('is read whole when it comes in many pieces', async () => {
    const { emulator, caller } = await start();
    const { status } = await caller.post(`{"accountNumber":"a",${' '.repeat(99_000)}"imei":"${IMEI}"}`);
    expect(status).toBe(200);
    expect(emulator.calls.list('report')).toEqual([expect.objectContaining({ imei: IMEI, accountNumber: 'a' })]);
  });
});

describe('the window', () => {
  const from = NOW - 10 * HOUR;
  const to = NOW - 5 * HOUR;
  const window = { startDate: iso(from), endDate: iso(to) };
  const rows = {
    before: row(from - 2 * HOUR, from - 1),
    ontoStart: row(from - HOUR, from),
    inside: row(from, to),
    ontoEnd: row(to, to + HOUR),
    across: row(from - 1, to + 1),
    after: row(to + 1, to + HOUR),
    open: row(from + HOUR, null),
  };
  const namesOf = (starts: readonly { startTime: string }[]) =>
    Object.entries(rows).flatMap(([name, { startTime }]) =>
      starts.some((session) => session.startTime === iso(startTime)) ? [name] : [],
    );

  test.each([
    ['start', ['inside', 'ontoEnd', 'open']],
    ['overlap', ['ontoStart', 'inside', 'ontoEnd', 'across', 'open']],
    ['contained', ['inside']],
  ] as const)('holds under the reading "%s", both bounds included, %j', async (edge, names) => {
    const { caller } = await start({ ...given(...Object.values(rows)), edge });
    expect(namesOf(await caller.sessions(window))).toEqual(names);
  });

  test('contains an open session only when it reaches now', async () => {
    const { caller } = await start({ ...given(rows.open), edge: 'contained' });
    const held = async (endDate: object) => (await caller.sessions({ startDate: iso(from), ...endDate })).length;
    expect(await held({ endDate: iso(NOW - 1) })).toBe(0);
    expect(await held({ endDate: iso(NOW) })).toBe(1);
    expect(await held({})).toBe(1);
  });

  test('reads a date alone as the whole UTC day, and an offset as what it is', async () => {
    const midnight = Date.UTC(2025, 5, 10);
    const ends = [
      row(midnight - 1, midnight),
      row(midnight, midnight),
      row(midnight + DAY - 1, NOW),
      row(midnight + DAY, NOW),
    ];
    const { caller } = await start(given(...ends));
    const starts = async (fields: object) => (await caller.sessions(fields)).map(({ startTime }) => startTime);
    expect(await starts({ startDate: '2025-06-10', endDate: '2025-06-10' })).toEqual([
      iso(midnight),
      iso(midnight + DAY - 1),
    ]);
    expect(await starts({ startDate: '2025-06-10T19:00:00-05:00' })).toEqual([iso(midnight + DAY)]);
    expect(await starts({ endDate: '2025-06-10T05:59:59.999+0600' })).toEqual([iso(midnight - 1)]);
  });

  test('forgets what started more than 180 days ago, under every reading', async () => {
    const edge = NOW - 180 * DAY;
    const { emulator, caller } = await start(given(row(edge - 1, edge + HOUR), row(edge, edge + HOUR)));
    for (const reading of ['start', 'overlap', 'contained'] as const) {
      emulator.switches.set({ edge: reading });
      for (const fields of [{}, { startDate: '2020-01-01' }]) {
        expect(await caller.sessions(fields)).toEqual([expect.objectContaining({ startTime: iso(edge) })]);
      }
    }
  });

  test('refuses an older startDate when retention is set so, and names the earliest', async () => {
    const { caller } = await start({ retention: 'refuse' });
    const earliest = NOW - 180 * DAY;
    const { status, body } = await caller.ask({ startDate: iso(earliest - 1) });
    expect(status).toBe(400);
    expect(field(body, 'errorMessage')).toBe(
      `startDate: got "${iso(earliest - 1)}", wanted no earlier than ${iso(earliest)}, 180 days ago`,
    );
    expect((await caller.ask({ startDate: iso(earliest) })).status).toBe(200);
    expect((await caller.ask()).status).toBe(200);
  });
});

describe('the duration filter', () => {
  const rows = [
    row(NOW - 9 * HOUR, NOW - 9 * HOUR + 59_999),
    row(NOW - 8 * HOUR, NOW - 8 * HOUR + 60_000),
    row(NOW - HOUR, null),
  ];

  test.each([
    ['seconds', { durationLow: 60 }, [1]],
    ['seconds', { durationHigh: 60 }, [0, 1]],
    ['seconds', { durationHigh: 59 }, []],
    ['minutes', { durationLow: 1, durationHigh: 1 }, [1]],
    ['milliseconds', { durationLow: 0, durationHigh: 59_999 }, [0]],
    ['seconds', { durationLow: null, durationHigh: null }, [0, 1, 2]],
  ] as const)(
    'in %s reads %j with both bounds included and leaves out open sessions',
    async (durationUnit, fields, kept) => {
      const { caller } = await start({ ...given(...rows), durationUnit });
      const starts = (await caller.sessions(fields)).map(({ startTime }) => startTime);
      expect(starts).toEqual(kept.map((i) => iso(rows[i]?.startTime ?? 0)));
    },
  );
});
