"""Conformance: which runs go as a journey's steps say, which do not, how, and who is behind each.

A warehouse counts distinct rows of what runs show (``counts``); ``ways`` knows what the definition admits and
what lies between; ``judging`` reads each row once, and weighs it by its runs and customers (rules M4, M7).
"""
