// What the history answers when a read fails, and for how long it believes a failure.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { DAY } from '../../src/sessions/range.js';
import { documented, never, passing } from '../support/fetch.js';
import { on, range } from './cached-days.js';
import { failing, NOON, past, readContext, sessions, stage, TODAY } from './history.fixture.js';

describe('a failed read', () => {
  test('is told to the windows that need it, while those that are held are answered', async () => {
    const { ask, prepare, instead } = stage();
    await ask(past(20, 10));
    instead.push(failing(documented()));
    const answer = await (await prepare(past(20, 8))).read(never());
    expect(sessions(answer(past(12, 10)))).toEqual([12, 11]);
    expect(() => answer(past(12, 9))).toThrow(expect.objectContaining({ code: 'DEVICE_INACTIVE' }));
  });

  test('spoils one side of a gap, where two were needed', async () => {
    const { ask, prepare, instead } = stage();
    await ask(past(60, 20));
    instead.push(failing(passing()));
    const answer = await (await prepare(past(62, 18))).read(never());
    expect(sessions(answer(past(22, 18)))).toEqual([22, 21, 20, 19]);
    expect(() => answer(past(62, 50))).toThrow(expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' }));
  });

  test('of a device is remembered for a while, whatever window is asked, but not on refresh', async () => {
    const { ask, calls, clock, instead } = stage();
    instead.push(failing(documented()));
    for (const window of [past(9, 8), past(9, 8), past(30, 20)]) {
      await expect(ask(window)).rejects.toMatchObject({ code: 'DEVICE_INACTIVE' });
    }
    expect(calls).toHaveLength(1);
    expect(sessions(await ask(past(9, 8), { who: readContext(true) }))).toEqual([9]);
    expect(sessions(await ask(past(7, 6)))).toEqual([7]);
    instead.push(failing(documented()));
    await expect(ask(past(40, 39))).rejects.toThrow(Failure);
    clock.now += 60_000;
    expect(sessions(await ask(past(40, 39)))).toEqual([40]);
  });

  test('that passes by itself is not remembered', async () => {
    const { ask, instead } = stage();
    instead.push(failing(passing()));
    await expect(ask(past(9, 8))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(sessions(await ask(past(9, 8)))).toEqual([9]);
  });

  test('is made up for by older readings, as long as they are not too old', async () => {
    const { ask, clock, instead } = stage();
    const window = range(on(TODAY - 2), NOON);
    await ask(window);
    clock.now += DAY / 4;
    instead.push(failing(passing()), failing(passing()));
    expect(await ask(window)).toMatchObject({ known: window, stale: true, asOf: NOON });
    clock.now += 1;
    await expect(ask(window)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('need not be waited for where a failure forbids reading: what is held is answered without', async () => {
    const { ask, calls, prepare } = stage();
    await ask(past(20, 10));
    const refused = new Failure('CALL_BUDGET_EXCEEDED', 'too many');
    const answer = (await prepare(past(20, 8))).without(refused);
    expect(sessions(answer(past(12, 10)))).toEqual([12, 11]);
    expect(() => answer(past(12, 9))).toThrow(refused);
    expect(calls).toHaveLength(1);
  });
});
