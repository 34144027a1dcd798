// The start page: what this server is, where everything lies, and devices to try it with.
import { page, toHtml } from './page.js';

/** A device of the emulator, and what it shows. */
export interface TestDevice {
  readonly imei: string;
  readonly description: string;
}

export interface StartPageOptions {
  /** The origin under which the browser has reached it. */
  readonly url: string;
  readonly hasSchema: boolean;
  readonly hasMetrics: boolean;
  readonly hasDemo: boolean;
  /** Empty before a real upstream. */
  readonly testDevices: readonly TestDevice[];
}

export function startPage({ url, hasSchema, hasMetrics, hasDemo, testDevices }: StartPageOptions): string {
  const links = [
    ['/graphql', 'Explorer', 'write and run queries'],
    ['/docs', 'Documentation', 'schema reference, examples with answers, and guides'],
    ...(hasDemo ? [['/demo', 'Dashboard', 'a frontend with Apollo Client, from examples/dashboard']] : []),
    ...(hasSchema ? [['/schema.graphql', 'Schema', 'the SDL']] : []),
    ['/errors', 'Errors', 'every code, what it means and what helps'],
    ...(hasMetrics ? [['/metrics', 'Metrics', 'for Prometheus']] : []),
    ['/readyz', 'Readiness', 'whether requests can be taken'],
  ].map(([path, name, text]) => `<li><a href="${path}">${name}</a>: ${text}</li>`);
  return page(
    'GraphQL over ThingSpace session reports',
    `<p>${modeOf(testDevices)}</p>
<ul>
${links.join('\n')}
</ul>
<h2>From a terminal</h2>
<pre tabindex="0">${toHtml(curl(url, testDevices[0]?.imei ?? 'YOUR-IMEI'))}</pre>
${testDevices.length > 0 ? deviceTable(testDevices) : ''}`,
  );
}

const modeOf = (testDevices: readonly TestDevice[]): string =>
  testDevices.length > 0
    ? '<strong>Emulator:</strong> no credentials of ThingSpace are set, so every session is synthetic.'
    : 'Sessions come from ThingSpace.';

const queryFor = (imei: string): string => `{
  device(imei: "${imei}") {
    sessions(first: 5) {
      totalCount
      totalBytes
      averageDuration
      nodes { startTime endTime numBytes }
    }
  }
}`;

const curl = (url: string, imei: string): string =>
  `curl -s ${url}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: `{ device(imei: "${imei}") { sessions(first: 3) { totalCount nodes { startTime numBytes } } } }` })}'`;

function deviceTable(testDevices: readonly TestDevice[]): string {
  const rows = testDevices.map(
    ({ imei, description }) =>
      `<tr><td><a href="/graphql?query=${encodeURIComponent(queryFor(imei))}"><code>${imei}</code></a></td><td>${toHtml(description)}</td></tr>`,
  );
  return `<h2>Test devices</h2>
<p>Each opens the explorer with a query. Any other IMEI is a device too.</p>
<table><thead><tr><th scope="col">IMEI</th><th scope="col">What it shows</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`;
}
