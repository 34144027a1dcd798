// How a test gets a started emulator, a clock it can move and a caller with both tokens.
import { afterEach } from '@jest/globals';
import { type Emulator, startEmulator } from '../../src/emulator/server.js';
import type { EmulatorSettings } from '../../src/emulator/settings.js';

/** A Wednesday afternoon. */
export const NOW = Date.UTC(2025, 5, 11, 15, 30);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const IMEI = '353000000000017';
export const ACCOUNT = '0000123456-00001';

export const PATHS = {
  report: '/api/hyper-precise/v1/report/sessions',
  token: '/api/ts/v1/oauth2/token',
  revoke: '/api/ts/v1/oauth2/revoke',
  login: '/api/m2m/v1/session/login',
  logout: '/api/m2m/v1/session/logout',
} as const;

export const BASIC = `Basic ${Buffer.from('key:secret').toString('base64')}`;

export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface WireSession {
  readonly startTime: string;
  readonly endTime?: string | null;
  readonly numBytes: number;
}

/** Sends one request and reads the whole answer. */
export async function send(url: string, init: RequestInit = {}): Promise<Heard> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field of a JSON object, whatever it may be. */
export function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

/** The code of a refusal, in whichever envelope it came. */
export const codeOf = (body: unknown): unknown => field(body, 'errorCode') ?? field(field(body, 'fault'), 'code');

export async function askToken(
  url: string,
  authorization = BASIC,
  form = 'grant_type=client_credentials',
): Promise<Heard> {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  return send(url + PATHS.token, { method: 'POST', headers, body: form });
}

export async function askLogin(url: string, bearer: string, username = 'user', password = 'right'): Promise<Heard> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  return send(url + PATHS.login, { method: 'POST', headers, body: JSON.stringify({ username, password }) });
}

export type Caller = Awaited<ReturnType<typeof signIn>>;

/** Goes through both logins and then asks for reports. */
export async function signIn(url: string) {
  const bearer = String(field((await askToken(url)).body, 'access_token'));
  const session = String(field((await askLogin(url, bearer)).body, 'sessionToken'));
  const headers = { authorization: `Bearer ${bearer}`, 'VZ-M2M-Token': session };
  return {
    bearer,
    session,
    headers,
    /** Posts any text as a report request. */
    post: (body: string, init: RequestInit = {}) =>
      send(url + PATHS.report, { method: 'POST', headers, body, ...init }),
    /** Asks for a report of IMEI unless the fields say otherwise. */
    ask(fields: object = {}, init: RequestInit = {}): Promise<Heard> {
      return this.post(JSON.stringify({ accountNumber: ACCOUNT, imei: IMEI, ...fields }), init);
    },
    /** Asks for a report of IMEI and resolves with its head, before its body. */
    open: (signal: AbortSignal) =>
      fetch(url + PATHS.report, {
        method: 'POST',
        headers,
        body: JSON.stringify({ accountNumber: ACCOUNT, imei: IMEI }),
        signal,
      }),
    /** The sessions of a report that is expected to come. */
    async sessions(fields: object = {}): Promise<WireSession[]> {
      const heard = await this.ask(fields);
      const sessions = field(heard.body, 'sessions');
      if (heard.status !== 200 || !Array.isArray(sessions)) throw new Error(`${heard.status} ${heard.text}`);
      return sessions;
    },
  };
}

/** Starts emulators for one test file, each with its own clock, and closes them after each test. */
export function emulators() {
  const open: Emulator[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((emulator) => emulator.close()));
  });
  return async (settings: Partial<EmulatorSettings> = {}) => {
    const clock = { now: NOW };
    const emulator = await startEmulator({ now: () => clock.now, settings });
    open.push(emulator);
    return { emulator, clock, url: emulator.url, caller: await signIn(emulator.url) };
  };
}

/** A pause that takes no time and remembers how long it should have been. */
export function recordedPause() {
  const waited: number[] = [];
  return {
    waited,
    sleep: async (ms: number) => {
      waited.push(ms);
    },
  };
}

export const iso = (moment: number): string => new Date(moment).toISOString();
