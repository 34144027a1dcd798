// Writes the tables of docs/ and .env.example from the code; with --check it only says which of them are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { MEANINGS } from '../dist/config/meanings.js';
import { CREDENTIALS, VARIABLES } from '../dist/config/variables.js';
import { cards } from '../dist/emulator/cards.js';
import { FAILURES } from '../dist/errors.js';

const settings = Object.entries(VARIABLES.shape).map(([name, schema]) => {
  const value = schema.parse(undefined);
  const fallback = typeof value === 'boolean' ? (value ? 'on' : 'off') : (value ?? '');
  return { name, fallback: String(fallback), takes: schema.description, meaning: MEANINGS[name] };
});

const row = (...cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows].join('\n');

const TABLES = {
  'docs/configuration.md': {
    settings: table(
      ['variable', 'default', 'meaning', 'takes'],
      settings.map(({ name, fallback, meaning, takes }) => row(name, fallback, meaning, takes)),
    ),
  },
  'docs/errors.md': {
    errors: table(
      ['code', 'category', 'retryable', 'HTTP', 'meaning', 'remedy'],
      Object.entries(FAILURES).map(([code, { category, retryable, status, meaning, remedy }]) =>
        row(code, category, retryable ? 'yes' : 'no', status, meaning, remedy),
      ),
    ),
  },
  'docs/emulator.md': {
    cards: table(
      ['IMEI', 'response'],
      cards.map(({ imei, description }) => row(imei, description)),
    ),
  },
};

const envExample = `# Every setting, commented out at its default. Copy it to .env and start with: node --env-file=.env dist/main.js
${settings.map(({ name, fallback, meaning, takes }) => `\n# ${meaning} Takes ${takes}.\n# ${name}=${fallback}${CREDENTIALS.includes(name) && fallback === '' ? '…' : ''}\n`).join('')}`;

function filled(path, tables) {
  return Object.entries(tables).reduce(
    (text, [name, content]) => {
      const block = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end -->)`);
      if (!block.test(text)) throw new Error(`${path} has no place for the table "${name}".`);
      return text.replace(block, (_, begin, end) => `${begin}${content}\n${end}`);
    },
    readFileSync(path, 'utf8'),
  );
}

const files = {
  ...Object.fromEntries(Object.entries(TABLES).map(([path, tables]) => [path, filled(path, tables)])),
  '.env.example': envExample,
};
const isCheck = process.argv.includes('--check');
const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
const stale = Object.entries(files).filter(([path, text]) => read(path) !== text);
if (!isCheck) for (const [path, text] of stale) writeFileSync(path, text);
for (const [path] of stale)
  process.stdout.write(isCheck ? `${path} is out of date: npm run docs\n` : `written ${path}\n`);
process.exit(isCheck && stale.length > 0 ? 1 : 0);
