/** `npm run policy`: builds the pack, for `pulumi preview --policy-pack infra/policy/pack`. */
import { buildPack } from './build-pack.ts'

await buildPack()
