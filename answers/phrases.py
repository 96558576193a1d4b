"""What an answer says of itself and to whom it speaks: connective text, which states no medical fact."""

DISCLAIMER = (
    "This is information, not medical advice. It can be incomplete or wrong. "
    "Please talk with your care team before you decide anything about your care."
)
UPLOAD = (
    "This is general information; upload your records for guidance specific to your biomarkers, stage and "
    "treatment history."
)
NOT_MEDICAL = (
    "I can only help with questions about cancer and about the records you upload.",
    "You could ask, for example: “What does HER2 status mean for breast cancer treatment?” "
    "or “What do my records say?”",
)
GET_HELP, REACH_OUT = "Please get help now", "Please reach out to someone now"
"""Titles of what comes first where there is danger."""
URGENT = (
    "If this is happening now, or happened today and has eased since, please do not wait for an answer here or for "
    "your next appointment: call your local emergency number or go to the nearest emergency department.",
    "If you are having treatment for cancer, call your care team's urgent number too; it is usually on your "
    "appointment letter.",
)
MAY_BE_URGENT_TITLE = "If somebody is unwell right now"
MAY_BE_URGENT = (
    "If you ask because you or somebody near you is unwell now, and it is new, sudden or getting worse, please do not "
    "wait for an answer here: call the care team's urgent number, or your local emergency number.",
)
CRISIS = (
    "I am sorry that it is this hard right now. You do not have to get through this moment alone.",
    "Please tell someone near you, and call your local crisis line or emergency number now. In the United States you "
    "can call or text 988 at any hour.",
    "When you are safe, let your care team know how you feel; they can help with this as well.",
)
CRISIS_OF_ANOTHER = (
    "I am sorry; words like these are hard to hear. Please take them seriously, and stay with the person if you can.",
    "Please tell someone near you, and call a crisis line or the emergency number now if there is any danger; they "
    "help those who worry about somebody else, too. In the United States you can call or text 988 at any hour.",
    "Let the care team know what was said, today if you can; they can help with this as well.",
    "If you feel this way yourself, all of this is for you, too.",
)
AFRAID = (
    "I am sorry that this is so frightening. Nobody has to carry such a fear alone: please tell your care team of it, "
    "too; they can help with it as well.",
)
DECISION = (
    "Whether you should have, stop or change a treatment is not something this page can tell you: it depends on you "
    "and on your whole record.",
    "Please do not stop, skip or start anything before you have talked with your care team. If you are afraid of a "
    "treatment or finding it too hard, tell them so; it is a good reason to call.",
)
INSTRUCTED = (
    "Your record, as quoted on this page, holds an instruction on this: it is from your care team. Please ring them if "
    "anything about it is unclear, or if it may no longer hold.",
    "What it does not name, please do not stop, skip or start before you have talked with them.",
)
WORRY = (
    "This page cannot tell whether something is cancer: that takes a doctor, and often a test.",
    "If you have noticed something that worries you and that no doctor has seen, please have one look at it soon, even "
    "if it turns out to be harmless. If one has seen it, ask what was found and what comes next.",
)
AGAIN = (
    "This page cannot tell whether a cancer has come back: that takes a doctor, and often a test.",
    "If your team does not know yet of what you have noticed, please tell them soon, and do not wait for the next "
    "check. If a test is planned, ask when you will hear of it and whom to call until then.",
)
AGAIN_LOOKED_INTO = (
    "This page cannot tell whether a cancer has come back: that takes a doctor, and often a test.",
    "Your records, quoted on this page, say what your team knows of it. Ask what comes next and when you will hear of "
    "it, and whom to call until then; and tell them at once if something new comes.",
)
"""The same where the records show that the team knows, so that nobody is urged to tell them."""
PRESUMPTION = (
    "This page says only what its sources and your records say. If your question takes something else for granted, "
    "that is not confirmed here; please check it with your care team."
)
HELD_ON = "What we hold on"
"""Begins the heading over statements on a cancer that has no card: they correct nothing there."""
NOTHING_HELD = "We hold nothing that answers this question as it stands."
OPEN = "What may stay open"
MAY_BE_OPEN = (
    "We may hold no answer to this part of your question: “{part}”. What stands here is the nearest that we found; "
    "your care team can tell you more."
)
NAME_IT = "If you name the kind of cancer or the test, we can look it up."
IN_THEIR_WORDS = "In the words of the guidelines"
IN_ENGLISH = "This page can answer only in English so far."
OF_PEOPLE = "Our sources are about cancer in people, so we hold nothing on animals. A vet can help with that."
