"""The corpus of made-up files: no import of one records different money in silence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers.tests.corpus import CLASSES
from tools.score_imports.facts import Facts
from tools.score_imports.verdict import Verdict, score

SAMPLES = {name: list(samples()) for name, samples in CLASSES.items()}
A_FEW = 3
"""How many samples of a class a run takes, other ones with each seed: all of them take a minute.
`tools.score_imports` takes all."""


@pytest.mark.one_engine  # its samples differ in what is read before a statement
@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.django_db
def test_no_sample_is_recorded_wrong_in_silence(name):
    @settings(max_examples=A_FEW, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(SAMPLES[name]))
    def hold(sample):
        facts = Facts.from_dict(sample.facts)
        found = score(sample.name, sample.content, facts, sample.before.__getitem__)
        assert found.verdict != Verdict.WRONG, (sample.name, found.why)

    hold()


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_ten_samples_of_different_names_and_contents(name):
    samples = SAMPLES[name]
    assert len({sample.name for sample in samples}) == len(samples)
    assert len({(sample.content, *sample.before.values()) for sample in samples}) >= 10
