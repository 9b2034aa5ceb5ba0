/**
 * Publishes to the downloads of a Bitbucket Cloud repository: REST 2.0, `/repositories/{workspace}/{repository}/downloads`.
 * A file that is uploaded under a name that is taken takes its place.
 *
 * Docs: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-downloads/
 */
import { openAsBlob } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Destination, MANIFEST, PublishError } from './destination.ts'

export interface BitbucketRepository {
  readonly workspace: string
  readonly repository: string
  /** An access token of the repository or workspace with the scope `repository:write`. */
  readonly token: string
  readonly endpoint?: string
  /** Pauses before further tries; a publisher's `Retry-After` may ask for longer, up to the last of them. */
  readonly pausesMs?: readonly number[]
}

const ENDPOINT = 'https://api.bitbucket.org'
const PAUSES_MS = [1_000, 5_000, 20_000, 60_000]

const Page = z.object({
  values: z.array(z.object({ name: z.string() })),
  next: z.string().optional(),
})
const Problem = z.object({ error: z.object({ message: z.string() }) })

/** `bitbucket:workspace/repository` @returns undefined when it is none. */
export function parseBitbucket(location: string): { workspace: string; repository: string } | undefined {
  const [, workspace, repository] = /^bitbucket:(\w[\w.-]*)\/(\w[\w.-]*)$/.exec(location) ?? []
  return workspace && repository ? { workspace, repository } : undefined
}

export function bitbucketDestination(options: BitbucketRepository): Destination {
  const { workspace, repository, token, endpoint = ENDPOINT, pausesMs = PAUSES_MS } = options
  const name = `bitbucket:${workspace}/${repository}`
  const downloads = new URL(`/2.0/repositories/${workspace}/${repository}/downloads`, endpoint)

  /** @param path for messages: what was asked for. */
  async function ask(url: URL, request: () => Promise<RequestInit> | RequestInit): Promise<Response> {
    // Else a list could send the token anywhere.
    if (url.origin !== downloads.origin)
      throw new PublishError(`${name}: leads to ${url.origin}, expected ${downloads.origin}`)
    for (let attempt = 0; ; attempt++) {
      const answer = await send(url, { ...(await request()), headers: { authorization: `Bearer ${token}` } })
      const pauseMs = pausesMs[attempt]
      if (answer instanceof Response && !isPassing(answer.status)) return answer
      if (pauseMs === undefined) throw failureOf(answer)
      await sleep(pauseBefore(answer, pauseMs))
    }
  }

  const pauseBefore = (answer: Response | Error, pauseMs: number) => {
    const seconds = answer instanceof Response ? Number(answer.headers.get('retry-after')) : 0
    const longestMs = pausesMs.at(-1) ?? 0
    return Math.max(pauseMs, Math.min(Number.isFinite(seconds) ? seconds * 1_000 : 0, longestMs))
  }

  const failureOf = (answer: Response | Error) =>
    answer instanceof Response
      ? new PublishError(`${name}: HTTP ${answer.status}, ${pausesMs.length + 1} times: try again later`)
      : new PublishError(`${name}: can't be reached: ${causeOf(answer)}`, { cause: answer })

  /** @throws PublishError in words, for an answer that is no success. */
  async function expectOk(answer: Response, what: string): Promise<Response> {
    if (answer.ok) return answer
    throw new PublishError(`${name}: ${what}: HTTP ${answer.status}: ${await sentenceOf(answer)}`)
  }

  return {
    name,

    async list() {
      const names = new Set<string>()
      let next: URL | undefined = new URL('?pagelen=100', downloads)
      while (next) {
        const answer = await expectOk(await ask(next, () => ({})), 'its downloads')
        const page = Page.safeParse(await answer.json())
        if (!page.success) throw new PublishError(`${name}: its downloads: ${z.prettifyError(page.error)}`)
        for (const value of page.data.values) names.add(value.name)
        next = page.data.next === undefined ? undefined : new URL(page.data.next)
      }
      return names
    },

    async readManifest() {
      const answer = await ask(new URL(`${downloads.pathname}/${MANIFEST}`, downloads), () => ({}))
      if (answer.status === 404) return undefined
      return (await expectOk(answer, MANIFEST)).text()
    },

    async upload(fileName, path) {
      const answer = await ask(downloads, async () => ({
        method: 'POST',
        // Read from the disk while it is sent, and again for a further try.
        body: formOf(fileName, await openAsBlob(path)),
      }))
      await expectOk(answer, fileName)
    },

    async replaceManifest(content) {
      const answer = await ask(downloads, () => ({
        method: 'POST',
        body: formOf(MANIFEST, new Blob([content])),
      }))
      await expectOk(answer, MANIFEST)
    },
  }
}

async function send(url: URL, request: RequestInit): Promise<Response | Error> {
  try {
    return await fetch(url, request)
  } catch (error) {
    if (error instanceof TypeError) return error // how fetch tells that there was no answer
    throw error
  }
}

const isPassing = (status: number) => status === 429 || status >= 500

function formOf(fileName: string, content: Blob): FormData {
  const form = new FormData()
  form.append('files', content, fileName)
  return form
}

const causeOf = ({ cause, message }: Error) => (cause instanceof Error ? cause.message : message)

/** What the status means here, then what the service says. */
async function sentenceOf(answer: Response): Promise<string> {
  const meaning: Readonly<Record<number, string>> = {
    401: 'BITBUCKET_TOKEN is refused: expected an access token that has not run out',
    403: 'BITBUCKET_TOKEN may not do this: expected one with the scope repository:write',
    404: 'no such repository, or BITBUCKET_TOKEN may not see it',
  }
  const body = Problem.safeParse(await answer.json().catch(() => undefined))
  const said = body.success ? body.data.error.message : ''
  return [meaning[answer.status], said].filter(Boolean).join('; ') || 'expected success'
}
