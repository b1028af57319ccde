"""Adapters: names proposed by models of other libraries, one file per library, which is imported when it is used."""
