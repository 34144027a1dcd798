// Cases about very many bytes: a sum beyond 2^53-1 is an error in its place, a sum up to it is exact.
const TOO_LARGE = 'BYTE_COUNT_TOO_LARGE';
const MOST = 2 ** 53 - 1;

const codesOf = (answer) =>
  (answer.body?.errors ?? [])
    .map((error) => `${error.path.join('.')} ${error.extensions.code}`)
    .sort()
    .join();

async function ask(env, wrong, body) {
  const answer = await env.send(env.note({ query: `{ ${body} }` }), wrong);
  return { data: answer.body?.data, codes: codesOf(answer) };
}

const same = (wrong, path, right, got) => {
  if (JSON.stringify(right) !== JSON.stringify(got)) wrong(path, right, got);
};

const DEVICE = {
  async total({ heavy: { whale } }, env, wrong) {
    const body = `device(imei: "${whale.imei}") { imei sessions { totalCount totalBytes } }`;
    const { data, codes } = await ask(env, wrong, body);
    same(wrong, 'errors', `device.sessions.totalBytes ${TOO_LARGE}`, codes);
    same(wrong, 'device', { imei: whale.imei, sessions: null }, data?.device);
  },
  async averages({ heavy: { whale } }, env, wrong) {
    const stats = 'bytesStats { min max median mean percentile(p: 50) }';
    const body = `device(imei: "${whale.imei}") { sessions { totalCount totalDuration ${stats} nodes { numBytes } } }`;
    const { data, codes } = await ask(env, wrong, body);
    const big = 2 ** 52;
    const right = { min: big, max: big, median: big, percentile: big };
    const { mean, ...got } = data?.device?.sessions?.bytesStats ?? {};
    same(wrong, 'bytesStats', Object.entries(right).sort(), Object.entries(got).sort());
    same(
      wrong,
      'numBytes',
      [big, big, big],
      data?.device?.sessions?.nodes?.map((node) => node.numBytes),
    );
    const known = mean === big ? '' : `device.sessions.bytesStats.mean ${TOO_LARGE}`;
    same(wrong, 'errors', known, codes);
  },
  async apart({ heavy: { brims, brim } }, env, wrong) {
    const one = ({ imei }, name) => `${name}: device(imei: "${imei}") { sessions { totalBytes } }`;
    const { data, codes } = await ask(env, wrong, `${one(brims, 'a')} ${one(brim, 'b')}`);
    same(wrong, 'errors', '', codes);
    same(wrong, 'a', 2 ** 52 + 2 ** 50 + 2, data?.a?.sessions?.totalBytes);
    same(wrong, 'b', 2 ** 52 - 2 ** 50 - 3, data?.b?.sessions?.totalBytes);
  },
};

const list = (devices) => JSON.stringify(devices.map((device) => device.imei));

const FLEET = {
  async exact({ heavy: { brims, brim } }, env, wrong) {
    const fields = 'totalCount totalBytes timeline(interval: MONTH) { count totalBytes }';
    const { data, codes } = await ask(env, wrong, `fleet(imeis: ${list([brim, brims])}) { ${fields} }`);
    same(wrong, 'errors', '', codes);
    same(wrong, 'fleet.totalBytes', MOST, data?.fleet?.totalBytes);
    const sum = (data?.fleet?.timeline ?? []).reduce((total, bucket) => total + BigInt(bucket.totalBytes), 0n);
    same(wrong, 'fleet.timeline', MOST, Number(sum));
  },
  async over({ heavy: { brims, brim, drop } }, env, wrong) {
    const devices = [brim, drop, brims];
    const { data, codes } = await ask(env, wrong, `fleet(imeis: ${list(devices)}) { totalCount totalBytes }`);
    same(wrong, 'errors', `fleet.totalBytes ${TOO_LARGE}`, codes);
    same(wrong, 'fleet', null, data?.fleet);
  },
  async counted({ heavy: { brims, brim, drop } }, env, wrong) {
    const fields = 'totalCount totalDuration devices { sessions { totalBytes } }';
    const { data, codes } = await ask(env, wrong, `fleet(imeis: ${list([brim, drop, brims])}) { ${fields} }`);
    same(wrong, 'errors', '', codes);
    same(wrong, 'fleet.totalCount', 5, data?.fleet?.totalCount);
    same(wrong, 'fleet.devices.1', 1, data?.fleet?.devices?.[1]?.sessions?.totalBytes);
  },
};

export async function heavyCase(writer, env, wrong) {
  const check = writer.random.pick([...Object.values(DEVICE), ...Object.values(FLEET)]);
  await check(env.fleet, env, wrong);
}
