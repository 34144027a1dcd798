// The text that Prometheus reads, taken apart, and what `promtool check metrics` would say of it.

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** Each series: its name and labels, and its value. */
  readonly series: readonly (readonly [string, number])[];
}

const LINE =
  /^(?:# HELP (?<helped>\S+) (?<help>.+)|# TYPE (?<typed>\S+) (?<type>\S+)|(?<series>[^#\s][^{\s]*(?:\{.*\})?) (?<value>nan|[+-]?inf|[-+.\de]+))$/i;

export function readExposition(text: string): Family[] {
  const families: { name: string; help: string; type: string; series: [string, number][] }[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const { helped, help = '', type = '', series, value } = LINE.exec(line)?.groups ?? {};
    const last = families.at(-1);
    if (helped !== undefined) families.push({ name: helped, help, type: '', series: [] });
    else if (last && series !== undefined) last.series.push([series, Number(value)]);
    else if (last && type !== '') last.type = type;
    else throw new Error(`Not a line of the exposition format: ${line}`);
  }
  return families;
}

export const seriesIn = (text: string): string[] =>
  readExposition(text).flatMap(({ series }) => series.map(([name]) => name));

/** The value of a series, NaN where there is none. */
export const sampleOf = (text: string, wanted: string): number =>
  new Map(readExposition(text).flatMap(({ series }) => series)).get(wanted) ?? Number.NaN;

const SUFFIXES: Readonly<Record<string, RegExp>> = {
  histogram: /^(_bucket|_sum|_count)$/,
  summary: /^(|_sum|_count)$/,
};

export function issuesOf({ name, help, type, series }: Family): string[] {
  const rules: [boolean, string][] = [
    [/^[a-z][a-z0-9_]*$/.test(name), 'is not in snake_case'],
    [help.length > 5, 'has no help'],
    [['counter', 'gauge', 'histogram', 'summary'].includes(type), `has the type ${type}`],
    [(type === 'counter') === name.endsWith('_total'), 'ends with _total, or does not, unlike its type'],
    [!/_(count|sum|bucket|info_total)$/.test(name), 'ends like a series of a histogram'],
    [
      !/_(ms|millis|milliseconds|minutes|hours|days|weeks|kb|mb|kilobytes|megabytes|percent)(_|$)/.test(name),
      'is not in base units',
    ],
    [!/(counter|gauge|histogram|summary)/.test(name), 'names its type'],
    [series.length > 0, 'has no series'],
  ];
  const wrong = series.filter(([each]) => !isGoodSeries(each, { name, type }));
  return [
    ...rules.flatMap(([isKept, issue]) => (isKept ? [] : [`${name} ${issue}`])),
    ...wrong.map(([each]) => `${each} is not a series of ${name}`),
  ];
}

function isGoodSeries(series: string, { name, type }: Pick<Family, 'name' | 'type'>): boolean {
  const [, base = '', labels = ''] = /^([^{]*)(?:\{(.*)\})?$/.exec(series) ?? [];
  const names = [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"(?:,|$)/g)].map(([, label = '']) => label);
  const hasGoodLabels = names.every(
    (label) => /^[a-z][a-z0-9_]*$/.test(label) && (label !== 'le' || type === 'histogram'),
  );
  const isOfFamily = base.startsWith(name) && (SUFFIXES[type] ?? /^$/).test(base.slice(name.length));
  return isOfFamily && hasGoodLabels;
}
