// Knows that no secret and no device may come out by the log or by another's answer, whatever fault the upstream has; not how they are kept in.
import { startEmulator } from '../dist/emulator/server.js';
import { createEvidence, gather } from './evidence.js';
import { EXPECTATIONS } from './expectations.js';
import { atLeast } from './figures.js';
import { openApi } from './pipeline.js';
import { basicOf, canaryCredentials } from './secrets.js';
import { startTcpProxy } from './tcp-proxy.js';

const QUICK = { ATTEMPT_TIMEOUT_MS: '300', OPERATION_TIMEOUT_MS: '700' };

export async function* canary() {
  const evidence = createEvidence();
  let tokens = 0;
  for (const fault of Object.keys(EXPECTATIONS)) {
    const left = await provoke(fault);
    tokens += left.tokens.size;
    evidence.add(fault, left);
  }
  yield atLeast('canary: tokens seen on the wire', tokens, Object.keys(EXPECTATIONS).length);
  yield* evidence.figures('canary');
}

/** The fault strikes every call, and the device's calls pass a relay that learns the tokens. */
async function provoke(fault) {
  const credentials = canaryCredentials();
  const log = [];
  const emulator = await startEmulator({ now: Date.now, settings: { faults: [{ fault }] } });
  const proxy = await startTcpProxy(emulator.url);
  const api = await openApi(proxy.url, { environment: QUICK, credentials, log: (text) => log.push(text) });
  try {
    const said = await gather(api);
    const secrets = [credentials.clientSecret, credentials.password, basicOf(credentials), ...proxy.tokens];
    return { ...said, log, secrets, tokens: proxy.tokens };
  } finally {
    await api.close();
    await proxy.close();
    await emulator.close();
  }
}
