"""Whether the name in an electronic certificate is that of the official who is printed; pure."""

from connector.domain.names import read_name


def names_another(printed: str, signer: str) -> bool:
    """Tell whether a certificate's common name names somebody else than the paper does.

    `Dr. Siti R. Contoh, M.Si.` and `SITI RAHMA CONTOH` are one person: degrees, case, initials and
    a name that one of them leaves out say nothing. It suggests a look and proves nothing: an
    agency's seal names no person, and two people may bear one name.
    """
    expected, found = _words(printed), _words(signer)
    return not expected or not found or not (expected <= found or found <= expected)


def _words(name: str) -> set[str]:
    plain = "".join(sign if sign.isalpha() else " " for sign in read_name(name).bare.casefold())
    return {word for word in plain.split() if len(word) > 1}
