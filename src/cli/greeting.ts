// What the server says on the terminal when it listens: where everything is, and a line to try.
import type { AuthSettings } from '../config/settings.js';

export interface GreetingOptions {
  /** The origin under which the API is reached. */
  readonly url: string;
  /** Where the emulator is; undefined before a real upstream. */
  readonly emulator: string | undefined;
  readonly auth: AuthSettings['kind'];
  /** Whether browsers are met by pages. */
  readonly explorer: boolean;
}

export function greeting(options: GreetingOptions): string {
  const { url, emulator } = options;
  const where = `  GraphQL API   ${url}/graphql\n${browserLines(options)}`;
  if (emulator === undefined) return `\n${where}\n`;
  return `
${where}
  *** EMULATOR: no THINGSPACE_ credentials are set, so every session you see is SYNTHETIC. ***
  Upstream      ${emulator} (built in; GET /__calls lists what it was asked)

  Try:
  ${curl(options)}

`;
}

function browserLines({ url, explorer }: GreetingOptions): string {
  if (!explorer) return '';
  const pages = [
    ['/', 'start page with test devices'],
    ['/graphql', 'explorer, with example queries'],
    ['/docs', 'schema reference, examples and guides'],
  ];
  const lines = pages.map(([path, text], index) =>
    `  ${(index === 0 ? 'In a browser' : '').padEnd(13)} ${url}${path?.padEnd(8)}  ${text}`.trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const IDENTITY = {
  none: '',
  keys: "-H 'authorization: Bearer YOUR-KEY' ",
  jwt: "-H 'authorization: Bearer YOUR-TOKEN' ",
} as const satisfies Record<AuthSettings['kind'], string>;

const QUERY =
  '{ device(imei: \\"990000000000001\\") { sessions(first: 3) { totalCount totalBytes nodes { startTime duration numBytes } } } }';

const curl = ({ url, auth }: GreetingOptions): string =>
  `curl -s ${url}/graphql -H 'content-type: application/json' ${IDENTITY[auth]}-d '{"query":"${QUERY}"}'`;
