"""An answer to a question as the client saw it."""

from flask_babel import gettext as _

from portal.measures.questions import DOES_NOT_FIT, Answers, Question


def answer_in_words(question: Question, answers: Answers) -> str:
    """Return what was answered to a question as the client saw it; nothing where it is open."""
    value = answers.get(str(question.number))
    if value == DOES_NOT_FIT:
        return _("This question doesn’t fit me")
    return question.words_of(value) if isinstance(value, int) else ""
