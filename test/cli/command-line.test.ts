// What the arguments of the program mean, and that the help names every one of them.
import { expect, test } from '@jest/globals';
import { COMMANDS, readCommandLine, usage } from '../../src/cli/command-line.js';

test.each<[string[], ReturnType<typeof readCommandLine>]>([
  [[], { kind: 'serve' }],
  [['--help'], { kind: 'command', name: '--help', parameters: [] }],
  [['--new-key', 'a', 'b', 'c'], { kind: 'command', name: '--new-key', parameters: ['a', 'b', 'c'] }],
  [['--forget', '1', '--help'], { kind: 'command', name: '--help', parameters: [] }],
])('%p is read', (argv, wanted) => {
  expect(readCommandLine(argv)).toEqual(wanted);
});

test('an argument that is none is refused, with those that there are', () => {
  const line = readCommandLine(['--help', '--nonsense']);
  expect(line).toEqual({ kind: 'unknown', issue: expect.stringMatching(/^--nonsense: .*--help, .*--forget$/) });
});

test('the help names every command', () => {
  for (const [name, { help }] of Object.entries(COMMANDS)) {
    expect(usage()).toContain(name);
    expect(usage()).toContain(help);
  }
});
