// incidentio.mjs -- how incident.io refuses, and where on purpose we leave its published document.
//
// Every row of DEVIATIONS is one decision: what it changes, why, and the section of incidentio.md,
// or of DECISIONS.md beside it, that made it. What is in no row must be as published, to the last
// key.
//
// SPDX-License-Identifier: Apache-2.0

import {FLAG, TEXT, WHOLE, listOf, named, objectOf} from './amend.mjs';

const VALUES = ['CustomFieldValueV2'];
const ACTORS = ['ActorV2'];

const ROLE = {type: 'string', pattern: '^[a-z_]+$'};

const DEVIATIONS = [
    {
        schemas: [...ACTORS, ...VALUES],
        also: {minProperties: 1, maxProperties: 1},
        why: 'exactly one of its keys is there; the document cannot say so',
        where: 'incidentio.md 2',
    },
    {
        schemas: ['IncidentsListResultV2'],
        always: ['pagination_meta'],
        why: 'clients turn pages by it',
        where: 'incidentio.md 3',
    },
    {
        schemas: ['PaginationMetaResultWithTotalV2'],
        always: ['total_record_count'],
        why: 'the count is exact here, and always known',
        where: 'incidentio.md 3',
    },
    {
        schemas: ['IncidentV2'],
        always: ['duration_metrics', 'has_debrief', 'incident_timestamp_values', 'incident_type',
            'permalink', 'postmortem_document_ids', 'slack_channel_name',
            'workload_minutes_late', 'workload_minutes_sleeping', 'workload_minutes_total',
            'workload_minutes_working'],
        why: 'an incident here is never without, and clients map over the lists unconditionally',
        where: 'incidentio.md 2',
    },
    {
        schemas: ['SeverityV1'],
        adds: {spike_severity: {type: 'string', enum: ['sev1', 'sev2', 'sev3']}},
        why: 'which of Spike\'s three it is',
        where: 'DECISIONS.md, Statuses, moves and crossings',
    },
    {
        schemas: ['IncidentStatusV1'],
        adds: {
            response_state: {type: 'string', enum: ['NACK', 'ACK', 'RES']},
            public_status: TEXT,
        },
        always: ['response_state', 'public_status'],
        why: 'what it is in Spike and in ilert',
        where: 'DECISIONS.md, Statuses, moves and crossings',
    },
    {
        schemas: ['IncidentRoleV2'],
        adds: {required: FLAG},
        why: 'deprecated, and clients of the first version read it',
        where: 'incidentio.md 2',
    },
    {
        schemas: ['APIKeyRoleV1', 'APIKeyTeamRoleV1'],
        instead: {name: ROLE},
        why: 'owner may do all; a key of one team has in it what others have in the organisation',
        where: 'DECISIONS.md, incident.io',
    },
    {
        schemas: ['IdentityV1'],
        instead: {roles: listOf(ROLE), team_roles: listOf(ROLE)},
        why: 'the same roles, of the key that asks',
        where: 'DECISIONS.md, incident.io',
    },
    {
        schemas: ['PaginationMetaResultV2'],
        instead: {page_size: {type: 'integer', maximum: 10000}},
        why: 'users come up to 10,000 a page, and the document bounds all pages at 250',
        where: 'incidentio.md 5',
    },
    {
        schemas: ['ActionsListResultV2', 'FollowUpsListResultV2'],
        adds: {pagination_meta: named('PaginationMetaResultV2')},
        why: 'the vendor bounds them nowhere; a list that is cut says so, and where it goes on',
        where: 'incidentio.md 5',
    },
    {
        schemas: ['CatalogTypeAttributeV3'],
        instead: {id: TEXT},
        why: 'clients name attributes themselves, and the catalog importer by words',
        where: 'incidentio.md 5',
    },
    {
        operations: ['POST /v1/incident_types'],
        answers: {201: named('IncidentTypesShowResultV1')},
        why: 'the vendor has no way to make one',
        where: 'DECISIONS.md, incident.io',
    },
    {
        operations: ['PUT /v1/incident_types/{id}'],
        answers: {200: named('IncidentTypesShowResultV1')},
        why: 'the vendor has no way to change one',
        where: 'DECISIONS.md, incident.io',
    },
    {
        operations: ['POST /v2/incident_timestamps'],
        answers: {201: named('IncidentTimestampsShowResultV2')},
        why: 'the vendor has no way to make one',
        where: 'DECISIONS.md, incident.io',
    },
    {
        operations: ['PUT /v2/incident_timestamps/{id}'],
        answers: {200: named('IncidentTimestampsShowResultV2')},
        why: 'the vendor has no way to change one',
        where: 'DECISIONS.md, incident.io',
    },
    {
        operations: ['DELETE /v1/incident_types/{id}', 'DELETE /v2/incident_timestamps/{id}',
            'DELETE /v2/duration_metrics/{id}'],
        answers: {204: null},
        why: 'the vendor has no way to remove one',
        where: 'DECISIONS.md, incident.io',
    },
    {
        operations: ['POST /v2/users'],
        answers: {201: named('UsersShowResultV2')},
        why: 'the vendor takes its users from elsewhere',
        where: 'DECISIONS.md, incident.io',
    },
];

// Operations whose successful answers no published schema describes: they must be JSON, or empty.
const WITHOUT_SCHEMA = [
    {
        operations: ['GET /v1/openapiV3.json'],
        why: 'the document itself; schema/incidentio-document checks it',
        where: 'incidentio.md 1',
    },
    {
        operations: ['GET /v2/duration_metrics', 'GET /v2/duration_metrics/{id}',
            'POST /v2/duration_metrics', 'PUT /v2/duration_metrics/{id}'],
        why: 'the vendor has no such path; the objects in incidents do not name their timestamps',
        where: 'DECISIONS.md, incident.io',
    },
];

const REFUSAL = {
    type: 'object',
    properties: {
        type: TEXT,
        status: WHOLE,
        request_id: {type: 'string', minLength: 1},
        errors: {
            type: 'array',
            minItems: 1,
            items: {
                ...objectOf({
                    code: {type: 'string', pattern: '^[a-z][a-z_]*$'},
                    message: {type: 'string', minLength: 1},
                    source: {...objectOf({field: TEXT}, ['field']), additionalProperties: false},
                    metadata: {type: 'object', additionalProperties: TEXT},
                }, ['code', 'message']),
                additionalProperties: false,
            },
        },
        rate_limit: objectOf({name: TEXT, limit: WHOLE, remaining: WHOLE, retry_after: TEXT},
            ['name', 'limit', 'remaining', 'retry_after']),
    },
    required: ['type', 'status', 'request_id', 'errors'],
    additionalProperties: false,
};

// incidentio.md 1.
const TYPES = {
    400: ['invalid_request_error'],
    401: ['authentication_error'],
    403: ['resource_forbidden'],
    404: ['not_found'],
    413: ['payload_too_large'],
    422: ['validation_error'],
    429: ['too_many_requests'],
};

// `routes`: what of the paths is this dialect's, where a request takes no route.
export default {
    base: '',
    routes: /^\/v[123]\//,
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
    deviations: DEVIATIONS,
    withoutSchema: WITHOUT_SCHEMA,
    refusal: REFUSAL,
    words: {key: 'type', byStatus: TYPES},
    isNowhereEmpty: true, // what takes no route is answered 404 without a body
    alike: (_, path) => [path],
};
