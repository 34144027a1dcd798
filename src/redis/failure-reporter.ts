// Counts Redis failures and reports them at most once a minute.

/** Without a secret and without naming a device. */
export interface RedisTrouble {
  readonly reason: string;
  /** Since the process started. */
  readonly failures: number;
}

export type ReportFailure = (reason: string) => void;

export interface FailureReporterOptions {
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly emit: (trouble: RedisTrouble) => void;
}

const PAUSE = 60_000;

export function createFailureReporter({ elapsed, emit }: FailureReporterOptions): ReportFailure {
  let failures = 0;
  let quietUntil = Number.NEGATIVE_INFINITY;
  return (reason) => {
    failures += 1;
    if (elapsed() < quietUntil) return;
    quietUntil = elapsed() + PAUSE;
    emit({ reason, failures });
  };
}

/** A code or the first word of a reply: the rest of it may repeat what was sent. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]{3,}\b/.exec(error.message)?.[0] ?? error.constructor.name;
}
