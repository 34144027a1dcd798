// What the client tells of itself while it works, without a secret and without naming a device. It changes nothing.

export type UpstreamEvent =
  | { readonly kind: 'login refused'; readonly refusals: number }
  | { readonly kind: 'latch not stored' }
  | { readonly kind: 'breaker'; readonly state: 'open' | 'closed' }
  /** The upstream said something that its documentation does not. */
  | { readonly kind: 'drift'; readonly what: string; readonly status: number }
  | { readonly kind: 'rows without bytes'; readonly rows: number };

export type Tell = (event: UpstreamEvent) => void;
