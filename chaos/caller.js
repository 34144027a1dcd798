// Knows how a client asks the API over HTTP, alone or among many; not whether the answer is the right one.

export const TOTALS = 'totalCount totalBytes';

const LONGEST_MS = 60_000;

const queryFor = (fields) =>
  `query ($imei: IMEI!, $start: DateTime, $end: DateTime) { device(imei: $imei) { sessions(start: $start, end: $end) { ${fields} } } }`;

/** The answer as it came, the sessions in it or null, and the code of its first error. */
export async function ask(url, imei, { window = {}, fields = TOTALS, signal = AbortSignal.timeout(LONGEST_MS) } = {}) {
  const began = performance.now();
  const body = JSON.stringify({ query: queryFor(fields), variables: { imei, ...window } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal });
  const text = await response.text();
  return { imei, ms: performance.now() - began, text, head: JSON.stringify([...response.headers]), ...read(text) };
}

function read(text) {
  const { data, errors } = JSON.parse(text);
  return { sessions: data?.device?.sessions ?? null, code: errors?.[0]?.extensions.code, errors };
}

/** Asks for all of them, so many at a time, and resolves with the answers in their order. */
export async function askAll(url, imeis, { concurrency, ...options }) {
  const answers = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < imeis.length; i = next++) answers[i] = await ask(url, imeis[i], options);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return answers;
}

export const isAnswered = ({ sessions, errors }) => sessions !== null && errors === undefined;

/** Asks again and again until there is an answer; milliseconds that took, Infinity when it took too long. */
export async function untilAnswered(url, imei, { within, every = 100, window }) {
  const began = performance.now();
  while (performance.now() - began < within) {
    if (isAnswered(await ask(url, imei, { window }))) return Math.round(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  return Number.POSITIVE_INFINITY;
}
