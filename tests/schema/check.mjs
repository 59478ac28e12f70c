// check.mjs -- do recorded answers of the ilert dialect fit ilert's published document?
//
//     node check.mjs REFERENCE ROUTES RECORDING
//
// REFERENCE is the OpenAPI document, ROUTES what `tocsin routes` prints, RECORDING what
// tests/http/run.py --record wrote. Prints a JSON object: for each route, the list of complaints.
// Beyond the document an unknown key is wrong, a time must end in Z, and every route must have had
// an answer of success; what is allowed to differ stands in deviations.mjs.
//
// SPDX-License-Identifier: Apache-2.0

import {readFileSync} from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import {amend, WITHOUT_SCHEMA} from './deviations.mjs';

const DIALECT = 'ilert';
const BASE = '/api'; // of the document's paths
const SHOWN_CHARACTERS = 120;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

const REFUSAL = {
    type: 'object',
    properties: {
        status: {type: 'integer'},
        message: {type: 'string', minLength: 1},
        code: {type: 'string', pattern: '^[A-Z][A-Z0-9_]*$'},
        scope: {type: 'string'},
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

function isTimeZone(name) {
    try {
        return Boolean(new Intl.DateTimeFormat('en', {timeZone: name}));
    } catch {
        return false;
    }
}

// Makes every key that a schema does not name a violation.
function close(node) {
    if (node === null || typeof node !== 'object')
        return;
    if (node.type === 'object' && node.properties)
        node.additionalProperties ??= false;
    Object.values(node).forEach(close);
}

function makeAjv() {
    const ajv = new Ajv({strict: false, validateSchema: false, allErrors: true, verbose: true});
    addFormats(ajv);
    ajv.addFormat('date-time', text => TIME.test(text) && !Number.isNaN(Date.parse(text)));
    ajv.addFormat('time-zone', isTimeZone);
    ajv.addFormat('ISO-8601', true); // of alert sources, which Tocsin does not answer
    return ajv;
}

const shortened = text =>
    text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;

function sentence({instancePath, keyword, message, params, data}) {
    const place = instancePath || 'the body';
    if (keyword === 'additionalProperties')
        return `${place} must not have the key ${params.additionalProperty}`;
    if (keyword === 'required')
        return `${place} must have the key ${params.missingProperty}`;
    return shortened(`${place} ${message}: ${JSON.stringify(data)}`);
}

const violations = (validate, value) =>
    validate(value) ? [] : [...new Set(validate.errors.map(sentence))];

const withoutNames = path => path.replace(/\{[^}]*\}/g, '{}');

const ANY = {}; // the responses of an operation that deviations.mjs lists as without a schema

// The document's operations by method and path, the names of parameters left out.
class Reference {
    constructor(document) {
        amend(document);
        close(document);
        this.components = document.components; // what a $ref points into
        this.ajv = makeAjv();
        this.refusal = this.ajv.compile(REFUSAL);
        this.validators = new Map();
        this.operations = new Map();
        for (const [path, methods] of Object.entries(document.paths))
            for (const [method, {responses}] of Object.entries(methods))
                this.operations.set(`${method.toUpperCase()} ${withoutNames(path)}`, responses);
        this.withoutSchema = new Set(
            WITHOUT_SCHEMA.flatMap(row => row.operations.map(withoutNames)));
    }

    // What the answers of a route have to be like, by code; nothing where no document says.
    responses(method, route) {
        const path = withoutNames(route.replace(new RegExp(`^${BASE}/`), '/'));
        const [, resource] = path.match(/^(.+)\/name\/\{\}$/) ?? [];
        const like = [path, path.replace(/^\/status-updates\b/, '/incidents')];
        if (resource && method === 'GET')
            like.push(`${resource}/{}`);
        for (const name of like.map(each => `${method} ${each}`)) {
            if (this.withoutSchema.has(name))
                return ANY;
            if (this.operations.has(name))
                return this.operations.get(name);
        }
        return undefined;
    }

    validator(schema) {
        if (!this.validators.has(schema))
            this.validators.set(schema,
                this.ajv.compile({...schema, components: this.components}));
        return this.validators.get(schema);
    }
}

function parsed(body) {
    try {
        return {value: JSON.parse(body)};
    } catch (error) {
        return {complaints: [`the body is no JSON: ${error.message}`]};
    }
}

function judgeRefusal(reference, {status, body}) {
    const {value, complaints} = parsed(body);
    if (complaints)
        return complaints;
    const found = violations(reference.refusal, value);
    if (found.length === 0 && value.status !== status)
        found.push(`/status is ${value.status}, the answer's is ${status}`);
    if (found.length === 0 && CODES[status] && !CODES[status].includes(value.code))
        found.push(`/code is ${value.code}, and must be ${CODES[status].join(' or ')}`);
    return found;
}

function judgeSuccess(reference, {method, route, status, content_type: type, body}) {
    const responses = reference.responses(method, route);
    if (!responses)
        return ['the document has no such operation, and deviations.mjs does not list it'];
    if (responses === ANY)
        return body === '' ? [] : parsed(body).complaints ?? [];
    const answer = responses[status];
    if (!answer)
        return [`answers ${status}, not ${Object.keys(responses).join(' or ')}`];
    const schema = answer.content?.['application/json']?.schema;
    if (!schema)
        return body === '' ? [] : ['the body must be empty'];
    if (!type?.startsWith('application/json'))
        return [`the content type is ${type}, not application/json`];
    const {value, complaints} = parsed(body);
    return complaints ?? violations(reference.validator(schema), value);
}

function judge(reference, record) {
    if (record.method === 'HEAD' || (record.status >= 300 && record.status < 400))
        return record.body === '' ? [] : ['the body must be empty'];
    return record.status >= 400 ? judgeRefusal(reference, record) : judgeSuccess(reference, record);
}

const linesOf = path => readFileSync(path, 'utf8').split('\n').filter(line => line.trim());

function routesOf(path) {
    return linesOf(path).map(line => line.trim().split(/\s+/))
        .filter(([, , dialect]) => dialect === DIALECT)
        .map(([method, route]) => `${method} ${route}`);
}

const NOWHERE = 'requests that take no route';

// For each route, and for what took none, its complaints.
function complaintsOf(reference, routes, records) {
    const found = new Map([...routes, NOWHERE].map(name => [name, []]));
    const answered = new Set();
    for (const record of records) {
        const method = record.method === 'HEAD' ? 'GET' : record.method;
        const name = record.route ? `${method} ${record.route}` : NOWHERE;
        if (record.status < 300 && record.method !== 'HEAD')
            answered.add(name);
        const place = `${record.file}: ${record.section}: ${record.method} ${record.path}`;
        for (const complaint of judge(reference, record))
            found.get(name).push(`${shortened(place)}: ${record.status}: ${complaint}`);
    }
    for (const name of routes.filter(route => !answered.has(route)))
        found.get(name).push('no transcript gets a 2xx');
    return found;
}

const isOurs = ({dialect, path}) =>
    dialect === DIALECT || (!dialect && path.startsWith(`${BASE}/`));

function main([documentPath, routesPath, recordingPath]) {
    const reference = new Reference(JSON.parse(readFileSync(documentPath, 'utf8')));
    const routes = routesOf(routesPath);
    const records = linesOf(recordingPath).map(line => JSON.parse(line)).filter(isOurs);
    const found = complaintsOf(reference, routes, records);
    found.set('there are routes', routes.length ? [] : [`no route is of the dialect ${DIALECT}`]);
    console.log(JSON.stringify(Object.fromEntries(found), null, 2));
    process.exitCode = [...found.values()].some(list => list.length) ? 1 : 0;
}

main(process.argv.slice(2));
