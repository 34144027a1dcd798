// Alters a valid report into an unusual or malformed one.
import type { EmulatorResponse } from './answers.js';

type Fields = Readonly<Record<string, unknown>>;
type Alteration = (report: Fields) => Fields;

const SAMPLE: Fields = { startTime: '2024-01-01T00:00:00.000Z', endTime: '2024-01-01T00:00:01.000Z', numBytes: 817 };

/** Alters the middle row; a report without rows gets one, so that the damage is always there to be found. */
const inMiddleRow =
  (alter: (row: Fields) => Fields): Alteration =>
  (report) => {
    const given: readonly Fields[] = Array.isArray(report['sessions']) ? report['sessions'] : [];
    const rows = given.length === 0 ? [SAMPLE] : given;
    const middle = Math.floor(rows.length / 2);
    return { ...report, sessions: rows.map((row, i) => (i === middle ? alter(row) : row)) };
  };

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

export const alterations = {
  sessionsAbsent: (report) => without(report, 'sessions'),
  sessionsNull: (report) => ({ ...report, sessions: null }),
  sessionsEmpty: (report) => ({ ...report, sessions: [] }),
  txidNull: (report) => ({ ...report, txid: null }),
  bytesAbsent: inMiddleRow((row) => without(row, 'numBytes')),
  startMissing: inMiddleRow((row) => without(row, 'startTime')),
  endBeforeStart: inMiddleRow((row) => ({ ...row, endTime: '1999-12-31T23:59:59.999Z' })),
  unreadableTime: inMiddleRow((row) => ({ ...row, startTime: '2019-12-02T15:00:00-08:00Z' })),
  wrongTypes: inMiddleRow((row) => ({ ...row, numBytes: String(row['numBytes']) })),
  negativeBytes: inMiddleRow((row) => ({ ...row, numBytes: -1 })),
  unsafeBytes: inMiddleRow((row) => ({ ...row, numBytes: 2 ** 53 + 2 })),
} as const satisfies Record<string, Alteration>;

/** The same answer with its report altered; an answer that is no report stays as it is. */
export function altered(answer: EmulatorResponse, alter: Alteration): EmulatorResponse {
  if (answer.status !== 200) return answer;
  const report: Fields = JSON.parse(answer.body);
  return { ...answer, body: JSON.stringify(alter(report)) };
}
