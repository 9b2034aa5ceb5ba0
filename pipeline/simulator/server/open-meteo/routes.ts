/** Open-Meteo's paths. */
import type Router from '@koa/router'
import { type Publisher, serveFeed } from '../serve-feed.ts'
import { answerWeather } from './answer-weather.ts'

export function registerOpenMeteo(router: Router, seed: number, publisher: Publisher): void {
  const forecast = answerWeather(seed, 'forecast')
  const archive = answerWeather(seed, 'archive')
  router.get('/v1/forecast', ctx => serveFeed(ctx, 'open-meteo-forecast', publisher, forecast))
  router.get('/v1/archive', ctx => serveFeed(ctx, 'open-meteo-archive', publisher, archive))
}
