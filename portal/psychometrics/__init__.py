"""Questionnaires as data and arithmetic on their answers: pure, each number with its source."""
