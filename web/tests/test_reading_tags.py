"""Names of tags in one line: what is shown states the same names, whatever is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import is_name
from web.reading.tag_names import read_tags, show_tags

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
