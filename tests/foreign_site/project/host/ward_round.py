"""A type of the host's: how many patients were seen on a round. Complete with enough of them."""

from wagtail import blocks

from lms.players.base import Player
from programmes.activity_types import ActivityType, Outcome


class WardRound(ActivityType):
    code = "ward_round"
    label = "Ward round"
    icon = "group"
    help_text = "Complete with enough patients seen."

    def fields(self):
        return [("question", blocks.CharBlock()), ("fewest", blocks.IntegerBlock(default=1, min_value=1))]

    def compile(self, value):
        return {"fewest": value["fewest"]}

    def judge(self, scoring, answers):
        seen = answers.get("seen", 0)
        if seen < scoring["fewest"]:
            return Outcome(completed=False, errors={"seen": f"See {scoring['fewest']} patients."})
        return Outcome(completed=True, result={"seen": seen})


class WardRoundPlayer(Player):
    code = "ward_round"
    template = "host/ward_round.html"
    keeps_drafts = True

    def context(self, activity, block_value, state, language):
        return {"question": block_value["question"], "seen": state.get("seen", "")}

    def read(self, post):
        seen = post.get("seen", "")
        return {"seen": int(seen) if seen.isdigit() else 0}

    @property
    def submit_label(self):
        return "End the round"
