"""Where keys and items of a TOML text stand, however it is written."""

import pytest

from connector.procedures.toml_lines import Path, lines_of

SOURCE = '''\
# a comment = 1
top = 1  # [no.table]
"quoted key" = "a # b"
dotted.key = [1,
  2, # two
  [3, 4],

  """five
  = six""", 7]
[table]
inner = { a = 1, "b c" = [ "x", "y" ], d.e = 2 }
[[list]]
name = 'it = "is"'
[list.below]
deep = 1.5
[[list]]
name = """
two
"""
when = 2024-06-18 07:32:00
[[list.nested]]
x = 1
[[list.nested]]
x = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("dotted",), 4),
        (("dotted", "key"), 4),
        (("dotted", "key", 0), 4),
        (("dotted", "key", 1), 5),
        (("dotted", "key", 2), 6),
        (("dotted", "key", 2, 1), 6),
        (("dotted", "key", 3), 8),
        (("dotted", "key", 4), 9),
        (("table",), 10),
        (("table", "inner", "a"), 11),
        (("table", "inner", "b c", 1), 11),
        (("table", "inner", "d", "e"), 11),
        (("list",), 12),
        (("list", 0), 12),
        (("list", 0, "name"), 13),
        (("list", 0, "below"), 14),
        (("list", 0, "below", "deep"), 15),
        (("list", 1), 16),
        (("list", 1, "name"), 17),
        (("list", 1, "when"), 20),
        (("list", 1, "nested", 0, "x"), 22),
        (("list", 1, "nested", 1), 23),
        (("list", 1, "nested", 1, "x"), 24),
    ],
)
def test_everything_is_found_on_its_line(path: Path, line: int) -> None:
    assert lines_of(SOURCE)[path] == line


def test_a_comment_is_no_table() -> None:
    assert ("no",) not in lines_of(SOURCE)
    assert lines_of("") == {}
