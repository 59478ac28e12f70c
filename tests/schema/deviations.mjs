// deviations.mjs -- where Tocsin's answers leave ilert's published document, and do so on purpose.
//
// The document says little of what is always there and some things that no client can use. Every
// row below is one decision: what it changes, why, and the section of ilert.md, or of DECISIONS.md
// beside it, that made it. What is in no row must be as published, to the last key.
//
// SPDX-License-Identifier: Apache-2.0

const TEXT = {type: 'string'};
const WHOLE = {type: 'integer'};
const FLAG = {type: 'boolean'};
const TIME = {type: 'string', format: 'date-time'};

const named = name => ({$ref: `#/components/schemas/${name}`});
const listOf = items => ({type: 'array', items});
const objectOf = (properties, required = []) => ({type: 'object', properties, required});

const INCIDENTS = ['Incident', 'IncidentNoIncludes', 'IncidentWithHistory'];
const SERVICES = ['Service', 'ServiceNoIncludes', 'ServiceUptimeOnly'];
const PAGES = ['StatusPage', 'StatusPageList', 'StatusPageNoIncludes'];

const FORECAST = ['privateStatusPages', 'publicStatusPages', 'privateSubscribers',
    'publicSubscribers'];
const forecastOf = statusPagesInfo => objectOf(
    {statusPagesInfo, ...Object.fromEntries(FORECAST.map(name => [name, WHOLE]))},
    ['statusPagesInfo', ...FORECAST]);

// Of named schemas: `adds` keys they lack, gives other keys `instead`, replaces them `whole`, says
// what is `always` there. Of operations: `moves` the answer of one code to another, `answers` gives
// all codes of success anew (null: an empty body).
export const DEVIATIONS = [
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
export const WITHOUT_SCHEMA = [
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
        why: 'the document itself; schema/openapi checks it',
        where: 'ilert.md 1',
    },
];

function must(isSo, row, complaint) {
    if (!isSo)
        throw new Error(`the deviation "${row.why}": ${complaint}`);
}

function amendSchema(document, name, row) {
    const schema = document.components.schemas[name];
    must(schema, row, `there is no schema ${name}`);
    if (row.whole)
        document.components.schemas[name] = row.whole;
    for (const key of Object.keys(row.adds ?? {}))
        must(!(key in schema.properties), row, `${name}.${key} is in the document`);
    for (const key of Object.keys(row.instead ?? {}))
        must(key in schema.properties, row, `${name}.${key} is not in the document`);
    if (row.adds || row.instead)
        schema.properties = {...schema.properties, ...row.adds, ...row.instead};
    if (row.always)
        schema.required = [...new Set([...(schema.required ?? []), ...row.always])];
}

const answerOf = schema => schema ? {content: {'application/json': {schema}}} : {};

function amendOperation(document, operation, row) {
    const [method, path] = operation.toLowerCase().split(' ');
    const methods = document.paths[path] ??= {};
    const {responses} = methods[method] ??= {responses: {}};
    for (const [from, to] of Object.entries(row.moves ?? {})) {
        must(responses[from], row, `${operation} does not answer ${from}`);
        responses[to] = responses[from];
        delete responses[from];
    }
    if (row.answers)
        methods[method].responses = Object.fromEntries(
            Object.entries(row.answers).map(([code, schema]) => [code, answerOf(schema)]));
}

// Changes a parsed document as the rows say; throws where one no longer fits the document.
export function amend(document) {
    for (const row of DEVIATIONS) {
        for (const name of row.schemas ?? [])
            amendSchema(document, name, row);
        for (const operation of row.operations ?? [])
            amendOperation(document, operation, row);
    }
}
