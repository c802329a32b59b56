"""What is due in a book as a job of the worker: asked for, run, and left alone after a crash."""

import pytest

from common.jobs import Cut
from schedules import jobs


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(jobs, "monotonic", lambda: now[0])
    return now


def test_a_job_records_what_is_due_and_is_due_no_more(plan, clock):
    plan.schedule(records_from="2026-01-01")
    source = jobs.PostingJobs()
    job = source.claim(source.due([]), "worker")
    job.run()
    assert [day for day, _ in plan.recorded()] == ["2026-01-01", "2026-02-01"]
    clock[0] += jobs.ASK_SECONDS
    assert source.due([]) is None


def test_nothing_is_asked_of_the_database_more_often_than_needed(
    plan, clock, django_assert_num_queries
):
    source = jobs.PostingJobs()
    with django_assert_num_queries(1):
        assert source.due([]) is None
        assert source.due([]) is None


@pytest.mark.parametrize(
    ("cut", "rests"), [(Cut.DIED, True), (Cut.LATE, True), (Cut.INTERRUPTED, False)]
)
def test_a_job_that_crashed_is_left_alone_for_a_while(plan, clock, cut, rests):
    plan.schedule(records_from="2026-01-01")
    source = jobs.PostingJobs()
    book = source.due([])
    source.claim(book, "worker").put_back(cut)
    assert source.due([]) == (None if rests else book)
    clock[0] += jobs.REST_SECONDS
    assert source.due([]) == book


def test_a_job_that_takes_too_much_memory_ends_as_one_that_is_not_done(plan):
    with pytest.raises(MemoryError):
        jobs.PostingJobs().claim(plan.caller.book.pk, "worker").fail_for_memory()
