"""Lessons: the same in both languages, complete, right in their sums, found by name, shown when they fit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, meta
from scipy.stats import beta

from bot.lessons import Lesson, fitting, lesson, lessons, read
from bot.search import find
from bot.sums import comes_to, worth
from bot.triggers import Trigger
from econ.quantity import Count, Money, Months, Rate

LANGS = ("en", "it")
EVERY = [pytest.param(one, id=f"{lang}/{one.id}") for lang in LANGS for one in lessons(lang).values()]
TOPICS = ["ltv", "cac", "ltv-cac", "payback", "churn", "gross-margin", "arpa", "smb-selling"]
TOPICS += ["sales-as-a-service", "fully-loaded-cost", "raise-ltv", "lower-cac"]

SHOWN = {
    "en": {
        "ltv_cac": "3.3",
        "cac_ltv": "1:3.3",
        "ltv": "$13,333",
        "cac": "$4,000",
        "payback": "10 months",
        "lifetime": "33.3 months",
        "churn": "3% a month",
        "margin": "80%",
        "price": "$500 a month",
        "max_cac": "$4,444",
        "max_churn": "3.3% a month",
    },
    "it": {
        "ltv_cac": "3,3",
        "cac_ltv": "1:3,3",
        "ltv": "13.333 €",
        "cac": "4.000 €",
        "payback": "10 mesi",
        "lifetime": "33,3 mesi",
        "churn": "3% al mese",
        "margin": "80%",
        "price": "500 € al mese",
        "max_cac": "4.444 €",
        "max_churn": "3,3% al mese",
    },
}


def rendered(one: Lesson, *, own: bool, **options: bool) -> str:
    env = Environment(undefined=StrictUndefined, **options)
    facts = {name: SHOWN[one.lang][name] for name in one.needs} if own else {}
    return env.from_string(one.body).render(own=own, **facts)


def words(text: str) -> int:
    """Words as a person counts them: a lone × or € is none."""
    return len(re.findall(r"\S*\w\S*", text))


# --- the two languages tell the same lessons -------------------------------------------------------------


def test_both_languages_hold_the_same_lessons() -> None:
    assert set(lessons("en")) == set(lessons("it"))
    assert set(TOPICS) <= set(lessons("en"))
    assert len(lessons("en")) >= 60


@pytest.mark.parametrize("name", lessons("en"))
def test_a_lesson_means_the_same_in_both_languages(name: str) -> None:
    en, it = lesson("en", name), lesson("it", name)
    for field in ("tags", "triggers", "level", "year", "mark", "related", "needs", "check"):
        assert getattr(en, field) == getattr(it, field), field
    assert en.title != it.title
    assert en.source != it.source or not re.search("own|text", en.source)
    assert not set(en.body.split(". ")) & set(it.body.split(". ")), "a sentence left untranslated"


# --- the format --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", EVERY)
def test_front_matter_is_complete(one: Lesson) -> None:
    assert one.title.strip()
    assert one.tags
    assert one.source.strip()
    assert 2005 <= one.year <= 2026
    assert len(one.synonyms) >= 3
    assert len(set(one.synonyms)) == len(one.synonyms)
    assert 2 <= len(one.related) <= 3
    assert one.id not in one.related
    assert set(one.related) <= set(lessons(one.lang))
    assert bool(one.needs) or not one.triggers, "what is shown under an answer speaks of its figures"


@pytest.mark.parametrize("one", EVERY)
def test_a_claim_of_others_carries_its_solidity(one: Lesson) -> None:
    parts = [part.strip().lower() for part in one.source.split(";")]
    sums = {"own arithmetic", "calcolo nostro", "rule of three (statistics)", "regola del tre (statistica)"}
    sums |= {"jeffreys interval (statistics)", "intervallo di jeffreys (statistica)"}
    assert (one.mark is None) == (set(parts) <= sums)


@pytest.mark.parametrize("one", EVERY)
def test_it_reads_within_a_slack_message(one: Lesson) -> None:
    always, whole = rendered(one, own=False), rendered(one, own=True)
    assert words(always) >= 40
    assert words(whole) <= 120
    assert len(whole) < 1000
    last = always + "\n\n" if one.needs else always
    assert whole.startswith(last), "the asker's figures come last, in a paragraph of their own"
    assert len(one.title) <= 75


@pytest.mark.parametrize("one", EVERY)
def test_it_is_safe_slack_text(one: Lesson) -> None:
    text = rendered(one, own=True)
    assert not re.search(r"[<>&`#|{}]", text), "would be read as markup or was not rendered"
    for mark in (r"\*", "_"):
        span = rf"(?:^|[\s(]){mark}\S[^{mark}\n]*(?<=\S){mark}(?=[\s.,;:)])"
        assert text.count(mark[-1]) == 2 * len(re.findall(span, text)), (
            "Slack wants space around, none inside"
        )
    assert text.count("\n•") <= 3
    assert "  " not in text
    for paragraph in text.split("\n\n"):
        assert "\n" not in paragraph or paragraph.startswith("•"), "a wrapped line would show in Slack"


@pytest.mark.parametrize("one", EVERY)
def test_numbers_are_written_in_the_language_s_way(one: Lesson) -> None:
    text = rendered(one, own=False)
    wrong = r"\d\.\d{1,2}(?!\d)|\$\d|\d (?:€|\$)" if one.lang == "it" else r"\d,\d{1,2}(?!\d)|\d\s?[€]"
    allowed = text.replace("100.000 $", "").replace("50.000 $", "").replace("61.500 $", "")
    assert not re.search(wrong, allowed if one.lang == "it" else text)


@pytest.mark.parametrize("one", EVERY)
def test_own_figures_need_exactly_what_the_front_matter_says(one: Lesson) -> None:
    named = meta.find_undeclared_variables(Environment(autoescape=True).parse(one.body))
    assert named == ({"own", *one.needs} if one.needs else set())
    assert one.owns(dict.fromkeys(one.needs, "x"))
    for need in one.needs:
        assert not one.owns({})
        assert not one.owns(dict.fromkeys(one.needs, "x") | {need: None})
        assert not one.owns(dict.fromkeys(one.needs, "x") | {need: ""}), "shown as nothing where not said"
        assert SHOWN[one.lang][need] in rendered(one, own=True)


@pytest.mark.parametrize("options", [{"trim_blocks": True, "lstrip_blocks": True}, {"lstrip_blocks": True}])
def test_rendering_does_not_depend_on_the_renderer_s_trimming(options: dict[str, bool]) -> None:
    for param in EVERY:
        one = param.values[0]
        assert isinstance(one, Lesson)
        for own in (True, False):
            assert rendered(one, own=own, **options) == rendered(one, own=own)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no front matter", "no front matter"),
        ('+++\nid = "x\n+++\nBody', "en/x"),
        ('+++\nid = "x"\n+++\nBody', "title"),
        ('+++\nid = "x"\nlang = "it"\n+++\nBody', "lang"),
        ('+++\nid = "x"\nmood = "blue"\n+++\nBody', "mood"),
        ('+++\nid = "x"\n[[triggers]]\nweather = "fine"\n+++\nBody', "weather"),
    ],
)
def test_a_broken_file_is_named_with_its_fault(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read("en", "x", text)


def test_an_id_is_its_file_s_name() -> None:
    front = '+++\nid = "y"\ntitle = "Y"\ntags = []\nlevel = "beginner"\nsource = "s"\nyear = 2026\n'
    with pytest.raises(ValueError, match="its id is y"):
        read("en", "x", front + "related = []\nsynonyms = []\n+++\nBody")


# --- worked figures ----------------------------------------------------------------------------------------


def test_the_evaluator_does_arithmetic_and_no_more() -> None:
    assert worth("500*0.8/0.03") == pytest.approx(13333.33, abs=0.01)
    assert worth("-ln(1)+2**3") == 8
    assert worth("beta(0.9, 18.5, 582.5)") == pytest.approx(float(beta.ppf(0.9, 18.5, 582.5)))
    for evil in ("__import__('os')", "().__class__", "x", "[1][0]", "'a'*9"):
        with pytest.raises((ValueError, KeyError)):
            worth(evil)


def shown(figure: Decimal, lang: str) -> str:
    places = max(-int(figure.as_tuple().exponent), 0)
    return format_decimal(figure, "#,##0" + ("." + "0" * places if places else ""), locale=lang)


@pytest.mark.parametrize("one", EVERY)
def test_worked_figures_recompute_and_appear_as_written(one: Lesson) -> None:
    text = rendered(one, own=False)
    for expression, figure in one.check:
        assert comes_to(expression, figure), expression
        written = re.escape(shown(figure, one.lang))
        assert re.search(rf"(?<![\d.,]){written}(?!\d|[.,]\d)", text), figure


@pytest.mark.parametrize("one", EVERY)
def test_no_amount_in_the_text_goes_unaccounted(one: Lesson) -> None:
    """Every amount of money is an input or the outcome of one of the sums, or the price or its margin."""
    text = rendered(one, own=False)
    amounts = re.findall(r"[$€](\d[\d,.]*\d|\d)" if one.lang == "en" else r"(\d[\d.,]*)\s[€$]", text)
    known = {figure for _, figure in one.check} | {Decimal(400), Decimal(500)}
    known |= {Decimal(part) for sums, _ in one.check for part in re.findall(r"\d+(?:\.\d+)?", sums)}
    assert {Decimal(re.sub("[.,]", "", amount)) for amount in amounts} <= known


# --- the founding text -----------------------------------------------------------------------------------


def test_the_founding_wording_is_quoted_and_never_computed() -> None:
    it, en = (rendered(lesson(lang, "ltv"), own=True) for lang in ("it", "en"))
    assert "«la somma del valore medio di acquisto" in it
    assert "divisa per il tasso di abbandono»" in it
    assert "“the sum of the average purchase value" in en
    assert "divided by the churn rate”" in en
    for param in EVERY:
        one = param.values[0]
        assert isinstance(one, Lesson)
        assert not re.search(r"4[.,]?420", one.body), "what the literal reading would give"
        assert all("+" not in sums or "0.03" not in sums for sums, _ in one.check)


# --- choosing ----------------------------------------------------------------------------------------------

HEALTHY = {
    "verdict": "healthy",
    "ltv_cac": Decimal("3.33"),
    "payback": Months(Decimal(10)),
    "payback_adjusted": Months(Decimal("11.7")),
    "churn": Rate(Decimal("0.03"), "month"),
    "margin": Rate(Decimal("0.8")),
    "lifetime": Months(Decimal("33.3")),
    "price": Money(Decimal(500), "USD", "month"),
    "cac": Money(Decimal(4000), "USD"),
}

CASES = [
    ("ratio-under-one", {"verdict": "loses_money", "payback_adjusted": None}),
    ("ratio-under-one", {"verdict": "loses_money", "lifetime": Months(Decimal(100))}),
    ("ratio-one-to-three", {"verdict": "weak"}),
    ("ratio-three-to-five", {}),
    ("ratio-over-five", {"verdict": "check"}),
    ("healthy-ratio-slow-payback", {"payback": Months(Decimal(25)), "lifetime": Months(Decimal(100))}),
    ("healthy-ratio-slow-payback", {"verdict": "check", "payback": Months(Decimal("18.1"))}),
    ("ratio-three-to-five", {"payback": Months(Decimal(18))}),
    ("zero-churn", {"verdict": None, "churn": Rate(Decimal(0)), "lifetime": None}),
    ("revenue-is-not-margin", {"verdict": None, "margin": None, "payback": None}),
    ("revenue-is-not-margin", {"margin": Rate(Decimal(1))}),
    ("no-margin", {"verdict": None, "margin": Rate(Decimal(0)), "payback": None}),
    ("no-margin", {"margin": Rate(Decimal("-0.1")), "churn": Rate(Decimal(0))}),
    ("never-recovered", {"verdict": None, "payback_adjusted": None}),
    ("never-recovered", {"verdict": None, "payback": None, "churn": None}),
    ("few-customers-wide-range", {"losses": Count(Decimal(18))}),
    ("few-customers-wide-range", {"losses": 29}),
    ("ratio-three-to-five", {"losses": Count(Decimal(30))}),
    ("long-life-five-years", {"verdict": None, "lifetime": Months(Decimal(61))}),
    ("cac-you-can-afford", {"verdict": None, "cac": None, "payback": None, "payback_adjusted": None}),
    (
        "cac-you-can-afford",
        {"verdict": None, "cac": None, "lifetime": Months(Decimal(5)), "payback": None},
    ),
    ("payback-alone", {"verdict": None, "churn": None, "lifetime": None, "payback_adjusted": None}),
    ("goal-seek", {"focus": "goal_seek"}),
    ("goal-seek", {"focus": "goal_seek", "verdict": None, "cac": None, "payback": None}),
    ("net-churn-trap", {"verdict": None, "churn": Rate(Decimal("-0.01")), "lifetime": None}),
    ("short-life", {"verdict": None, "lifetime": Months(Decimal(11))}),
]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("expected", "facts"), CASES)
def test_each_result_gets_its_lesson(lang: str, expected: str, facts: dict[str, Any]) -> None:
    found = fitting(lang, HEALTHY | facts)
    assert found is not None
    assert (found.id, found.lang) == (expected, lang)


def test_nothing_known_sets_nothing_off() -> None:
    assert fitting("en", {}) is None
    assert fitting("it", {"cac": Money(Decimal(4000)), "payback": "10 months", "margin": "80%"}) is None


@pytest.mark.parametrize("verdict", ["loses_money", "weak", "healthy", "check"])
def test_every_verdict_has_a_lesson(verdict: str) -> None:
    assert fitting("en", {"verdict": verdict}) is not None


def test_a_lesson_not_seen_yet_goes_first_and_then_the_best_again() -> None:
    facts = HEALTHY | {"payback": Months(Decimal(25)), "lifetime": Months(Decimal(100))}
    seen: list[str] = []
    for _ in firing(facts):
        found = fitting("en", facts, seen)
        assert found is not None
        seen.append(found.id)
    assert seen[:3] == ["healthy-ratio-slow-payback", "long-life-five-years", "ratio-three-to-five"]
    assert set(seen) == firing(facts)
    again = fitting("en", facts, seen)
    assert again is not None
    assert again.id == seen[0]


def firing(facts: dict[str, object]) -> set[str]:
    """The lessons of which a trigger fires."""
    return {one.id for one in lessons("en").values() if any(trigger.fires(facts) for trigger in one.triggers)}


@pytest.mark.parametrize("unsaid", ["cac", "churn", "margin"])
def test_a_payback_not_worked_out_for_want_of_input_is_no_never(unsaid: str) -> None:
    facts = HEALTHY | {"verdict": None, "payback_adjusted": None, unsaid: None}
    assert "never-recovered" not in firing(facts)


def test_a_missing_margin_is_no_payback_that_never_comes() -> None:
    facts = {"margin": None, "payback": None, "payback_adjusted": None}
    found = fitting("en", facts, seen=["revenue-is-not-margin"])
    assert found is not None
    assert found.id == "revenue-is-not-margin"


@given(
    facts=st.fixed_dictionaries(
        {},
        optional={
            "verdict": st.sampled_from(["loses_money", "weak", "healthy", "check", None]),
            "margin": st.none() | st.decimals(-1, 1, places=2),
            "churn": st.none() | st.decimals(0, 1, places=2),
            "payback": st.none() | st.integers(0, 100),
            "lifetime": st.none() | st.integers(0, 500),
            "losses": st.none() | st.integers(0, 100),
            "cac": st.none() | st.integers(1, 10_000),
            "focus": st.sampled_from(["ltv_cac", "ltv", "payback", "goal_seek"]),
        },
    ),
    seen=st.sets(st.sampled_from(sorted(lessons("en")))),
)
def test_choosing_is_the_same_in_both_languages_and_fits(facts: dict[str, object], seen: set[str]) -> None:
    en, it = (fitting(lang, facts, seen) for lang in LANGS)
    assert (en and en.id) == (it and it.id)
    if en:
        assert any(trigger.fires(facts) for trigger in en.triggers)
        assert en.id not in seen or firing(facts) <= seen


def test_a_trigger_says_what_it_asks_for() -> None:
    trigger = Trigger(verdict="healthy", payback_over=Decimal(18), weight=3)
    assert trigger.conditions == {"verdict": "healthy", "payback_over": Decimal(18)}
    assert trigger.rank == (3, 2)


# --- finding -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", EVERY)
def test_a_lesson_is_found_by_its_names(one: Lesson) -> None:
    for lang in LANGS:
        for name in (one.id, one.title, *one.synonyms):
            found = [other.id for other in find(lang, name)]
            assert one.id in found[: 1 if name == one.id else 3], (lang, name, found)
            assert all(other.lang == lang for other in find(lang, name))


ASKED = [
    ("en", "cac payback", "payback"),
    ("en", "Payback", "payback"),
    ("en", "ltv_cac", "ltv-cac"),
    ("en", "CAC:LTV", "ltv-cac"),
    ("en", "what is churn?", "churn"),
    ("en", "explain churn to me like i'm five", "churn"),
    ("en", "chrun", "churn"),
    ("en", "gross margn", "gross-margin"),
    ("en", "margin", "gross-margin"),
    ("en", "how do I lower my acquisition cost", "lower-cac"),
    ("en", "lifetme value", "ltv"),
    ("en", "outsorcing", "sales-as-a-service"),
    ("en", "what does a rep cost", "fully-loaded-cost"),
    ("en", "decision_makers", "decision-makers"),
    ("en", "tasso di abbandono", "churn"),
    ("it", "costo di acquisizione", "cac"),
    ("it", "costo aquisizione", "cac"),
    ("it", "COSTO DI ACQUISIZIONE", "cac"),
    ("it", "tasso di abandono", "churn"),
    ("it", "margini", "gross-margin"),
    ("it", "redditivita del cliente", "ltv-cac"),
    ("it", "rientro del cac", "payback"),
    ("it", "come riduco il CAC?", "lower-cac"),
    ("it", "assumere o esternalizzare", "hire-or-outsource"),
    ("it", "quanto costa un venditore", "fully-loaded-cost"),
    ("it", "come si vende alle grandi aziende?", "enterprise-selling"),
    ("it", "spiegami il churn come a un bambino", "churn"),
    ("it", "gross margin", "gross-margin"),
]


@pytest.mark.parametrize(("lang", "words", "expected"), ASKED)
def test_what_people_type_finds_the_lesson(lang: str, words: str, expected: str) -> None:
    assert find(lang, words)[0] is lesson(lang, expected)


FOREIGN = ["", "   ", "?!", "pizza", "the", "di", "what is the weather in rome", "che tempo fa domani", "🙂"]
FOREIGN += [
    "good morning",
    "qual è la capitale della Francia?",
    "book me a flight",
    "x" * 2000,
    "pizza margherita",
]


@pytest.mark.parametrize("words", FOREIGN)
def test_what_is_not_near_finds_nothing(words: str) -> None:
    assert find("en", words) == find("it", words) == []


@given(st.text(max_size=60))
def test_any_text_is_answered_without_repeats(words: str) -> None:
    found = [one.id for one in find("en", words)]
    assert len(found) == len(set(found))
    assert found == [one.id for one in find("it", words)]


def _results() -> st.SearchStrategy[dict[str, object]]:
    number = st.one_of(
        st.none(), st.decimals(-2, 100, places=2), st.sampled_from([Decimal(n) for n in (0, 1, 12, 18, 60)])
    )
    return st.fixed_dictionaries(
        {
            "verdict": st.sampled_from([None, "loses_money", "weak", "healthy", "check"]),
            "focus": st.sampled_from(["ltv_cac", "ltv", "payback", "goal_seek"]),
        },
        optional=dict.fromkeys(
            ("cac", "margin", "churn", "payback", "payback_adjusted", "lifetime", "losses"), number
        ),
    )


@given(_results())
def test_the_lesson_of_a_cell_is_that_of_each_of_its_results(facts: dict[str, object]) -> None:
    """Results are sorted into cells, and a cell's lessons worked out once: that changes none of them."""
    fitting_all = [
        (trigger.rank, one.id)
        for one in lessons("en").values()
        for trigger in one.triggers
        if trigger.fires(facts)
    ]
    found = fitting("en", facts)
    assert (found is None) == (not fitting_all)
    if found:
        assert max(rank for rank, _ in fitting_all) in [rank for rank, id_ in fitting_all if id_ == found.id]
