/**
 * Parses KQL and binds its names, for tests: Microsoft's own language service over the tables that
 * Application Insights fills, with the columns that Azure Monitor documents for them.
 */
import { createRequire } from 'node:module'

const TABLES: Readonly<Record<string, string>> = {
  AppTraces:
    'TimeGenerated: datetime, Message: string, SeverityLevel: int, Properties: dynamic, Measurements: dynamic, OperationName: string, OperationId: string, ParentId: string, AppRoleName: string, AppRoleInstance: string, AppVersion: string, ItemCount: int, SDKVersion: string, _ResourceId: string',
  AppRequests:
    'TimeGenerated: datetime, Id: string, Name: string, Url: string, Success: bool, ResultCode: string, DurationMs: real, PerformanceBucket: string, Source: string, Properties: dynamic, Measurements: dynamic, OperationName: string, OperationId: string, ParentId: string, AppRoleName: string, AppRoleInstance: string, AppVersion: string, ItemCount: int, SDKVersion: string, _ResourceId: string',
  AppMetrics:
    'TimeGenerated: datetime, Name: string, ItemCount: int, Sum: real, Min: real, Max: real, Properties: dynamic, OperationName: string, OperationId: string, ParentId: string, AppRoleName: string, AppRoleInstance: string, AppVersion: string, SDKVersion: string, _ResourceId: string',
  AppExceptions:
    'TimeGenerated: datetime, ProblemId: string, HandledAt: string, ExceptionType: string, Assembly: string, Method: string, OuterType: string, OuterMessage: string, InnermostType: string, InnermostMessage: string, Details: dynamic, SeverityLevel: int, Properties: dynamic, Measurements: dynamic, OperationName: string, OperationId: string, ParentId: string, AppRoleName: string, AppRoleInstance: string, AppVersion: string, ItemCount: int, SDKVersion: string, _ResourceId: string',
}

export interface BoundQuery {
  /** Errors and warnings, each with the place in the text. None: it is understood. */
  readonly faults: readonly string[]
  /** What it answers with. */
  readonly columns: readonly string[]
}

interface List<Item> {
  readonly Count: number
  getItem(index: number): Item
}

/** As much of the language service as is used here. */
interface LanguageService {
  readonly Symbols: {
    readonly TableSymbol: { $ctor7: new (name: string, schema: string, description: null) => object }
    readonly DatabaseSymbol: {
      $ctor2: new (name: string, alternateName: null, members: readonly object[]) => object
    }
  }
  readonly GlobalState: { readonly Default: { WithDatabase(database: object): object } }
  readonly KustoCode: { ParseAndAnalyze(text: string, globals: object): AnalyzedCode }
}

interface AnalyzedCode {
  readonly ResultType: { readonly Columns?: List<{ readonly Name: string }> } | null
  GetDiagnostics(): List<{ readonly Start: number; readonly Severity: string; readonly Message: string }>
}

/** @returns a binder; loading it takes a second. */
export function openBinder(): (query: string) => BoundQuery {
  const { Symbols, GlobalState, KustoCode } = loadLanguageService()
  const tables = Object.entries(TABLES).map(
    ([name, columns]) => new Symbols.TableSymbol.$ctor7(name, `(${columns})`, null),
  )
  const globals = GlobalState.Default.WithDatabase(
    new Symbols.DatabaseSymbol.$ctor2('workspace', null, tables),
  )
  return query => {
    const code = KustoCode.ParseAndAnalyze(query, globals)
    const faults = items(code.GetDiagnostics()).filter(({ Severity }) => Severity !== 'Suggestion')
    return {
      faults: faults.map(({ Start, Severity, Message }) => `${Start}: ${Severity}: ${Message}`),
      columns: code.ResultType?.Columns ? items(code.ResultType.Columns).map(({ Name }) => Name) : [],
    }
  }
}

/** It is compiled from C#, and leaves itself in the global object. */
function loadLanguageService(): LanguageService {
  const require = createRequire(import.meta.url)
  require('@kusto/language-service-next/bridge.min.js')
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js')
  return Reflect.get(globalThis, 'Kusto').Language
}

const items = <Item>(list: List<Item>): Item[] =>
  Array.from({ length: list.Count }, (_, index) => list.getItem(index))
