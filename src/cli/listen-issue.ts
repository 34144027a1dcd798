// Why the server cannot listen, and what to do about it.

export interface ListenError {
  readonly code?: string | undefined;
  readonly message: string;
  readonly address?: string;
  readonly port?: number;
}

export interface ListenSettings {
  readonly host: string;
  readonly metricsPort: number | undefined;
}

/** The line for the operator; `platform` is that of Node. */
export function listenIssue(error: ListenError, { host, metricsPort }: ListenSettings, platform: string): string {
  const { code, message, port } = error;
  const setting = port !== undefined && port === metricsPort ? 'METRICS_PORT' : 'PORT';
  switch (code) {
    case 'EADDRINUSE':
      return `${setting}: ${port} is in use on ${host}, wanted a free port; \`${listenersOf(port ?? 0, platform)}\` says which process has it, and ${setting}=0 takes any free one`;
    case 'EACCES':
      return `${setting}: ${port} needs more rights than this process has (EACCES), wanted a port above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST: got ${JSON.stringify(host)}, wanted an address of this machine (${code})`;
    default:
      return `PORT, METRICS_PORT or HOST: cannot listen on ${port ?? 'that address'} (${code ?? message}); wanted a free port of this machine`;
  }
}

function listenersOf(port: number, platform: string): string {
  if (platform === 'linux') return `ss -ltnp 'sport = :${port}'`;
  return platform === 'win32' ? `netstat -ano | findstr :${port}` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
}
