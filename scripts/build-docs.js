// Builds the documentation as static files: the schema reference, the example operations with their real answers, the documents, and a search index.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildSchema, printType } from 'graphql';
import { FAILURES } from '../dist/errors.js';
import { buildSchemas } from '../dist/graphql/schema.js';
import { answersTo, NOW } from './docs/examples.js';
import { ANY_REQUEST } from './docs/field-errors.js';
import { code, page, prose, toHtml } from './docs/html.js';
import { renderDocument, urlOf } from './docs/markdown.js';
import { kindOf, renderType, searchOfType, typesOf, urlOfType } from './docs/reference.js';

const TARGET = 'dist/docs';

const schema = buildSchema(buildSchemas().publicSdl);
const types = typesOf(schema);

const FIRST = ['docs/guide.md', 'docs/errors.md', 'docs/configuration.md'];
const inFolder = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
const files = [...new Set([...FIRST, ...inFolder('docs'), 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'])].filter(
  (file) => existsSync(file),
);
/** One page would lie on the other. */
const isShadowed = (file) =>
  files.some((other) => other !== file && other.startsWith('docs/') && urlOf(other) === urlOf(file));
const rendered = new Map(
  files.filter((file) => file.startsWith('docs/') || !isShadowed(file)).map((file) => [file, undefined]),
);
for (const file of rendered.keys()) rendered.set(file, renderDocument(file, readFileSync(file, 'utf8'), rendered));

const operationFiles = readdirSync('schema/operations').sort();
const examples = await answersTo(operationFiles.map((name) => readFileSync(`schema/operations/${name}`, 'utf8')));
const operations = examples.map((example) => {
  const name = /^query (\w+)/m.exec(example.query)?.[1] ?? '';
  const comment = /^((?:#.*\n)+)/.exec(example.query)?.[1] ?? '';
  return { ...example, name, url: `/docs/operations/${name}`, meaning: comment.replaceAll(/^# ?/gm, '').trim() };
});

const isDecision = (file) => /^docs\/decisions\/\d/.test(file);
const documentLinks = [...rendered]
  .filter(([file]) => !isDecision(file))
  .map(([file, { title }]) => ({ url: urlOf(file), name: title }));
const linkOf = (type) => ({ url: urlOfType(type), name: type.name });
const groups = [
  { title: 'Documents', links: documentLinks },
  { title: 'Example operations', links: operations.map(({ url, name }) => ({ url, name })) },
  ...[
    ['type', 'Types'],
    ['input', 'Inputs'],
    ['enum', 'Enums'],
    ['scalar', 'Scalars'],
  ].map(([kind, title]) => ({
    title,
    links: types.filter((type) => kindOf(type) === kind).map(linkOf),
  })),
];

const pages = [
  { path: '/docs', title: 'Documentation', body: overview() },
  ...[...rendered].map(([file, { title, body }]) => ({ path: urlOf(file), title, body })),
  ...operations.map(({ url, name, ...rest }) => ({ path: url, title: name, body: example(rest) })),
  ...types.map((type) => ({ path: urlOfType(type), title: type.name, body: renderType(type, types, printType(type)) })),
];

function overview() {
  const list = (entries) =>
    `<ul>${entries.map(({ url, name, meaning }) => `<li><a href="${url}">${toHtml(name)}</a>${meaning ? `: ${prose(meaning)}` : ''}</li>`).join('\n')}</ul>`;
  const roots = [schema.getQueryType()].map((type) => ({
    ...linkOf(type),
    meaning: type.description ?? 'where every query begins',
  }));
  return `<p>Everything here lies on this machine. Queries begin at these types; each page names the arguments, the errors and the uses of a type.</p>
${list([...roots, { url: '/errors', name: 'Errors', meaning: 'every code, what it means and what helps' }])}
<h2>Example operations</h2>
<p>Each with its variables, and with the answer of the emulator as of ${new Date(NOW).toISOString()}.</p>
${list(operations)}
<h2>Documents</h2>
${list(documentLinks)}
<h2>Errors of any request</h2>
<p>Before a field is executed: ${ANY_REQUEST.map((each) => `<a href="/errors#${each}"><code>${each}</code></a>`).join(', ')}.</p>`;
}

function example({ meaning, query, variables, answer }) {
  return `<p>${prose(meaning)}</p>
<h2>Operation</h2>
${code(query.replace(/^(?:#.*\n)+/, ''))}
<h2>Variables</h2>
${code(JSON.stringify(variables, null, 2))}
<h2>Answer</h2>
<p>Of the emulator as of ${new Date(NOW).toISOString()}; long lists are shortened.</p>
${code(JSON.stringify(answer, null, 2))}`;
}

const search = [
  ...types.flatMap(searchOfType),
  ...operations.map(({ url, name, meaning, query }) => ({
    title: name,
    kind: 'operation',
    url,
    text: `${meaning} ${query}`,
  })),
  ...Object.entries(FAILURES).map(([name, { meaning, remedy }]) => ({
    title: name,
    kind: 'error',
    url: `/errors#${name}`,
    text: `${meaning} ${remedy}`,
  })),
  ...[...rendered].flatMap(([file, { title, sections }]) => [
    { title, kind: 'document', url: urlOf(file), text: readFileSync(file, 'utf8').split(/^## /m, 1)[0] },
    ...sections.map((section) => ({
      title: section.title,
      kind: title,
      url: `${urlOf(file)}#${section.id}`,
      text: section.text,
    })),
  ]),
];

rmSync(TARGET, { recursive: true, force: true });
for (const { path, ...rest } of pages) {
  const file = path === '/docs' ? `${TARGET}/index.html` : `dist${path}.html`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page({ path, groups, ...rest }));
}
writeFileSync(
  `${TARGET}/search.json`,
  JSON.stringify(search.map((each) => ({ ...each, text: each.text.replaceAll(/\s+/g, ' ').trim() }))),
);
for (const name of ['docs.css', 'search.js']) copyFileSync(`scripts/docs/${name}`, `${TARGET}/${name}`);
