"""What holds of every measure, whatever is answered: found by trying many forms."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Direction, Instrument
from portal.psychometrics.scoring import score, typed
from tests.unit.psychometrics.answering import ASKED, answers_for, forms, unfinished
from tests.unit.psychometrics.published import REVERSED

Form = tuple[Instrument, list[int]]
TURNED = [one for one in ASKED if one.slug in REVERSED]


@given(forms())
def test_a_score_lies_within_its_range(form: Form) -> None:
    one, answers = form

    total = score(one, answers).total

    assert isinstance(total, int)
    assert one.low <= total <= one.high
    assert total % one.factor == 0


@given(forms(), st.data())
def test_the_order_of_answering_changes_nothing(form: Form, data: st.DataObject) -> None:
    one, answers = form
    pairs = data.draw(st.permutations(list(enumerate(answers, 1))))

    assert score(one, dict(pairs)) == score(one, answers)


@given(forms(), st.data())
def test_one_answer_more_moves_the_score_by_as_much(form: Form, data: st.DataObject) -> None:
    one, answers = form
    place = data.draw(st.integers(0, len(answers) - 1))
    item = one.items[place]
    other = data.draw(st.sampled_from(item.values))
    changed = [*answers[:place], other, *answers[place + 1 :]]
    sign = -1 if item.is_reversed else 1

    before, after = score(one, answers).total, score(one, changed).total

    assert before is not None
    assert after is not None
    assert after - before == sign * (other - answers[place]) * one.factor


@given(forms(TURNED), st.data())
def test_more_of_something_good_is_fewer_points(form: Form, data: st.DataObject) -> None:
    one, answers = form
    number = data.draw(st.sampled_from(sorted(REVERSED[one.slug])))
    least, most = (
        score(one, dict(enumerate(answers, 1)) | {number: value(one.item(number).values)}).total
        for value in (min, max)
    )

    assert least is not None
    assert most is not None
    assert least - most == 4


@given(forms())
def test_turning_every_answer_round_turns_the_score_round(form: Form) -> None:
    one, answers = form
    turned = [
        min(item.values) + max(item.values) - value
        for item, value in zip(one.scored_items, answers, strict=True)
    ]

    found, opposite = score(one, answers).total, score(one, turned).total

    assert found is not None
    assert opposite is not None
    assert found + opposite == one.low + one.high


@given(forms([one for one in ASKED if one.subscales]))
def test_subscales_that_share_nothing_sum_to_the_whole(form: Form) -> None:
    one, answers = form

    parts = [part.total for part in score(one, answers).subscales]

    assert sum(part for part in parts if part is not None) == score(one, answers).total


@given(unfinished(), st.sampled_from([None, True, False]))
def test_a_raised_score_lies_within_its_range(
    form: tuple[Instrument, list[int | None]], prorate: bool | None
) -> None:
    one, answers = form

    found = score(one, answers, prorate=prorate)

    assert found.missing == tuple(place for place, value in enumerate(answers, 1) if value is None)
    if found.total is not None:
        assert one.low <= found.total <= one.high
    if found.is_prorated or found.total is None:
        assert (found.band, found.reaches_cut_off) == (None, None)
    if found.is_prorated:
        assert abs(Fraction(found.total or 0) - mean_raised(one, answers)) <= Fraction(1, 2)


def mean_raised(one: Instrument, answers: list[int | None]) -> Fraction:
    """Return the mean of what was answered, times the items, exactly."""
    given_ = [
        item.worth(value)
        for item, value in zip(one.scored_items, answers, strict=True)
        if value is not None
    ]
    return Fraction(sum(given_) * one.factor * len(answers), len(given_))


@given(st.sampled_from([one for one in instruments() if one.cut_offs]), st.data())
def test_more_difficulties_never_leave_a_cut_off_again(
    one: Instrument, data: st.DataObject
) -> None:
    rule = data.draw(st.sampled_from(one.cut_offs)).rule
    less, more = sorted(data.draw(st.tuples(*[st.integers(one.low, one.high)] * 2)))
    if one.direction is Direction.HIGHER:
        less, more = more, less

    if typed(one, less, rule=rule).reaches_cut_off:
        assert typed(one, more, rule=rule).reaches_cut_off


@given(st.sampled_from(instruments()), st.data())
def test_every_total_has_one_band_where_there_are_bands(
    one: Instrument, data: st.DataObject
) -> None:
    total = data.draw(st.integers(one.low, one.high))
    within = [band.name for band in one.bands if band.low <= total <= band.high]

    assert len(within) == (1 if one.bands else 0)
    assert typed(one, total).band == (within[0] if within else None)
    assert typed(one, Decimal(total)).band == typed(one, total).band


@given(st.sampled_from(ASKED), st.data())
def test_answers_and_a_typed_score_are_judged_alike(one: Instrument, data: st.DataObject) -> None:
    total = data.draw(st.integers(one.low // one.factor, one.high // one.factor)) * one.factor

    answered, elsewhere = score(one, answers_for(one, total)), typed(one, total)

    assert answered.total == total
    assert answered.band == elsewhere.band
    assert answered.reaches_cut_off == elsewhere.reaches_cut_off
