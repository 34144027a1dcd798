// Knows what a process holds while it runs, second by second: resident memory and open files; and whether that is flat.
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 500;
const KIBIBYTES_A_MEBIBYTE = 1024;

export function watch(pid) {
  const samples = [];
  const began = Date.now();
  const take = () => {
    try {
      samples.push({ second: (Date.now() - began) / 1000, resident: residentOf(pid), files: filesOf(pid) });
    } catch {
      // The process has ended, which shows in its exit code.
    }
  };
  take();
  const timer = setInterval(take, EVERY_MS);
  return {
    samples,
    stop: () => clearInterval(timer),
  };
}

function residentOf(pid) {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / KIBIBYTES_A_MEBIBYTE;
}

const filesOf = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/** The samples in so many slices of equal length, and of each the median and the most. */
export function slicesOf(samples, count, of) {
  const length = (samples.at(-1)?.second ?? 0) / count;
  return Array.from({ length: count }, (_, i) => {
    const values = samples
      .filter(({ second }) => second >= i * length && (second < (i + 1) * length || i === count - 1))
      .map(of)
      .sort((a, b) => a - b);
    return {
      until: (i + 1) * length,
      median: values[Math.floor(values.length / 2)] ?? Number.NaN,
      most: values.at(-1) ?? Number.NaN,
    };
  });
}
