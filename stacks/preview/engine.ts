/**
 * The two services that a Pulumi program talks to, over loopback: the monitor, where it registers resources,
 * and the engine, where it logs. Written on the definitions that come with @pulumi/pulumi.
 */
import grpc from '@grpc/grpc-js'
import engineService from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js'
import monitorService from '@pulumi/pulumi/proto/resource_grpc_pb.js'
import monitorMessages from '@pulumi/pulumi/proto/resource_pb.js'
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js'
import structMessages from 'google-protobuf/google/protobuf/struct_pb.js'
import { standInState } from '../../infra/stand-in-state.ts'
import { Properties, plainProperties } from './properties.ts'
import type { CapturedResource, ProgramRequest } from './run-program.ts'

export interface Engine {
  readonly address: string
  readonly resources: readonly CapturedResource[]
  readonly messages: readonly string[]
  outputs(): Properties
  stop(): void
}

/** What the monitor understands of what a program may send: marks for secrets, unknowns and references. */
const FEATURES = ['secrets', 'resourceReferences', 'outputValues', 'deletedWith']

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>

export async function startEngine(request: ProgramRequest): Promise<Engine> {
  const resources: CapturedResource[] = []
  const messages: string[] = []
  const outputs = new Map<string, Properties>()
  let root = ''

  const registerResource: Unary<
    monitorMessages.RegisterResourceRequest,
    monitorMessages.RegisterResourceResponse
  > = (call, answer) => {
    const resource = capture(call.request, request)
    resources.push(resource)
    const response = new monitorMessages.RegisterResourceResponse()
    response.setUrn(resource.urn)
    // In a preview nothing is made yet, so nothing has an id.
    if (resource.isCustom && request.mode === 'up') response.setId(String(resource.state.id))
    const { id: _, ...state } = resource.state
    response.setObject(structMessages.Struct.fromJavaScript(structured(state)))
    answer(null, response)
  }
  const registerResourceOutputs: Unary<
    monitorMessages.RegisterResourceOutputsRequest,
    emptyMessages.Empty
  > = (call, answer) => {
    outputs.set(call.request.getUrn(), plainProperties(call.request.getOutputs()?.toJavaScript() ?? {}))
    answer(null, new emptyMessages.Empty())
  }
  const supportsFeature: Unary<
    monitorMessages.SupportsFeatureRequest,
    monitorMessages.SupportsFeatureResponse
  > = (call, answer) => {
    const response = new monitorMessages.SupportsFeatureResponse()
    response.setHassupport(FEATURES.includes(call.request.getId()))
    answer(null, response)
  }
  const readResource: Unary<monitorMessages.ReadResourceRequest, monitorMessages.ReadResourceResponse> = (
    call,
    answer,
  ) => {
    const outputs = request.otherStacks?.[call.request.getId()]
    if (call.request.getType() !== 'pulumi:pulumi:StackReference' || !outputs) {
      return answer({ code: grpc.status.NOT_FOUND, details: `${call.request.getId()}: no such stack` })
    }
    const urn = urnOf(request, call.request.getType(), call.request.getName())
    const response = new monitorMessages.ReadResourceResponse()
    response.setUrn(urn)
    resources.push(referenceTo(urn, call.request.getType(), call.request.getName()))
    const state = { name: call.request.getId(), outputs, secretOutputNames: [] }
    response.setProperties(structMessages.Struct.fromJavaScript(structured(state)))
    answer(null, response)
  }
  const invoke: Unary<monitorMessages.ResourceInvokeRequest, never> = (call, answer) => {
    // A program of ours knows what it needs from its configuration and its own resources.
    answer({ code: grpc.status.UNIMPLEMENTED, details: `no answer to invoke of ${call.request.getTok()}` })
  }
  const log: Unary<engineMessages.LogRequest, emptyMessages.Empty> = (call, answer) => {
    if (call.request.getSeverity() >= engineMessages.LogSeverity.WARNING)
      messages.push(call.request.getMessage())
    answer(null, new emptyMessages.Empty())
  }
  const setRootResource: Unary<
    engineMessages.SetRootResourceRequest,
    engineMessages.SetRootResourceResponse
  > = (call, answer) => {
    root = call.request.getUrn()
    answer(null, new engineMessages.SetRootResourceResponse())
  }
  const getRootResource: Unary<
    engineMessages.GetRootResourceRequest,
    engineMessages.GetRootResourceResponse
  > = (_call, answer) => {
    const response = new engineMessages.GetRootResourceResponse()
    response.setUrn(root)
    answer(null, response)
  }

  const server = new grpc.Server()
  server.addService(monitorService.ResourceMonitorService, {
    registerResource,
    registerResourceOutputs,
    supportsFeature,
    readResource,
    invoke,
  })
  server.addService(engineService.EngineService, { log, setRootResource, getRootResource })
  const port = await listen(server)
  return {
    address: `127.0.0.1:${port}`,
    resources,
    messages,
    outputs: () =>
      outputs.get(urnOf(request, 'pulumi:pulumi:Stack', `${request.project}-${request.stack}`)) ?? {},
    stop: () => server.forceShutdown(),
  }
}

function listen(server: grpc.Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
    error ? reject(error) : resolve(port),
  )
  return promise
}

const urnOf = ({ stack, project }: ProgramRequest, type: string, name: string, parentType = '') =>
  `urn:pulumi:${stack}::${project}::${parentType ? `${parentType}$` : ''}${type}::${name}`

function capture(
  registered: monitorMessages.RegisterResourceRequest,
  request: ProgramRequest,
): CapturedResource {
  const type = registered.getType()
  const parent = registered.getParent()
  const parentType = parent.split('::')[2] ?? ''
  const urn = urnOf(request, type, registered.getName(), parentType.startsWith('pulumi:') ? '' : parentType)
  const inputs = plainProperties(registered.getObject()?.toJavaScript() ?? {})
  const isCustom = registered.getCustom()
  return {
    urn,
    type,
    name: registered.getName(),
    parent,
    isCustom,
    isProtected: registered.getProtect() === true,
    dependencies: registered.getDependenciesList(),
    inputs,
    state:
      isCustom && request.mode === 'up'
        ? Properties.parse(standInState(urn, type, registered.getName(), inputs))
        : inputs,
  }
}

/** Another stack is only looked at: it is registered, and nothing is made. */
const referenceTo = (urn: string, type: string, name: string): CapturedResource => ({
  urn,
  type,
  name,
  parent: '',
  isCustom: false,
  isProtected: false,
  dependencies: [],
  inputs: {},
  state: {},
})

/** As google-protobuf wants it: writable, and of its own type. */
function structured(state: Properties): Record<string, structMessages.JavaScriptValue> {
  return JSON.parse(JSON.stringify(state))
}
