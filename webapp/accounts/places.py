"""The columns of the directory's tables that accounts refer to.

The directory stands above accounts and imports it, so its models are not imported here.
"""

from __future__ import annotations

from sqlalchemy import Integer, String, column, table

ORGANISATION = table("organisation", column("id", Integer), column("name", String), column("merged_into_id", Integer))
STUDIO = table(
    "studio",
    column("id", Integer),
    column("name", String),
    column("organisation_id", Integer),
    column("merged_into_id", Integer),
)
PERSON = table(
    "person",
    column("id", Integer),
    column("name", String),
    column("organisation_id", Integer),
    column("merged_into_id", Integer),
)
