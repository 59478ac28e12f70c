-- What those who follow incidents are shown: the news among the entries of the timeline.
--
-- News are the creation, moves of the status, and changes of severity, name and summary. Such an entry
-- has the status that the incident had after it, and its team, so that a list of news needs no other table.

ALTER TABLE timeline ADD COLUMN status_id BIGINT; -- NULL: it is no news
ALTER TABLE timeline ADD COLUMN team_id BIGINT;   -- with status_id

UPDATE timeline
SET status_id = CAST(new_value AS BIGINT),
    team_id = (SELECT i.team_id FROM incident i WHERE i.org_id = timeline.org_id AND i.id = timeline.incident_id)
WHERE kind IN ('created', 'acknowledged', 'unacknowledged', 'resolved', 'auto_resolved', 'status', 'reopened')
  AND new_value IS NOT NULL;

CREATE INDEX timeline_news ON timeline (org_id, at, id) WHERE status_id IS NOT NULL;
CREATE INDEX timeline_news_of_team ON timeline (org_id, team_id, at, id) WHERE status_id IS NOT NULL;

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('timeline', 'timeline_news', '3000000 3000000 1 1'),
    ('timeline', 'timeline_news_of_team', '3000000 3000000 300000 1 1');
ANALYZE sqlite_schema;
*/
