"""Answers in full sentences: a language model writes them from an answer's passages, and each is checked."""
