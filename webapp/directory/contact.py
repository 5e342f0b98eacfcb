"""Contact of a person: shown only with their consent, and then masked.

Personal Information Protection Law, articles 6 (no more than needed), 13 (consent) and 15 (withdrawing it).
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.directory.models import Person


@dataclass(frozen=True, slots=True)
class Contact:
    """What may be shown of a person's contact."""

    phone: str = ""
    email: str = ""


def shown_contact(person: Person) -> Contact | None:
    """The masked contact; None without consent or when there is nothing to show."""
    if not person.contact_consent or not (person.phone or person.email):
        return None
    return Contact(masked_phone(person.phone), masked_email(person.email))


def masked_phone(phone: str) -> str:
    """A number with the middle hidden: 138****5678; of short ones only the last two digits stay."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    if not digits:
        return ""
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(4, len(digits) - 2) + digits[-2:] if len(digits) > 4 else "****"


def masked_email(email: str) -> str:
    """An address with all but the first letter of the name hidden: z***@example.org."""
    name, sign, host = email.rpartition("@")
    return f"{name[:1]}***@{host}" if sign else ""
