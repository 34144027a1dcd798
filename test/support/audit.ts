// The audit suite of the graphql-http package against a server, as the ids that do not pass.
import { auditServer } from 'graphql-http';

export async function failingAudits(url: string): Promise<{ count: number; failing: string[] }> {
  const results = await auditServer({ url });
  const failing = results.filter(({ status }) => status !== 'ok');
  return { count: results.length, failing: failing.map(({ id }) => id).toSorted() };
}
