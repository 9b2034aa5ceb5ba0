/** The command can't be carried out as it was given; the message says what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
