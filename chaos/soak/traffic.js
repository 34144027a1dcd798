// Knows how many callers ask at once, draws what they ask, and keeps count of what came back; not what is asked and what is right.
const CALLERS = 12;
const LONGEST_MS = 60_000;
const MOST_COMPLAINTS = 20;

/** What the faults of the upstream may make of a question; anything else is a complaint. */
const TROUBLES = new Set([
  'UPSTREAM_ACCESS_DENIED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_MALFORMED',
  'UPSTREAM_REJECTED',
]);
const isTrouble = (code) => TROUBLES.has(code);

/** `done` says when the callers stop; resolves with what was counted. */
export async function ask(url, questions, { random, done }) {
  const tally = { asked: {}, answered: 0, refused: {}, left: 0, complaints: [], wrong: 0 };
  const draw = drawing(questions, random);
  const call = async () => {
    while (!done()) await askOnce(url, draw(), tally);
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  return tally;
}

/** Each kind as often as its share says. */
function drawing(questions, random) {
  const tickets = Object.entries(questions).flatMap(([name, { share, ask: make }]) =>
    Array.from({ length: share }, () => ({ name, make })),
  );
  return () => {
    const { name, make } = tickets[Math.floor(random() * tickets.length)];
    return { name, ...make() };
  };
}

async function askOnce(url, question, tally) {
  tally.asked[question.name] = (tally.asked[question.name] ?? 0) + 1;
  try {
    note(question, await send(url, question), tally);
  } catch (error) {
    if (question.leaveAfter !== undefined && error.name === 'TimeoutError') tally.left += 1;
    else complain(tally, [`${question.name}: ${error.cause?.code ?? error.message}`]);
  }
}

async function send(url, { query, variables, refresh, leaveAfter = LONGEST_MS }) {
  const body = JSON.stringify({ query, variables, ...(refresh && { extensions: { refresh } }) });
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const signal = AbortSignal.timeout(leaveAfter);
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal });
  return response.json();
}

function note({ name, code: wanted, isCallers = false, judge }, { data, errors }, tally) {
  const code = errors?.[0]?.extensions?.code;
  if (code !== undefined) tally.refused[code] = (tally.refused[code] ?? 0) + 1;
  else tally.answered += 1;
  if (wanted !== undefined && code === wanted) return;
  if (code !== undefined && !isCallers && isTrouble(code)) return;
  if (code !== undefined || wanted !== undefined)
    return complain(tally, [
      `${name}: ${code ?? 'answered'} instead of ${wanted ?? 'an answer'} ${JSON.stringify(errors?.[0]).slice(0, 300)}`,
    ]);
  complain(tally, judge(data, isTrouble));
}

function complain(tally, complaints) {
  tally.wrong += complaints.length;
  tally.complaints.push(...complaints.slice(0, MOST_COMPLAINTS - tally.complaints.length));
}
