/** A deployment that can't go on; the message says what was asked, what came back, and what to do. */
export class DeployError extends Error {
  override readonly name: string = 'DeployError'
}
