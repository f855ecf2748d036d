"""What Bilancia answers, as data: which kind of answer, with which facts. `bot.speak` finds the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from bot.advise.known import Known
from bot.advise.levers import Levers
from bot.understand.request import Doubt
from econ.outcome import Answer
from econ.quantity import Quantity
from econ.record import record
from econ.unit import Assessment, ChurnRange

if TYPE_CHECKING:
    from econ.inputs import Inputs

Focus = Literal["ltv_cac", "ltv", "payback", "goal_seek"]
Detail = Literal["working", "what_if"]


@record(frozen=True, slots=True)
class Variation:
    """The same question with one input moved: `key` names the change, `by` how far."""

    key: str
    by: Quantity
    assessment: Assessment


@record(frozen=True, slots=True)
class Counted:
    """The range that a churn measured on so many customers allows."""

    customers: int
    periods: int
    churned: int
    spread: ChurnRange


@record(frozen=True, slots=True)
class Assessed:
    """The full answer to "is a customer worth its cost", as far as the inputs reach."""

    assessment: Assessment
    focus: Focus = "ltv_cac"
    analysis_id: str | None = None
    lesson: str | None = None
    detail: Detail | None = None
    variations: tuple[Variation, ...] = ()
    change: str | None = None
    before: Assessment | None = None
    counted: Counted | None = None
    scenario: str | None = None
    assumed: tuple[Doubt, ...] = ()
    levers: Levers | None = None


@record(frozen=True, slots=True)
class Figured:
    """A single metric's answer, with its passport (the cost of acquisition from spend and wins)."""

    answer: Answer
    understood: Mapping[str, Known]


@record(frozen=True, slots=True)
class Worked:
    """A worksheet's answer. `inputs` are as the person gave them, `given` as the metric read them, the
    defaults of a country or a role among them; `said` is what a message told, other figures included; `taken`
    are the paths of inputs taken for granted rather than said; `beside` is a second answer to the same
    inputs, where the worksheet has one (what moves a range most)."""

    sheet: str
    inputs: Mapping[str, Any]
    given: Inputs
    answer: Answer
    said: Mapping[str, Known] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    analysis_id: str | None = None
    lesson: str | None = None
    detail: Detail | None = None
    scenario: str | None = None
    beside: Answer | None = None


@record(frozen=True, slots=True)
class Yardstick:
    """What is usual for a segment or a role: a range, open at an end that is None, or one value."""

    id: str
    segment: str
    low: Quantity | None
    high: Quantity | None
    value: Quantity | None
    region: str
    source: str
    year: int
    mark: str


@record(frozen=True, slots=True)
class Standing:
    """A metric's yardsticks, and the asker's own figure where it is known."""

    metric: str
    yardsticks: tuple[Yardstick, ...]
    own: Quantity | None


@record(frozen=True, slots=True)
class Benchmarked:
    """What is usual. Without standings there is no yardstick for what was `asked`."""

    standings: tuple[Standing, ...]
    asked: str = ""
    segment: str | None = None


@record(frozen=True, slots=True)
class AskFor:
    """What is still missing, after what was understood. `sheet` names the worksheet whose form helps."""

    missing: tuple[str, ...]
    understood: Mapping[str, Known]
    conversation: str
    sheet: str | None = None


@record(frozen=True, slots=True)
class AskWhich:
    """A value with two readings, or a number that fits nowhere."""

    doubt: Doubt
    understood: Mapping[str, Known]
    conversation: str
    sheet: str | None = None


@record(frozen=True, slots=True)
class Explained:
    """Input that contradicts itself or the world: which, what was kept, what to do."""

    key: str
    at: str | None
    facts: Mapping[str, Quantity | str]
    understood: Mapping[str, Known]
    conversation: str
    sheet: str | None = None


@record(frozen=True, slots=True)
class Taught:
    """A lesson, those beside it, and the one to go on with."""

    lesson: str
    related: tuple[str, ...] = ()
    next: str | None = None


@record(frozen=True, slots=True)
class Path:
    """The ten lessons from zero to "hire or outsource", each with whether it has been read."""

    lessons: tuple[tuple[str, bool], ...]


@record(frozen=True, slots=True)
class Helped:
    """What Bilancia can do, with examples; `near` is what the person may have meant."""

    near: tuple[str, ...] = ()
    said: str = ""
    key: str = "help"


@record(frozen=True, slots=True)
class Told:
    """A short sentence of `strings.toml` under `told`; `lang` where the language has just changed."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    lang: str | None = None


@record(frozen=True, slots=True)
class Listed:
    """The person's scenarios, newest first: id, name, and what it comes to today."""

    scenarios: tuple[tuple[str, str, Assessment | Worked], ...]


@record(frozen=True, slots=True)
class Understood:
    """The inputs of the running conversation."""

    inputs: Mapping[str, Known]
    conversation: str


class DigestReply:
    """Anything said of digests: `bot.advise.digest_reply`, which an ordinary answer never loads."""

    __slots__ = ()


Reply = (
    DigestReply
    | Assessed
    | Worked
    | Benchmarked
    | Figured
    | AskFor
    | AskWhich
    | Explained
    | Taught
    | Path
    | Helped
    | Told
    | Listed
    | Understood
)
