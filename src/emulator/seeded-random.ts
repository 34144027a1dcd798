// Repeatable randomness: hashes and seeded streams.
import { createHash } from 'node:crypto';

const TWO_32 = 2 ** 32;

export type Part = string | number;

/** A well mixed whole number, 0 to 2^32 - 1, the same for the same parts in every process (FNV-1a with a finaliser). */
export function hash(...parts: readonly Part[]): number {
  const text = parts.join('\u0000');
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** One draw, 0 <= draw < 1, that belongs to these parts alone. */
export function drawFor(...parts: readonly Part[]): number {
  return hash(...parts) / TWO_32;
}

/** A stream of draws, each 0 <= draw < 1, from a 32-bit seed (mulberry32). */
export function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_32;
  };
}

/** A UUID of version 4's form that belongs to these parts; its 120 free bits make two of them differ. */
export function uuidFor(...parts: readonly Part[]): string {
  const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A new list in a seeded order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const deck = items.map((item) => ({ item, at: random() }));
  return deck.sort((a, b) => a.at - b.at).map((card) => card.item);
}
