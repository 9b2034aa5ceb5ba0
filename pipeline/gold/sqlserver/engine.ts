/** Read queries on a connection to SQL Server: how parameters are typed there. Rows are decoded in `sql.ts`. */
import type { Engine, Parameter } from '../sql.ts'
import type { SqlServerConnection, SqlServerParameter } from './connection.ts'

const INT_MAX = 2 ** 31 - 1

function toSqlServer(parameter: Parameter): SqlServerParameter {
  if (parameter.type === 'text')
    // One length for all: else the server would plan anew for every length.
    return { type: 'NVarChar', value: parameter.value, options: { length: 4000 } }
  if (parameter.type === 'instant')
    return { type: 'DateTime2', value: new Date(parameter.value), options: { scale: 3 } }
  return { type: Math.abs(parameter.value) <= INT_MAX ? 'Int' : 'BigInt', value: parameter.value }
}

export const engineOf = (connection: SqlServerConnection, lacks: ReadonlySet<string>): Engine => ({
  mark: '@p',
  lacks,
  rows: (text, parameters, signal) => connection.rows(text, parameters.map(toSqlServer), signal),
})
