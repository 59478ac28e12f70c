// ilert.mjs -- how ilert refuses, and where on purpose we leave its published document.
//
// The document says little of what is always there and some things that no client can use. Every
// row of `deviations` is one decision: what it changes, why, and the section of ilert.md, or of
// DECISIONS.md beside it, that made it. What is in no row must be as published, to the last key.
//
// SPDX-License-Identifier: Apache-2.0

import {FLAG, TEXT, TIME, WHOLE, listOf, named, objectOf} from './amend.mjs';

const INCIDENTS = ['Incident', 'IncidentNoIncludes', 'IncidentWithHistory'];
const SERVICES = ['Service', 'ServiceNoIncludes', 'ServiceUptimeOnly'];
const PAGES = ['StatusPage', 'StatusPageList', 'StatusPageNoIncludes'];

const FORECAST = ['privateStatusPages', 'publicStatusPages', 'privateSubscribers',
    'publicSubscribers'];
const forecastOf = statusPagesInfo => objectOf(
    {statusPagesInfo, ...Object.fromEntries(FORECAST.map(name => [name, WHOLE]))},
    ['statusPagesInfo', ...FORECAST]);

const DEVIATIONS = [
    {
        schemas: INCIDENTS,
        adds: {createdBy: WHOLE, lastHistory: TEXT, lastHistoryCreatedAt: TIME,
            lastHistoryUpdatedAt: TIME},
        always: ['createdBy', 'lastHistory', 'lastHistoryCreatedAt', 'lastHistoryUpdatedAt'],
        why: 'the vendor sends them, and Keep falls over where one is missing',
        where: 'ilert.md 3, 6',
    },
    {
        schemas: INCIDENTS,
        always: ['id', 'summary', 'status', 'sendNotification', 'createdAt', 'updatedAt',
            'affectedServices'],
        why: 'an incident is never without',
        where: 'ilert.md 3',
    },
    {
        schemas: [...SERVICES, ...PAGES, 'StatusPageGroup', 'ServiceOutageOverride', 'Team',
            'TeamRel', 'TeamUserOption', 'User', 'IncidentTemplate', 'IncidentUpdate'],
        always: ['id'],
        why: 'a thing without its id cannot be asked for again',
        where: 'ilert.md 1',
    },
    {
        schemas: ['MaintenanceWindow'],
        adds: {id: WHOLE},
        always: ['id'],
        why: 'the document forgot it',
        where: 'ilert.md 4',
    },
    {
        schemas: ['MaintenanceWindow'],
        instead: {alertSources: listOf(objectOf({id: WHOLE, name: TEXT}, ['id']))},
        why: 'Tocsin\'s integrations have nothing else that an AlertSource has',
        where: 'ilert.md 4',
    },
    {
        schemas: ['ServiceUptime'],
        instead: {uptimePercentage:
            named('ServiceUptimePercentage/properties/uptimePercentage')},
        why: 'nested twice by mistake; clients read it flat',
        where: 'ilert.md 4, 6',
    },
    {
        schemas: ['ServiceOutage'],
        adds: {ongoing: FLAG},
        why: 'the vendor marks the outage that has not ended',
        where: 'ilert.md 4',
    },
    {
        schemas: ['StatusPageElement'],
        instead: {options: listOf({type: 'string', enum: ['expand', 'no-graph']})},
        why: 'clients write and read an array',
        where: 'ilert.md 5; DECISIONS.md, ilert',
    },
    {
        schemas: ['StatusPage'],
        always: ['structure'],
        why: 'one page comes with its structure, asked for or not',
        where: 'ilert.md 5',
    },
    {
        schemas: PAGES,
        adds: {customCss: TEXT, accountWideView: FLAG, themeMode: TEXT, emailWhitelist:
            listOf(TEXT)},
        why: 'fields of the Go client that the document lacks',
        where: 'ilert.md 5',
    },
    {
        schemas: ['StatusPageGroup'],
        adds: {status: named('ServiceStatus')},
        why: 'a group shows the worst status of what it holds',
        where: 'ilert.md 4; DECISIONS.md, ilert',
    },
    {
        schemas: ['User'],
        adds: {username: TEXT},
        why: 'the vendor sends it',
        where: 'ilert.md 5',
    },
    {
        schemas: ['TimeZone'],
        whole: {type: 'string', format: 'time-zone'},
        why: 'any IANA time zone, not the vendor\'s four',
        where: 'DECISIONS.md, ilert',
    },
    {
        operations: ['POST /incidents/publish-info'],
        answers: {200: forecastOf({oneOf: [named('UIMenuItem'), {enum: [null]}]})},
        why: 'documented as one object; null where there is none, the one null of the dialect',
        where: 'ilert.md 3.2, 6; DECISIONS.md, ilert',
    },
    {
        operations: ['POST /status-updates/publish-info'],
        answers: {200: forecastOf(listOf(named('UIMenuItem')))},
        why: 'newer clients call it here and read an array',
        where: 'ilert.md 3.2, 6',
    },
    {
        operations: ['POST /services', 'POST /status-pages', 'POST /incident-templates',
            'POST /teams', 'POST /teams/{id}/members'],
        moves: {200: 201},
        why: 'documented as 200; the Go client, so Terraform, takes a 201 only',
        where: 'ilert.md 5, 6; DECISIONS.md, ilert',
    },
    {
        operations: ['PUT /services/{id}/private-subscribers',
            'PUT /status-pages/{id}/private-subscribers',
            'POST /status-pages/{id}/private-subscribers'],
        answers: {202: listOf(named('TeamUserOption'))},
        why: 'documented as 204; the Go client wants 202 and an array',
        where: 'ilert.md 5; DECISIONS.md, ilert',
    },
    {
        operations: ['DELETE /status-pages/{id}/private-subscribers/{subscriber-id}'],
        answers: {202: listOf(named('TeamUserOption')), 204: null},
        why: 'a delete by the document, a write of subscribers by the Go client',
        where: 'ilert.md 5; DECISIONS.md, ilert',
    },
];

// Operations whose successful answers no published schema describes: they must be JSON, or empty.
const WITHOUT_SCHEMA = [
    {
        operations: ['GET /status-pages/{id}/subscribers',
            'DELETE /status-pages/{id}/subscribers/{subscriber-id}',
            'POST /status-pages/{id}/subscribers_bulk'],
        why: 'public subscribers are in no published document',
        where: 'ilert.md 4; DECISIONS.md, ilert',
    },
    {
        operations: ['DELETE /incidents/{id}/private-subscribers/{user-id}',
            'DELETE /services/{id}/private-subscribers/{user-id}',
            'DELETE /status-pages/{id}/private-subscribers'],
        why: 'a user\'s own opt-out is ours; the Go client deletes without the id in the path',
        where: 'ilert.md 5; DECISIONS.md, ilert',
    },
    {
        operations: ['GET /api-docs/openapi.json'],
        why: 'the document itself; schema/ilert-document checks it',
        where: 'ilert.md 1',
    },
];

const REFUSAL = {
    type: 'object',
    properties: {
        status: WHOLE,
        message: {type: 'string', minLength: 1},
        code: {type: 'string', pattern: '^[A-Z][A-Z0-9_]*$'},
        scope: TEXT,
    },
    required: ['status', 'message', 'code'],
    additionalProperties: false,
};

// DECISIONS.md, ilert; ilert.md 2. A status that is not here may have any code.
const CODES = {
    400: ['BAD_REQUEST'],
    401: ['UNAUTHORIZED'],
    403: ['KEY_ERROR', 'OAUTH2_SCOPE_ERROR'],
    404: ['NOT_FOUND'],
    405: ['METHOD_NOT_ALLOWED'],
    412: ['PRECONDITION_FAILED'],
};

// One API under two names; and what is found by its name is as what is found by its id.
function alike(method, path) {
    const [, resource] = path.match(/^(.+)\/name\/\{\}$/) ?? [];
    const paths = [path, path.replace(/^\/status-updates\b/, '/incidents')];
    return resource && method === 'GET' ? [...paths, `${resource}/{}`] : paths;
}

// `routes`: what of the paths is this dialect's, where a request takes no route.
export default {
    base: '/api', // of the document's paths
    routes: /^\/api\//,
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/,
    deviations: DEVIATIONS,
    withoutSchema: WITHOUT_SCHEMA,
    refusal: REFUSAL,
    words: {key: 'code', byStatus: CODES},
    alike,
};
