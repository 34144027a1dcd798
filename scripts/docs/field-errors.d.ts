// The types of field-errors.js, for its test.
export const ANY_REQUEST: readonly string[];
export const FIELD_ERRORS: Readonly<Record<string, readonly string[]>>;
export const AS_DATA: ReadonlySet<string>;
