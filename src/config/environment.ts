// Where settings come from: environment variables and the files that they name.

export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a file; throws where it cannot be read. */
export type ReadFile = (path: string) => string;
