// dialects.mjs -- the dialects that have a published document: a row each.
// SPDX-License-Identifier: Apache-2.0

import {readFileSync} from 'node:fs';
import ilert from './ilert.mjs';
import incidentio from './incidentio.mjs';

export const DIALECTS = {ilert, incidentio};

export const linesOf = path => readFileSync(path, 'utf8').split('\n').filter(line => line.trim());

// "METHOD /path" of each route that a dialect has in what `tocsin routes` prints.
export function routesOf(dialect, path) {
    return linesOf(path).map(line => line.trim().split(/\s+/))
        .filter(([, , owner]) => owner === dialect)
        .map(([method, route]) => `${method} ${route}`);
}
