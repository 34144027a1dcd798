// Prints how long the built server takes until it listens, and what memory it then holds. It asserts nothing: machines differ.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

const ROUNDS = 7;

async function measure() {
  const started = performance.now();
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) if (line.includes('/graphql')) break;
  const listening = performance.now() - started;
  await setTimeout(1_000);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  child.kill('SIGKILL');
  return { listening, megabytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024 };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const rounds = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await measure());
const listening = median(rounds.map((round) => round.listening));
const megabytes = median(rounds.map((round) => round.megabytes));
process.stdout.write(
  `listening after ${listening.toFixed(0)} ms (wanted under 700), idle at ${megabytes.toFixed(0)} MB RSS (wanted under 130); medians of ${ROUNDS}\n`,
);
