"""Contacts into DuckDB with dlt: a first load in windows of created_at on ten threads, later ones by updated_at.

Usage: windows.py <base url> <token> <database file> <folder of the pipeline's own files>
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import dlt
from dlt.sources.helpers import requests

DAY = 86_400
WINDOW_DAYS = 15
YEARS = 2

base_url, token, database, folder = sys.argv[1:]


def search(query, field):
    """All records of one search."""
    session = requests.Client().session
    session.headers.update({"Authorization": f"Bearer {token}", "Intercom-Version": "2.16"})
    pagination = {"per_page": 150}
    records = []
    while True:
        body = {"query": query, "sort": {"field": field, "order": "ascending"}, "pagination": pagination}
        response = session.post(f"{base_url}/contacts/search", json=body)
        response.raise_for_status()
        page = response.json()
        for record in page["data"]:
            # Integers of more than 64 bits, which the JSON that dlt writes cannot hold.
            record["custom_attributes"] = json.dumps(record["custom_attributes"])
        records += page["data"]
        after = (page["pages"].get("next") or {}).get("starting_after")
        if after is None:
            return records
        pagination = {"per_page": 150, "starting_after": after}


def windows():
    """Queries that overlap by a day, since search compares whole days of the workspace's timezone."""
    end = int(time.time()) // DAY * DAY + 2 * DAY
    begin = end - YEARS * 365 * DAY
    yield {"field": "created_at", "operator": "<", "value": begin + DAY}
    for start in range(begin, end, WINDOW_DAYS * DAY):
        after = {"field": "created_at", "operator": ">", "value": start - DAY}
        before = {"field": "created_at", "operator": "<", "value": start + (WINDOW_DAYS + 1) * DAY}
        yield {"operator": "AND", "value": [after, before]}


@dlt.resource(primary_key="id", write_disposition="merge", max_table_nesting=0)
def contacts(updated_at=dlt.sources.incremental("updated_at", initial_value=0)):
    # Taken once: `last_value` moves while windows arrive, and what is older would be dropped.
    since = updated_at.start_value
    if since > 0:
        yield search({"field": "updated_at", "operator": ">", "value": since - 2 * DAY}, "updated_at")
        return
    with ThreadPoolExecutor(10) as pool:
        for done in as_completed([pool.submit(search, query, "created_at") for query in windows()]):
            yield done.result()


pipeline = dlt.pipeline(
    "bench",
    pipelines_dir=folder,
    destination=dlt.destinations.duckdb(database),
    dataset_name="intercom",
)
pipeline.run(contacts(), loader_file_format="parquet")
