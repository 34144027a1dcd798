// Knows which of the texts that came of a provocation may hold a secret or the device: none, but the device its own answer; not how they were provoked.
import { ask } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atLeast, none } from './figures.js';
import { DEVICE, holdsAny, partsOf } from './secrets.js';

const FIELDS = 'totalCount totalBytes deviceId transactionIds nodes { startTime }';
const OTHERS = 4;
const window = settledDays(2);

/** The device, then some others at once, then probe and metrics are asked for; resolves with all that was said. */
export async function gather({ url }) {
  const options = { window, fields: FIELDS };
  const own = await ask(url, DEVICE, options);
  const others = await Promise.all(devices(OTHERS).map((imei) => ask(url, imei, options)));
  const [probe, metrics] = await Promise.all([textAt(`${url}/readyz`), textAt(`${url}/metrics`)]);
  return { own: textOf(own), others: [...others.map(textOf), probe], metrics };
}

const textAt = async (address) => (await fetch(address)).text();

const textOf = ({ text, head }) => `${head}\n${text}`;

/** Where nothing of the kind may be found. */
const PLACES = {
  'secrets in log lines': ({ log }, containsToken) => log.some(containsToken),
  'the IMEI in log lines': ({ log }) => log.some(namesDevice),
  'secrets in its own answer': ({ own }, containsToken) => containsToken(own),
  'secrets in answers to others': ({ others }, containsToken) => others.some(containsToken),
  'the IMEI in answers to others': ({ others }) => others.some(namesDevice),
  'secrets in metrics': ({ metrics }, containsToken) => containsToken(metrics),
  'the IMEI in metrics': ({ metrics }) => namesDevice(metrics),
};

const namesDevice = (text) => text.includes(DEVICE);

/** Looks through what many provocations left behind. */
export function createEvidence() {
  const found = Object.fromEntries(Object.keys(PLACES).map((place) => [place, []]));
  let lines = 0;
  let answers = 0;
  return {
    add(name, left) {
      const parts = partsOf(left.secrets);
      const containsToken = (text) => holdsAny(text, parts);
      for (const [place, isFound] of Object.entries(PLACES)) if (isFound(left, containsToken)) found[place].push(name);
      lines += left.log.length;
      answers += 1 + left.others.length;
    },
    *figures(name) {
      yield atLeast(`${name}: log lines looked through`, lines, 1);
      yield atLeast(`${name}: answers looked through`, answers, 1);
      for (const [place, names] of Object.entries(found)) yield none(`${name}: ${place}`, names);
    },
  };
}
