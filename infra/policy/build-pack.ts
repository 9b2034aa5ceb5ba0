/** Makes one CommonJS file of the policy pack: the tool that runs packs reads no TypeScript of ours. */
import { join } from 'node:path'
import { build } from 'esbuild'

const HERE = import.meta.dirname

/** `outfile` unless said: where PulumiPolicy.yaml stands. Pulumi's own packages stay outside, found above it. */
export async function buildPack(outfile = join(HERE, 'pack', 'index.js')): Promise<void> {
  await build({
    entryPoints: [join(HERE, 'policy-pack.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['@pulumi/*'],
    logLevel: 'warning',
  })
}
