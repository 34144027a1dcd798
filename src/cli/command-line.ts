// The commands of the command line in one table, from which arguments are read and --help is written.

export const COMMANDS = {
  '--help': { parameters: '', help: 'this text' },
  '--print-config': { parameters: '', help: 'the settings in force, secrets masked' },
  '--print-schema': { parameters: '', help: 'the public schema' },
  '--new-key': {
    parameters: 'NAME ACCOUNT...',
    help: 'a key for a caller with AUTH=keys, and its entry for AUTH_KEYS_FILE; the account "all" means every one',
  },
  '--unlatch': { parameters: '', help: 'open the login latch after the credentials were corrected' },
  '--forget': {
    parameters: 'IMEI [ACCOUNT]',
    help: 'drop everything cached for a device from the server that runs on this machine',
  },
} as const;

export type CommandName = keyof typeof COMMANDS;

export type CommandLine =
  | { readonly kind: 'serve' }
  | { readonly kind: 'command'; readonly name: CommandName; readonly parameters: readonly string[] }
  | { readonly kind: 'unknown'; readonly issue: string };

const isCommand = (argument: string): argument is CommandName => Object.hasOwn(COMMANDS, argument);

/** Of several commands the first in the table is meant, so that --help always helps. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const unknown = argv.find((each) => each.startsWith('--') && !isCommand(each));
  if (unknown !== undefined)
    return {
      kind: 'unknown',
      issue: `${unknown}: no such argument, wanted one of ${Object.keys(COMMANDS).join(', ')}`,
    };
  const name = Object.keys(COMMANDS)
    .filter(isCommand)
    .find((each) => argv.includes(each));
  return name === undefined
    ? { kind: 'serve' }
    : { kind: 'command', name, parameters: argv.slice(argv.indexOf(name) + 1) };
}

const WIDTH = 16;

const EXAMPLES = `Examples:

  npm start                                          before the emulator that is built in; then open the printed URL
  PORT=8080 npm start                                on another port
  node --env-file=.env dist/main.js                  with settings from a file; .env.example has all of them
  npm start -- --new-key dashboard 0000123456-00001  a key for a caller

The program exits with 78 where a setting cannot be used, and says which, what came and what is wanted.`;

export function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { parameters, help }]) =>
    parameters === '' ? `  ${name.padEnd(WIDTH)} ${help}` : `  ${name} ${parameters}\n  ${''.padEnd(WIDTH)} ${help}`,
  );
  return `GraphQL over ThingSpace sessions: npm start, or npm start -- with one of\n\n${lines.join('\n')}\n\n${EXAMPLES}`;
}
