// openapi.mjs -- is a document valid OpenAPI 3, and does it describe the routes of a dialect?
//
//     node openapi.mjs DIALECT DOCUMENT ROUTES
//
// ROUTES is what `tocsin routes` prints. Prints a JSON object: for each check, its complaints.
//
// SPDX-License-Identifier: Apache-2.0

import {readFileSync} from 'node:fs';
import {Validator} from '@seriousme/openapi-schema-validator';
import {routesOf} from './dialects.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

// Where the paths of the first level that names servers begin, without the last slash.
function baseOf(...levels) {
    const {servers} = levels.find(level => level.servers?.length) ?? {};
    const url = servers?.[0].url ?? '/';
    return new URL(url, 'http://localhost').pathname.replace(/\/$/, '');
}

// Each operation of the document, with its whole path and all its parameters.
function operationsOf(document) {
    const resolve = value => value.$ref
        ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : value;
    return Object.entries(document.paths).flatMap(([path, item]) =>
        METHODS.filter(method => item[method]).map(method => {
            const base = baseOf(item[method], item, document);
            const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
            return {...item[method], name: `${method.toUpperCase()} ${base}${path}`,
                parameters: parameters.map(resolve)};
        }));
}

async function invalidities(document) {
    if (!document.openapi?.startsWith('3.'))
        return [`the version is ${document.openapi}, not 3.x`];
    const {valid, errors} = await new Validator().validate(document);
    if (valid)
        return [];
    return [errors].flat().map(error =>
        error.message ? `${error.instancePath || 'the document'} ${error.message}` : `${error}`);
}

function strangers(operations, routes) {
    const described = new Set(operations.map(operation => operation.name));
    return [...routes.filter(route => !described.has(route))
        .map(route => `${route} is a route, and not described`),
    ...[...described].filter(name => !routes.includes(name))
        .map(name => `${name} is described, and no route`)];
}

function undeclared(operations) {
    return operations.flatMap(({name, parameters}) => {
        const wanted = [...name.matchAll(/\{([^}]*)\}/g)].map(match => match[1]).sort();
        const declared = parameters.filter(each => each.in === 'path')
            .map(each => each.name).sort();
        return wanted.join() === declared.join() ? []
            : [`${name} declares the parameters of its path as ${declared.join(', ') || 'none'}`];
    });
}

function repeated(operations) {
    const ids = operations.map(({operationId}) => operationId).filter(Boolean);
    return ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `${id} names several`);
}

async function main([dialect, documentPath, routesPath]) {
    const document = JSON.parse(readFileSync(documentPath, 'utf8'));
    const found = {'the document is valid OpenAPI 3': await invalidities(document)};
    if (found['the document is valid OpenAPI 3'].length === 0) {
        const operations = operationsOf(document);
        found['it describes the routes and nothing else'] =
            strangers(operations, routesOf(dialect, routesPath));
        found['it declares the parameters of its paths'] = undeclared(operations);
        found['its operation ids differ'] = repeated(operations);
    }
    console.log(JSON.stringify(found, null, 2));
    process.exitCode = Object.values(found).some(list => list.length) ? 1 : 0;
}

await main(process.argv.slice(2));
