// Knows a clock that runs faster than the real one, the same in every process that is given its epoch and its rate; timers stay real.

/** Milliseconds since 1970: `epoch` at the epoch, and from there `rate` times as fast as the machine's clock. */
export const scaledClock = (epoch, rate) => () => Math.floor(epoch + (Date.now() - epoch) * rate);

/** Loaded before the program: the same clock in place of Date.now. */
export const CLOCK_PRELOAD = [
  'data:text/javascript,const now = Date.now',
  'const epoch = Number(process.env.CLOCK_EPOCH)',
  'const rate = Number(process.env.CLOCK_RATE)',
  'Date.now = () => Math.floor(epoch + (now() - epoch) * rate)',
].join('; ');
