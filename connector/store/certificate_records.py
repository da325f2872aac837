"""Snapshots, designs and officials as plain JSON and back, and their fingerprint; no queries."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from connector.domain.certificates import (
    Acting,
    CertificateKind,
    Course,
    Design,
    Holder,
    Official,
    Snapshot,
    Subject,
)
from connector.domain.people import Employment


def canonical(plain: Any) -> str:
    """Return the one text of a JSON value: names sorted, no blanks, ASCII alone."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def fingerprint(plain: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def snapshot_fingerprint(snapshot: Snapshot) -> str:
    return fingerprint(snapshot_to_json(snapshot))


def snapshot_to_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return what `snapshot_from_json` reads back as an equal snapshot, digit for digit."""
    return {
        "kind": snapshot.kind.value,
        "holder": holder_to_json(snapshot.holder),
        "course": course_to_json(snapshot.course),
        "band": snapshot.band,
        "score": None if snapshot.score is None else str(snapshot.score),
        "taught": [_subject_to_json(one) for one in snapshot.taught],
        "photo": snapshot.photo,
    }


def snapshot_from_json(stored: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        kind=CertificateKind(stored["kind"]),
        holder=holder_from_json(stored["holder"]),
        course=course_from_json(stored["course"]),
        band=stored["band"],
        score=None if stored["score"] is None else Decimal(stored["score"]),
        taught=tuple(_subject_from_json(one) for one in stored["taught"]),
        photo=stored["photo"],
    )


def holder_to_json(holder: Holder) -> dict[str, Any]:
    return {
        "name": holder.name,
        "employment": holder.employment.value,
        "identity_type": holder.identity_type,
        "identity": holder.identity,
        "birthplace": holder.birthplace,
        "birth_date": _date_to_json(holder.birth_date),
        "rank": holder.rank,
        "grade": holder.grade,
        "position": holder.position,
        "unit": holder.unit,
        "agency": holder.agency,
    }


def holder_from_json(stored: Mapping[str, Any]) -> Holder:
    return Holder(
        **{
            **stored,
            "employment": Employment(stored["employment"]),
            "birth_date": _date_from_json(stored["birth_date"]),
        }
    )


def course_to_json(course: Course) -> dict[str, Any]:
    return {
        "code": course.code,
        "title": course.title,
        "cohort": course.cohort,
        "year": course.year,
        "first": course.first.isoformat(),
        "last": course.last.isoformat(),
        "place": course.place,
        "method": course.method,
        "jp": str(course.jp),
        "subjects": [_subject_to_json(one) for one in course.subjects],
        "decree_number": course.decree_number,
        "decree_date": _date_to_json(course.decree_date),
    }


def course_from_json(stored: Mapping[str, Any]) -> Course:
    return Course(
        **{
            **stored,
            "first": date.fromisoformat(stored["first"]),
            "last": date.fromisoformat(stored["last"]),
            "jp": Decimal(stored["jp"]),
            "subjects": tuple(_subject_from_json(one) for one in stored["subjects"]),
            "decree_date": _date_from_json(stored["decree_date"]),
        }
    )


def design_to_json(design: Design) -> dict[str, Any]:
    """Return a design with its logo inside, as base64."""
    return {
        "name": design.name,
        "kind": design.kind.value,
        "template": design.template,
        "unit": design.unit,
        "texts": dict(design.texts),
        "options": dict(design.options),
        "officials": list(design.officials),
        "logo": None if design.logo is None else b64encode(design.logo).decode(),
        "id": design.id,
        "version": design.version,
    }


def design_from_json(stored: Mapping[str, Any]) -> Design:
    return Design(
        **{
            **stored,
            "kind": CertificateKind(stored["kind"]),
            "officials": tuple(stored["officials"]),
            "logo": None if stored["logo"] is None else b64decode(stored["logo"], validate=True),
        }
    )


def official_to_json(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "name": official.name,
        "title": official.title,
        "acting": official.acting.value,
        "identity_type": official.identity_type,
        "identity": official.identity,
        "rank": official.rank,
    }


def official_from_json(stored: Mapping[str, Any]) -> Official:
    return Official(**{**stored, "acting": Acting(stored["acting"])})


def _subject_to_json(subject: Subject) -> dict[str, Any]:
    return {
        "title": subject.title,
        "jp": str(subject.jp),
        "instructors": list(subject.instructors),
    }


def _subject_from_json(stored: Mapping[str, Any]) -> Subject:
    return Subject(stored["title"], Decimal(stored["jp"]), tuple(stored["instructors"]))


def _date_to_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date_from_json(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
