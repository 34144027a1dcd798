// The frame of the server's own pages: light and dark, readable on a phone, without a script.

const STYLE = `
:root { background: Canvas; color: CanvasText; color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8886; padding: .5rem .75rem; text-align: left; vertical-align: top }
tr:target { background: #fd06 }
code, pre { font: 14px ui-monospace, monospace }
pre { background: #8882; border-radius: .25rem; overflow-x: auto; padding: .75rem }
td:nth-child(-n+3) { white-space: nowrap }
@media (max-width: 50rem) { td, th { display: block; border: 0; padding: .1rem 0 } tr { display: block; border-bottom: 1px solid #8886; padding: .75rem 0 } thead { display: none } td:nth-child(-n+3) { white-space: normal } }`;

export const toHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>${toHtml(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${toHtml(title)}</h1>
${body}</main></body></html>
`;

/** No script, no other origin; the icon is an empty one, so that no browser asks for one. */
export const PAGE_POLICY =
  "default-src 'none';style-src 'unsafe-inline';img-src data:;base-uri 'none';form-action 'none';frame-ancestors 'none'";

/** Whether a browser asks, and not a program that takes anything. */
export const wantsHtml = (accept: string | undefined): boolean => (accept ?? '').includes('text/html');
