// What the terminal says: where everything is, and why the server cannot listen.
import { describe, expect, test } from '@jest/globals';
import { greeting } from '../../src/cli/greeting.js';
import { listenIssue } from '../../src/cli/listen-issue.js';

const url = 'http://127.0.0.1:4000';

describe('the greeting', () => {
  test('names API, start page, explorer and documentation, as the README shows them', () => {
    expect(greeting({ url, emulator: 'http://127.0.0.1:5000', auth: 'none', explorer: true })).toContain(`
  GraphQL API   http://127.0.0.1:4000/graphql
  In a browser  http://127.0.0.1:4000/         start page with test devices
                http://127.0.0.1:4000/graphql  explorer, with example queries
                http://127.0.0.1:4000/docs     schema reference, examples and guides

  *** EMULATOR:`);
  });

  test('names no pages where there are none, and nothing of the emulator before a real upstream', () => {
    expect(greeting({ url, emulator: undefined, auth: 'keys', explorer: false })).toBe(
      '\n  GraphQL API   http://127.0.0.1:4000/graphql\n\n',
    );
  });

  test.each([
    ['keys', 'YOUR-KEY'],
    ['jwt', 'YOUR-TOKEN'],
  ] as const)('shows where the credentials go with AUTH=%s', (auth, words) => {
    expect(greeting({ url, emulator: 'http://127.0.0.1:5000', auth, explorer: false })).toContain(words);
  });
});

describe('a port that cannot be listened on', () => {
  const inUse = { code: 'EADDRINUSE', message: 'listen EADDRINUSE', port: 4000 };
  const settings = { host: '127.0.0.1', metricsPort: 9_100 };

  test.each([
    ['linux', "ss -ltnp 'sport = :4000'"],
    ['darwin', 'lsof -nP -iTCP:4000 -sTCP:LISTEN'],
    ['win32', 'netstat -ano | findstr :4000'],
  ])('and is in use names what finds its process on %s', (platform, command) => {
    const issue = listenIssue(inUse, settings, platform);
    expect(issue).toMatch(/^PORT: 4000 is in use on 127\.0\.0\.1, wanted a free port; /);
    expect(issue).toContain(`\`${command}\``);
  });

  test.each([
    ['METRICS_PORT: 9100 is in use', { ...inUse, port: 9_100 }],
    ['PORT: 80 needs more rights', { code: 'EACCES', message: '', port: 80 }],
    ['HOST: got "127.0.0.1", wanted an address of this machine', { code: 'EADDRNOTAVAIL', message: '', port: 4_000 }],
    ['PORT, METRICS_PORT or HOST: cannot listen on that address (broken)', { message: 'broken' }],
  ])('is said to be %s', (wanted, error) => {
    expect(listenIssue(error, settings, 'linux')).toContain(wanted);
  });
});
