// The error of settings that are well formed and cannot be used, such as operations that do not fit the schema.

/** Each issue is a line for the operator. */
export class UnusableSettings extends Error {
  override readonly name = 'UnusableSettings';

  constructor(readonly issues: readonly string[]) {
    super(issues.join('\n'));
  }
}
