/** For tests: a way to a server on loopback that breaks every connection once so much has been sent through it. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy {
  readonly port: number
  /** Bytes sent to the server so far, over all connections. */
  readonly sent: () => number
  /** Break every connection there is. */
  cutNow(): void
  close(): Promise<void>
}

/** @param cutAfter bytes towards the server; undefined: never. */
export async function startCuttingProxy(
  target: { readonly server: string; readonly port: number },
  cutAfter?: number,
): Promise<CuttingProxy> {
  let sent = 0
  const open = new Set<Socket>()
  const server = createServer(near => {
    const far = connect(target.port, target.server)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', bytes => {
      sent += bytes.length
      if (cutAfter !== undefined && sent > cutAfter) near.destroy()
      else far.write(bytes)
    })
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => sent,
    cutNow() {
      for (const socket of open) socket.destroy()
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
