// amend.mjs -- changes a published OpenAPI document as a dialect's table of deviations says.
//
// A row is one decision, with `why`, and `where` it was made. Of named `schemas` it `adds` keys
// that they lack, gives others `instead`, replaces them `whole`, says what is `always` there, what
// `seldom` is though the document requires it, and what `also` holds of them. Of `operations` it
// `moves` the answer of one code to another, `answers` gives all codes of success anew (null: an
// empty body). A row that no longer fits the document is an error.
//
// SPDX-License-Identifier: Apache-2.0

export const TEXT = {type: 'string'};
export const WHOLE = {type: 'integer'};
export const FLAG = {type: 'boolean'};
export const TIME = {type: 'string', format: 'date-time'};

export const named = name => ({$ref: `#/components/schemas/${name}`});
export const listOf = items => ({type: 'array', items});
export const objectOf = (properties, required = []) => ({type: 'object', properties, required});

function must(isSo, row, complaint) {
    if (!isSo)
        throw new Error(`the deviation "${row.why}": ${complaint}`);
}

function amendSchema(document, name, row) {
    const schema = document.components.schemas[name];
    must(schema, row, `there is no schema ${name}`);
    if (row.whole)
        document.components.schemas[name] = row.whole;
    Object.assign(schema, row.also);
    for (const key of Object.keys(row.adds ?? {}))
        must(!(key in schema.properties), row, `${name}.${key} is in the document`);
    for (const key of Object.keys(row.instead ?? {}))
        must(key in schema.properties, row, `${name}.${key} is not in the document`);
    if (row.adds || row.instead)
        schema.properties = {...schema.properties, ...row.adds, ...row.instead};
    for (const key of row.seldom ?? [])
        must(schema.required?.includes(key), row, `${name}.${key} is not required`);
    if (row.always || row.seldom)
        schema.required = [...new Set([...(schema.required ?? []), ...(row.always ?? [])])]
            .filter(key => !row.seldom?.includes(key));
}

const answerOf = schema => schema ? {content: {'application/json': {schema}}} : {};

function amendOperation(document, operation, row) {
    const [, method, path] = operation.match(/^(\S+) (.*)$/);
    const methods = document.paths[path] ??= {};
    const {responses} = methods[method.toLowerCase()] ??= {responses: {}};
    for (const [from, to] of Object.entries(row.moves ?? {})) {
        must(responses[from], row, `${operation} does not answer ${from}`);
        responses[to] = responses[from];
        delete responses[from];
    }
    if (row.answers)
        methods[method.toLowerCase()].responses = Object.fromEntries(
            Object.entries(row.answers).map(([code, schema]) => [code, answerOf(schema)]));
}

// Changes a parsed document in place.
export function amend(document, rows) {
    for (const row of rows) {
        for (const name of row.schemas ?? [])
            amendSchema(document, name, row);
        for (const operation of row.operations ?? [])
            amendOperation(document, operation, row);
    }
}
