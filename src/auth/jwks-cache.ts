// Fetches a document such as a JWKS over HTTP and caches it, stale entries included.

export interface JwksCache<T> {
  /** As it was at most ten minutes ago or, while it cannot be had, at most a day ago; else undefined. */
  current(): Promise<T | undefined>;
  /** As it is now, give or take the pause between two fetches, for whom `current` lacks something; undefined where it cannot be had. */
  latest(): Promise<T | undefined>;
}

export interface JwksCacheOptions<T> {
  readonly url: string;
  /** Throws where the text is not what is published. */
  readonly read: (text: string) => T;
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** Called with the reason of every failed fetch. */
  readonly emit: (reason: string) => void;
}

const PAUSE = 10_000;
const MAX_AGE = 600_000;
const MAX_STALE = 86_400_000;
const TIMEOUT = 5_000;
const MAX_BYTES = 1024 * 1024;

export function createJwksCache<T>({ url, read, now, fetch, emit }: JwksCacheOptions<T>): JwksCache<T> {
  let held: { readonly value: T; readonly at: number } | undefined;
  let tried: { readonly at: number; readonly isGood: boolean } | undefined;
  let inFlightRead: Promise<void> | undefined;
  // A clock that was set back makes what is held too old, never young for longer.
  const isWithin = (at: number, span: number) => now() >= at && now() - at < span;
  const heldFor = (span: number) => (held && isWithin(held.at, span) ? held.value : undefined);

  const attempt = async (at: number) => {
    try {
      held = { value: read(await fetchText(url, fetch)), at };
      tried = { at, isGood: true };
    } catch (error) {
      tried = { at, isGood: false };
      emit(reasonOf(error));
    }
  };
  const refresh = async () => {
    if (!inFlightRead && tried && isWithin(tried.at, PAUSE)) return;
    inFlightRead ??= attempt(now()).finally(() => {
      inFlightRead = undefined;
    });
    await inFlightRead;
  };
  const isKnownDown = () => tried?.isGood === false && isWithin(tried.at, MAX_AGE);

  return {
    async current() {
      const fresh = heldFor(MAX_AGE);
      if (fresh !== undefined) return fresh;
      const stale = isKnownDown() ? heldFor(MAX_STALE) : undefined;
      const refreshed = refresh();
      if (stale !== undefined) return stale;
      await refreshed;
      return heldFor(MAX_STALE);
    },
    async latest() {
      await refresh();
      return tried?.isGood ? heldFor(MAX_STALE) : undefined;
    },
  };
}

/** A fetch that fails says so, and why only in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const why = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : undefined;
  return why === undefined ? error.message : `${error.message} (${why})`;
}

async function fetchText(url: string, fetch: typeof globalThis.fetch): Promise<string> {
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status === 200 && response.body) return readBounded(response.body);
  await response.body?.cancel();
  throw new Error(`got status ${response.status}, wanted 200 and a body`);
}

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`got more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
