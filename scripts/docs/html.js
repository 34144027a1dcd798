// The frame of a page of the documentation, and text as HTML.

export const toHtml = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Prose of descriptions: words between backticks are code. */
export const prose = (text) => toHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

export const code = (text) => `<pre tabindex="0"><code>${toHtml(text)}</code></pre>`;

/** A table that scrolls in itself, so that a phone does not have to. */
export const table = (label, head, rows) =>
  `<div class="table" role="region" aria-label="${toHtml(label)}" tabindex="0"><table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>
<tbody>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>`;

const group = (path, { title, links }) => `<h2>${toHtml(title)}</h2>
<ul>${links.map(({ url, name }) => `<li><a href="${url}"${url === path ? ' aria-current="page"' : ''}>${toHtml(name)}</a></li>`).join('')}</ul>`;

/** `groups`: what the navigation holds; `path`: which of it this page is. */
export const page = ({ title, path, groups, body }) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<title>${toHtml(title)} · GraphQL over ThingSpace sessions</title>
<link rel="stylesheet" href="/docs/docs.css"><script src="/docs/search.js" defer></script></head>
<body><a class="skip" href="#content">Skip to the content</a>
<header><a href="/">Start</a> <a href="/docs">Documentation</a> <a href="/graphql">Explorer</a>
<search><label for="search">Search</label> <input id="search" type="search" autocomplete="off" spellcheck="false" aria-controls="results" placeholder="press / to search">
<p id="count" role="status"></p><ul id="results"></ul></search></header>
<div class="columns"><nav aria-label="Documentation"><details open><summary>Contents</summary>
${groups.map((each) => group(path, each)).join('\n')}
</details></nav>
<main id="content" tabindex="-1"><h1>${toHtml(title)}</h1>
${body}</main></div></body></html>
`;
