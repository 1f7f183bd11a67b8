"""The course of a measure: scores worked out anew, in sentences, as a chart and as a table."""
