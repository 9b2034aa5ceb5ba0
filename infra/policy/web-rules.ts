/** Protections of what answers over HTTP: web apps, function apps, the registry. */
import { at, type EstateRule, expectAt, type Inputs, listAt, type ResourceRule } from './rule.ts'

const APP = 'azure-native:web:WebApp'
const PLAN = 'azure-native:web:AppServicePlan'
const REGISTRY = 'azure-native:containerregistry:Registry'

const isFunctionApp = (inputs: Inputs) => String(inputs.kind).startsWith('functionapp')

export const WEB_RULES: readonly ResourceRule[] = [
  {
    id: 'web-https-only',
    checkov: ['CKV_AZURE_14', 'CKV_AZURE_70'],
    reason: 'Tokens would cross the network in clear text.',
    types: [APP],
    breach: inputs => expectAt(inputs, 'httpsOnly', true),
  },
  {
    id: 'web-tls',
    checkov: ['CKV_AZURE_15', 'CKV_AZURE_145'],
    reason: 'Older versions of TLS are broken.',
    types: [APP],
    breach: inputs => expectAt(inputs, 'siteConfig.minTlsVersion', '1.2'),
  },
  {
    id: 'web-no-ftp',
    checkov: ['CKV_AZURE_78'],
    reason: 'FTP would change the code behind the back of every deployment.',
    types: [APP],
    breach: inputs => expectAt(inputs, 'siteConfig.ftpsState', 'Disabled'),
  },
  {
    id: 'web-http2',
    checkov: ['CKV_AZURE_18', 'CKV_AZURE_67'],
    reason: 'A page that asks for many things at once would wait for each.',
    types: [APP],
    breach: inputs => expectAt(inputs, 'siteConfig.http20Enabled', true),
  },
  {
    id: 'web-managed-identity',
    checkov: ['CKV_AZURE_71'],
    reason: 'Without an identity it would need a secret.',
    types: [APP],
    breach: inputs =>
      /Assigned/.test(String(at(inputs, 'identity', 'type'))) ? undefined : 'it has no managed identity',
  },
  {
    id: 'web-logs',
    checkov: ['CKV_AZURE_63', 'CKV_AZURE_65', 'CKV_AZURE_66'],
    reason: 'What failed could not be found out afterwards.',
    types: [APP],
    // Functions on Flex Consumption have none of these switches; their host tells Application Insights.
    breach: inputs =>
      isFunctionApp(inputs)
        ? undefined
        : (expectAt(inputs, 'siteConfig.httpLoggingEnabled', true) ??
          expectAt(inputs, 'siteConfig.detailedErrorLoggingEnabled', true) ??
          expectAt(inputs, 'siteConfig.requestTracingEnabled', true)),
  },
  {
    id: 'web-health-check',
    checkov: ['CKV_AZURE_213'],
    reason: 'An instance that is broken would go on being asked.',
    types: [APP],
    breach: inputs =>
      isFunctionApp(inputs) || String(at(inputs, 'siteConfig', 'healthCheckPath')).startsWith('/')
        ? undefined
        : 'siteConfig.healthCheckPath is not set',
  },
  {
    id: 'web-always-on',
    checkov: ['CKV_AZURE_214'],
    reason: 'The first caller after a pause would wait. Not for Flex Consumption, which refuses the setting.',
    types: [APP],
    breach: inputs =>
      isFunctionApp(inputs)
        ? at(inputs, 'siteConfig', 'alwaysOn') === undefined
          ? undefined
          : 'Flex Consumption refuses alwaysOn'
        : expectAt(inputs, 'siteConfig.alwaysOn', true),
  },
  {
    id: 'web-cors',
    checkov: ['CKV_AZURE_57'],
    reason: 'Any page of the world could ask with the token of its visitor.',
    types: [APP],
    breach: inputs =>
      listAt(inputs, 'siteConfig', 'cors', 'allowedOrigins').includes('*')
        ? 'CORS lets in every origin'
        : undefined,
  },
  {
    id: 'web-instances',
    checkov: ['CKV_AZURE_212'],
    reason: 'Each patch of the platform would be an outage.',
    types: [PLAN],
    breach: inputs =>
      isFunctionApp(inputs) || Number(at(inputs, 'sku', 'capacity')) >= 2
        ? undefined
        : `sku.capacity is ${String(at(inputs, 'sku', 'capacity'))}, expected 2 or more`,
  },
  {
    id: 'registry-no-administrator',
    checkov: ['CKV_AZURE_137'],
    reason: 'The administrator signs in with a password that everybody shares.',
    types: [REGISTRY],
    breach: inputs => expectAt(inputs, 'adminUserEnabled', false),
  },
  {
    id: 'registry-no-anonymous-pull',
    checkov: ['CKV_AZURE_138'],
    reason: 'Images would be open to the world.',
    types: [REGISTRY],
    breach: inputs => expectAt(inputs, 'anonymousPullEnabled', false),
  },
]

const BASIC_AUTHENTICATION = ['azure-native:web:WebAppFtpAllowed', 'azure-native:web:WebAppScmAllowed']

export const WEB_ESTATE_RULES: readonly EstateRule[] = [
  {
    id: 'web-no-basic-authentication',
    checkov: ['CKV_AZURE_78'],
    reason:
      'Each site has a user name and a password for publishing until they are switched off, FTP and SCM each.',
    breaches: estate => {
      const apps = estate.filter(({ type }) => type === APP)
      return BASIC_AUTHENTICATION.flatMap(kind => {
        const refused = estate.filter(({ type, inputs }) => type === kind && inputs.allow === false)
        const message = `${kind.split(':')[2]} is not refused`
        return apps.slice(refused.length).map(({ name }) => ({ resource: name, message }))
      })
    },
  },
]
