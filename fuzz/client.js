// Sends operations and checks what every answer must satisfy, whatever was asked.
const unsuitable = (error) => {
  const { code, category, retryable, requestId } = error.extensions ?? {};
  const typed = typeof error.message === 'string' && error.message !== '' && typeof code === 'string';
  return !typed || code === 'INTERNAL_SERVER_ERROR' || !category || typeof retryable !== 'boolean' || !requestId;
};

function checkErrors(answer, wrong) {
  for (const error of answer.body?.errors ?? []) {
    if (unsuitable(error)) wrong('errors', 'a typed error that is none of the server', error);
  }
}

/** A run of more settled days than these is not read again, so that a device is read in several calls around it. */
const WIDEST_GAP = 30;

/** Otherwise all windows of a device cost one call at most, retries aside; calls and what is left are the whole budget. */
function checkCost(answer, devices, wrong) {
  const cost = answer.body?.extensions?.upstream;
  if (!cost) return;
  const reads = cost.calls - cost.retries;
  if (devices !== undefined && reads > devices && cost.heldDays <= WIDEST_GAP)
    wrong('calls', `${devices} reads at most`, cost);
  if (cost.budgetLeft !== 500 - cost.calls) wrong('budgetLeft', 500 - cost.calls, cost.budgetLeft);
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const byGet = (url, { query, variables }) => {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) });
  return [`${url}?${parameters}`, { headers: { 'apollo-require-preflight': 'true' } }];
};

const byPost = (url, request) => {
  const body = typeof request === 'string' ? request : JSON.stringify(request);
  return [url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }];
};

export function createClient(url, counts) {
  async function send(request, wrong, { devices, get = false } = {}) {
    counts.sent++;
    const sentAt = Date.now();
    const response = await fetch(...(get ? byGet : byPost)(url, request));
    const text = await response.text();
    const answer = { sentAt, receivedAt: Date.now(), status: response.status, body: parsed(text), text };
    counts.calls += answer.body?.extensions?.upstream?.calls ?? 0;
    if (answer.status >= 500) wrong('status', 'below 500', `${answer.status} ${text.slice(0, 300)}`);
    if (answer.body === undefined) wrong('body', 'JSON', text.slice(0, 300));
    checkErrors(answer, wrong);
    checkCost(answer, devices, wrong);
    return answer;
  }
  return { send };
}
