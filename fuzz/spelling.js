// Spells an instant of whole microseconds in the ways that ThingSpace may spell it.
const pad = (value, width) => String(value).padStart(width, '0');

const fractionOf = (us, random) => {
  const micros = pad(((us % 1_000_000) + 1_000_000) % 1_000_000, 6);
  const least = micros.replace(/0+$/, '').length;
  const digits = random.pick([0, 1, 2, 3, 3, 3, 6, 9].filter((n) => n >= least));
  return digits === 0 ? '' : `.${micros.padEnd(9, '0').slice(0, digits)}`;
};

const clock = (ms) => new Date(ms).toISOString().slice(0, 19);

export const plainSpelling = (us) => new Date(Math.floor(us / 1000)).toISOString();

export function spell(us, random) {
  const seconds = Math.floor(us / 1_000_000) * 1000;
  const fraction = fractionOf(us, random);
  const form = random.pick(['z', 'z', 'offset', 'offset', 'none', 'go']);
  if (form === 'z') return `${clock(seconds)}${fraction}Z`;
  if (form === 'none') return `${clock(seconds)}${fraction}`;
  if (form === 'go') return `${clock(seconds).replace('T', ' ')}${fraction} +0000 UTC`;
  const minutes = random.pick([-720, -300, -210, -60, 0, 60, 330, 345, 525, 840]);
  const sign = minutes < 0 ? '-' : '+';
  const size = Math.abs(minutes);
  const zone = `${sign}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
  return `${clock(seconds + minutes * 60_000)}${fraction}${zone}`;
}
