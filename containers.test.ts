/** The container image and the compose file keep their protections. Linters look at their form; this, at what they promise. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const readText = (path: string) => readFileSync(path, 'utf8')

/** A tag of three numbers at least, so that the same file makes the same thing tomorrow; a digest would do, too. */
const PINNED = /^[\w./-]+:(\d+\.\d+\.\d+(-[\w.-]+)?|\d{4}-CU\d+-[\w.-]+)$|@sha256:[0-9a-f]{64}$/
const SECRET = /(password|secret|key|token|sas)[ \t]*[=:][ \t]*["']?(?!\$\{)[^\s"'$]+/i

describe('the image', () => {
  const text = readText('Dockerfile').replace(/\\\n\s*/g, ' ')
  const steps = text
    .split('\n')
    .filter(line => /^[A-Z]+ /.test(line))
    .map(line => {
      const [verb = '', ...rest] = line.split(' ')
      return { verb, rest: rest.join(' ') }
    })
  const of = (verb: string) => steps.filter(step => step.verb === verb).map(({ rest }) => rest)
  const last = steps.slice(steps.findLastIndex(({ verb }) => verb === 'FROM'))
  const lastOf = (verb: string) => last.filter(step => step.verb === verb).map(({ rest }) => rest)

  it('is made in stages, each from the Node that everything runs on', () => {
    const bases = of('FROM').map(base => base.split(' ')[0] ?? '')
    expect(bases.length).toBe(2)
    for (const base of bases) {
      expect(base).toMatch(PINNED)
      expect(base).toContain(`node:${readText('.nvmrc').trim()}-`)
    }
  })

  it('runs as a user that is not root and owns nothing but its data', () => {
    expect(lastOf('USER')).toEqual(['1000:1000'])
    const owned = lastOf('COPY').filter(copy => copy.includes('--chown'))
    expect(owned).toEqual(['--from=packages --chown=1000:1000 /data /data'])
  })

  it('installs what the lockfile names, without tools of development and without running code of packages', () => {
    expect(of('RUN').join('\n')).toContain('npm ci --omit=dev')
    expect(of('COPY')[0]).toContain('.npmrc')
    expect(readText('.npmrc')).toMatch(/^ignore-scripts=true$/m)
  })

  it('tells whether it is well, and starts without a shell', () => {
    expect(lastOf('HEALTHCHECK')[0]).toMatch(/CMD \["node", .*\/healthz/)
    for (const verb of ['ENTRYPOINT', 'CMD']) expect(JSON.parse(lastOf(verb)[0] ?? '')).toBeInstanceOf(Array)
    const [file] = z.array(z.string()).parse(JSON.parse(lastOf('CMD')[0] ?? ''))
    expect(existsSync(file ?? '')).toBe(true)
  })

  it('holds no secret, and fetches nothing by hand', () => {
    expect(text).not.toMatch(SECRET)
    expect(text).not.toMatch(/\bADD\b|curl|wget|sudo|chmod 777|:latest/)
  })

  it('takes in what it names, and leaves out all else', () => {
    const lines = readText('.dockerignore')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
    expect(lines[0]).toBe('*')
    expect(lines.filter(line => line.startsWith('!')).sort()).toEqual([
      '!.npmrc',
      '!api',
      '!package-lock.json',
      '!package.json',
      '!pipeline',
    ])
    expect(lines).toContain('**/*.test.ts')
  })

  it('needs no package at run time that is there for development', () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readText('package.json')))
    expect(Object.keys(dependencies).filter(name => /^@pulumi\/|^@types\/|vitest|biome/.test(name))).toEqual(
      [],
    )
  })
})

const Service = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
})
const Compose = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.unknown()),
})

describe('the compose file', () => {
  const text = readText('compose.yaml')
  const { services, networks, volumes } = Compose.parse(parse(text, { merge: true }))
  const ours = Object.entries(services).filter(([, service]) => service.build !== undefined)
  const theirs = Object.entries(services).filter(([, service]) => service.build === undefined)

  it('has the jobs, the API and what stands in for Azure', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'azurite', 'pipeline', 'sqlserver'])
    expect(ours.map(([name]) => name)).toEqual(['pipeline', 'api'])
  })

  it.each(ours)('%s can write to its data alone, and can become nobody else', (_, service) => {
    expect(service).toMatchObject({ user: '1000:1000', read_only: true, cap_drop: ['ALL'] })
    expect(service.security_opt).toContain('no-new-privileges:true')
    expect(service.volumes.map(volume => volume.split(':')[1])).toEqual(['/data'])
    expect(existsSync(service.command?.[0] ?? '')).toBe(true)
  })

  it.each(theirs)('%s is pinned, is asked whether it is well, and reaches nobody', (_, service) => {
    expect(service.image).toMatch(PINNED)
    expect(service.healthcheck?.test[0]).toMatch(/^CMD/)
    expect(service.ports).toEqual([])
    expect(service.networks.every(name => networks[name]?.internal)).toBe(true)
  })

  it.each(Object.entries(services))('%s has no right over the machine', (_, service) => {
    expect(service.privileged).toBe(false)
    for (const volume of service.volumes) expect(Object.keys(volumes)).toContain(volume.split(':')[0])
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    for (const { condition } of Object.values(service.depends_on)) expect(condition).toBe('service_healthy')
  })

  it('holds no secret: each is asked for by name', () => {
    expect(text.replace(/\$\{[^}]*\}/g, '')).not.toMatch(SECRET)
    const passwords = [...text.matchAll(/\$\{(\w*PASSWORD\w*)([^}]*)\}/g)]
    expect(passwords.length).toBeGreaterThan(0)
    for (const [, , rest] of passwords) expect(rest).toMatch(/^:\?set SQLSERVER_PASSWORD in \.env/)
    expect(readText('.gitignore').split('\n')).toContain('.env')
  })

  it('lets nobody call the API beyond its container without signing in', () => {
    const environment = services.api?.environment ?? {}
    expect(environment.GRID_HOST).toBe('0.0.0.0')
    for (const name of ['GRID_AUTH_ISSUER', 'GRID_AUTH_AUDIENCE']) {
      expect(environment[name]).toMatch(new RegExp(`^\\$\\{${name}:\\?`))
    }
  })
})

it.each(['MSSQL_SA_PASSWORD: hunter2hunter2', 'ENV API_KEY=abc', 'AccountKey=abc=='])(
  'the search for secrets finds %s',
  planted => {
    expect(planted).toMatch(SECRET)
  },
)
