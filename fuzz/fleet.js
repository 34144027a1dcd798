// Makes up a fleet of devices from a seed: good ones, failing ones and ones with very many bytes.
import { createRandom } from './random.js';
import { heavyRows, rowsOf } from './rows.js';

export const ACCOUNT = '0000123456-00001';
export const OTHER_ACCOUNT = '0000654321-00002';

const documented = (code, status, errorCode, errorMessage) => ({ code, status, errorCode, errorMessage });
const DENIED = 'The access policy denied the resource operation for this user';
export const FAILURES = [
  documented('DEVICE_NOT_FOUND', 400, 'INVALID_PARAMETER', 'Device Not Found, Request will be queued'),
  documented('UPSTREAM_ACCESS_DENIED', 401, 'INVALID_ACCESS', DENIED),
  documented('DEVICE_NOT_CERTIFIED', 403, 'INVALID_PARAMETER', 'Device Not Certified'),
  documented('DEVICE_INACTIVE', 404, 'INVALID_PARAMETER', 'Device inactive'),
  documented('SERVICE_NOT_PURCHASED', 409, 'INVALID_PARAMETER', 'Service Not Purchased'),
  documented('DEVICE_IN_SEVERAL_ACCOUNTS', 500, 'INTERNAL_ERROR', 'Device is active in several accounts'),
  documented('UPSTREAM_REJECTED', 400, 'INVALID_PARAMETER', 'The moon is in the wrong phase'),
  { code: 'UPSTREAM_MALFORMED', malformed: 'ends before it starts' },
  { code: 'UPSTREAM_MALFORMED', malformed: 'no start' },
];
const PREFIX = { start: '35', overlap: '36', contained: '37' };

function createDevice(seed, account, imei, anchor, big = false) {
  const random = createRandom(`${seed}/${account}/${imei}`);
  const plain = random.chance(0.5);
  const own = random.chance(0.5) ? imei : String(random.int(2_000_000_000, 2_100_000_000));
  return {
    account,
    imei,
    id: random.chance(0.1) ? null : own,
    silent: random.chance(0.1),
    pretty: random.chance(0.15),
    extras: random.chance(0.2),
    keys: random.shuffle(['startTime', 'endTime', 'numBytes']),
    rows: rowsOf(random, anchor, plain, big),
  };
}

/** The whale passes 2^53-1 alone; the brims reach it exactly together, and the drop makes it overflow. */
const HEAVY = {
  whale: [2 ** 52, 2 ** 52, 2 ** 52],
  brims: [2 ** 52 - 1, 3, 2 ** 50],
  brim: [2 ** 52 - 2 ** 50 - 3],
  drop: [1],
};

const indexed = (devices) => {
  const byKey = new Map(devices.map((device) => [`${device.account} ${device.imei}`, device]));
  return (account, imei) => byKey.get(`${account} ${imei}`);
};

export function createFleet(seed, reading, nowMs, count = 260) {
  const random = createRandom(`${seed}/${reading}/fleet`);
  const anchor = (Math.floor(nowMs / 60_000) - 2) * 60_000_000;
  const devices = [];
  const imei = () => {
    const middle = String(random.int(0, 9_999_999)).padStart(7, '0');
    return `${PREFIX[reading]}${middle}${String(devices.length).padStart(6, '0')}`;
  };
  const make = (account, number, big) => createDevice(`${seed}/${reading}`, account, number, anchor, big);
  for (let i = 0; i < count; i++) devices.push(make(ACCOUNT, imei(), i % 40 === 7));
  for (const device of devices.slice(0, 50)) devices.push(make(OTHER_ACCOUNT, device.imei));
  const good = [...devices];
  for (const failure of FAILURES) devices.push({ ...make(ACCOUNT, imei()), failure });
  const heavy = {};
  for (const [name, bytes] of Object.entries(HEAVY)) {
    heavy[name] = { ...make(ACCOUNT, imei()), rows: heavyRows(random, anchor, bytes), heavy: true };
    devices.push(heavy[name]);
  }
  const failing = devices.filter((device) => device.failure);
  return { reading, devices, good, failing, heavy, find: indexed(devices), anchorMs: anchor / 1000 };
}
