from __future__ import annotations

import pytest

from webapp.directory.contact import Contact, masked_email, masked_phone, shown_contact
from webapp.directory.models import Person


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0512-65432101", "**********01"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_a_phone_number_is_masked(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(("email", "shown"), [("zhang@example.org", "z***@example.org"), ("", ""), ("none", "")])
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked_email(email) == shown


def test_nothing_is_shown_without_consent() -> None:
    person = Person(name="张海东", phone="13812345678", email="", contact_consent=False)
    assert shown_contact(person) is None
    person.contact_consent = True
    assert shown_contact(person) == Contact("138****5678", "")
    person.phone = ""
    assert shown_contact(person) is None
