// Failure answers of the upstream by hand, in the envelopes that it is known to use.
import type { UpstreamResponse } from '../../src/thingspace/failures.js';

export const answer = (status: number, body: unknown = ''): UpstreamResponse => ({
  status,
  headers: {},
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
export const page = (errorMessage: string, errorCode = 'INVALID_PARAMETER') => ({ errorCode, errorMessage });
export const fault = (code: string | number) => ({
  fault: { code, message: 'Said by the gateway', description: 'At length' },
});
export const HTML = '<html><body>502 Bad Gateway</body></html>';
export const EXPIRED = { errorCode: 'UnifiedWebService.REQUEST_FAILED.SessionToken.Expired', errorMessage: 'Expired' };
