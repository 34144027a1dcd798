// Every error response of the upstream, word for word.
import { type EmulatorResponse, json } from './answers.js';

const failure = (status: number, errorCode: string, errorMessage: string): EmulatorResponse =>
  json(status, { errorCode, errorMessage });

/** The six failures of the documentation page, byte for byte. */
export const documented = {
  deviceNotFound: failure(400, 'INVALID_PARAMETER', 'Device Not Found, Request will be queued'),
  accessDenied: failure(401, 'INVALID_ACCESS', 'The access policy denied the resource operation for this user'),
  notCertified: failure(403, 'INVALID_PARAMETER', 'Device Not Certified'),
  inactive: failure(404, 'INVALID_PARAMETER', 'Device inactive'),
  notPurchased: failure(409, 'INVALID_PARAMETER', 'Service Not Purchased'),
  severalAccounts: failure(500, 'INTERNAL_ERROR', 'Device is active in several accounts'),
} as const;

/** 400 for a request that cannot be read; the message is the emulator's own and names parameter, value and wish. */
export const invalidParameter = (message: string, status = 400): EmulatorResponse =>
  failure(status, 'INVALID_PARAMETER', message);

const gatewayFault = (status: number, code: string, message: string, description: string): EmulatorResponse =>
  json(status, { fault: { code, message, description } });

/** Faults of the gateway in front of the API: codes 900901 and 900902 as Verizon documents them, the others by WSO2. */
export const gateway = {
  missingCredentials: gatewayFault(401, '900902', 'Missing Credentials', 'No bearer token was sent'),
  invalidCredentials: gatewayFault(401, '900901', 'Invalid Credentials', 'The token is unknown or has expired'),
  noResource: gatewayFault(404, '900906', 'No matching resource found', 'No resource of the API matches this path'),
  wrongMethod: (allowed: string): EmulatorResponse => {
    const answer = gatewayFault(405, '405', 'Method Not Allowed', `This resource takes ${allowed}`);
    return { ...answer, headers: { ...answer.headers, allow: allowed } };
  },
  throttled: gatewayFault(429, '900800', 'Message throttled out', 'You have exceeded your quota'),
} as const;

const uws = (status: number, code: string, message: string): EmulatorResponse =>
  failure(status, `UnifiedWebService.${code}`, message);

export const SESSION_SHAPES = ['uws', 'access', 'fault'] as const;
export type SessionShape = (typeof SESSION_SHAPES)[number];
export type SessionTrouble = 'missing' | 'unknown' | 'expired';

const sessionTroubles: Readonly<Record<SessionTrouble, EmulatorResponse>> = {
  missing: uws(400, 'REQUEST_FAILED.SessionToken.Format', 'The session token is missing'),
  unknown: uws(400, 'INPUT_INVALID.SessionToken.Invalid', 'The session token is not valid'),
  expired: uws(400, 'REQUEST_FAILED.SessionToken.Expired', 'The session token has expired'),
};

/** How a bad session token is refused; which shape the live service uses on this path is unknown, hence the choice. */
export function sessionRefusal(shape: SessionShape, trouble: SessionTrouble): EmulatorResponse {
  switch (shape) {
    case 'uws':
      return sessionTroubles[trouble];
    case 'access':
      return documented.accessDenied;
    case 'fault':
      return gateway.invalidCredentials;
  }
}

/** Refusals of a login. Their codes are invented: no public source shows them. */
export const login = {
  refused: uws(401, 'REQUEST_FAILED.InvalidCredentials', 'The username or the password is wrong'),
  locked: uws(
    401,
    'REQUEST_FAILED.UserLocked',
    'The user is locked after five failed logins; ask support to unlock it',
  ),
  unreadable: uws(400, 'INPUT_INVALID.Credentials', 'The body must be JSON with a username and a password'),
} as const;

/** An error of the token endpoint, in the form of RFC 6749 section 5.2. */
export const oauthError = (status: number, error: string, description: string): EmulatorResponse =>
  json(status, { error, error_description: description });
