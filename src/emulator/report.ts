// Builds the session report of a device.
import { json, shown } from './answers.js';
import { cardOf, type Plays, type Traits } from './cards.js';
import type { Exchange, Reply } from './exchange.js';
import { documented, invalidParameter } from './failures.js';
import { faultContextOf } from './fault-context.js';
import { faults } from './faults.js';
import { DAY_MS, type TimeStyle, writeInstant } from './instants.js';
import { type ReportRequest, readReportRequest } from './report-request.js';
import { daysOf, isInWindow, type Row, rowsSeen, type Window } from './rows.js';
import { hash, shuffled, stream, uuidFor } from './seeded-random.js';
import type { SwitchValues } from './switches.js';
import { deviceFor, sessionsOfDays } from './synthetic.js';
import type { World } from './world.js';

const UNIT_MS = { seconds: 1000, minutes: 60_000, milliseconds: 1 } as const;

/** POST /report/sessions, once both tokens are known to be good. */
export function answerReport(exchange: Exchange, world: World): Reply {
  const read = readReportRequest(exchange.body);
  if (!read.ok) return { answer: invalidParameter(read.message) };
  const { request } = read;
  const values = world.switches.get();
  const window = windowOf(request, values, world.clock());
  if (values.retention === 'refuse' && (request.startDate ?? window.rememberedFrom) < window.rememberedFrom) {
    const wanted = `no earlier than ${writeInstant(window.rememberedFrom, 'utc')}, ${values.retentionDays} days ago`;
    const came = shown(writeInstant(request.startDate ?? 0, 'utc'));
    return { answer: invalidParameter(`startDate: got ${came}, wanted ${wanted}`) };
  }
  return ofDevice({ request, window, values, exchange, world });
}

interface Question {
  readonly request: ReportRequest;
  readonly window: Window;
  readonly values: SwitchValues;
  readonly exchange: Exchange;
  readonly world: World;
}

function windowOf(request: ReportRequest, values: SwitchValues, now: number): Window {
  const rememberedFrom = now - values.retentionDays * DAY_MS;
  const unit = UNIT_MS[values.durationUnit];
  return {
    from: request.startDate ?? rememberedFrom,
    to: request.endDate,
    now,
    edge: values.edge,
    rememberedFrom,
    minMs: request.durationLow === undefined ? undefined : request.durationLow * unit,
    maxMs: request.durationHigh === undefined ? undefined : request.durationHigh * unit,
  };
}

/** Rows that were given come first, then the cards; where rows were given, any other device is unknown. */
function ofDevice(question: Question): Reply {
  const { request, world } = question;
  const given = world.rows?.(request.imei, request.accountNumber);
  if (given !== undefined) return report(question, given, false);
  const card = cardOf(request.imei);
  if (card !== undefined) return play(card.plays, question);
  return world.rows === undefined ? synthetic(question, {}) : { answer: documented.deviceNotFound };
}

function play(plays: Plays, question: Question): Reply {
  if (plays.kind === 'failure') return { answer: plays.answer };
  if (plays.fault === undefined) return synthetic(question, plays.traits);
  const context = faultContextOf(question.exchange, question.world, { latency: plays.latency });
  return { ...faults[plays.fault].strike(() => synthetic(question, plays.traits), context), fault: plays.fault };
}

function synthetic(question: Question, traits: Traits): Reply {
  const { request, values, window } = question;
  const { timeStyle = values.timeStyle, ...rest } = traits;
  const device = deviceFor(values.seed, request.imei, rest);
  const rows = sessionsOfDays(device, ...daysOf(window));
  return report(question, rows, true, timeStyle);
}

function report(question: Question, rows: readonly Row[], prorated: boolean, timeStyle?: TimeStyle): Reply {
  const { request, window, values, exchange } = question;
  const { seed, lateRowsMs, growthMs } = values;
  const view = { now: window.now, seed, imei: request.imei, lateRowsMs, growthMs, prorated };
  const found = rowsSeen(rows, view).filter((row) => isInWindow(row, window));
  const style = { timeStyle: timeStyle ?? values.timeStyle, openEnd: values.openEnd, now: window.now };
  const body = {
    sessions: inOrder(found, request.imei, values).map((row) => written(row, style)),
    id: values.idHolds === 'imei' ? request.imei : request.imei.slice(-10),
    txid: uuidFor('txid', seed, exchange.n),
  };
  return { answer: json(200, body), days: daysAsked(window) };
}

function inOrder(rows: readonly Row[], imei: string, { shuffle, seed, rowCap }: SwitchValues): readonly Row[] {
  const sorted = rows.toSorted((a, b) => a.startTime - b.startTime);
  const capped = rowCap === 0 ? sorted : sorted.slice(0, rowCap);
  return shuffle ? shuffled(capped, stream(hash(seed, imei, 'order'))) : capped;
}

interface Style {
  readonly timeStyle: TimeStyle;
  readonly openEnd: SwitchValues['openEnd'];
  readonly now: number;
}

function written(row: Row, { timeStyle, openEnd, now }: Style): object {
  const startTime = writeInstant(row.startTime, timeStyle);
  const { endTime, numBytes } = row;
  if (endTime !== null) return { startTime, endTime: writeInstant(endTime, timeStyle), numBytes };
  switch (openEnd) {
    case 'absent':
      return { startTime, numBytes };
    case 'null':
      return { startTime, endTime, numBytes };
    case 'now':
      return { startTime, endTime: writeInstant(now, timeStyle), numBytes };
  }
}

function daysAsked({ from, to, now, rememberedFrom }: Window): number {
  return Math.max(0, Math.min(to ?? now, now) - Math.max(from, rememberedFrom)) / DAY_MS;
}
