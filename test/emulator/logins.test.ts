import { describe, expect, test } from '@jest/globals';
import { askLogin, codeOf, emulators, PATHS, send } from './emulator.fixture.js';

const start = emulators();

describe('a login', () => {
  test('needs a bearer', async () => {
    const { url } = await start();
    expect(codeOf((await askLogin(url, 'nonsense')).body)).toBe('900901');
  });

  test('takes any credentials that are not empty, but not the named wrong password', async () => {
    const { url, caller } = await start();
    expect((await askLogin(url, caller.bearer, 'x', 'y')).body).toEqual({
      sessionToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await askLogin(url, caller.bearer, '', 'y')).status).toBe(400);
    const refused = await askLogin(url, caller.bearer, 'x', 'wrong-password');
    expect([refused.status, codeOf(refused.body)]).toEqual([
      401,
      'UnifiedWebService.REQUEST_FAILED.InvalidCredentials',
    ]);
  });

  test('refused five times in a row locks its user for good, and nobody else, until somebody unlocks', async () => {
    const { url, emulator, caller, clock } = await start({ bearerLifetimeSeconds: 9_999_999 });
    const attempt = async (user: string, password: string) =>
      codeOf((await askLogin(url, caller.bearer, user, password)).body);
    for (let strike = 1; strike <= 5; strike += 1)
      expect(await attempt('bad', 'wrong-password')).toMatch(/InvalidCredentials$/);
    expect(await attempt('bad', 'right')).toMatch(/UserLocked$/);
    clock.now += 30 * 86_400_000;
    expect(await attempt('bad', 'right')).toMatch(/UserLocked$/);
    expect(await attempt('good', 'right')).toBeUndefined();
    emulator.unlock();
    expect(await attempt('bad', 'right')).toBeUndefined();
  });

  test('that succeeds clears the strikes', async () => {
    const { url, caller } = await start();
    for (const password of ['wrong-password', 'right', 'wrong-password']) {
      for (let i = 0; i < 4; i += 1) await askLogin(url, caller.bearer, 'user', password);
    }
    expect((await askLogin(url, caller.bearer)).status).toBe(200);
  });

  test('whose body cannot be read is 400 and no strike', async () => {
    const { url, caller } = await start();
    for (const body of ['', '[]', '{"username":"user"}', '{"username":1,"password":"x"}', 'null', 'x']) {
      const heard = await send(url + PATHS.login, { method: 'POST', headers: caller.headers, body });
      expect(heard.status).toBe(400);
    }
    expect((await askLogin(url, caller.bearer)).status).toBe(200);
  });
});
