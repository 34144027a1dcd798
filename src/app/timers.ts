// The timers of the process, as they are handed to the modules that wait.
import { setTimeout as delay } from 'node:timers/promises';
import type { StartTimer } from '../history/in-flight-reads.js';

export const startTimer: StartTimer = (ms, onTime) => {
  const timer = setTimeout(onTime, ms);
  return () => clearTimeout(timer);
};

export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
