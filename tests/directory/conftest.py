"""A few terms of each vocabulary."""

from __future__ import annotations

import pytest

from webapp.base.actor import SYSTEM
from webapp.base.vocabulary import Term
from webapp.directory.vocabularies import load_terms
from webapp.web.site import Site

TERMS = {
    "regions": [
        ("jiangsu", "江苏", "Jiangsu", ""),
        ("suzhou", "苏州", "Suzhou", "jiangsu"),
        ("hunan", "湖南", "Hunan", ""),
    ],
    "industries": [("machinery", "机械装备制造", "Machinery", ""), ("steel", "钢铁冶金", "Steel", "")],
    "trades": [
        ("machining", "机械加工", "Machining", ""),
        ("lathe_operator", "车工", "Lathe operator", "machining"),
        ("welder", "焊工", "Welder", ""),
    ],
    "honours": [
        ("great_craftsman", "大国工匠", "Great craftsman", ""),
        ("city_craftsman", "市级工匠", "City craftsman", ""),
    ],
    "levels": [
        ("national", "国家级", "National", ""),
        ("provincial", "省级", "Provincial", ""),
        ("city", "市级", "City", ""),
    ],
    "organisation_kinds": [("enterprise", "企业", "Enterprise", ""), ("college", "院校", "College", "")],
    "kinds": [("innovation", "创新成果", "Innovation", ""), ("handbook", "培训手册", "Training handbook", "")],
}


@pytest.fixture(autouse=True)
def terms(site: Site) -> None:
    """The terms, loaded as from files."""
    files = {name: [Term(name, *row) for row in rows] for name, rows in TERMS.items()}
    with site.database.writing() as session:
        load_terms(session, SYSTEM, files)
