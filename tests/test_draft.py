"""What a draft promises to every reader, beyond the cases of their formats."""

import time

import pytest

from corpus.readers._draft import Draft


@pytest.mark.timing
def test_the_same_subject_and_caption_is_taken_in_once_and_ten_thousand_of_them_in_a_moment():
    draft = Draft("text", "1", b"")
    started = time.process_time()

    for number in range(10_000):
        draft.subject("medtop", str(number))
        draft.subject("medtop", str(number))
        draft.caption(f"The mill, picture {number}", "Jo Weil")
        draft.caption(f"The mill, picture {number}")

    assert (len(draft.subjects), len(draft.captions)) == (10_000, 10_000)
    assert draft.captions[0].credit == "Jo Weil"
    assert time.process_time() - started < 5
