// stub
import type { JSONWebKeySet } from 'jose';
import type { Identify } from './caller.js';
export type KeySource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'set'; readonly set: JSONWebKeySet };
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly source: KeySource;
  readonly accountsClaim: string;
  readonly now: () => number;
  readonly fetch?: typeof globalThis.fetch;
}
export function identifyByJwt(_options: JwtOptions): Identify {
  return async () => ({ kind: 'refused', reason: 'x', isGiven: false });
}
