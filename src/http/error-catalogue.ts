// GET /errors: the failure table as JSON and as a page.
import { FAILURES } from '../errors.js';

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

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8886; padding: .5rem .75rem; text-align: left; vertical-align: top }
tr:target { background: #fd06 }
code { font: 14px ui-monospace, monospace }
td:nth-child(-n+3) { white-space: nowrap }
@media (max-width: 50rem) { td, th { display: block; border: 0; padding: .1rem 0 } tr { display: block; border-bottom: 1px solid #8886; padding: .75rem 0 } thead { display: none } }`;

const toHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function cataloguePage(): string {
  const rows = Object.entries(FAILURES).map(
    ([code, { category, retryable, meaning, remedy }]) =>
      `<tr id="${code}"><td><a href="#${code}"><code>${code}</code></a></td><td>${category}</td><td>${retryable ? 'ask again later' : 'final'}</td>` +
      `<td>${toHtml(meaning)}</td><td>${toHtml(remedy)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Failure codes</title><style>${STYLE}</style></head>
<body><h1>Failure codes</h1>
<p>Every code that <code>errors[].extensions.code</code> can hold. Codes are never renamed and never reused. New ones may appear: fall back on the category.
The same list as JSON: <code>curl -H 'accept: application/json' …/errors</code></p>
<table><thead><tr><th>Code</th><th>Category</th><th>Retryable</th><th>What it means</th><th>What helps</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></body></html>
`;
}
