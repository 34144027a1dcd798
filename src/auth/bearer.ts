// What a caller puts into the authorization header. It does not know whether it is a key or a token, nor whether it is good.
import type { IncomingHttpHeaders } from 'node:http';

/** What follows the scheme, "" where nothing does; undefined where no bearer came. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  const [, scheme, credentials = ''] = /^(\S+)(?: +(.*))?$/s.exec(authorization ?? '') ?? [];
  return scheme?.toLowerCase() === 'bearer' ? credentials.trimEnd() : undefined;
}
