"""Files go out and come back signed: matched by content, judged one by one, nothing lost."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import Engine

from connector.clock import utc_now
from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.flows import prepare_certificates
from connector.flows.sign_by_hand import hand_out, take_in
from connector.flows.sign_certificates import sign_one
from connector.flows.signing_batches import open_batch
from connector.store import archive, renditions, signings
from connector.store.engine import reading
from connector.store.signings import SigningState
from tests.signed_class import (
    HEAD,
    SECOND,
    STTP,
    TYPED,
    Signing,
    add_official,
    sign_bytes,
    signing_class,
)
from tests.signing_keys import authority
from tests.web.place import CODE

ARCHIVED, AWAITING = CertificateState.ARCHIVED, CertificateState.AWAITING
ADMINISTRATOR = "ratna"


def batch_for(place: Signing, login: str = HEAD, slot: int = 1) -> int:
    return open_batch(place.office, CODE, STTP, slot, actor=place.actor(login)).id


def taken_along(place: Signing, batch: int, login: str = HEAD) -> dict[str, bytes]:
    """The PDFs of the ZIP, by name."""
    packed = hand_out(place.office, batch, actor=place.actor(login))
    with zipfile.ZipFile(BytesIO(packed)) as package:
        names = [name for name in package.namelist() if name.endswith(".pdf")]
        return {name: package.read(name) for name in names}


def zipped(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def bring(place: Signing, batch: int, files: dict[str, bytes], login: str = HEAD) -> list[str]:
    """Upload files; return the code of each, "" for those taken."""
    results = take_in(place.office, batch, zipped(files), actor=place.actor(login))
    assert [one.name for one in results] == list(files)
    return [one.code for one in results]


def test_what_went_out_comes_back_signed_under_whatever_name(engine: Engine) -> None:
    with signing_class(engine, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        files = taken_along(place, batch)
        assert len(files) == 3
        signed = {f"{n}.pdf": sign_bytes(one) for n, one in enumerate(files.values())}
        assert bring(place, batch, signed) == ["", "", ""]
        assert place.states() == [ARCHIVED] * 3
        with reading(engine) as connection:
            kept = [archive.content(connection, one.sha256) for one in place.rows()]
            closed = signings.batch(connection, batch)
        assert kept == list(signed.values())
        assert closed is not None
        assert closed.closed_at is not None


def test_one_file_alone_may_come_back_and_the_rest_later(engine: Engine) -> None:
    with signing_class(engine, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        first, *rest = taken_along(place, batch).values()
        [told] = take_in(place.office, batch, sign_bytes(first), actor=place.actor())
        assert told.taken
        assert place.states() == [ARCHIVED, AWAITING, AWAITING]
        left = taken_along(place, batch)
        assert list(left.values()) == rest
        assert bring(place, batch, {k: sign_bytes(v) for k, v in left.items()}) == ["", ""]


def test_a_stranger_s_signature_is_refused_where_the_office_says_whom_it_trusts(
    engine: Engine,
) -> None:
    with signing_class(engine, 1, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        [paper] = taken_along(place, batch).values()
        strict = replace(place.office, roots=(authority("Otoritas Lain").der,), clock=utc_now)
        [told] = take_in(strict, batch, sign_bytes(paper), actor=place.actor())
        assert told.code == "signed_untrusted"
        assert place.states() == [AWAITING]
        strict = replace(strict, roots=(authority().der,))
        [told] = take_in(strict, batch, sign_bytes(paper), actor=place.actor())
        assert told.taken
        assert place.states() == [ARCHIVED]


def test_bad_files_are_refused_one_by_one_and_good_ones_kept(engine: Engine) -> None:
    with signing_class(engine, 4, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        (name1, one), (_, two), (_, three), (name4, four) = taken_along(place, batch).items()
        good = sign_bytes(one)
        whole = sign_bytes(two)
        at = whole.rindex(b"<") + 1  # the file's identifier: signed, and read by nobody
        spoiled = whole[:at] + (b"1" if whole[at:][:1] == b"0" else b"0") + whole[at + 1 :]
        signed_other = sign_bytes(pypdf_written())
        retouched = bytearray(four)
        retouched[len(four) // 2] ^= 1
        codes = bring(
            place, batch,
            {
                "a.pdf": good,
                "b.pdf": spoiled,
                "c.pdf": three,
                "d.pdf": signed_other,
                "e.pdf": good,
                name4: sign_bytes(bytes(retouched)),
                "g.pdf": b"%PDF-1.7 bukan",
            },
        )  # fmt: skip
        assert codes == [
            "", "signed_altered",
            "signed_unsigned", "returned_foreign", "returned_double", "returned_changed",
            "returned_foreign",
        ]  # fmt: skip
        assert place.states() == [ARCHIVED, AWAITING, AWAITING, AWAITING]
        assert len(taken_along(place, batch)) == 3
        assert name1 not in taken_along(place, batch)


def pypdf_written() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_two_signed_files_of_one_certificate_count_once(engine: Engine) -> None:
    with signing_class(engine, 1, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        [one] = taken_along(place, batch).values()
        signed = {"a.pdf": sign_bytes(one), "b.pdf": sign_bytes(one, "Rudi Contoh, S.H.")}
        assert bring(place, batch, signed) == ["", "returned_double"]
        assert bring(place, batch, signed) == ["returned_again", "returned_again"]
        with reading(engine) as connection:
            content = archive.content(connection, place.rows()[0].sha256)
        assert content == signed["a.pdf"]


def test_a_tool_that_writes_the_file_anew_is_recognised_by_its_pages(engine: Engine) -> None:
    with signing_class(engine, 2, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        _, two = taken_along(place, batch).values()
        rewritten = BytesIO()
        pypdf.PdfWriter(clone_from=BytesIO(two)).write(rewritten)
        assert bring(place, batch, {"baru.pdf": sign_bytes(rewritten.getvalue())}) == [""]
        assert place.states() == [AWAITING, ARCHIVED]


def test_a_rewritten_file_that_shows_something_else_is_foreign(engine: Engine) -> None:
    with signing_class(engine, 1, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        [one] = taken_along(place, batch).values()
        writer, rewritten = pypdf.PdfWriter(clone_from=BytesIO(one)), BytesIO()
        writer.pages[0].mediabox.upper_right = (400, 400)
        writer.write(rewritten)
        codes = bring(place, batch, {"baru.pdf": sign_bytes(rewritten.getvalue())})
        assert codes == ["returned_foreign"]


def test_what_was_printed_anew_meanwhile_is_told_apart(engine: Engine) -> None:
    with signing_class(engine, 1, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        [old] = taken_along(place, batch).values()
        user = place.users[HEAD]
        other = add_official(place.house, user, "manual", 1)
        change = prepare_certificates.change_officials
        change(place.office, CODE, STTP, [other], actor="user:1")
        place.prepared()
        renewed = batch_for(place)
        assert renewed != batch
        assert bring(place, renewed, {"lama.pdf": sign_bytes(old)}) == ["returned_outdated"]
        [new] = taken_along(place, renewed).values()
        assert bring(place, renewed, {"baru.pdf": sign_bytes(new)}) == [""]


def test_the_second_official_gets_what_the_first_one_signed(engine: Engine) -> None:
    with signing_class(engine, 1, signers=("manual", "local")) as place:
        first = batch_for(place.prepared())
        [one] = taken_along(place, first).values()
        assert bring(place, first, {"a.pdf": sign_bytes(one)}) == [""]
        assert place.states() == [AWAITING]
        second = batch_for(place, SECOND, 2)
        told = sign_one(place.office, second, place.rows()[0].id, TYPED, actor=place.actor(SECOND))
        assert told.state is SigningState.SIGNED
        with reading(engine) as connection:
            archived = archive.content(connection, place.rows()[0].sha256)
            assert archived.startswith(renditions.content(connection, place.rows()[0].id, 1))


def test_the_first_signature_alone_is_not_the_second(engine: Engine) -> None:
    with signing_class(engine, 1, signers=("local", "manual")) as place:
        first = batch_for(place.prepared())
        sign_one(place.office, first, place.rows()[0].id, TYPED, actor=place.actor())
        second = batch_for(place, SECOND, 2)
        [one] = taken_along(place, second, SECOND).values()
        assert bring(place, second, {"a.pdf": one}, SECOND) == ["signed_unsigned"]
        assert bring(place, second, {"a.pdf": sign_bytes(one, "Rudi")}, SECOND) == [""]
        assert place.states() == [ARCHIVED]


def test_two_signatures_of_the_second_official_are_not_the_first_one_s(engine: Engine) -> None:
    """A tool that signs the unsigned paper twice has dropped what the first official signed."""
    with signing_class(engine, 1, signers=("local", "manual")) as place:
        place.prepared()
        first = batch_for(place)
        one = place.rows()[0].id
        with reading(engine) as connection:
            unsigned = renditions.content(connection, one, 0)
        sign_one(place.office, first, one, TYPED, actor=place.actor())
        second = batch_for(place, SECOND, 2)
        twice = sign_bytes(sign_bytes(unsigned, "Rudi"), "Rudi")
        assert bring(place, second, {"a.pdf": twice}, SECOND) == ["signed_altered"]
        assert place.states() == [AWAITING]


@pytest.mark.parametrize("login", ["budi", "sari", SECOND])
def test_only_the_official_and_administrators_carry_files(engine: Engine, login: str) -> None:
    with signing_class(engine, 1, signers=("manual",)) as place:
        batch = batch_for(place.prepared(), ADMINISTRATOR)
        assert len(taken_along(place, batch, ADMINISTRATOR)) == 1
        with pytest.raises(ConnectorError, match="not_your_signature"):
            hand_out(place.office, batch, actor=place.actor(login))
        with pytest.raises(ConnectorError, match="not_your_signature"):
            take_in(place.office, batch, b"%PDF-", actor=place.actor(login))


def test_a_signer_of_the_other_shape_is_refused(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        batch = batch_for(place.prepared())
        with pytest.raises(ConnectorError, match="signer_direct"):
            hand_out(place.office, batch, actor=place.actor())


def test_a_file_taken_along_is_not_signed_here_by_a_direct_call(engine: Engine) -> None:
    with signing_class(engine, 1, signers=("manual",)) as place:
        batch = batch_for(place.prepared())
        with pytest.raises(ConnectorError, match="signer_not_direct"):
            sign_one(place.office, batch, place.rows()[0].id, TYPED, actor=place.actor())
