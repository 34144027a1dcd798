// Fails where a file name, an exported name or a heading holds a word that the field does not use.
import { readdirSync, readFileSync } from 'node:fs';

const OLD =
  /(landing|remnant|patience|linger|border|complain|stranger|\broad\b|roads|import.?law|forgetting|\bnotes\b|heldday|exposures|\bflights?\b|\bparrot|\brelay\b|\bscene\b|\brhythm|\bdoor\b|doorkeeper|\btell\b|\btold\b|\bturns\b|\bsharing\b|published|\.stage\.|promises\.ts|\bbreaking\b|\blimited\b|\bretrying\b)/i;
const FOLDERS = ['src', 'test', 'scripts', 'bench', 'chaos', 'docs', 'schema'];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`),
).concat('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md');

/** camelCase as words. */
const apart = (name) =>
  name
    .replaceAll(/in.?flight/gi, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ');

const namesIn = (file) => {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.md')) return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  if (!/\.(ts|js)$/.test(file) || file.includes('generated')) return [];
  return [...text.matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)].map(
    ([, name]) => name,
  );
};

const found = files.flatMap((file) => [
  ...(OLD.test(apart(file.replaceAll('/', ' '))) ? [file] : []),
  ...namesIn(file)
    .filter((name) => OLD.test(apart(name)))
    .map((name) => `${file}: ${name}`),
]);
for (const each of found) process.stdout.write(`${each}\n`);
process.stdout.write(`${found.length} old words in ${files.length} files\n`);
process.exit(found.length === 0 ? 0 : 1);
