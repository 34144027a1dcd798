// The types of requests.js, for the tests. They know no attack.
export interface Attack {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** The status it is refused with, and the code of the first error. */
  readonly status: number;
  readonly code: string;
}
export const attacks: readonly Attack[];
export const honest: readonly { readonly name: string; readonly body: string }[];
