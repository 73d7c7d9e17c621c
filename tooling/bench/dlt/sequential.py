"""Contacts into DuckDB with dlt, one page after the other.

Usage: sequential.py <base url> <token> <database file> <folder of the pipeline's own files>
"""

import json
import sys

import dlt
from dlt.sources.helpers import requests

DAY = 86_400

base_url, token, database, folder = sys.argv[1:]
session = requests.Client().session
session.headers.update({"Authorization": f"Bearer {token}", "Intercom-Version": "2.16"})


def search(query):
    """Yields the records of one page after the other."""
    pagination = {"per_page": 150}
    while True:
        body = {
            "query": query,
            "sort": {"field": "updated_at", "order": "ascending"},
            "pagination": pagination,
        }
        response = session.post(f"{base_url}/contacts/search", json=body)
        response.raise_for_status()
        page = response.json()
        for record in page["data"]:
            # Integers of more than 64 bits, which the JSON that dlt writes cannot hold.
            record["custom_attributes"] = json.dumps(record["custom_attributes"])
        yield page["data"]
        after = (page["pages"].get("next") or {}).get("starting_after")
        if after is None:
            return
        pagination = {"per_page": 150, "starting_after": after}


@dlt.resource(primary_key="id", write_disposition="merge", max_table_nesting=0)
def contacts(updated_at=dlt.sources.incremental("updated_at", initial_value=0)):
    # Search compares whole days of the workspace's timezone, so two days are asked for once more.
    since = max(0, updated_at.start_value - 2 * DAY)
    yield from search({"field": "updated_at", "operator": ">", "value": since})


pipeline = dlt.pipeline(
    "bench",
    pipelines_dir=folder,
    destination=dlt.destinations.duckdb(database),
    dataset_name="intercom",
)
pipeline.run(contacts(), loader_file_format="parquet")
