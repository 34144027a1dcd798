// Renders the Markdown documents as pages whose links lead to each other.
import { posix } from 'node:path';
import { Marked } from 'marked';
import { code, toHtml } from './html.js';

/** As GitHub does, so that links between the documents hold here too. */
export const slug = (text) =>
  text
    .toLowerCase()
    .replace(/<[^>]+>|&#?\w+;/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/** docs/guide.md lies at /docs/guide, a README at its folder, and what is beside the folder at its own name. */
export const urlOf = (file) => {
  const name = file
    .replace(/\.md$/, '')
    .replace(/^docs\//, '')
    .replace(/\/README$/, '');
  return `/docs/${name.toLowerCase()}`;
};

/** A link of one document to another file; undefined where that is no page. */
function linked(file, href, pages) {
  if (/^(https?:|#)/.test(href)) return href;
  const [path, anchor] = href.split('#', 2);
  const target = posix.join(posix.dirname(file), path);
  return pages.has(target) ? urlOf(target) + (anchor ? `#${anchor}` : '') : undefined;
}

/** The title of a document, its body, and its sections as plain text for the search. `pages`: the files that are rendered. */
export function renderDocument(file, text, pages) {
  const sections = [];
  let title = file;
  const renderer = {
    html: () => '',
    heading({ tokens, depth }) {
      const inner = this.parser.parseInline(tokens);
      const words = inner.replace(/<[^>]+>/g, '');
      if (depth === 1) {
        title = decoded(words);
        return '';
      }
      const id = slug(words);
      sections.push({ title: decoded(words), id, text: '' });
      return `<h${depth} id="${id}"><a href="#${id}">${inner}</a></h${depth}>\n`;
    },
    code: ({ text: source }) => `${code(source)}\n`,
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const url = linked(file, href, pages);
      return url === undefined ? inner : `<a href="${toHtml(url)}">${inner}</a>`;
    },
    table({ header, rows }) {
      const cells = (row) => row.map(({ tokens }) => this.parser.parseInline(tokens));
      const head = cells(header).every((cell) => cell === '')
        ? ''
        : `<thead><tr>${cells(header)
            .map((cell) => `<th scope="col">${cell}</th>`)
            .join('')}</tr></thead>`;
      const body = rows
        .map(
          (row) =>
            `<tr>${cells(row)
              .map((cell) => `<td>${cell}</td>`)
              .join('')}</tr>`,
        )
        .join('\n');
      const label = `${title}, ${sections.at(-1)?.title ?? 'table'} ${++tables}`;
      return `<div class="table" role="region" aria-label="${toHtml(label)}" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>\n`;
    },
  };
  let tables = 0;
  const marked = new Marked({ renderer });
  const body = marked.parse(text);
  return { title, body, sections: withText(sections, text) };
}

const decoded = (html) =>
  html
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** What stands under each heading. */
function withText(sections, text) {
  const parts = text.split(/^#{2,} .*$/m);
  return sections.map((section, index) => ({ ...section, text: parts[index + 1] ?? '' }));
}
