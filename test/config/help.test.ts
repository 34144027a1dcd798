// Settings as text: nothing is missing, nothing secret is shown, and what nobody reads is named.

import { describe, expect, test } from '@jest/globals';
import { usage } from '../../src/cli/command-line.js';
import { helpText, printConfig, unknownVariables } from '../../src/config/help.js';
import { VARIABLES } from '../../src/config/variables.js';

const NAMES = Object.keys(VARIABLES.shape);

test('the help explains every setting in words', () => {
  const lines = helpText(usage()).split('\n');
  for (const name of NAMES) expect(lines.find((line) => line.trim().startsWith(`${name} `))).toMatch(/ {2}[A-Z]/);
  expect(helpText(usage())).not.toContain('undefined');
});

describe('the settings in force', () => {
  test('are all there, in the words in which they can be set', () => {
    const printed = printConfig({ PORT: '80', REFRESH: 'off', HOST: '' });
    expect(printed.split('\n').filter(Boolean)).toHaveLength(NAMES.length);
    for (const line of ['PORT=80', 'REFRESH=off', 'INTROSPECTION=on', 'HOST=127.0.0.1', 'CORS_ORIGINS='])
      expect(printed.split('\n')).toContain(line);
  });

  test('show no password within a URL', () => {
    expect(printConfig({ REDIS_URL: 'redis://user:hush@cache.example:6379' })).toContain(
      'REDIS_URL=redis://…@cache.example:6379\n',
    );
  });

  test('show no secret', () => {
    const printed = printConfig({ THINGSPACE_PASSWORD: 'hush', THINGSPACE_CLIENT_SECRET: 'hush' });
    expect(printed).not.toContain('hush');
    expect(printed).toContain('THINGSPACE_PASSWORD=(a secret)');
  });
});

describe('a variable that nobody reads', () => {
  test.each(['THINGSPACE_PASWORD', 'UPSTREAM_CONCURENCY', 'MAX_DEPHT', 'DRAIN_MS'])('is warned about: %s', (name) => {
    expect(unknownVariables({ [name]: 'x', PORT: '1', PATH: '/bin' }, 'emulator')).toEqual([
      expect.stringContaining(`${name}: `),
    ]);
  });

  test('is one of the emulator only where that does not run', () => {
    expect(unknownVariables({ EMULATOR_PORT: '1' }, 'emulator')).toEqual([]);
    expect(unknownVariables({ EMULATOR_PORT: '1' }, 'thingspace')).toHaveLength(1);
  });
});
