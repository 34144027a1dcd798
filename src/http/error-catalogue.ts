// GET /errors: the failure table as JSON and as a page.
import { FAILURES } from '../errors.js';
import { page, toHtml } from './page.js';

export const catalogueJson = (): string =>
  JSON.stringify(
    Object.entries(FAILURES).map(([code, { category, retryable, meaning, remedy }]) => ({
      code,
      category,
      retryable,
      meaning,
      remedy,
    })),
  );

export function cataloguePage(): string {
  const rows = Object.entries(FAILURES).map(
    ([code, { category, retryable, meaning, remedy }]) =>
      `<tr id="${code}"><td><a href="#${code}"><code>${code}</code></a></td><td>${category}</td><td>${retryable ? 'ask again later' : 'final'}</td>` +
      `<td>${toHtml(meaning)}</td><td>${toHtml(remedy)}</td></tr>`,
  );
  return page(
    'Failure codes',
    `<p>Every code that <code>errors[].extensions.code</code> can hold. Codes are never renamed and never reused. New ones may appear: fall back on the category.
The same list as JSON: <code>curl -H 'accept: application/json' …/errors</code></p>
<table><thead><tr><th>Code</th><th>Category</th><th>Retryable</th><th>What it means</th><th>What helps</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`,
  );
}
