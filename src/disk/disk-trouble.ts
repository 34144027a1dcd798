// Tells what is wrong with the history folder, each reason once.

/** Without naming a device. */
export interface DiskTrouble {
  readonly reason: string;
}

/** Takes a reason, or an error whose code is one. */
export type ReportTrouble = (reason: unknown) => undefined;

export function createReport(emit: (trouble: DiskTrouble) => void): ReportTrouble {
  const said = new Set<string>();
  return (cause) => {
    const reason = typeof cause === 'string' ? cause : reasonOf(cause);
    if (said.has(reason)) return undefined;
    said.add(reason);
    emit({ reason });
    return undefined;
  };
}

/** A code of the system: the rest of its message names a file, and so a device. */
function reasonOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}
