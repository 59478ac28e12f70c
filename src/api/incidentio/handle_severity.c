// handle_severity.c -- /v1/severities.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"

enum err incidentio_severity_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("severities"));
    for (size_t i = 0; i < d->severities.count; i++)
        incidentio_write_severity(q, ITEM, &d->severities.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_severity_get(struct api_request *q)
{
    const struct severity *severity =
        directory_severity(q->ctx.directory, incidentio_path_id(q, 0, ID_SEVERITY));
    if (severity == NULL)
        return incidentio_no_such(q, S("severity"));
    jw_obj(&q->w, ITEM);
    incidentio_write_severity(q, S("severity"), severity);
    jw_end(&q->w);
    return OK;
}
