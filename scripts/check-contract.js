// Says what the public schema lacks of a contract: node scripts/check-contract.js contract.graphql
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';

const read = (path) => buildSchema(readFileSync(path, 'utf8'), { assumeValidSDL: true });

const contract = read(process.argv[2] ?? '');
const lacking = findBreakingChanges(contract, read('schema/schema.graphql')).filter(
  ({ description }) => !PENDING.test(description),
);
for (const { description } of lacking) process.stderr.write(`${description}\n`);
process.stdout.write(`${lacking.length} promises of the contract are broken\n`);
process.exitCode = lacking.length === 0 ? 0 : 1;
