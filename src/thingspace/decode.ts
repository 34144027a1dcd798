// Decodes a report body into sorted columns: from its bytes where it has the usual form, and by JSON.parse otherwise.
import type { Range } from '../sessions/range.js';
import { decodeBytes } from './decode-bytes.js';
import { type DecodedReport, decodeJson } from './decode-json.js';

/**
 * Keeps the sessions that start within `range`; the others came with the margins of the request. Throws UPSTREAM_MALFORMED,
 * naming the row: a wrong total is worse than an error.
 */
export const decodeReport = (body: Buffer, range: Range): DecodedReport =>
  decodeBytes(body, range) ?? decodeJson(body.toString('utf8'), range);
