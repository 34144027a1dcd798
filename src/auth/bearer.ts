// Reads the bearer credential from the Authorization header.
import type { IncomingHttpHeaders } from 'node:http';

/** What follows the scheme, "" where nothing does; undefined where no bearer came. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  const [, scheme, credentials = ''] = /^(\S+)(?: +(.*))?$/s.exec(authorization ?? '') ?? [];
  return scheme?.toLowerCase() === 'bearer' ? credentials.trimEnd() : undefined;
}
