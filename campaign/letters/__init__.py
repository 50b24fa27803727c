"""The questionnaire, the letter made from it, and what is wrong with either."""
