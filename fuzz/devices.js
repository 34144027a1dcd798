// Cases about devices: one or several windows of one or several devices, entities, failing devices, refreshes.
import { sessionsField } from './connection.js';
import { ACCOUNT } from './fleet.js';

/** The arguments that name a device; its account may be left out where it is the configured one. */
export const deviceArgs = (writer, { account, imei }) => {
  const named = account !== ACCOUNT || writer.random.chance(0.3);
  const asked = [`imei: ${writer.value('IMEI!', imei)}`];
  return writer.args([...asked, named ? `accountNumber: ${writer.value('String', account)}` : undefined]);
};

/** A device with one or several of its windows. */
function deviceParts(writer, env, device, windows) {
  const fields = Array.from({ length: windows }, (_, i) =>
    sessionsField(writer, env, device, windows === 1 && writer.random.chance(0.6) ? undefined : `s${i}`),
  );
  const text = writer.selection('Device', ['imei accountNumber', ...fields.map((field) => field.text)]);
  const check = (value, times, wrong, of = device) => {
    if (!value) return wrong('device', 'a device', value);
    if (value.imei !== of.imei) wrong('imei', of.imei, value.imei);
    if (value.accountNumber !== of.account) wrong('accountNumber', of.account, value.accountNumber);
    for (const field of fields) field.check(value, times, wrong, of);
  };
  return { text, check };
}

const noErrors = (answer, wrong) => {
  if (answer.body?.errors) wrong('errors', 'none', answer.body.errors);
};

/** Some devices at once, each with its windows; a refresh reads each device that is asked for anything anew. */
export async function devicesCase(writer, env, wrong) {
  const { random } = writer;
  const devices = random.some(env.fleet.good, 1, random.pick([1, 1, 1, 2, 5]));
  const parts = devices.map((device) => deviceParts(writer, env, device, random.pick([1, 1, 2, 4])));
  const texts = parts.map(({ text }, i) => `d${i}: device${deviceArgs(writer, devices[i])} { ${text} }`);
  const request = env.note(writer.finish(writer.selection('Query', texts)));
  const refresh = random.chance(0.1);
  if (refresh) request.extensions = { refresh };
  const answer = await env.send(request, wrong, { devices: devices.length, get: !refresh && random.chance(0.05) });
  noErrors(answer, wrong);
  const times = { sentAt: answer.sentAt, receivedAt: answer.receivedAt, refresh };
  parts.forEach((part, i) => {
    part.check(answer.body?.data?.[`d${i}`], times, (path, right, got) => wrong(`d${i}.${path}`, right, got));
  });
}

const keyOf = (random, { account, imei }) => {
  const named = account !== ACCOUNT || random.chance(0.5);
  return { __typename: 'Device', imei, ...(named ? { accountNumber: account } : {}) };
};

/** Entities as a router asks for them: many keys, one selection for all of them, chosen to suit the first. */
export async function entitiesCase(writer, env, wrong) {
  const { random } = writer;
  const devices = random.some(env.fleet.good, 1, 4);
  const part = deviceParts(writer, env, devices[0], random.pick([1, 2]));
  const asked = random.shuffle(devices);
  const keys = asked.map((device) => keyOf(random, device));
  const given = writer.value('[_Any!]!', keys, literalOf(keys));
  const body = `_entities(representations: ${given}) { __typename ... on Device { ${part.text} } }`;
  const answer = await env.send(env.note(writer.finish(body)), wrong, { devices: keys.length });
  noErrors(answer, wrong);
  const list = answer.body?.data?._entities ?? [];
  if (list.length !== keys.length) wrong('_entities.length', keys.length, list.length);
  asked.forEach((device, i) => {
    part.check(list[i], answer, (path, right, got) => wrong(`_entities.${i}.${path}`, right, got), device);
  });
}

const literalOf = (keys) => {
  const one = (key) =>
    Object.entries(key)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join(', ');
  return `[${keys.map((key) => `{${one(key)}}`).join(', ')}]`;
};

/** A failing device beside a good one: the first has its documented error, the other its answer. */
export async function failingCase(writer, env, wrong) {
  const device = writer.random.pick(env.fleet.failing);
  const good = writer.random.pick(env.fleet.good);
  const part = deviceParts(writer, env, good, 1);
  const bad = `bad: device(imei: "${device.imei}") { imei sessions { totalCount } }`;
  const request = env.note(writer.finish(`${bad} good: device${deviceArgs(writer, good)} { ${part.text} }`));
  const answer = await env.send(request, wrong, { devices: 2 });
  const errors = answer.body?.errors ?? [];
  const codes = errors.map((error) => `${error.path} ${error.extensions.code}`).join();
  if (codes !== `bad,sessions ${device.failure.code}`) wrong('errors', device.failure.code, codes);
  checkWords(errors[0]?.extensions, device, wrong);
  const got = answer.body?.data?.bad;
  if (got?.imei !== device.imei || got.sessions !== null) wrong('bad', 'a device without sessions', got);
  part.check(answer.body?.data?.good, { sentAt: answer.sentAt, receivedAt: answer.receivedAt }, wrong);
}

function checkWords(extensions, { failure, imei }, wrong) {
  if (extensions?.imei !== imei) wrong('extensions.imei', imei, extensions?.imei);
  for (const name of ['status', 'errorCode', 'errorMessage']) {
    const got = extensions?.upstream?.[name];
    if (failure[name] !== got) wrong(`extensions.upstream.${name}`, failure[name], got);
  }
}
