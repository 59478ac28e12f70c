// check.mjs -- do recorded answers of a dialect fit what its vendor published?
//
//     node check.mjs DIALECT REFERENCE ROUTES RECORDING
//
// REFERENCE is the OpenAPI document, ROUTES what `tocsin routes` prints, RECORDING what
// tests/http/run.py --record wrote. Prints a JSON object: for each route, the list of complaints.
// Beyond the document an unknown key is wrong, what it shows as a ULID must be one, a time must be
// spelt as the dialect spells it, and every route must have had an answer of success; what is
// allowed to differ stands in the dialect's own file.
//
// SPDX-License-Identifier: Apache-2.0

import {readFileSync} from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import {amend} from './amend.mjs';
import {DIALECTS, linesOf, routesOf} from './dialects.mjs';

const SHOWN_CHARACTERS = 120;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const DOCUMENT = 'reference'; // the name by which refs find it

function isTimeZone(name) {
    try {
        return Boolean(new Intl.DateTimeFormat('en', {timeZone: name}));
    } catch {
        return false;
    }
}

// Makes every key that a schema does not name a violation, and refs whole, so that the document is
// looked through once and not for each answer.
function prepare(node) {
    if (node === null || typeof node !== 'object')
        return;
    if (node.$ref?.startsWith?.('#'))
        node.$ref = DOCUMENT + node.$ref;
    if (node.type === 'string' && ULID.test(node.example))
        node.pattern ??= ULID.source;
    if (typeof node.type === 'string')
        delete node.example; // a tenth of it is left
    if (node.type === 'object' && node.properties)
        node.additionalProperties ??= false;
    Object.values(node).forEach(prepare);
}

function makeAjv(time) {
    const ajv = new Ajv({strict: false, validateSchema: false, allErrors: true, verbose: true});
    addFormats(ajv);
    ajv.addFormat('date-time', text => time.test(text) && !Number.isNaN(Date.parse(text)));
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

const ANY = {}; // the responses of an operation that the dialect lists as without a schema

// The document's operations by method and path, the names of parameters left out.
class Reference {
    constructor(dialect, document) {
        this.dialect = dialect;
        amend(document, dialect.deviations);
        prepare(document.components);
        prepare(document.paths);
        this.ajv = makeAjv(dialect.time);
        this.ajv.addSchema({components: document.components}, DOCUMENT);
        this.refusal = this.ajv.compile(dialect.refusal);
        this.validators = new Map();
        this.operations = new Map();
        for (const [path, methods] of Object.entries(document.paths))
            for (const [method, {responses}] of Object.entries(methods))
                this.operations.set(`${method.toUpperCase()} ${withoutNames(path)}`, responses);
        this.withoutSchema = new Set(
            dialect.withoutSchema.flatMap(row => row.operations.map(withoutNames)));
    }

    // What the answers of a route have to be like, by code; nothing where no document says.
    responses(method, route) {
        const path = withoutNames(route.replace(new RegExp(`^${this.dialect.base}/`), '/'));
        for (const name of this.dialect.alike(method, path).map(each => `${method} ${each}`)) {
            if (this.withoutSchema.has(name))
                return ANY;
            if (this.operations.has(name))
                return this.operations.get(name);
        }
        return undefined;
    }

    validator(schema) {
        if (!this.validators.has(schema))
            this.validators.set(schema, this.ajv.compile(schema));
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

function judgeRefusal({dialect, refusal}, {route, status, body}) {
    if (!route && status === 404 && dialect.isNowhereEmpty)
        return body === '' ? [] : ['the body must be empty'];
    const {value, complaints} = parsed(body);
    if (complaints)
        return complaints;
    const found = violations(refusal, value);
    if (found.length === 0 && value.status !== status)
        found.push(`/status is ${value.status}, the answer's is ${status}`);
    const {key, byStatus} = dialect.words;
    if (found.length === 0 && byStatus[status] && !byStatus[status].includes(value[key]))
        found.push(`/${key} is ${value[key]}, and must be ${byStatus[status].join(' or ')}`);
    return found;
}

function judgeSuccess(reference, {method, route, status, content_type: type, body}) {
    const responses = reference.responses(method, route);
    if (!responses)
        return ['the document has no such operation, and the dialect does not list it'];
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

function main([name, documentPath, routesPath, recordingPath]) {
    const dialect = DIALECTS[name];
    const reference = new Reference(dialect, JSON.parse(readFileSync(documentPath, 'utf8')));
    const routes = routesOf(name, routesPath);
    const records = linesOf(recordingPath).map(line => JSON.parse(line)).filter(
        record => record.dialect ? record.dialect === name : dialect.routes.test(record.path));
    const found = complaintsOf(reference, routes, records);
    found.set('there are routes', routes.length ? [] : [`no route is of the dialect ${name}`]);
    console.log(JSON.stringify(Object.fromEntries(found), null, 2));
    process.exitCode = [...found.values()].some(list => list.length) ? 1 : 0;
}

main(process.argv.slice(2));
