"""Zhiyin as the retriever of other frameworks: `langchain` and `llama_index`, each imported by whoever uses it.

They need what requirements-adapters.txt names; nothing else of Zhiyin imports them or it.
"""
