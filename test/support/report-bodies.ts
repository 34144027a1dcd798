// Bodies of session reports in every spelling that JSON and instants allow, with one oddity or with damaged bytes. It decodes nothing.
import fc from 'fast-check';
import { instantTexts, MIDNIGHT } from './instant-texts.js';

/** A name and a value, both as they are written. */
type Field = readonly [name: string, value: string];

interface Body {
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly Field[])[];
  /** Blanks between tokens, used in turn. */
  readonly blanks: readonly string[];
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** Fields that are not known, of values that are no object and no array. */
const unknownFields: fc.Arbitrary<Field> = fc.tuple(
  fc.constantFrom(
    'note',
    'Id',
    '',
    '__proto__',
    'num',
    'starttime',
    'StartTime',
    'startDime',
    'numbytes',
    'endTImE',
    'startTimes',
    'endTime_',
    'numBytesUp',
    'ids',
    'txid2',
  ),
  fc.constantFrom('null', 'true', 'false', '"a, b"', '""', '0', '-0', '12', '-1.50e+3', '1E-2', '1e400'),
);

const quoted = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> => texts.map((text) => `"${text}"`);

const minutes = fc.integer({ min: 0, max: 1_439 }).map((minute) => MIDNIGHT + minute * MINUTE);
/** Few instants, so that rows often share their start, and all the instants that there are. */
const starts = fc.oneof(
  fc.constantFrom(MIDNIGHT, MIDNIGHT + MINUTE),
  minutes,
  fc.integer({ min: MIDNIGHT - DAY, max: MIDNIGHT + 2 * DAY }),
);

const endFields = (start: number): fc.Arbitrary<readonly Field[]> =>
  fc.oneof(
    fc.constantFrom([], [['endTime', 'null'] as const]),
    fc
      .integer({ min: 1, max: 2_000 })
      .chain((lasts) => quoted(instantTexts(start + lasts * MINUTE)))
      .map((value) => [['endTime', value] as const]),
  );

const byteFields: fc.Arbitrary<readonly Field[]> = fc
  .oneof(
    fc.constantFrom(undefined, 'null', '0', '999999999999999'),
    fc.integer({ min: 0, max: 40_000_000 }).map(String),
  )
  .map((value) => (value === undefined ? [] : [['numBytes', value] as const]));

const shuffled = (fields: readonly Field[]): fc.Arbitrary<readonly Field[]> =>
  fc.shuffledSubarray([...fields], { minLength: fields.length });

const rows: fc.Arbitrary<readonly Field[]> = starts.chain((start) =>
  fc
    .tuple(quoted(instantTexts(start)), endFields(start), byteFields, fc.array(unknownFields, { maxLength: 1 }))
    .chain(([startTime, end, bytes, unknown]) => shuffled([['startTime', startTime], ...end, ...bytes, ...unknown])),
);

const topFields: fc.Arbitrary<readonly Field[]> = fc
  .tuple(
    fc.constantFrom<Field[]>([], [['id', 'null']], [['id', '"0000000017"']]),
    fc.constantFrom<Field[]>([], [['txid', '"60c07fff-470b"']], [['txid', '""']]),
    fc.array(unknownFields, { maxLength: 2 }),
  )
  .chain(([id, txid, unknown]) => shuffled([...id, ...txid, ...unknown, ['sessions', SESSIONS]]));

/** Where the rows stand. */
const SESSIONS = 'SESSIONS';

const blanks = fc.oneof(
  fc.constant(['']),
  fc.array(fc.constantFrom('', ' ', '\n    ', '\t', '\r\n'), { minLength: 1, maxLength: 9 }),
);

const bodies: fc.Arbitrary<Body> = fc.record({ fields: topFields, rows: fc.array(rows, { maxLength: 12 }), blanks });

/** Bodies as the upstream may well send them. */
export const usualBodies: fc.Arbitrary<Buffer> = bodies.map((body) => Buffer.from(write(body)));

/** Values that are refused, or allowed but seldom seen, and names that are known in another spelling. */
const ODDITIES: Readonly<Record<string, readonly string[]>> = {
  startTime: [
    'null',
    '7',
    '""',
    '"soon"',
    '"2023-02-29T00:00:00Z"',
    '"2026-01-10T0\\u0030:00Z"',
    '"2026-01-10T00:00Z"',
  ],
  endTime: ['null', '"1999-01-10T00:00Z"', '"2099-01-10T00:00Z"', '"2026-01-10T00:00Z "', '[]', 'nul'],
  numBytes: [
    '1e3',
    '-0',
    '1.0',
    '7.5',
    '01',
    '-1',
    '+1',
    '',
    '9007199254740991',
    '9007199254740992',
    '"7"',
    'null',
    '12a',
  ],
  'start\\u0054ime': ['"2026-01-10T00:00Z"', '7'],
  'num\\u0042ytes': ['7', '"7"'],
  sessions: ['null', '[]', '{}', '[null]', '[{}]', '"none"', '[{"startTime":"2026-01-10T00:00Z"},]'],
  id: ['17', '"ü"', '"a\\n"', '"a\nb"', '"\u007f"', 'null', '"other"', '{}'],
  txid: ['true', '"\\ud800"', '"z"'],
  errorCode: ['"INVALID_PARAMETER"'],
  'ü\\"': ['1', '{"a":[{"startTime":"2026-01-10T00:00Z"}]}', '[1,"]"]', '"\\\\"', 'tru', '-', '.5', '1.', '1e', '00'],
};

const oddFields: fc.Arbitrary<Field> = fc
  .constantFrom(...Object.keys(ODDITIES))
  .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(ODDITIES[name] ?? []))));

const oddities = fc.record({
  field: oddFields,
  /** Whether it stands in place of the fields of its name, or beside them. */
  replaces: fc.boolean(),
  row: fc.nat(12),
  at: fc.nat(6),
  around: fc.oneof(
    { weight: 9, arbitrary: fc.constant(['', '']) },
    { weight: 1, arbitrary: fc.constantFrom(['\ufeff', ''], ['', 'x'], ['', '}'], ['\u00a0', '']) },
  ),
});
type Oddity = typeof oddities extends fc.Arbitrary<infer T> ? T : never;

/** Bodies with one oddity: a field that is there twice, a value of another kind, a name in another spelling. */
export const oddBodies: fc.Arbitrary<Buffer> = fc
  .tuple(bodies, oddities)
  .map(([body, oddity]) => Buffer.from(oddity.around.join(write(withOddity(body, oddity)))));

function withOddity(body: Body, { field, replaces, row, at }: Oddity): Body {
  const put = (fields: readonly Field[]): readonly Field[] =>
    fields.filter(([name]) => !(replaces && name === field[0])).toSpliced(at, 0, field);
  if (row >= body.rows.length) return { ...body, fields: put(body.fields) };
  return { ...body, rows: body.rows.map((fields, index) => (index === row ? put(fields) : fields)) };
}

const bytes = fc.oneof(
  fc.constantFrom(...Buffer.from('0123456789')),
  fc.constantFrom(...Buffer.from('"{}[],:+-.eETtZz \\\n\r\t')),
  fc.integer({ min: 0, max: 255 }),
);

const damages = fc.record({
  kind: fc.constantFrom('flip', 'flip', 'flip', 'flip', 'insert', 'insert', 'delete', 'repeat', 'truncate'),
  /** Taken modulo the length. */
  at: fc.nat(1_000_000),
  length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
  byte: bytes,
});
type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never;

/** Bodies that were damaged on the way. */
export const damagedBodies: fc.Arbitrary<Buffer> = fc
  .tuple(usualBodies, fc.array(damages, { minLength: 1, maxLength: 2 }))
  .map(([body, wounds]) => wounds.reduce(damaged, body));

function damaged(body: Buffer, { kind, at, length, byte }: Damage): Buffer {
  const place = at % (body.length + 1);
  const [before, behind] = [body.subarray(0, place), body.subarray(place)];
  const middle = {
    flip: [Buffer.of(byte), behind.subarray(1)],
    insert: [Buffer.of(byte), behind],
    delete: [behind.subarray(length)],
    repeat: [behind.subarray(0, length), behind],
    truncate: [],
  };
  return Buffer.concat([before, ...middle[kind as keyof typeof middle]]);
}

function write({ fields, rows: sessions, blanks: between }: Body): string {
  let turn = 0;
  const blank = () => between[turn++ % between.length];
  const spaced = (...tokens: readonly string[]) => tokens.map((token) => `${token}${blank()}`).join('');
  const object = (members: readonly Field[], list: string) =>
    spaced(
      '{',
      members.map(([name, value]) => spaced(`"${name}"`, ':', value === SESSIONS ? list : value)).join(`,${blank()}`),
      '}',
    );
  const list = spaced('[', sessions.map((row) => object(row, '')).join(`,${blank()}`), ']');
  return `${blank()}${object(fields, list)}`;
}
