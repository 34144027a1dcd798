// Responses of the emulator before they are written: status, headers and body.

/** A whole HTTP answer, still in hand. */
export interface EmulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer of JSON, with the content type that goes with it. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): EmulatorResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** An answer that is not JSON. */
export function plain(status: number, contentType: string, body: string): EmulatorResponse {
  return { status, headers: { 'content-type': contentType }, body };
}

/** A value as an issue prints it: JSON, cut at 60 characters. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
