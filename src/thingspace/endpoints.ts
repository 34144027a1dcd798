// The endpoints of ThingSpace, and how a request to one of them can end.

/** Where ThingSpace is asked, below its origin. */
export const PATHS = {
  report: '/api/hyper-precise/v1/report/sessions',
  token: '/api/ts/v1/oauth2/token',
  login: '/api/m2m/v1/session/login',
} as const;

export type Endpoint = keyof typeof PATHS;

export const OUTCOMES = ['ok', 'refused', 'failed', 'timeout', 'unreachable', 'malformed', 'aborted'] as const;
export type RequestOutcome = (typeof OUTCOMES)[number];

export const ENDPOINTS = Object.keys(PATHS) as readonly Endpoint[];
