"""Discovery: from a log without a definition to the draft of a journey, with the evidence for each line of it.

A warehouse counts the rows of names (``Paths``); ``evidence`` makes of them who comes before whom and who comes
without whom; ``cuts`` takes the names apart into rows, choices, groups in any order and loops (``blocks``); ``draft``
puts beginning, goal and times beside them.  What a row of names cannot show is left to a person and said.
"""
