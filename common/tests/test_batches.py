"""batched: slices of a sequence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.batches import batched


@given(st.lists(st.integers()), st.integers(1, 10))
def test_batches_put_together_are_the_values(values, size):
    batches = list(batched(values, size))
    assert [value for batch in batches for value in batch] == values
    assert all(1 <= len(batch) <= size for batch in batches)
    assert all(len(batch) == size for batch in batches[:-1])


@pytest.mark.parametrize(("values", "first"), [("abc", "ab"), ((1, 2, 3), (1, 2))])
def test_a_batch_is_of_the_type_of_the_values(values, first):
    assert next(batched(values, 2)) == first
