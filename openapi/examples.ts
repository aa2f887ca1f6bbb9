import type { ProblemDocument } from '../shared/api/problem.ts';
import { type ProblemStatus, problemDocument } from '../shared/http/problem.ts';
import { roles } from '../shared/permissions.ts';
import results from './results.example.json' with { type: 'json' };

/** One conversation with the API about the example newsvendor.xlsx, by operation: what was sent, and what came back. */
export interface Example {
  request?: unknown;
  response?: unknown;
  /** Refusals of this operation, by status. */
  problems?: Readonly<Partial<Record<ProblemStatus, ProblemDocument>>>;
}

const correlationId = 'cor_01J8ZQ5A1N8W3V5K2M6R9T0XBC';

const fileId = 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const simulationId = results.simulationId;
const exportId = 'exp_01J8ZQ7D4N8W3V5K2M6R9T0XBC';
const organizationId = 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC';

const profile = {
  userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
  name: 'Ada',
  email: 'ada@example.com',
  createdAt: '2026-03-01T11:58:00.000Z',
  organizationId,
  organizations: [{ organizationId, name: "Ada's organization", role: 'viewer' }],
  role: 'viewer',
  permissions: roles.viewer,
};

const organizationLimits = {
  plan: 'trial',
  limits: {
    concurrentSimulations: 2,
    iterationsPerMonth: 10_000_000,
    storedBytes: 104_857_600,
    members: 5,
    requestsPerSecond: 10,
  },
  usage: [{ limit: 'members', max: 5, used: 3, freesAt: null }],
};

const organization = {
  organizationId,
  name: "Ada's organization",
  createdAt: '2026-03-01T11:58:00.000Z',
  members: 2,
  deletesAt: null,
};
const member = {
  userId: 'usr_01J8ZQ2N5N8W3V5K2M6R9T0XBC',
  name: 'Grace',
  email: 'grace@example.com',
  role: 'viewer',
  since: '2026-03-01T12:10:00.000Z',
  kind: 'person',
};
const signOnRequest = {
  issuer: 'https://login.example.com',
  clientId: 'simsheet',
  audience: 'simsheet-api',
  domains: ['example.com'],
  defaultRole: 'viewer',
  roleClaim: 'groups',
  roleMapping: { quants: 'analyst' },
  enforced: false,
};
const signOn = {
  ...signOnRequest,
  domains: [
    {
      domain: 'example.com',
      verifiedAt: '2026-03-01T12:20:00.000Z',
      record: 'simsheet-verification=Zk3sQ9vYw1nT7rXbL0pMd8uJc5hGf2aE',
    },
  ],
  updatedAt: '2026-03-01T12:20:00.000Z',
};
const invitation = {
  invitationId: 'inv_01J8ZQ1M7N8W3V5K2M6R9T0XBC',
  email: 'grace@example.com',
  role: 'viewer',
  invitedBy: profile.userId,
  invitedAt: '2026-03-01T12:05:00.000Z',
  until: '2026-03-08T12:05:00.000Z',
  status: 'OPEN',
};
const apiKey = {
  keyId: 'key_01J8ZQ9E2N8W3V5K2M6R9T0XBC',
  name: 'nightly plan',
  permissions: ['file:read', 'file:write', 'simulation:read', 'simulation:start', 'result:read', 'result:export'],
  createdBy: profile.userId,
  madeWith: null,
  createdAt: '2026-03-01T12:15:00.000Z',
  expiresAt: '2026-05-30T12:15:00.000Z',
  overlapUntil: null,
  lastUsedAt: null,
  status: 'ACTIVE',
};
const secret = `sk_sim_${'x'.repeat(49)}`;
const token = `inv_sim_${'x'.repeat(43)}`;
const reviewer = {
  name: 'risk-reviewer',
  builtIn: false,
  permissions: ['file:read', 'simulation:read', 'result:read', 'profile:read', 'profile:write'],
};

const dataExport = {
  exportId: 'exp_01J8ZQBT4N8W3V5K2M6R9T0XBC',
  status: 'READY',
  requestedBy: profile.userId,
  createdAt: '2026-03-01T12:20:00.000Z',
  expiresAt: '2026-03-08T12:20:00.000Z',
  services: [
    ['users', 4, 0, 1102],
    ['files', 1, 2, 14_120],
    ['simulations', 1, 0, 902],
    ['results', 2, 2, 41_377],
    ['billing', 1, 0, 58],
    ['notifications', 1, 0, 301],
  ].map(([service, rows, objects, bytes]) => ({ service, status: 'READY', rows, objects, bytes })),
};
const exportedFiles = [
  {
    name: 'files/files.ndjson',
    bytes: 412,
    url: `https://simsheet-data-exports-123456789012-eu-central-1.s3.eu-central-1.amazonaws.com/tenants/${organizationId}/${dataExport.exportId}/files/files.ndjson?X-Amz-Signature=...`,
  },
];

const file = {
  fileId,
  name: 'newsvendor.xlsx',
  size: 10_985,
  status: 'READY',
  reasons: [],
  sheets: [
    { name: 'Summary', state: 'visible', rows: 19, columns: 5, formulas: 6 },
    { name: 'Orders', state: 'visible', rows: 12, columns: 9, formulas: 64 },
    { name: 'Tables', state: 'visible', rows: 23, columns: 2, formulas: 0 },
  ],
  createdBy: profile.userId,
  visibility: 'shared',
  createdAt: '2026-03-01T12:00:00.000Z',
};

const simulation = {
  simulationId,
  fileId,
  name: results.request.name,
  status: 'COMPLETED',
  progress: { completed: 20, total: 20 },
  error: null,
  request: { fileId, ...results.request },
  createdBy: profile.userId,
  visibility: 'shared',
  createdAt: '2026-03-01T12:00:40.000Z',
  startedAt: '2026-03-01T12:00:41.000Z',
  endedAt: '2026-03-01T12:00:42.000Z',
};

const instance = {
  instanceId: 'a',
  kind: 'lambda',
  target: 'arn:aws:lambda:eu-central-1:123456789012:function:simsheet-files-api:live',
  region: 'eu-central-1',
  cell: 'pooled',
  version: '12',
  weight: 100,
  healthPath: '/health',
  draining: false,
  status: 'HEALTHY',
  consecutiveFailures: 0,
  consecutiveSuccesses: 41,
  lastCheckAt: '2026-03-01T12:00:30.114Z',
  latencyMs: 12,
  lastError: null,
  inServiceSince: '2026-03-01T11:40:02.000Z',
  registeredAt: '2026-03-01T11:40:02.000Z',
  registeredBy: 'deployment',
  heartbeatUntil: null,
};
const externalInstance = {
  ...instance,
  instanceId: 'lisbon',
  kind: 'http',
  target: 'https://files.lisbon.example.com',
  version: 'unknown',
  weight: 20,
  consecutiveSuccesses: 0,
  lastCheckAt: null,
  latencyMs: null,
  inServiceSince: '2026-03-01T12:00:00.000Z',
  registeredAt: '2026-03-01T12:00:00.000Z',
  registeredBy: 'usr_01J8ZQ2N5N8W3V5K2M6R9T0XBC',
  heartbeatUntil: '2026-03-01T12:01:30.000Z',
};
const service = {
  service: 'files',
  paths: ['/api/files'],
  attemptTimeoutMs: 20_000,
  status: 'HEALTHY',
  instances: [instance],
};

const circuitBreaker = {
  name: 'files/a',
  state: 'CLOSED',
  epoch: 0,
  failures: 0,
  tenants: 0,
  probes: { running: 0, passed: 0, allowed: 3 },
  opens: 0,
  reason: null,
  tenant: null,
  openedAt: null,
  nextProbeAt: null,
  lastError: null,
  mode: null,
  shared: true,
  estimates: { calls: 12, failureRate: 0, slowCallRate: 0 },
};

const decided = {
  mode: 'FORCED_OPEN',
  actor: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
  reason: 'its table is being restored',
  until: '2026-03-01T12:15:00.000Z',
};

const wrongOrder =
  'triangular(minimum, mode, maximum): minimum, mode and maximum must be in this order, and the minimum less than the maximum.';

/** Refusals that every service's operations have alike. */
export const commonProblemExamples: NonNullable<Example['problems']> = {
  401: problemDocument(
    {
      status: 401,
      code: 'not-signed-in',
      detail: 'Send an access token or an API key as "Authorization: Bearer <token>".',
    },
    correlationId,
    '/api/files',
  ),
  403: problemDocument(
    {
      status: 403,
      code: 'permission-missing',
      detail:
        'This needs the permission file:write, which the role viewer does not give in this organization. Ask an owner or admin.',
    },
    correlationId,
    '/api/files',
  ),
  503: problemDocument(
    {
      status: 503,
      code: 'service-unavailable',
      detail: 'The files service takes no requests just now. Try again in 63 s; nothing was done.',
    },
    correlationId,
    '/api/files',
  ),
};

const auditRecord = {
  auditId: 'aud_01J8ZQ6P5N8W3V5K2M6R9T0XBC',
  at: '2026-03-01T12:02:11.302Z',
  organizationId,
  actor: { userId: profile.userId, role: 'owner', credential: { kind: 'key', id: apiKey.keyId } },
  action: 'cancelSimulation',
  resources: [simulationId],
  method: 'POST',
  path: `/api/simulations/${simulationId}/cancel`,
  sourceIp: '203.0.113.7',
  userAgent: 'curl/8.5.0',
  outcome: 'SUCCEEDED',
  status: 202,
  problem: null,
  correlationId,
};

const operatorsRecord = {
  ...auditRecord,
  auditId: 'aud_01J8ZQ5P5N8W3V5K2M6R9T0XBC',
  at: '2026-03-01T12:01:38.534Z',
  actor: {
    userId: null,
    role: null,
    credential: { kind: 'operator', id: 'arn:aws:sts::123456789012:assumed-role/operators/olga' },
  },
  action: 'changePlan',
  resources: [organizationId],
  ...{ method: null, path: null, sourceIp: null, userAgent: null, status: null },
};

export const examples: Readonly<Record<string, Example>> = {
  getMe: { response: profile },
  changeMe: { request: { name: 'Ada Lovelace' }, response: { ...profile, name: 'Ada Lovelace' } },
  createOrganization: {
    request: { name: 'Analytical Engines' },
    response: { ...organization, name: 'Analytical Engines', members: 1 },
  },
  getOrganization: { response: organization },
  getOrganizationLimits: { response: organizationLimits },
  renameOrganization: {
    request: { name: 'Analytical Engines' },
    response: { ...organization, name: 'Analytical Engines' },
  },
  getSignOn: { response: signOn },
  registerSignOn: { request: signOnRequest, response: signOn },
  verifyDomain: { response: signOn },
  getSignOnOfDomain: {
    response: { issuer: signOnRequest.issuer, clientId: 'simsheet', audience: 'simsheet-api', enforced: false },
  },
  listApiKeys: { response: { keys: [{ ...apiKey, lastUsedAt: '2026-03-02T03:00:07.412Z' }] } },
  createApiKey: {
    request: { name: apiKey.name, permissions: apiKey.permissions },
    response: { ...apiKey, secret },
  },
  rotateApiKey: {
    request: { overlapHours: 24 },
    response: {
      ...apiKey,
      expiresAt: '2026-08-22T12:15:00.000Z',
      overlapUntil: '2026-05-25T12:15:00.000Z',
      lastUsedAt: '2026-05-24T03:00:07.398Z',
      secret,
    },
  },
  revokeApiKey: {},
  listAuditRecords: { response: { items: [auditRecord, operatorsRecord], nextCursor: null } },
  exportAuditRecords: { response: { format: 'csv', isFirst: true, records: [auditRecord], next: null } },
  listPlatformAuditRecords: {
    response: {
      items: [
        {
          ...auditRecord,
          action: 'changeInstance',
          resources: ['files', 'lisbon'],
          method: 'PATCH',
          path: '/gateway/services/files/instances/lisbon',
        },
      ],
      nextCursor: null,
    },
  },
  deleteOrganization: { response: { ...organization, deletesAt: '2026-03-31T12:00:00.000Z' } },
  restoreOrganization: { response: organization },
  requestOrganizationExport: { response: { exportId: dataExport.exportId, status: 'PENDING' } },
  listOrganizationExports: { response: { exports: [dataExport] } },
  getOrganizationExport: { response: { ...dataExport, files: exportedFiles, nextCursor: null } },
  requestMyExport: { response: { exportId: dataExport.exportId, status: 'PENDING' } },
  listMyExports: { response: { exports: [dataExport] } },
  getMyExport: { response: { ...dataExport, files: exportedFiles, nextCursor: null } },
  leaveOrganization: {},
  transferOrganization: { request: { userId: member.userId } },
  listMembers: { response: { items: [member], nextCursor: null } },
  changeMemberRole: { request: { role: 'analyst' }, response: { ...member, role: 'analyst' } },
  removeMember: {},
  inviteMember: {
    request: { email: invitation.email, role: 'viewer' },
    response: { ...invitation, token, emailed: true },
  },
  listInvitations: { response: { invitations: [invitation] } },
  resendInvitation: { response: { ...invitation, token, emailed: true } },
  revokeInvitation: {},
  lookAtInvitation: {
    request: { token },
    response: {
      organizationId,
      name: organization.name,
      role: 'viewer',
      invitedBy: 'Ada Lovelace',
      until: invitation.until,
    },
  },
  acceptInvitation: { request: { token }, response: { organizationId, name: organization.name, role: 'viewer' } },
  listRoles: { response: { roles: [reviewer] } },
  defineRole: {
    request: { permissions: ['file:read', 'simulation:read', 'result:read'] },
    response: reviewer,
  },
  removeRole: {},
  addFile: { request: { name: 'big.xlsx', size: 31_457_280 }, response: { fileId, status: 'PROCESSING' } },
  getFileUsage: {
    response: { usage: [{ limit: 'storedBytes', max: 104_857_600, used: 10_985, freesAt: null }] },
  },
  listFiles: { response: { items: [file], nextCursor: null } },
  getFile: {
    response: {
      ...file,
      names: [
        { name: 'Order', formula: 'Summary!$B$5', hidden: false },
        { name: 'Base_demand', formula: 'Summary!$B$8', hidden: false },
      ],
      inputs: [],
      outputs: [
        {
          cell: 'Summary!B15',
          name: 'Profit',
          formula: 'INDEX(Orders!I5:I12,MATCH($B$5,Orders!A5:A12,0))',
          value: 71_292,
          found: 'candidate',
        },
      ],
      candidateInputs: [
        { cell: 'Summary!B8', name: 'Base_demand', value: 1100, dependents: 62 },
        { cell: 'Summary!B11', name: 'Demand that a campaign takes', value: 0.12, dependents: 62 },
      ],
      unsupported: [],
    },
  },
  changeFile: { request: { visibility: 'private' }, response: { ...file, visibility: 'private' } },
  getCells: {
    response: {
      cells: [
        { cell: 'Summary!A8', value: 'Demand in a normal winter', text: 'Demand in a normal winter' },
        { cell: 'Summary!B8', value: 1100, format: '#,##0', text: '1,100' },
      ],
    },
  },
  startSimulation: {
    request: { fileId, ...results.request, visibility: 'private' },
    response: { simulationId, status: 'QUEUED' },
    problems: {
      429: problemDocument(
        {
          status: 429,
          code: 'limit-reached',
          detail:
            '2 of 2 simulations of this organization are under way. The next can start when one of them ends: GET /api/simulations lists them, and POST /api/simulations/{simulationId}/cancel ends one.',
          reached: { limit: 'concurrentSimulations', max: 2, used: 2, requested: 1, freesAt: null },
        },
        correlationId,
        '/api/simulations',
      ),
      422: problemDocument(
        {
          status: 422,
          code: 'invalid-simulation',
          detail: wrongOrder,
          errors: [{ pointer: '/inputs/0/distribution', detail: wrongOrder }],
        },
        correlationId,
        '/api/simulations',
      ),
    },
  },
  getSimulationUsage: {
    response: {
      usage: [
        { limit: 'concurrentSimulations', max: 2, used: 1, freesAt: null },
        { limit: 'iterationsPerMonth', max: 10_000_000, used: 1_240_000, freesAt: '2026-04-01T00:00:00.000Z' },
      ],
    },
  },
  listSimulations: { response: { items: [simulation], nextCursor: null } },
  getSimulation: { response: simulation },
  changeSimulation: { request: { visibility: 'private' }, response: { ...simulation, visibility: 'private' } },
  cancelSimulation: {
    response: {
      ...simulation,
      status: 'CANCELLED',
      progress: { completed: 412_000_000, total: 1_000_000_000 },
      request: { ...simulation.request, iterations: 1_000_000_000 },
    },
  },
  getResults: { response: results },
  startExport: { request: { format: 'csv' }, response: { simulationId, exportId, status: 'PENDING' } },
  getExport: {
    response: {
      exportId,
      format: 'csv',
      status: 'READY',
      url: 'https://simsheet-results.s3.eu-central-1.amazonaws.com/results.csv?X-Amz-Expires=900',
      bytes: 1290,
      error: null,
    },
  },
  getUsage: {
    response: {
      from: '2026-03-01',
      to: '2026-03-31',
      total: { simulations: 3, iterations: 210_000 },
      days: [
        { day: '2026-03-02', simulations: 1, iterations: 10_000 },
        { day: '2026-03-01', simulations: 2, iterations: 200_000 },
      ],
    },
  },
  listNotifications: {
    response: {
      items: [
        {
          notificationId: 'ntf_01J8ZQ6P5N8W3V5K2M6R9T0XBC',
          kind: 'simulation.completed',
          title: 'How many to order is done',
          detail: '20 iterations.',
          simulationId,
          createdAt: '2026-03-01T12:00:43.000Z',
        },
      ],
      nextCursor: null,
    },
  },
  getHealth: {
    response: {
      status: 'HEALTHY',
      services: { users: 'HEALTHY', files: 'HEALTHY' },
      checkedAt: '2026-03-01T12:00:30.114Z',
    },
  },
  getKeys: {
    response: {
      keys: [{ kty: 'RSA', n: 'sXchbVv…', e: 'AQAB', kid: 'Xa9Vq2mB0wK7…', alg: 'RS256', use: 'sig' }],
    },
  },
  listServices: { response: { services: [service] } },
  getService: { response: service },
  registerInstance: {
    request: { instanceId: 'lisbon', url: 'https://files.lisbon.example.com', weight: 20 },
    response: externalInstance,
  },
  changeInstance: { request: { draining: true }, response: { ...instance, draining: true } },
  keepInstanceAlive: { response: { ...externalInstance, heartbeatUntil: '2026-03-01T12:02:30.000Z' } },
  removeInstance: {},
  listCircuitBreakers: {
    response: {
      settings: { failureThreshold: 5, windowMs: 60_000, recoveryTimeoutMs: 60_000, halfOpenProbes: 3 },
      circuitBreakers: [circuitBreaker],
    },
  },
  getCircuitBreaker: { response: { ...circuitBreaker, history: [] } },
  decideCircuitBreaker: {
    request: { mode: decided.mode, reason: decided.reason, minutes: 10 },
    response: { ...circuitBreaker, mode: decided, history: [{ ...decided, at: '2026-03-01T12:05:00.000Z' }] },
  },
};
