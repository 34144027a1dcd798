// Builds the static files of the explorer: GraphiQL with its editor and workers as one script, one style sheet, and the example operations.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

const root = new URL('..', import.meta.url);
const target = new URL('dist/explorer/', root);
const MARK = 'options-are-inserted-here';

const between = (text, open, close) => text.slice(text.indexOf(open) + open.length, text.lastIndexOf(close));

/** The options come with each page, so that the script never changes and may be cached. */
function script(html) {
  const options = JSON.stringify({ title: MARK });
  const text = between(html, '<script>', '</script>');
  const at = text.lastIndexOf(options);
  if (at < 0) throw new Error('the page of GraphiQL has no options any more');
  const read = "JSON.parse(document.querySelector('#options').textContent)";
  return text.slice(0, at) + read + text.slice(at + options.length);
}

/** A tab keeps the offset of an animation that never ran, and leaves the pointer when it is pressed. */
const TAB_STYLE = '.graphiql-tab { transform: none !important }\n';

const html = renderGraphiQL({ title: MARK });
const folder = new URL('schema/operations/', root);
const operations = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

mkdirSync(target, { recursive: true });
writeFileSync(new URL('explorer.js', target), script(html));
writeFileSync(new URL('explorer.css', target), between(html, '<style>', '</style>') + TAB_STYLE);
writeFileSync(new URL('operations.json', target), JSON.stringify(operations));
