"""Names of payees and tags as typed: tags that are shown state the same names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import is_name
from web.reading.label_names import TAGS_LENGTH_MAX, read_name, read_tags, show_tags
from web.reading.refusals import NotRead

NAMES = st.text(st.sampled_from("ab,\" '\\"), min_size=1, max_size=6).filter(is_name)


@given(st.lists(NAMES, max_size=5))
def test_what_is_shown_states_the_same_names(names):
    assert read_tags(show_tags(names)) == tuple(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("one, two", ("one", "two")),
        (" one ,, two,", ("one", "two")),
        ('"a, b", c', ("a, b", "c")),
        ('"a, b" , c', ("a, b", "c")),
        ('5" nails, c', ('5" nails', "c")),
        ("a\r\nb", ("a b",)),
        (" ", ()),
    ],
)
def test_a_tag_with_a_comma_stands_in_quotes(text, names):
    assert read_tags(text) == names


@pytest.mark.parametrize("name", ["x" * 101, "\ufdfa" * 30])
def test_a_name_that_cannot_be_kept_is_refused(name):
    for read in (read_name, read_tags):
        with pytest.raises(NotRead, match="at most 100 characters"):
            read(name)


def test_a_line_of_more_tags_than_can_be_kept_is_refused():
    # Longer than a field of a table that the library for CSV reads.
    for text in ("a," * TAGS_LENGTH_MAX, '"' + "a" * 200_000):
        with pytest.raises(NotRead, match="at most 30 tags"):
            read_tags(text)
