// How measured rounds are told: medians, ratios and what was wanted, a line each. It measures nothing.
import { median } from './lap.js';

const WIDTHS = [5, 30, 11, 11, 8, 8, 11, 11, 16];
const HEADINGS = [
  '',
  'direct does',
  'direct CPU',
  'ours CPU',
  'ratio',
  'wanted',
  'direct wall',
  'ours wall',
  'upstream calls',
];

const line = (cells) =>
  `${cells.map((cell, i) => (i < 2 ? cell.padEnd(WIDTHS[i]) : cell.padStart(WIDTHS[i]))).join(' ')}\n`;

const short = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const ms = (value) => `${short(value)} ms`;

const mid = (laps, field) => median(laps.map((lap) => lap[field]));

export const heading = () => line(HEADINGS);

/** A line for each thing that direct does, cold and then warm. */
export function rowsOf({ name, direct }, rounds) {
  const states = ['cold', 'warm'].filter((state) => rounds[0][state]);
  const cases = states.flatMap((state) => direct.map((plan, i) => ({ state, plan, i })));
  return cases.map(({ state, plan, i }) => {
    const theirs = rounds.map((round) => round.direct[i]);
    const ours = rounds.map((round) => round[state]);
    return line([state === 'warm' ? `${name}w` : name, plan.about, ...figuresOf(theirs, ours, plan.wanted?.[state])]);
  });
}

function figuresOf(theirs, ours, wanted) {
  const [direct, own] = [mid(theirs, 'cpu'), mid(ours, 'cpu')];
  const calls = `${short(mid(theirs, 'calls'))} -> ${short(mid(ours, 'calls'))}`.replaceAll('.00', '');
  const ratio = own / direct;
  const told = wanted === undefined ? '' : `${ratio > wanted ? '! ' : ''}${wanted}`;
  return [
    ms(direct),
    ms(own),
    short(ratio),
    told,
    ms(mid(theirs, 'wall')),
    ms(mid(ours, 'wall')),
    calls.replaceAll('.0', ''),
  ];
}
