// The structured log: one line per operation, IMEIs masked.
import { type Logger, type LoggerOptions, pino } from 'pino';
import type { OperationEvent } from '../graphql/plugins/operation-events.js';

const STDERR = 2;

/** Lines are written as the kernel takes them, and the last of them at exit. */
export async function openLog(level: string, isTerminal: boolean): Promise<Logger> {
  const options: LoggerOptions = { level };
  if (!isTerminal) return pino(options, pino.destination({ fd: STDERR, sync: false }));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: STDERR, sync: true, singleLine: true, ignore: 'pid,hostname' }));
}

export function logOperation(log: Pick<Logger, 'info'>, seen: OperationEvent): void {
  const { requestId, caller, name, ms, cost, code } = seen;
  log.info(
    {
      requestId: masked(requestId),
      caller: masked(caller),
      ...(name !== undefined && { operation: masked(name) }),
      ms: Math.round(ms * 10) / 10,
      upstreamCalls: cost.calls,
      shared: cost.shared,
      heldDays: cost.heldDays,
      code,
    },
    'operation',
  );
}

/** Callers choose these texts; 14 digits or more in a row may be a device. */
export const masked = (text: string): string => text.replace(/\d{14,}/g, (digits) => `…${digits.slice(-4)}`);
