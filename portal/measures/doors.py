"""The doors of measures that open for staff, to be hung together."""

from portal.measures.asking.practitioner_views import door as measures
from portal.measures.asking.typing_views import door as scores
from portal.measures.course.scores_views import door as scores_file
from portal.measures.course.series_views import door as series
from portal.measures.licences.practice_views import door as licences
from portal.measures.own.practitioner_views import door as own
from portal.measures.prompts.practitioner_views import door as prompts

STAFF = (measures, series, scores, scores_file, prompts, own, licences)
