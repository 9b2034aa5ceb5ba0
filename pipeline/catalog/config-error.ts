/** A setting of the environment must be mended before a service or job can start. The message names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
