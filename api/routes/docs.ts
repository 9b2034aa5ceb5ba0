/**
 * GET /docs: Swagger UI over /openapi.json, all of it served from here. The page has no script of its
 * own in the markup, so that the content security policy can refuse inline scripts.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type Router from '@koa/router'

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Grid Power Stream: API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/initializer.js"></script>
</body>
</html>
`

const INITIALIZER = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })
`

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const

export function registerDocs(router: Router, openApi: object): void {
  const document = JSON.stringify(openApi)

  router.get('/openapi.json', ctx => {
    ctx.type = 'application/json'
    ctx.set('Cache-Control', 'no-cache')
    ctx.body = document
  })

  router.get('/docs', ctx => {
    ctx.type = 'html'
    ctx.body = PAGE
  })

  router.get('/docs/initializer.js', ctx => {
    ctx.type = 'text/javascript'
    ctx.body = INITIALIZER
  })

  for (const name of ASSETS) {
    const file = fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`))
    router.get(`/docs/${name}`, async ctx => {
      ctx.type = name
      ctx.length = (await stat(file)).size
      ctx.set('Cache-Control', 'public, max-age=3600')
      ctx.body = createReadStream(file)
    })
  }
}
