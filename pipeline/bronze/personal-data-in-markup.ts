/**
 * Personal data in HTML and XML. Of an HTML page only the cells of tables count: prose and links are full
 * of numbers that name books and revisions. Of XML, every element is data.
 */
import { personalNameIn } from '../catalog/personal-data.ts'
import { holdsDeliveryPoint } from './delivery-points.ts'
import { type Finding, nameFinding, pointFindings } from './personal-findings.ts'

const IS_HTML = /<(!doctype\s+html|html|head|body|table|div|p)[\s>]/i
const CELL = /<(t[hd])(?:\s[^>]*)?>([\s\S]*?)(?=<\/?(?:t[hdr]|table|tbody|thead|tfoot)[\s>])/gi
const ELEMENT = /<([A-Za-z_][\w.:-]*)((?:\s[^<>]*)?)>([^<]*)/g
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

export function findInMarkup(text: string): readonly Finding[] {
  return IS_HTML.test(text.slice(0, 65_536)) ? findInTables(text) : findInElements(text)
}

function findInTables(page: string): readonly Finding[] {
  const visible = page.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi, '')
  const cells = [...`${visible}</table>`.matchAll(CELL)].map(([, tag = '', content = '']) => ({
    isHeader: tag.toLowerCase() === 'th',
    text: plain(content),
  }))
  const named = cells.flatMap(({ isHeader, text }) => {
    const personal = text.length > 60 ? undefined : personalNameIn(text)
    // Tables made by programs often have no header cells: then the name is a cell like the others, and nothing else.
    return personal && (isHeader || foldsTo(text, personal.words))
      ? [nameFinding('column', personal, cells.length)]
      : []
  })
  return [...named, ...pointFindings(cells.filter(({ text }) => holdsDeliveryPoint(text)).map(() => ''))]
}

function findInElements(text: string): readonly Finding[] {
  const values = [...text.matchAll(ELEMENT)].flatMap(([, name = '', attributes = '', content = '']) => [
    { name, text: plain(content) },
    ...[...attributes.matchAll(ATTRIBUTE)].map(([, key = '', double, single]) => ({
      name: key,
      text: double ?? single ?? '',
    })),
  ])
  const named = [...Map.groupBy(values, ({ name }) => name)].flatMap(([name, rows]) => {
    const personal = personalNameIn(name.replace(/^.*:/, ''))
    return personal ? [nameFinding('element', personal, rows.length)] : []
  })
  const points = values.filter(value => holdsDeliveryPoint(value.text)).map(({ name }) => name)
  return [...named, ...pointFindings(points)]
}

const plain = (content: string) =>
  content
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;|&#160;|&#xa0;/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const foldsTo = (text: string, words: string) => text.toLowerCase().replace(/[^a-z]+/g, '_') === words
