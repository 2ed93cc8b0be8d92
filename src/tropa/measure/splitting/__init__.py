"""Splitting: one long history of a customer cut into the journeys it is made of, learned from the log itself.

Nobody says where a journey ends.  A warehouse counts how often which event follows which after how long
(``counts``); ``learning`` finds the two kinds of gaps that this is a mixture of: those within a journey and those
between two.
"""
