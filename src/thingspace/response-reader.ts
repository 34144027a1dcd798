// Reads one response of undici to its end, within the bound of its kind, and settles once.
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { Failure } from '../errors.js';
import type { UpstreamResponse } from './failures.js';

const MEBIBYTE = 1024 * 1024;
const MAX_REPORT = 16 * MEBIBYTE;
const MAX_ERROR = 64 * 1024;
/** Node reads sockets in pieces of this size: what is not larger comes in one or two. */
const SLAB = 64 * 1024;

export class ResponseReader implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  /** As long as the headers say, or undefined where they do not: large bodies are not to be held twice. */
  private body: Buffer | undefined;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private isSettled = false;

  constructor(
    private readonly resolve: (answer: UpstreamResponse) => void,
    private readonly reject: (failure: unknown) => void,
  ) {}

  /** Whether the headers have come. */
  get isAnswering(): boolean {
    return this.status !== 0;
  }

  /** Gives the request up for this reason, wherever it is. */
  fail(reason: unknown): void {
    this.settle(() => this.reject(reason));
    this.controller?.abort(new Error('The request was given up.'));
  }

  /** A request that waited for a connection may have been given up meanwhile. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isSettled) controller.abort(new Error('The request was given up.'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    const length = Number(headers['content-length']);
    if (status === 200 && length > SLAB && length <= MAX_REPORT) this.body = Buffer.allocUnsafe(length);
  }

  /** An error longer than any that is known has no text; what is left of it is not waited for. */
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.body) chunk.copy(this.body, this.size);
    else this.chunks.push(chunk);
    this.size += chunk.byteLength;
    if (this.status === 200 && this.size > MAX_REPORT) return void this.fail(tooLarge());
    if (this.status === 200 || this.size <= MAX_ERROR) return;
    this.settle(() => this.resolve({ status: this.status, headers: this.headers, text: '' }));
    this.controller?.abort(new Error('The body is too long.'));
  }

  onResponseEnd(): void {
    this.settle(() => this.resolve(answerOf(this.status, this.headers, this.whole())));
  }

  private whole(): Buffer {
    const [only = Buffer.alloc(0)] = this.chunks;
    if (this.body) return this.body.subarray(0, this.size);
    return this.chunks.length > 1 ? Buffer.concat(this.chunks, this.size) : only;
  }

  /** Only the code of the cause is reported: undici's errors hold headers and addresses. */
  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const failure = this.isAnswering
      ? new Failure(
          'UPSTREAM_MALFORMED',
          `The upstream's answer was cut short (${codeOf(error)}).`,
          {},
          { transient: true },
        )
      : new Failure('UPSTREAM_UNAVAILABLE', `The upstream could not be reached (${codeOf(error)}).`);
    this.settle(() => this.reject(failure));
  }

  private settle(settle: () => void): void {
    if (this.isSettled) return;
    this.isSettled = true;
    settle();
  }
}

const answerOf = (status: number, headers: IncomingHttpHeaders, bytes: Buffer): UpstreamResponse => ({
  status,
  headers,
  bytes,
  get text() {
    return bytes.toString('utf8');
  },
});

const tooLarge = (): Failure =>
  new Failure(
    'UPSTREAM_MALFORMED',
    `The upstream's answer is not a session report: it is larger than ${MAX_REPORT / MEBIBYTE} MiB.`,
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown cause';
