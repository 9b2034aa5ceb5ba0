/** Whether a site lets programs like us read a page: its robots.txt, as RFC 9309 has it. */
import robotsParser from 'robots-parser'
import { FetchError } from './connector.ts'
import { publicUrl } from './http/printable.ts'
import { type Inquiry, USER_AGENT } from './http/publisher.ts'

/** Longer than this need not be read. */
const MAX_ROBOTS_BYTES = 512 * 1_024

/** @throws FetchError `rejected` when the page is closed to us; what `ask` throws when the site doesn't tell. */
export async function refuseUnwelcome(page: URL, inquiry: Inquiry): Promise<void> {
  const url = new URL('/robots.txt', page)
  const answer = await inquiry.ask({
    url,
    expected: 'its rules for programs',
    headers: { accept: 'text/plain' },
    maxBytes: MAX_ROBOTS_BYTES,
    // A site without rules closes nothing.
    answers: status => status >= 400 && status < 500 && status !== 429,
  })
  if (answer.status !== 200) return
  const rules = robotsParser(url.href, new TextDecoder().decode(answer.bytes))
  if (rules.isDisallowed(page.href, USER_AGENT) !== true) return
  throw new FetchError(
    'rejected',
    `${page.host} closes ${publicUrl(page)} to programs like ours (${USER_AGENT}) in line ${rules.getMatchingLineNumber(page.href, USER_AGENT)} of its robots.txt: another page must be configured`,
    { calls: inquiry.calls },
  )
}
