/** Progress of long work: a bar on a terminal, a line now and then elsewhere. Goes to standard error. */
import { SingleBar } from 'cli-progress'

const LINE_EVERY_MS = 5_000

export interface Progress {
  update(done: number, total: number, what: string): void
  stop(): void
}

export function showProgress(title: string, now: () => number = Date.now): Progress {
  return process.stderr.isTTY ? showBar(title) : showLines(title, now)
}

function showBar(title: string): Progress {
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total} {what}`,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  })
  let isStarted = false
  return {
    update(done, total, what) {
      if (!isStarted) bar.start(total, done, { what })
      isStarted = true
      bar.update(done, { what })
    },
    stop() {
      if (isStarted) bar.stop()
    },
  }
}

function showLines(title: string, now: () => number): Progress {
  let lastLine = now()
  return {
    update(done, total, what) {
      if (now() - lastLine < LINE_EVERY_MS) return
      lastLine = now()
      process.stderr.write(`${title} ${done}/${total} ${what}\n`)
    },
    stop() {},
  }
}
