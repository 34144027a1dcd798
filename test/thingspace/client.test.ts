// What one report is on the wire and what becomes of its answers, with an upstream of its own.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import type { UpstreamEvent } from '../../src/thingspace/events.js';
import type { UpstreamResponse } from '../../src/thingspace/failures.js';
import { answer, EXPIRED, HTML, page } from '../support/answers.js';
import { ACCOUNT, IMEI, never } from '../support/fetch.js';
import { tuplesOf } from '../support/series.js';
import { DAY, failureOf, NOW, RANGE, REPORT, row, stage } from './client.fixture.js';

describe('a report', () => {
  test('is asked for with both tokens, the device and the window, and never with a duration', async () => {
    const { ask, sent } = stage([REPORT]);
    const signal = never();
    await ask(RANGE, signal);
    const [request] = sent[0] ?? [];
    expect(sent).toHaveLength(1);
    expect(sent[0]?.[1]).toBe(signal);
    expect(request?.path).toBe('/api/hyper-precise/v1/report/sessions');
    expect(request?.headers).toEqual({
      authorization: 'Bearer bearer-1',
      'vz-m2m-token': 'session-2',
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      accountNumber: ACCOUNT,
      imei: IMEI,
      startDate: '2026-11-12T11:59:59.000Z',
      endDate: '2026-11-14T12:00:00.000Z',
    });
  });

  test('comes with its sessions, its window and what it cost', async () => {
    const report = await stage([REPORT]).ask();
    expect(report).toMatchObject({
      known: RANGE,
      deviceId: 'd',
      transactionIds: ['t'],
      asOf: NOW,
      calls: 1,
    });
    expect(tuplesOf(report.series)).toEqual([[RANGE.from, RANGE.from + 1_000, 7]]);
  });

  test('may lack its id and its transaction', async () => {
    expect(await stage([answer(200, {})]).ask()).toMatchObject({ deviceId: null, transactionIds: [] });
  });

  test('of what cannot be known is empty and costs no call', async () => {
    const { ask, sent } = stage([]);
    const report = await ask({ from: NOW - 400 * DAY, to: NOW - 300 * DAY });
    expect([report.calls, tuplesOf(report.series), sent]).toEqual([0, [], []]);
    expect(report.known.from).toBe(report.known.to);
  });

  test('knows nothing of what the upstream may have forgotten while the call was under way', async () => {
    const staged = stage([
      () => {
        staged.clock.now += 5_000;
        return REPORT;
      },
    ]);
    const report = await staged.ask({ from: NOW - 180 * DAY, to: NOW });
    expect([report.known, report.asOf]).toEqual([{ from: NOW - 180 * DAY + 5_000, to: NOW }, NOW]);
  });

  test('that lacks bytes says in how many rows', async () => {
    const { ask, told } = stage([
      answer(200, { sessions: [row, { ...row, numBytes: null }, { ...row, numBytes: null }] }),
    ]);
    await ask();
    expect(told).toEqual([{ kind: 'rows without bytes', rows: 2 }]);
  });
});

describe('a failure', () => {
  test.each<[string, UpstreamResponse | Error, string, number]>([
    ['of the device', answer(404, page('Device inactive')), 'DEVICE_INACTIVE', 404],
    ['of the upstream', answer(503, HTML), 'UPSTREAM_UNAVAILABLE', 503],
    ['of a report', answer(200, { sessions: 7 }), 'UPSTREAM_MALFORMED', 0],
    ['of the connection', new Failure('UPSTREAM_TIMEOUT', 'Late'), 'UPSTREAM_TIMEOUT', 0],
  ])('names the device, the calls, and what the upstream said: %s', async (_, heard, code, status) => {
    const failure = await failureOf(stage([heard]).ask());
    expect(failure).toMatchObject({ code, details: { imei: IMEI, accountNumber: ACCOUNT, upstream: { attempts: 1 } } });
    expect(failure.details.upstream?.status ?? 0).toBe(status);
  });

  test('to log in counts no call', async () => {
    const broken = new Failure('UPSTREAM_UNAVAILABLE', 'Down');
    const tokens = { current: () => Promise.reject(broken), refused: () => true, used: () => {} };
    expect(await failureOf(stage([], tokens).ask())).toMatchObject({
      details: { imei: IMEI, upstream: { attempts: 0 } },
    });
  });

  test.each(['authorization', 'vz-m2m-token'])('whose words repeat a token says none of them: %s', async (name) => {
    const echo = (headers: Record<string, string>) =>
      answer(500, page(`No: ${headers[name]?.replace('Bearer ', '')}.`));
    const failure = await failureOf(stage([echo]).ask());
    expect(failure).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', transient: true, details: { imei: IMEI } });
    expect(failure.message).toBe('The upstream repeated a token of ours.');
    expect(JSON.stringify(failure.details)).not.toMatch(/(bearer|session)-\d/);
  });

  test('whose words repeat a token in capitals says none of them either', async () => {
    const { ask } = stage([(headers) => answer(500, page(`No: ${headers['vz-m2m-token']?.toUpperCase()}.`))]);
    expect((await failureOf(ask())).message).toBe('The upstream repeated a token of ours.');
  });

  test.each(['id', 'txid'])('is told by no report either, whose %s would be it', async (field) => {
    const { ask } = stage([
      (headers) => answer(200, { sessions: [row], id: 'd', txid: 't', [field]: headers['vz-m2m-token'] }),
    ]);
    expect(JSON.stringify(await ask())).not.toMatch(/session-\d/);
  });

  test('whose words repeat the token before the renewal says none of them either', async () => {
    const { ask } = stage([REPORT, answer(400, EXPIRED), answer(409, page('No: session-2.'))]);
    await ask();
    expect((await failureOf(ask())).message).toBe('The upstream repeated a token of ours.');
  });

  test.each<[string, UpstreamResponse, UpstreamEvent[]]>([
    ['an unknown text', answer(400, page('Today not')), [{ kind: 'drift', what: 'unknown text', status: 400 }]],
    [
      'a documented text at another status',
      answer(400, page('Device inactive')),
      [{ kind: 'drift', what: 'documented text at another status', status: 400 }],
    ],
    ['a documented failure, which is none', answer(404, page('Device inactive')), []],
    ['a server error, which is none', answer(503, HTML), []],
  ])('tells of drift: %s', async (_, heard, events) => {
    const { ask, told } = stage([heard]);
    await failureOf(ask());
    expect(told).toEqual(events);
  });

  test('that is a fault of ours is handed on as it is', async () => {
    const bug = new TypeError('A bug');
    await expect(stage([bug]).ask()).rejects.toBe(bug);
  });
});

describe('a caller who leaves', () => {
  test('while tokens are fetched sends nothing', async () => {
    const left = new AbortController();
    const reason = new Error('Left');
    const { ask, sent } = stage([REPORT]);
    const asked = ask(RANGE, left.signal);
    left.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });
});
