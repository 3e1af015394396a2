import type { Shape, ShapeMember, Shapes } from '../../api/services.ts';

/** The arguments of integrations that no model of a service tells. */

type Spec = Shape | string;

/** `*` at the end of a name: it has to be there. Values are shapes, or the names of others. */
function structure(name: string, members: Record<string, Spec>): Shapes {
  const shapes: Shapes = {};
  const list: ShapeMember[] = Object.entries(members).map(([key, spec]) => {
    const isRequired = key.endsWith('*');
    const member = isRequired ? key.slice(0, -1) : key;
    const shape = typeof spec === 'string' ? spec : `${name}.${member}`;
    if (typeof spec !== 'string') {
      shapes[shape] = spec;
    }

    return { name: member, shape, ...(isRequired ? { required: true } : {}) };
  });
  return { ...shapes, [name]: { type: 'structure', members: list } };
}

const oneOf = (...values: string[]): Shape => ({ type: 'string', enum: values });

const basic: Shapes = {
  text: { type: 'string' },
  flag: { type: 'boolean' },
  // Any JSON.
  any: { type: 'structure' },
  anyMap: { type: 'map', key: 'text', value: 'any' },
};

const method = oneOf('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD');

/** By `service:action` (DG/integrate-optimized). */
export const integrationShapes: Shapes = {
  ...basic,
  ...structure('InvocationConfig', { 'ConnectionArn*': 'text' }),
  ...structure('RequestEncodingOptions', { ArrayFormat: oneOf('INDICES', 'REPEAT', 'COMMAS', 'BRACKETS') }),
  ...structure('Transform', { RequestBodyEncoding: oneOf('NONE', 'URL_ENCODED'), RequestEncodingOptions: 'RequestEncodingOptions' }),
  ...structure('http:invoke', {
    'ApiEndpoint*': 'text', 'Method*': method, 'InvocationConfig*': 'InvocationConfig', Headers: 'anyMap', QueryParameters: 'anyMap', RequestBody: 'any',
    Transform: 'Transform',
  }),
  ...structure('apigateway:invoke', {
    'ApiEndpoint*': 'text', 'Method*': method, Headers: 'anyMap', Stage: 'text', Path: 'text', QueryParameters: 'anyMap', RequestBody: 'any',
    AllowNullValues: 'flag', AuthType: oneOf('NO_AUTH', 'IAM_ROLE', 'RESOURCE_POLICY'),
  }),
  ...structure('eks:call', {
    'ClusterName*': 'text', 'CertificateAuthority*': 'text', 'Endpoint*': 'text', 'Method*': method, 'Path*': 'text', QueryParameters: 'anyMap', RequestBody: 'any',
  }),
  ...structure('LogOptions', { RetrieveLogs: 'flag', RawLogs: 'flag', LogParameters: 'anyMap' }),
  ...structure('eks:runJob', {
    'ClusterName*': 'text', 'CertificateAuthority*': 'text', 'Endpoint*': 'text', Namespace: 'text', 'Job*': 'any', LogOptions: 'LogOptions',
  }),
  ...structure('elasticmapreduce:addStep', { 'ClusterId*': 'text', 'Step*': 'any', ExecutionRoleArn: 'text' }),
  ...structure('elasticmapreduce:cancelStep', { 'ClusterId*': 'text', 'StepId*': 'text' }),
  ...structure('elasticmapreduce:terminateCluster', { 'ClusterId*': 'text' }),
  ...structure('elasticmapreduce:setClusterTerminationProtection', { 'ClusterId*': 'text', 'TerminationProtected*': 'flag' }),
  ...structure('elasticmapreduce:modifyInstanceFleetByName', { 'ClusterId*': 'text', 'InstanceFleetName*': 'text', 'InstanceFleet*': 'any' }),
  ...structure('elasticmapreduce:modifyInstanceGroupByName', { 'ClusterId*': 'text', 'InstanceGroupName*': 'text', 'InstanceGroup*': 'any' }),
};
